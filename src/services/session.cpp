// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/session.h"

#include "api/chatapi.h"
#include "core/clock.h"
#include "core/future.h"
#include "core/logging.h"
#include "secrets/secretstore.h"
#include "services/settings.h"

namespace confab {

namespace {
// A keychain that starts together with the session of the desktop is there a moment later.
constexpr std::chrono::seconds secondTryAfter{10};
} // namespace

Session::Session(ChatApi &api, SecretStore &secrets, Settings &settings, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_secrets(secrets)
    , m_settings(settings)
    , m_clock(clock)
    , m_server(settings.serverAddress())
{
    connect(&m_api, &ChatApi::unauthorised, this, &Session::onUnauthorised);
    connect(&m_api, &ChatApi::paceChanged, this, &Session::paceChanged);
    connect(&m_api, &ChatApi::serverTimeSeen, this, [this] { emit serverAnswered(); });
    connect(&m_secrets, &SecretStore::waiting, this, &Session::waitingForKeychain);
}

void Session::setState(State state)
{
    if (state == m_state)
        return;
    qCInfo(lcServices) << "session:" << m_state << "->" << state;
    m_state = state;
    if (state != State::Restoring && state != State::SigningIn)
        m_restingState = state;
    emit stateChanged(state);
}

void Session::setKeyUnsaved(bool unsaved)
{
    if (unsaved == m_keyUnsaved)
        return;
    m_keyUnsaved = unsaved;
    emit keyUnsavedChanged(unsaved);
}

void Session::restore()
{
    const bool pausing = m_state == State::Restoring && !m_readInFlight;
    if (m_state != State::SignedOut && m_state != State::KeyUnreadable && !pausing)
        return;
    if (m_serverGiven.isEmpty())
        m_server = m_settings.serverAddress();
    if (m_settings.keyRemoved(m_server))
        return;
    m_restingState = m_settings.keyExpected(m_server) ? State::KeyUnreadable : State::SignedOut;
    readKey(false);
}

QString Session::keychain() const
{
    return m_secrets.name();
}

QString Session::formerKeychain() const
{
    const QString former = m_settings.keychainSeen(m_server);
    return m_state == State::KeyUnreadable && former != keychain() && !keychain().isEmpty() ? former
                                                                                            : QString();
}

void Session::useServer(const QUrl &address)
{
    m_server = address;
    m_serverGiven = address;
}

void Session::readKey(bool again)
{
    const quint64 step = beginStep();
    m_readInFlight = true;
    setState(State::Restoring);
    if (isStale(step)) // whoever heard of it went another way
        return;
    whenDone(m_secrets.read(m_server), this,
             [this, step, again](const Result<std::optional<ApiKey>> &answer) {
                 if (isStale(step))
                     return;
                 m_readInFlight = false;
                 keyRead(answer, again);
             });
}

void Session::keyRead(const Result<std::optional<ApiKey>> &answer, bool again)
{
    if (answer && *answer) {
        m_settings.setKeyExpected(m_server, true);
        m_settings.setKeychainSeen(m_server, keychain());
        check({m_server, **answer}, Origin::Keychain, false);
    } else if (!m_settings.keyExpected(m_server)) {
        setState(State::SignedOut);
    } else if (again) {
        setState(State::KeyUnreadable);
    } else {
        m_clock.after(secondTryAfter, this, [this, step = m_step] {
            if (!isStale(step))
                readKey(true);
        });
    }
}

void Session::useForThisRun(const Credentials &credentials)
{
    useServer(credentials.baseUrl);
    check(credentials, Origin::ThisRun, false);
}

void Session::signIn(const Credentials &credentials, bool remember)
{
    check(credentials, Origin::Person, remember);
}

void Session::cancelSignIn()
{
    if (m_state != State::SigningIn)
        return;
    const quint64 step = beginStep();
    goBack();
    if (!isStale(step))
        setState(m_restingState);
}

/// To the credentials in use. What is held waits for a key that works, unless this one is known to.
void Session::goBack()
{
    m_api.setCredentials(m_credentials);
    if (m_restingState == State::SignedIn)
        m_api.resumeHeld();
}

void Session::check(const Credentials &credentials, Origin origin, bool remember)
{
    const quint64 step = beginStep();
    m_readInFlight = false;
    setState(State::SigningIn);
    if (isStale(step))
        return;
    m_api.setCredentials(credentials); // ends the calls of an earlier check, whose answers are stale by now
    if (isStale(step))
        return;
    whenDone(m_api.user(), this, [=, this](const Result<User> &answer) {
        if (!isStale(step))
            checked(credentials, origin, remember, answer);
    });
}

void Session::checked(const Credentials &credentials, Origin origin, bool remember,
                      const Result<User> &answer)
{
    if (answer) {
        accept(credentials, origin, remember, *answer);
        return;
    }
    const Error &error = answer.error();
    if (origin == Origin::Person || error.kind == ErrorKind::Unauthorised) {
        refuse(origin, error);
        return;
    }
    // Not the server's word on the key: it is used, and the window shows what is wrong.
    const quint64 step = m_step;
    accept(credentials, origin, remember, {});
    if (!isStale(step))
        emit signInFailed(error);
}

void Session::accept(const Credentials &credentials, Origin origin, bool remember, const User &user)
{
    const quint64 step = m_step;
    const bool wasIn = m_restingState == State::SignedIn || m_restingState == State::Expired;
    const bool sameServer = m_credentials.baseUrl == credentials.baseUrl;
    const bool sameKey = m_credentials.key == credentials.key;
    const bool sameUser = user.id != 0 && user.id == m_user.id;
    const bool isAnother = wasIn && !(sameServer && (sameKey || sameUser));
    if (isAnother)
        m_api.dropHeld();
    else
        m_api.resumeHeld();
    if (isStale(step))
        return;
    if (isAnother) {
        m_user = {};
        m_usage = {};
        m_credentials = {};
        setState(State::SignedOut);
        if (isStale(step))
            return;
    }
    m_credentials = credentials;
    m_server = credentials.baseUrl;
    m_user = user;
    m_refusal.reset();
    m_forThisRun = origin == Origin::ThisRun;
    if (origin == Origin::Person && m_server != m_serverGiven)
        m_settings.setServerAddress(m_server);
    setKeyUnsaved(origin == Origin::Person && !remember);
    if (isStale(step))
        return;
    // Before SignedIn is told: a listener that signs out again finds a write that has to be undone.
    if (remember)
        store(credentials);
    setState(State::SignedIn);
}

void Session::refuse(Origin origin, const Error &error)
{
    const quint64 step = beginStep();
    if (origin != Origin::Person) { // nothing to go back to
        m_credentials = {};
        m_user = {};
        m_refusal = error;
    }
    goBack();
    if (isStale(step))
        return;
    setState(origin == Origin::Person ? m_restingState : State::SignedOut);
    if (!isStale(step))
        emit signInFailed(error);
}

void Session::store(const Credentials &credentials)
{
    ++m_writes;
    const quint64 signOuts = m_signOuts;
    whenDone(m_secrets.write(credentials.baseUrl, credentials.key), this,
             [this, credentials, signOuts](const Result<Done> &answer) {
                 --m_writes;
                 if (signOuts != m_signOuts)
                     return;
                 if (answer) {
                     m_settings.setKeyExpected(credentials.baseUrl, true);
                     m_settings.setKeychainSeen(credentials.baseUrl, keychain());
                 }
                 if (credentials != m_credentials)
                     return;
                 setKeyUnsaved(!answer);
                 if (!answer)
                     emit keyNotStored(answer.error());
             });
}

void Session::signOut()
{
    const quint64 step = beginStep();
    ++m_signOuts;
    const QUrl server = m_server;
    const bool perhapsStored = m_settings.keyExpected(server) || m_writes > 0 || m_notRemoved == server;
    const bool removes = perhapsStored && !m_forThisRun;
    m_readInFlight = false;
    m_forThisRun = false;
    m_refusal.reset();
    m_credentials = {};
    m_user = {};
    m_usage = {};
    m_api.setCredentials({});
    if (removes) {
        m_settings.setKeyExpected(server,
                                  false); // whatever the keychain does, the next start stays signed out
        m_notRemoved = server;
        whenDone(m_secrets.remove(server), this,
                 [this, server, signOuts = m_signOuts](const Result<Done> &answer) {
                     if (answer && m_notRemoved == server)
                         m_notRemoved.clear();
                     if (!answer && signOuts == m_signOuts)
                         emit keyNotRemoved(answer.error());
                 });
    }
    if (isStale(step))
        return;
    setKeyUnsaved(false);
    if (!isStale(step))
        setState(State::SignedOut);
}

void Session::refreshUsage()
{
    if (m_credentials.key.isEmpty())
        return;
    const Credentials asked = m_credentials;
    whenDone(m_api.usage(), this, [this, asked](const Result<Usage> &answer) {
        if (asked != m_credentials)
            return;
        if (!answer) {
            if (answer.error().kind != ErrorKind::Cancelled)
                emit usageFailed(answer.error());
            return;
        }
        m_usage = *answer;
        emit usageChanged(m_usage);
    });
}

// During a sign-in the check's own answer says the same.
void Session::onUnauthorised()
{
    if (m_state == State::SignedIn)
        setState(State::Expired);
}

} // namespace confab
