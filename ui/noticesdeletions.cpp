// SPDX-License-Identifier: GPL-3.0-or-later
// Notices: of what is deleted, and of what a deletion left.
#include "ui/notices.h"

#include "services/workspace.h"
#include "ui/errortext.h"
#include "ui/reportdialog.h"

#include <algorithm>

namespace confab {

namespace {

const QString undoId = QStringLiteral("undo");
const QString runId = QStringLiteral("run");
const QString deletedId = QStringLiteral("deleted");
const QString refusedId = QStringLiteral("deletionRefused");

/// A notice for each batch, so that what one left is not covered by the end of another for good.
QString restId(const DeletionReport &report)
{
    return QStringLiteral("rest%1.%2.%3.%4")
        .arg(QString::number(report.number), report.project.toString(), QString::number(report.account.user),
             report.rule);
}

} // namespace

void Notices::connectDeletions()
{
    DeletionService &deletions = m_workspace.deletions();
    connect(&deletions, &DeletionService::waitingChanged, this, &Notices::deletionsWaiting);
    connect(&deletions, &DeletionService::runStarted, this, [this](int count) { deletionRuns(0, count); });
    connect(&deletions, &DeletionService::progress, this, &Notices::deletionRuns);
    connect(&deletions, &DeletionService::finished, this, &Notices::deletionEnded);
    connect(&m_workspace, &Workspace::deletionRefused, this, [this] {
        m_banner.post({refusedId,
                       Notice::Kind::Warning,
                       tr("Nothing was deleted: Confab is running twice with this profile."),
                       tr("Delete in the window that was opened first, or close it."),
                       {},
                       true});
    });
    connect(&m_workspace, &Workspace::interruptedDeletionReady, this, [this](const DeletionReport &report) {
        offerRest(report, tr("You are signed in again. %Ln conversations of the last deletion are left.",
                             nullptr, static_cast<int>(report.toRetry().size())));
    });
    // What an earlier run of the program left: said once there is somebody signed in to decide.
    connect(&m_workspace.session(), &Session::stateChanged, this, [this](Session::State state) {
        if (state == Session::State::SignedIn)
            offerLeftovers();
    });
    connect(&m_workspace.projects(), &ProjectService::loadingChanged, this, [this](bool loading) {
        if (!loading)
            offerLeftovers();
    });
}

void Notices::offerLeftovers()
{
    for (DeletionReport report : m_workspace.leftovers()) {
        // What this run of the program left is offered in its own words.
        report.items.removeIf([this](const DeletionItem &item) {
            return std::any_of(m_offered.begin(), m_offered.end(), [&](const QSet<SessionId> &sessions) {
                return sessions.contains(item.conversation.session);
            });
        });
        if (!report.items.isEmpty())
            offerRest(report, tr("An earlier deletion did not finish. %Ln conversations are left.", nullptr,
                                 static_cast<int>(report.toRetry().size())));
    }
}

void Notices::deletionRuns(int answered, int count)
{
    const Notice::Action cancel{tr("Cancel"), [this] { m_workspace.deletions().cancelRun(); }, true};
    const QString text = answered == 0 ? tr("Deleting %Ln conversations", nullptr, count)
                                       : tr("Deleting %L1 of %L2 conversations").arg(answered).arg(count);
    Notice notice{runId, Notice::Kind::Info, text, {}, {cancel}, true};
    notice.progress = Notice::Progress{answered, count};
    m_banner.post(notice);
}

void Notices::deletionsWaiting(int count)
{
    if (count == 0)
        return withdraw(undoId);
    const Notice::Action undo{tr("Undo"), [this] { m_workspace.deletions().undo(); }, true};
    m_banner.post(
        {undoId, Notice::Kind::Pending, tr("%Ln conversations deleted", nullptr, count), {}, {undo}, true});
}

void Notices::deletionEnded(const DeletionReport &report)
{
    withdraw(runId);
    const int gone =
        report.count(DeletionItem::State::Deleted) + report.count(DeletionItem::State::AlreadyGone);
    if (report.isClean()) {
        const bool copied = report.keepFirst && report.count(DeletionItem::State::AlreadyGone) == 0;
        m_banner.post({deletedId, Notice::Kind::Success,
                       tr("%Ln conversations deleted for good", nullptr, gone),
                       copied ? tr("A complete copy is under “Removed from server”.") : QString()});
        return;
    }
    const QString summary = ReportDialog::summary(report);
    if (report.end != DeletionReport::End::SignInNeeded)
        return offerRest(report, summary);
    // The rest is offered again after signing in; until then this says where it stands.
    m_banner.post({restId(report),
                   Notice::Kind::Warning,
                   summary,
                   tr("Sign in, and the rest is offered again."),
                   {},
                   true});
    rememberOffered(report);
}

void Notices::rememberOffered(const DeletionReport &report)
{
    QSet<SessionId> sessions;
    for (const DeletionItem &item : report.items)
        sessions.insert(item.conversation.session);
    m_offered.insert(restId(report), sessions);
}

void Notices::offerRest(const DeletionReport &report, const QString &sentence)
{
    const Notice::Action show{tr("Show what is left"), [this, report] { showReport(report); }, true};
    const std::optional<Error> reason = ReportDialog::commonError(report);
    const QString why = reason ? errorText(Operation::DeleteConversations, *reason).hint : QString();
    const bool stopped = report.end == DeletionReport::End::Stopped;
    const QString cause = !reason ? QString() : stopped ? errorCause(*reason) : ReportDialog::cause(*reason);
    const QString id = restId(report);
    Notice notice{id, Notice::Kind::Warning, (sentence + u' ' + cause).trimmed(), why, {show}, true};
    notice.dismissed = [this, report] { m_workspace.dropDeletion(report); };
    forgetRetry(id);
    if (!report.toRetry().isEmpty()) {
        const auto again = [this, report] { m_workspace.retryDeletion(report); };
        notice.actions.append({tr("Retry"), again, false});
        m_retries.append({id, again});
    }
    m_banner.post(notice);
    rememberOffered(report);
    emit canRetryChanged(canRetry());
}

void Notices::showReport(const DeletionReport &report)
{
    auto *dialog = new ReportDialog(report, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ReportDialog::retryRequested, this, [this](const DeletionReport &again) {
        withdraw(restId(again));
        m_workspace.retryDeletion(again);
    });
    // It lists what whoever was signed in had chosen.
    connect(&m_workspace, &Workspace::projectChanged, dialog, [dialog](ProjectId project) {
        if (!project.isValid())
            dialog->close();
    });
    dialog->open();
}

} // namespace confab
