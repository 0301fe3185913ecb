// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/session.h"

#include "fakes/fakechatapi.h"
#include "fakes/fakesecretstore.h"
#include "fakes/manualclock.h"
#include "services/settings.h"

#include <QCoreApplication>

namespace confab::sessiontest {

inline const QUrl server(QStringLiteral("https://chat.example.org/api/v1"));
inline const QUrl otherServer(QStringLiteral("https://other.example.org/api/v1"));

inline ApiKey keyOf(const QString &text)
{
    return ApiKey::fromInput(text).value();
}

inline const Credentials mine{server, keyOf(QStringLiteral("1001|mine"))};
inline const Credentials renewed{server, keyOf(QStringLiteral("1001|renewed"))};
inline const Credentials foreign{server, keyOf(QStringLiteral("2002|foreign"))};
inline const Error offline{ErrorKind::Offline, 0, {}, {}, {}};
inline const Error refused{
    ErrorKind::Unauthorised, 401, QStringLiteral("API Token is either missing or invalid"), {}, {}};

// All that a session needs, and everything it said.
struct World
{
    FakeChatApi api;
    FakeSecretStore secrets;
    Settings settings{QString()};
    ManualClock clock;
    Session session{api, secrets, settings, clock};
    QList<Session::State> states;
    QList<Error> failures;
    QList<Error> notStored;
    QList<Error> notRemoved;

    explicit World(bool keyStored = false)
    {
        settings.setServerAddress(server);
        if (keyStored) {
            secrets.keys[server] = mine.key;
            settings.setKeyExpected(server, true);
        }
        QObject::connect(&session, &Session::stateChanged, &session,
                         [this](Session::State state) { states << state; });
        QObject::connect(&session, &Session::signInFailed, &session,
                         [this](const Error &e) { failures << e; });
        QObject::connect(&session, &Session::keyNotStored, &session,
                         [this](const Error &e) { notStored << e; });
        QObject::connect(&session, &Session::keyNotRemoved, &session,
                         [this](const Error &e) { notRemoved << e; });
    }

    /// Runs what the event loop holds, which is all that the fakes ever wait for.
    void settle()
    {
        for (int i = 0; i < 10; ++i)
            QCoreApplication::processEvents();
    }
    void signIn(const Credentials &credentials = mine, bool remember = true)
    {
        session.signIn(credentials, remember);
        settle();
    }
    [[nodiscard]] Credentials inUse() const
    {
        return api.credentials.isEmpty() ? Credentials() : api.credentials.last();
    }
};

} // namespace confab::sessiontest
