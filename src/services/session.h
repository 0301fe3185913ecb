// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/apikey.h"
#include "core/error.h"
#include "core/values.h"

#include <QObject>

#include <optional>

namespace confab {

class ChatApi;
class Clock;
class SecretStore;
class Settings;

/// Who is signed in, and where. The window opens before the keychain answers. GUI thread only.
///
/// SignedOut is the word to drop whatever was read with the old key. Signing in as another person than before
/// says SignedOut in between, so that accounts do not mix; the same person with a new key goes on where they
/// were.
class Session : public QObject
{
    Q_OBJECT

public:
    enum class State {
        SignedOut,
        Restoring,     ///< The keychain is being read.
        KeyUnreadable, ///< A key was stored and could not be read: retry, or sign in. Nothing was removed.
        SigningIn,     ///< The server is checking the key.
        SignedIn,
        Expired, ///< The server refused the key in mid-work (401); what is on screen stays.
    };
    Q_ENUM(State)

    Session(ChatApi &api, SecretStore &secrets, Settings &settings, Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QUrl serverAddress() const { return m_server; }
    [[nodiscard]] const User &user() const { return m_user; }
    [[nodiscard]] const Usage &usage() const { return m_usage; }
    [[nodiscard]] bool isSignedIn() const { return m_state == State::SignedIn; }
    /// Why the server did not take the key of restore() or useForThisRun(); nothing once one was accepted.
    [[nodiscard]] const std::optional<Error> &refusal() const { return m_refusal; }
    /// True while the key is in memory alone because the keychain refused it, or the person chose so.
    [[nodiscard]] bool isKeyUnsaved() const { return m_keyUnsaved; }
    /// True while a key of useForThisRun() is in use, which is in no keychain because it was never meant to
    /// be.
    [[nodiscard]] bool isKeyForThisRun() const { return m_forThisRun; }
    /// True from SignedIn until SignedOut, also while a new key is being checked after Expired: what was read
    /// stays.
    [[nodiscard]] bool hasAccount() const
    {
        return m_restingState == State::SignedIn || m_restingState == State::Expired;
    }
    /// In KeyUnreadable: the keychain that held the key the last time, where it is another than the present
    /// one (after a change of the desktop, say); else empty.
    [[nodiscard]] QString formerKeychain() const;
    [[nodiscard]] QString keychain() const;

    /// Reads the key of the remembered server from the keychain and checks it with one call (user()). A read
    /// that fails, or finds nothing, although a key was stored, is tried once more after ten seconds and ends
    /// in KeyUnreadable otherwise; where no key was stored it ends in SignedOut at once. Where the person had
    /// signed out the keychain is not asked. Nothing that happens here removes a key.
    ///
    /// How the check ends: a refusal (401) is SignedOut with signInFailed(), the key staying in the keychain.
    /// Any other failure (offline, timeout, a broken server) says nothing about the key: SignedIn with
    /// signInFailed(), user() empty, so that the window shows the fault and each of its retries may simply
    /// work.
    ///
    /// Called again during the pause before the second try it reads at once; while signed in it does nothing.
    void restore();
    /// The server of this run instead of the remembered one, which it leaves as it is, even where the person
    /// signs in there. Before restore().
    void useServer(const QUrl &address);
    /// For automation (CONFAB_TOKEN) and the sandbox: neither stored in nor looked up in the keychain, the
    /// address not remembered, and nothing removed by signing out. The check ends as that of restore().
    void useForThisRun(const Credentials &credentials);
    /// Checks the key with one call; only a key that the server accepted is stored and used. Emits
    /// signInFailed() and goes back to where it was otherwise, with the key that was in use. A second call
    /// replaces the first. The keychain is not waited for: SignedIn comes first, keyNotStored() later if need
    /// be.
    void signIn(const Credentials &credentials, bool remember);
    /// Gives up the check of signIn(); things are as they were before it.
    void cancelSignIn();
    /// Drops the key from memory and every call under way, at once, and removes it from the keychain. Where
    /// the keychain kept it, keyNotRemoved() says so, the next start does not use it, and another signOut()
    /// tries again.
    void signOut();
    /// One call to limits/usage.
    void refreshUsage();

signals:
    void stateChanged(confab::Session::State state);
    void signInFailed(const confab::Error &error);
    /// The key works but could not be kept: it lasts for this run.
    void keyNotStored(const confab::Error &error);
    void keyNotRemoved(const confab::Error &error);
    /// The keychain has been silent for three seconds.
    void waitingForKeychain();
    /// isKeyUnsaved() changed.
    void keyUnsavedChanged(bool unsaved);
    void usageChanged(const confab::Usage &usage);
    void usageFailed(const confab::Error &error);
    void paceChanged(const confab::Pace &pace);
    /// A reply has come from the server, whatever it says.
    void serverAnswered();

private:
    /// Where a key came from decides what its check leads to.
    enum class Origin { Keychain, ThisRun, Person };

    void setState(State state);
    void setKeyUnsaved(bool unsaved);
    [[nodiscard]] quint64 beginStep() { return ++m_step; }
    [[nodiscard]] bool isStale(quint64 step) const { return step != m_step; }
    void readKey(bool again);
    void keyRead(const Result<std::optional<ApiKey>> &answer, bool again);
    void check(const Credentials &credentials, Origin origin, bool remember);
    void checked(const Credentials &credentials, Origin origin, bool remember, const Result<User> &answer);
    void accept(const Credentials &credentials, Origin origin, bool remember, const User &user);
    void refuse(Origin origin, const Error &error);
    void goBack();
    void store(const Credentials &credentials);
    void onUnauthorised();

    ChatApi &m_api;
    SecretStore &m_secrets;
    Settings &m_settings;
    Clock &m_clock;
    State m_state = State::SignedOut;
    State m_restingState = State::SignedOut; ///< What a failed sign-in goes back to.
    Credentials m_credentials;               ///< Those in use, not those being checked.
    QUrl m_server;
    QUrl m_serverGiven; ///< By useServer(); else empty.
    User m_user;
    Usage m_usage;
    quint64 m_step = 0;     ///< Answers to an earlier step are stale.
    quint64 m_signOuts = 0; ///< A write that ends after a sign-out does not make a key expected.
    int m_writes = 0;       ///< Writes to the keychain under way.
    bool m_readInFlight = false;
    bool m_keyUnsaved = false;
    bool m_forThisRun = false;
    std::optional<Error> m_refusal;
    QUrl m_notRemoved; ///< Of a sign-out that the keychain did not follow.
};

} // namespace confab
