// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretstore.h"

#include <chrono>
#include <functional>
#include <list>
#include <memory>

namespace QKeychain {
class Job;
}

namespace confab {

/// The keychain of the system through QtKeychain: Secret Service, KWallet, macOS Keychain, Windows Credential
/// Manager.
///
/// QtKeychain is taken for unreliable, since its versions up to 0.13 are: deleting a running job crashes, a
/// job may never finish or finish twice, KWallet's failed writes count as successes, and a locked keyring
/// says "not found". So a job is never deleted here (it deletes itself), one runs at a time, an answer after
/// its watchdog is ignored, a write is read back, and a removal proves itself. There is no fallback to a
/// plain file, ever.
///
/// The first job looks for the keychain's service, which may block for half a second on KDE. Jobs start from
/// the event loop, never from within a call; a caller that wants its window painted first waits for that.
class KeychainSecretStore final : public SecretStore
{
    Q_OBJECT

public:
    struct Timings
    {
        std::chrono::milliseconds waitingAfter{3'000}; ///< Of a call, until waiting() is sent.
        std::chrono::milliseconds giveUpAfter{30'000}; ///< Of each job, and of a call's wait for its turn.
    };

    /// An empty profile is the usual one.
    explicit KeychainSecretStore(const QString &profile, QObject *parent = nullptr);
    KeychainSecretStore(const QString &profile, const Timings &timings, QObject *parent = nullptr);
    /// Calls under way finish with an error. A job that runs is left to itself.
    ~KeychainSecretStore() override;

    [[nodiscard]] QFuture<Result<std::optional<ApiKey>>> read(const QUrl &server) override;
    [[nodiscard]] QFuture<Result<Done>> write(const QUrl &server, const ApiKey &key) override;
    /// Overwrites the entry with a note, reads that back, removes it and reads again. A locked keychain
    /// cannot be overwritten, so its "not found" is not taken for a removal; and where only the last step
    /// fails, what stays behind is the note and not the key. Read takes the note for a missing entry.
    [[nodiscard]] QFuture<Result<Done>> remove(const QUrl &server) override;

    /// QtKeychain chooses one by the desktop, and does not say which: this follows its rule.
    [[nodiscard]] QString name() const override;

    /// The name of the entry: reverse-DNS prefix, profile and address, since Windows looks at this name
    /// alone. Spellings of one address (letter case of the host, default port, trailing slash) have one name.
    [[nodiscard]] static QString entryName(const QString &profile, const QUrl &server);

private:
    enum class JobKind { Read, Write, Delete };
    enum class Purpose { Read, Write, Remove };
    struct Reply
    {
        bool ok = false;      ///< There is a value, or the write or deletion was accepted.
        bool missing = false; ///< The keychain says that it has no such entry.
        QString value;
        QString words; ///< What went wrong, in a sentence.
    };
    using Then = std::function<void(const Reply &)>;

    template<class T>
    using Finish = std::function<void(const Result<T> &)>;

    struct Call
    {
        quint64 number = 0;
        quint64 phase = 0; ///< Grows with each job, so that the watchdog of an earlier one is known as such.
        bool begun = false;
        Purpose purpose = Purpose::Read;
        QString entry;
        std::function<void()> begin;
        std::function<void(const QString &words)> fail;
    };

    /// The job that QtKeychain is at, its call gone or not.
    struct Running
    {
        quint64 number = 0; ///< 0: none.
        quint64 call = 0;
        JobKind kind = JobKind::Read;
        Purpose purpose = Purpose::Read; ///< Of the call.
        QString entry;
        Then then;
    };

    template<class T>
    QFuture<Result<T>> enqueue(const QString &entry, Purpose purpose,
                               const std::function<void(const Finish<T> &)> &begin);
    void append(Call call);
    void startNextSoon();
    void startNext();
    [[nodiscard]] Call *findCall(quint64 number);
    Call takeCall(quint64 number);
    void armWatchdog(Call &call);
    void giveUp(quint64 number);
    void writeAndReadBack(const QString &value, const Finish<Done> &finish);
    void removeEntry(const Finish<Done> &finish);
    void runJob(JobKind kind, const QString &value, const Then &then);
    void jobFinished(quint64 number, const Reply &reply);
    void undoLateWrite(const QString &entry);
    [[nodiscard]] static Reply replyOf(const QKeychain::Job *job);

    const QString m_profile;
    const Timings m_timings;
    std::list<Call> m_calls; ///< The first one has the keychain, the others wait for it.
    Running m_running;
    quint64 m_lastNumber = 0;
    bool m_closing = false;
};

} // namespace confab
