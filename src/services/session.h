// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/apikey.h"
#include "core/error.h"
#include "core/values.h"

#include <QObject>

namespace confab {

class ChatApi;
class Clock;
class SecretStore;
class Settings;

/// Who is signed in, and where. The window opens before the keychain answers.
class Session : public QObject
{
    Q_OBJECT

public:
    enum class State {
        SignedOut,
        Restoring,    ///< The keychain is being read.
        KeyUnreadable, ///< A key was stored and could not be read: retry, or sign in. Nothing was removed.
        SigningIn,    ///< The server is checking the key.
        SignedIn,
        Expired,      ///< The server refused the key in mid-work (401); what is on screen stays.
    };
    Q_ENUM(State)

    Session(ChatApi &api, SecretStore &secrets, Settings &settings, Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QUrl serverAddress() const { return m_server; }
    [[nodiscard]] const User &user() const { return m_user; }
    [[nodiscard]] const Usage &usage() const { return m_usage; }
    [[nodiscard]] bool isSignedIn() const { return m_state == State::SignedIn; }
    /// True while the key is in memory alone because the keychain refused it, or the person chose so.
    [[nodiscard]] bool isKeyUnsaved() const { return m_keyUnsaved; }

    /// Reads the key of the remembered server from the keychain and checks it with one call (user()). A read that
    /// fails, or finds nothing although a key was stored, is tried once more after ten seconds.
    void restore();
    /// For automation (CONFAB_TOKEN) and the sandbox: neither stored nor checked in the keychain.
    void useForThisRun(const Credentials &credentials);
    /// Checks the key with one call; only a key that the server accepted is stored and used. Emits signInFailed()
    /// and stays where it was otherwise.
    void signIn(const Credentials &credentials, bool remember);
    /// Removes the key from the keychain and from memory, drops every call under way. Says so if the keychain kept it.
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
    void usageChanged(const confab::Usage &usage);
    void paceChanged(const confab::Pace &pace);

private:
    void setState(State state);

    ChatApi &m_api;
    SecretStore &m_secrets;
    Settings &m_settings;
    Clock &m_clock;
    State m_state = State::SignedOut;
    QUrl m_server;
    User m_user;
    Usage m_usage;
    bool m_keyUnsaved = false;
};

} // namespace confab
