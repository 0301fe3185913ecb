// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/rategovernor.h"
#include "api/restchatapi.h"
#include "fakes/fakesecretstore.h"
#include "fakes/manualclock.h"
#include "sandbox/sandboxserver.h"
#include "services/workspace.h"
#include "support/keysweep.h"
#include "ui/mainwindow.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QTest>
#include <QTreeView>

#include <memory>

namespace confab {

/// The whole program as a person has it before them: the window over a sandbox of its own, by true HTTP, true
/// keys and true clicks, on a manager that checks every request. Only the keychain is a fake, and the clock
/// stands still until advance(): the server's begins at the same time. Each journey has a profile of its own,
/// which a restart() keeps.
class Journey
{
public:
    /// What the program consists of, in the order of app/main.cpp.
    struct Program
    {
        Program(const QString &profile, SecretStore &secrets, Clock &clock, const Timeouts &timeouts);

        Settings settings;
        RateGovernor governor;
        RestChatApi api;
        Workspace workspace;
        MainWindow window;
    };

    explicit Journey(SandboxOptions options = {}, const Timeouts &timeouts = {});
    ~Journey();
    Q_DISABLE_COPY_MOVE(Journey)

    /// What the person said about an archive in an earlier run: "keep nothing", unless told otherwise before
    /// the start.
    void answerArchive(ArchiveSettings::Consent consent);

    // --- Begin and end; each is false where it did not come about ---
    /// Shows the window and signs in with the key that lies in the keychain; ends when everything is loaded.
    [[nodiscard]] bool signIn();
    /// The same where calls fail at the start: signed in or not.
    [[nodiscard]] bool start();
    /// Shows the window, in a new program if the last one has ended, and starts nothing.
    [[nodiscard]] bool show();
    /// Shows the window without any key: the sign-in dialog opens.
    [[nodiscard]] bool startSignedOut();
    /// Fills in the open sign-in dialog and presses its button.
    [[nodiscard]] bool signInByDialog(const QString &key = {});
    /// Closes the window as a person does and starts the program anew, signed in.
    [[nodiscard]] bool restart();
    /// The program ends without a word to anybody; signIn() starts it anew.
    void crash();
    /// Nothing is being loaded, sent or deleted any more, and the list and the transcript show it.
    [[nodiscard]] bool waitLoaded();
    /// The same where calls fail and are repeated: the clock goes on meanwhile, by little.
    [[nodiscard]] bool waitRepeated();
    void advance(std::chrono::milliseconds span) { clock.advance(span); }

    // --- The parts ---
    [[nodiscard]] SandboxServer &server() { return m_server; }
    [[nodiscard]] qint64 project() const { return m_server.firstProject(); }
    /// The session of the n-th newest conversation of the first project at the server, as of now.
    [[nodiscard]] QString session(int index) const { return m_server.sessions(project()).value(index); }
    [[nodiscard]] Workspace &workspace() { return m_program->workspace; }
    [[nodiscard]] MainWindow &window() { return m_program->window; }
    [[nodiscard]] int calls(const QString &expression) const { return m_server.callCount(expression); }
    [[nodiscard]] int deleteCalls() const { return calls(QStringLiteral("^DELETE ")); }
    /// Sent, and not answered yet.
    [[nodiscard]] int callsInFlight() const;
    void addFault(const SandboxFault &fault) { m_server.addFault(fault); }
    /// An expression for calls about this conversation of the first project.
    [[nodiscard]] QString about(const QString &method, const QString &session) const;

    // --- Controls, by the names that a screen reader says ---
    /// The visible control of that kind and accessible name, in the window and its dialogs; null where there
    /// is none or more than one.
    template<class T>
    [[nodiscard]] T *control(const QString &accessibleName, QWidget *within = nullptr) const
    {
        T *found = nullptr;
        for (T *each : (within ? within : &m_program->window)->findChildren<T *>()) {
            if (!each->isVisible() || each->accessibleName() != accessibleName)
                continue;
            if (found)
                return nullptr;
            found = each;
        }
        return found;
    }
    [[nodiscard]] QTreeView *list() const; ///< Also while another page hides it.
    [[nodiscard]] QListView *transcript() const;
    [[nodiscard]] QLineEdit *filter() const;
    [[nodiscard]] QComboBox *projectPicker() const;
    [[nodiscard]] QAction *action(const QString &name) const;
    /// The open dialog with that object name once it is active; null where it does not come.
    [[nodiscard]] QDialog *dialog(const QString &objectName) const;
    [[nodiscard]] bool hasDialog() const;

    // --- The list ---
    [[nodiscard]] QStringList rows(int column = 0) const;
    [[nodiscard]] int rowCount() const { return list()->model()->rowCount(); }
    [[nodiscard]] QStringList selectedRows() const;
    [[nodiscard]] int rowOf(const QString &session) const; ///< -1 where it is not in the list.
    void click(int row, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const;
    void scrollToEnd() const;
    /// The right button's menu of the row; null where none opens.
    [[nodiscard]] QMenu *contextMenu(int row) const;
    /// Presses the column's header.
    void sortBy(int column) const;
    /// The sentence where the list would be; empty while there is a list.
    [[nodiscard]] QString listSentence() const;
    [[nodiscard]] QString countText() const; ///< In full, as the tooltip has it.
    [[nodiscard]] QString lineText() const;  ///< Of the line under the list; empty where there is none.

    // --- The banner ---
    [[nodiscard]] QString bannerText() const; ///< With its hint; empty where there is none.
    [[nodiscard]] bool waitBanner(const QString &part) const;
    /// False where the banner has no such button.
    bool pressInBanner(const QString &button) const;

    // --- Keys and clicks ---
    /// To whatever has the focus in the active window.
    static void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    static void type(const QString &text);
    /// Chooses an entry with the keyboard.
    static void choose(QComboBox *box, const QString &entry);
    /// Clicks on the entry of an open menu; false where it has none.
    static bool chooseInMenu(QMenu *menu, const QString &entry);
    /// Presses the visible button of that name; false where there is none.
    bool pressButton(const QString &accessibleName, QWidget *within = nullptr) const;
    /// The main window has the focus (again).
    [[nodiscard]] bool activate() const;
    [[nodiscard]] static bool focusIsVisible();

    ManualClock clock;
    FakeSecretStore secrets;
    /// Confab's own lines and those of Qt's network, as a person would turn them on to look for a fault.
    keysweep::LogCatcher log{"confab*=true\nqt.network*=true"};

private:
    [[nodiscard]] bool isQuiet() const;
    void beginWithKey();
    [[nodiscard]] bool waitQuiet(std::chrono::milliseconds step);
    [[nodiscard]] QString stateText() const; ///< For the output of a test that failed.

    QString m_profile;
    Timeouts m_timeouts;
    SandboxServer m_server;
    std::unique_ptr<Program> m_program;
};

} // namespace confab
