// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "services/deletionservice.h"
#include "ui/banner.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>

#include <functional>
#include <optional>

class QWidget;

namespace confab {

class Workspace;

/// Turns what the services tell into notices of the banner: errors with a Retry, deletions with Undo,
/// progress and the list of what failed, and the few words about the keychain.
class Notices : public QObject
{
    Q_OBJECT

public:
    Notices(Workspace &workspace, Banner &banner, QWidget &window);

    /// Runs the Retry of the newest notice that has one.
    void retry();
    [[nodiscard]] bool canRetry() const;

signals:
    void canRetryChanged(bool can);
    void signInRequested();
    /// A name that was refused, to be changed: of a new conversation, …
    void newNameRequested(const QString &name);
    /// … and of one that exists.
    void renameRequested(const confab::SessionId &session, const QString &name);

private:
    /// The ways on from an error.
    struct Ways
    {
        std::function<void()> again = {};  ///< The same once more, offered where that may help.
        std::function<void()> change = {}; ///< Offered otherwise.
        bool staysUntilChanged = false;    ///< The notice outlives `change`, and is withdrawn by who knows.
        QString about = {};                ///< Keeps errors about different things apart.
        bool isEdit = false;               ///< Something typed is at stake: also after a refused key.
    };

    void connectErrors();
    void connectLists();
    void connectEdits();
    void connectDrafts();
    void connectMessages();
    void forgetRename(const SessionId &session);
    void connectSession();
    void connectDeletions();
    void postError(Operation operation, const Error &error, const Ways &ways);
    /// Of the projects or the list: without a notice while the list's own place tells it.
    void tellOfList(Operation operation, const Error &error, const Ways &ways);
    [[nodiscard]] bool isToldInList(Operation operation) const;
    void reviewList();
    void showUsage(const Usage &usage);
    void withdraw(const QString &id);
    void deletionsWaiting(int count);
    void deletionRuns(int answered, int count);
    void deletionEnded(const DeletionReport &report);
    void offerLeftovers();
    void offerRest(const DeletionReport &report, const QString &sentence);
    void rememberOffered(const DeletionReport &report);
    void showReport(const DeletionReport &report);
    void forgetRetry(const QString &id);

    Workspace &m_workspace;
    Banner &m_banner;
    /// The name that the row went back to; nothing where it is not in the list and has not come since.
    QHash<SessionId, std::optional<QString>> m_refusedRenames;
    QWidget &m_window;
    Notice m_credits; ///< The newest that says that the query credits are used up.
    QList<QPair<QString, std::function<void()>>> m_retries; ///< By notice, newest last.
    struct Failure
    {
        Operation operation{};
        Error error;
        Ways ways;
    };
    std::optional<Failure> m_toldInList;
    QHash<QString, QSet<SessionId>> m_offered; ///< What each report on screen or under others is about.
};

} // namespace confab
