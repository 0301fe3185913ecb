// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "secrets/keychainsecretstore.h"
#include "services/session.h"
#include "services/settings.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

/// For tests on a real keychain, in whatever state tests/support/keyring.sh has put it.
namespace confab::keychaintest {

inline const QUrl server(QStringLiteral("https://chat.example.org/api/v1"));
inline const QUrl otherServer(QStringLiteral("https://chat.example.org/other"));

[[nodiscard]] inline ApiKey randomKey()
{
    QString text = QStringLiteral("4711|");
    for (int i = 0; i < 5; ++i)
        text += QString::number(QRandomGenerator::global()->generate64(), 36);
    return ApiKey::fromInput(text).value();
}

template<class T>
[[nodiscard]] Result<T> await(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 40'000) || future.resultCount() != 1)
        return failure(ErrorKind::Unclear, QStringLiteral("no answer"));
    return future.result();
}

template<class T>
[[nodiscard]] bool failedAsItShould(const Result<T> &result)
{
    return !result && result.error().kind == ErrorKind::SecretStore && !result.error().detail.isEmpty();
}

/// One run of the program on the real keychain and a fake service.
struct Run
{
    FakeChatApi api;
    KeychainSecretStore secrets;
    Settings settings{QString()};
    ManualClock clock;
    Session session{api, secrets, settings, clock};
    QSignalSpy notStored{&session, &Session::keyNotStored};
    QSignalSpy notRemoved{&session, &Session::keyNotRemoved};

    explicit Run(const KeychainSecretStore::Timings &timings = {}) : secrets(QString(), timings) {}
    [[nodiscard]] bool reaches(Session::State state)
    {
        return QTest::qWaitFor([&] { return session.state() == state; }, 40'000);
    }
};

} // namespace confab::keychaintest
