// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretstore.h"

#include <QList>
#include <QPromise>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace confab {

/// A keychain in memory. It answers from the event loop or, after hold(true), when the test says so; what it
/// answers is worked out at the moment of answering.
class FakeSecretStore : public SecretStore
{
public:
    explicit FakeSecretStore(QObject *parent = nullptr) : SecretStore(parent) {}

    // --- What it holds; change it at will ---
    std::map<QUrl, ApiKey> keys;
    /// Reads find nothing, writes and removals fail.
    bool locked = false;
    QString kind; ///< What name() says.
    /// Where set, every call of that kind fails.
    std::optional<Error> readError;
    std::optional<Error> writeError;
    std::optional<Error> removeError;

    // --- What happened ---
    QList<QUrl> reads;
    QList<QUrl> writes;
    QList<QUrl> removals;

    [[nodiscard]] static Error
    error(const QString &detail = QStringLiteral("The keychain could not be used."))
    {
        return Error{ErrorKind::SecretStore, 0, {}, detail, {}};
    }

    // --- When it answers ---
    void hold(bool on) { m_holding = on; }
    [[nodiscard]] int held() const { return static_cast<int>(m_pending.size()); }
    /// Answers the oldest call that waits; false where there is none.
    bool releaseNext()
    {
        if (m_pending.empty())
            return false;
        const auto answer = m_pending.front();
        m_pending.erase(m_pending.begin());
        answer();
        return true;
    }
    void saySlow() { emit waiting(); }

    // --- SecretStore ---
    [[nodiscard]] QString name() const override { return kind; }
    [[nodiscard]] QFuture<Result<std::optional<ApiKey>>> read(const QUrl &server) override
    {
        reads.append(server);
        return submit<std::optional<ApiKey>>([this, server]() -> Result<std::optional<ApiKey>> {
            if (readError)
                return tl::unexpected<Error>(*readError);
            const auto at = keys.find(server);
            if (locked || at == keys.end())
                return std::optional<ApiKey>();
            return std::optional<ApiKey>(at->second);
        });
    }

    [[nodiscard]] QFuture<Result<Done>> write(const QUrl &server, const ApiKey &key) override
    {
        writes.append(server);
        return submit<Done>([this, server, key]() -> Result<Done> {
            if (writeError || locked)
                return tl::unexpected<Error>(writeError.value_or(error()));
            keys[server] = key;
            return Done{};
        });
    }

    [[nodiscard]] QFuture<Result<Done>> remove(const QUrl &server) override
    {
        removals.append(server);
        return submit<Done>([this, server]() -> Result<Done> {
            if (removeError || locked)
                return tl::unexpected<Error>(removeError.value_or(error()));
            keys.erase(server);
            return Done{};
        });
    }

private:
    template<class T>
    [[nodiscard]] QFuture<Result<T>> submit(const std::function<Result<T>()> &work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        m_pending.emplace_back([promise, work] {
            promise->addResult(work());
            promise->finish();
        });
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_holding)
                    releaseNext();
            },
            Qt::QueuedConnection);
        return promise->future();
    }

    std::vector<std::function<void()>> m_pending;
    bool m_holding = false;
};

} // namespace confab
