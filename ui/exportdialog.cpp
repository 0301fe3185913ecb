// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/exportdialog.h"

#include "core/clock.h"
#include "core/dates.h"
#include "core/future.h"
#include "core/text.h"
#include "models/conversationlistmodel.h"
#include "services/workspace.h"
#include "ui/exportchoices.h"
#include "ui/exporttext.h"
#include "ui/linkopener.h"
#include "ui/plaintext.h"
#include "ui/questiondialog.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

using State = ExportService::State;
using ItemState = ExportItem::State;
using Scope = ExportChoices::Scope;

/// More than anybody reads; the list that is copied has all.
constexpr qsizetype mostRows = 2000;

/// A name of one line, also in a narrow dialog.
QString shortName(const Conversation &conversation)
{
    constexpr qsizetype longest = 60;
    return text::cleanLine(exporttext::name(conversation), longest);
}

QList<Conversation> withSession(const QList<Conversation> &conversations)
{
    QList<Conversation> those = conversations;
    those.removeIf([](const Conversation &each) { return !each.key().isValid(); });
    return those;
}

} // namespace

ExportDialog::ExportDialog(Workspace &workspace, const ConversationListModel &list, LinkOpener &links,
                           UserPrompts &prompts, const Offer &offer, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_list(list)
    , m_links(links)
    , m_exports(workspace.exports())
    , m_offer(offer)
    , m_choices(new ExportChoices(workspace.settings(), prompts, this))
    , m_pages(new QStackedWidget(this))
    , m_summary(plainLabel(u"exportSummary"_s, this))
    , m_progressText(plainLabel(u"exportProgressText"_s, this))
    , m_place(plainLabel(u"exportPlace"_s, this))
    , m_progress(new QProgressBar(this))
    , m_report(new QTreeWidget(this))
    , m_buttons(new QDialogButtonBox(this))
    , m_offline(offer.removed || workspace.reading().isOffline() || workspace.reading().listIsArchived())
{
    setObjectName(u"exportDialog"_s);
    setWindowTitle(tr("Export conversations"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_exports.discard(); // of an earlier one
    build();
    buildButtons();
    addScopes();
    if (m_workspace.archive().isOpen())
        m_choices->offerCopy(m_offline);
    connectServices();
    showCost();
    updateButtons();
    m_choices->focusTarget()->setFocus();
}

ExportDialog::~ExportDialog()
{
    m_exports.disconnect(this);
    m_exports.discard();
}

void ExportDialog::build()
{
    auto *heading = plainLabel(u"exportHeading"_s, this);
    heading->setText(tr("Export conversations"));
    heading->setFont(QuestionDialog::headingFont(font()));
    heading->setMinimumWidth(fontMetrics().averageCharWidth() * 88);

    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_place->setWordWrap(true);
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_place->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a path may be of any length
    m_progress->setObjectName(u"exportProgress"_s);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_report->setObjectName(u"exportReport"_s);
    m_report->setAccessibleName(tr("What has become of each conversation"));
    m_report->setRootIsDecorated(false);
    m_report->setUniformRowHeights(true);
    m_report->setHeaderLabels({tr("Conversation"), tr("ID"), tr("Result"), tr("Note")});
    const int letter = fontMetrics().averageCharWidth();
    m_report->header()->resizeSection(0, letter * 28);
    m_report->header()->resizeSection(1, letter * 8);
    m_report->header()->resizeSection(2, letter * 14);

    auto *run = new QWidget(this);
    auto *page = new QVBoxLayout(run);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(8);
    page->addWidget(m_summary);
    page->addWidget(m_progress);
    page->addWidget(m_progressText);
    page->addWidget(m_place);
    page->addWidget(m_report, 1);
    page->addStretch();
    m_pages->setObjectName(u"exportPages"_s);
    m_pages->addWidget(m_choices);
    m_pages->addWidget(run);

    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(24, 24, 24, 16);
    all->setSpacing(8);
    all->addWidget(heading);
    all->addSpacing(8);
    all->addWidget(m_pages, 1);
    all->addSpacing(8);
    all->addWidget(m_buttons);
}

void ExportDialog::buildButtons()
{
    m_buttons->setObjectName(u"exportButtons"_s);
    const auto button = [this](const char *name, const QString &text, QDialogButtonBox::ButtonRole role,
                               auto run) {
        QPushButton *made = m_buttons->addButton(text, role);
        made->setObjectName(QString::fromLatin1(name));
        made->setAccessibleName(text);
        made->setIcon({});
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, this, run);
        return made;
    };
    using Box = QDialogButtonBox;
    m_go = button("exportGo", tr("Export"), Box::ActionRole, &ExportDialog::go);
    m_retry = button("exportRetry", tr("Retry failed"), Box::ActionRole, [this] { m_exports.retry(); });
    m_copyRest = button("exportCopyRest", tr("Take the rest from the local archive"), Box::ActionRole,
                        [this] { m_exports.retry(true); });
    m_keep = button("exportKeep", tr("Save without them"), Box::ActionRole, &ExportDialog::saveIncomplete);
    m_discard = button("exportDiscard", tr("Discard"), Box::ActionRole, [this] {
        m_exports.discard(); // closes
    });
    m_folder = button("exportFolder", tr("Show in folder"), Box::ActionRole, &ExportDialog::showFolder);
    m_copy = button("exportCopy", tr("Copy list"), Box::ActionRole,
                    [this] { QApplication::clipboard()->setText(exporttext::asTable(m_exports.report())); });
    m_close = button("exportClose", tr("Cancel"), Box::RejectRole, &ExportDialog::reject);
}

void ExportDialog::addScopes()
{
    const QDate today = localDay(m_workspace.clock().nowUtc(), m_workspace.clock().zone());
    const QString day = today.toString(Qt::ISODate);
    const QList<Conversation> selected = withSession(m_offer.selected);
    const bool openIsSelected = selected.size() == 1 && selected.first().session == m_offer.open.session;
    const QString project = m_offer.projectName.isEmpty() ? tr("Conversations") : m_offer.projectName;
    if (selected.size() == 1)
        m_choices->addScope(Scope::Selected,
                            tr("The selected conversation: %1").arg(shortName(selected.first())),
                            exporttext::name(selected.first()));
    else if (selected.size() > 1)
        m_choices->addScope(Scope::Selected, tr("The %L1 selected conversations").arg(selected.size()),
                            project + u' ' + day);
    if (m_offer.open.key().isValid() && !openIsSelected)
        m_choices->addScope(Scope::OpenOne, tr("The open conversation: %1").arg(shortName(m_offer.open)),
                            exporttext::name(m_offer.open));
    if (!m_offer.removed)
        m_choices->addScope(Scope::Listed, listedWords(), project + u' ' + day);
}

void ExportDialog::connectServices()
{
    connect(m_choices, &ExportChoices::scopeChanged, this, &ExportDialog::showCost);
    connect(m_choices, &ExportChoices::optionsChanged, this, [this] {
        m_choices->setScopeWords(Scope::Listed, listedWords());
        showCost();
    });
    connect(m_choices, &ExportChoices::pathChanged, this, &ExportDialog::updateButtons);
    connect(&m_exports, &ExportService::stateChanged, this, &ExportDialog::stateChanged);
    connect(&m_exports, &ExportService::progressed, this, &ExportDialog::showProgress);
    const ConversationService &list = m_workspace.conversations();
    connect(&list, &ConversationService::countsChanged, this, &ExportDialog::listChanged);
    connect(&list, &ConversationService::stateChanged, this, &ExportDialog::listChanged);
    connect(&m_list, &QAbstractItemModel::modelReset, this, &ExportDialog::listChanged);
    connect(&m_list, &QAbstractItemModel::rowsInserted, this, &ExportDialog::listChanged);
    connect(&m_list, &QAbstractItemModel::rowsRemoved, this, &ExportDialog::listChanged);
    // What is offered is of the project that was open.
    connect(&m_workspace, &Workspace::projectChanged, this, [this](ProjectId project) {
        // Signed out: its report is of what another person chose.
        if (m_pages->currentIndex() == 0 || !project.isValid())
            done(Rejected);
    });
}

// --- The choices ---

QString ExportDialog::listedWords() const
{
    const ConversationService &list = m_workspace.conversations();
    const int rows = m_list.rowCount();
    const bool whole = list.isComplete() || m_offline || m_choices->usesCopy();
    if (m_list.isFiltered())
        return whole ? tr("All that match the filters: %L1").arg(rows)
                     : tr("All that match the filters (%L1 so far)").arg(rows);
    return tr("All that are listed: %L1").arg(whole ? rows : list.total());
}

QList<Conversation> ExportDialog::chosen() const
{
    switch (m_choices->scope()) {
    case Scope::Selected:
        return withSession(m_offer.selected);
    case Scope::OpenOne:
        return {m_offer.open};
    case Scope::Listed:
        break;
    }
    QList<Conversation> all;
    for (const SessionId &session : m_list.visibleSessions()) {
        if (const Conversation *row = m_workspace.conversations().find(session))
            all.append(*row);
    }
    return withSession(all);
}

ExportRequest ExportDialog::request() const
{
    ExportRequest request;
    const Project *project = m_workspace.projects().find(m_workspace.project());
    if (project)
        request.project = *project;
    request.project.id = m_workspace.project();
    request.server = m_workspace.session().serverAddress();
    request.conversations = chosen();
    request.options = m_choices->options();
    request.path = m_choices->path();
    request.offline = m_offline || m_choices->usesCopy();
    return request;
}

void ExportDialog::showCost()
{
    updateButtons();
    const quint64 number = ++m_asked;
    if (m_offline && !m_offer.removed)
        return m_choices->setNote(tr(
            "You are offline. What the local archive has is exported, each conversation marked with the time "
            "of its copy; what is not in it is named."));
    if (m_choices->usesCopy())
        return m_choices->setNote(tr("What the local archive has is exported, each conversation marked with "
                                     "the time of its copy; what "
                                     "is not in it is named."));
    const bool sources = m_choices->options().lookUpSources;
    // Of what is not listed yet nothing is archived, as far as is known.
    const qint64 unlisted = m_choices->scope() == Scope::Listed &&
                                    !m_workspace.conversations().isComplete() && !m_list.isFiltered()
                                ? std::max<qint64>(0, m_workspace.conversations().total() - m_list.rowCount())
                                : 0;
    whenDone(m_exports.estimate(request()), this,
             [this, number, sources, unlisted](const Result<int> &calls) {
                 if (number == m_asked && calls)
                     m_choices->setNote(exporttext::cost(*calls + int(unlisted), sources));
             });
}

void ExportDialog::go()
{
    if (!m_go->isEnabled())
        return;
    if (m_choices->scope() == Scope::Listed && !m_offline && !m_choices->usesCopy() &&
        !m_workspace.conversations().isComplete()) {
        m_awaitsList = true;
        m_choices->setEnabled(false);
        m_workspace.conversations().loadAll();
        return listChanged();
    }
    begin();
}

/// Frozen only once all of it is here.
void ExportDialog::listChanged()
{
    m_choices->setScopeWords(Scope::Listed, listedWords());
    if (!m_awaitsList) {
        updateButtons();
        return;
    }
    const ConversationService &list = m_workspace.conversations();
    if (list.isComplete()) {
        m_awaitsList = false;
        m_choices->setEnabled(true);
        return begin();
    }
    const bool underWay = list.state() == ConversationService::State::LoadingAll ||
                          list.state() == ConversationService::State::LoadingMore ||
                          list.state() == ConversationService::State::Refreshing ||
                          list.state() == ConversationService::State::LoadingFirst;
    if (underWay) {
        m_choices->setNote(tr("Reading the list first: %L1 of %L2.").arg(list.loaded()).arg(list.total()));
    } else {
        m_awaitsList = false;
        m_choices->setEnabled(true);
        m_choices->setNote(tr("The list could not be read to its end, so nothing was exported. Try again."));
    }
    updateButtons();
}

void ExportDialog::begin()
{
    const ExportRequest what = request();
    if (what.conversations.isEmpty())
        return updateButtons();
    m_choices->remember();
    m_path = what.path;
    m_exports.start(what);
}

// --- The run ---

void ExportDialog::stateChanged()
{
    const State state = m_exports.state();
    if (state == State::Idle) {
        // Discarded, or signed out meanwhile.
        if (m_pages->currentIndex() != 0)
            done(Rejected);
        return;
    }
    m_pages->setCurrentIndex(1);
    m_summary->setText(exporttext::summary(m_exports));
    setAccessibleDescription(m_summary->text());
    const bool busy = state == State::Reading || state == State::Saving;
    m_progress->setVisible(busy);
    m_progressText->setVisible(busy);
    m_place->setVisible(state == State::Saved);
    m_place->setText(tr("File: %1").arg(QDir::toNativeSeparators(m_path)));
    setPlainToolTip(m_place, QDir::toNativeSeparators(m_path));
    m_report->setVisible(state == State::Open || state == State::Saved);
    if (m_report->isVisibleTo(this))
        fillReport();
    if (!busy)
        QApplication::alert(this);
    showProgress();
    updateButtons();
}

void ExportDialog::showProgress()
{
    const ExportProgress &progress = m_exports.progress();
    m_progress->setRange(0, 1000);
    m_progress->setValue(progress.all > 0 ? int(progress.done * 1000 / progress.all) : 0);
    m_progressText->setText(exporttext::progress(progress, m_offline || m_choices->usesCopy()));
}

void ExportDialog::fillReport()
{
    const ExportReport &report = m_exports.report();
    m_report->clear();
    QList<QTreeWidgetItem *> rows;
    for (const bool wantsGood : {false, true}) {
        for (const ExportItem &item : report.items) {
            const bool isGood = item.state == ItemState::Written && item.missing == 0 && !item.removed;
            if (isGood != wantsGood || rows.size() == mostRows)
                continue;
            const QString why = exporttext::why(item, report);
            auto *row = new QTreeWidgetItem({exporttext::name(item.conversation),
                                             item.conversation.id.toString(), exporttext::state(item), why});
            row->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
            row->setToolTip(3, plainToolTip(why));
            rows << row;
        }
    }
    if (rows.size() < report.items.size())
        rows << new QTreeWidgetItem(
            {tr("And %L1 more, which \"Copy list\" has").arg(report.items.size() - rows.size())});
    m_report->addTopLevelItems(rows);
}

void ExportDialog::updateButtons()
{
    const State state = m_exports.state();
    const bool choosing = m_pages->currentIndex() == 0;
    const bool open = !choosing && state == State::Open;
    const bool saved = !choosing && state == State::Saved;
    const bool something = m_exports.report().counts.conversations > 0;
    m_go->setVisible(choosing);
    const QString caption = m_choices->replaces() ? tr("Replace and export") : tr("Export");
    m_go->setText(caption);
    m_go->setAccessibleName(caption);
    const bool any = m_choices->scope() != Scope::Listed || m_list.rowCount() > 0;
    m_go->setEnabled(any && !m_awaitsList && !m_choices->path().isEmpty());
    m_retry->setVisible(open);
    const QString again = m_exports.report().cancelled ? tr("Go on") : tr("Retry failed");
    m_retry->setText(again);
    m_retry->setAccessibleName(again);
    m_copyRest->setVisible(open && mayUseCopy());
    m_keep->setVisible(open && something);
    m_discard->setVisible(open);
    m_folder->setVisible(saved);
    m_copy->setVisible(open || saved);
    const QString closing = saved || (!choosing && state == State::Failed) ? tr("Close") : tr("Cancel");
    m_close->setText(closing);
    m_close->setAccessibleName(closing);
    m_close->setVisible(!open);
    m_close->setEnabled(state != State::Saving);
    QPushButton *usual = choosing ? m_go : open ? m_retry : m_close;
    usual->setDefault(true);
    if (!choosing && (!focusWidget() || !focusWidget()->isVisibleTo(this)))
        usual->setFocus();
}

/// The service is away, and the archive is not.
bool ExportDialog::mayUseCopy() const
{
    const auto isAbsence = [](const std::optional<Error> &error) {
        return error && (error->kind == ErrorKind::Offline || error->kind == ErrorKind::Timeout ||
                         error->kind == ErrorKind::Server);
    };
    const ExportReport &report = m_exports.report();
    return m_workspace.archive().isOpen() &&
           (isAbsence(report.reason) ||
            std::any_of(report.items.begin(), report.items.end(),
                        [&](const ExportItem &item) { return isAbsence(item.error); }));
}

// --- The end ---

void ExportDialog::saveIncomplete()
{
    m_exports.keep(exporttext::leftOut(m_exports.report()));
}

void ExportDialog::showFolder()
{
    if (!m_links.openFile(QFileInfo(m_path).absolutePath()))
        m_summary->setText(tr("This system has no program that shows folders."));
}

void ExportDialog::reject()
{
    if (m_awaitsList) {
        m_workspace.conversations().cancelLoadAll();
        return;
    }
    switch (m_exports.state()) {
    case State::Reading:
        return m_exports.cancel();
    case State::Saving:
        return;
    case State::Open:
        if (!m_exports.report().cancelled && m_exports.report().counts.conversations > 0)
            return saveIncomplete();
        return m_exports.discard();
    case State::Idle:
    case State::Saved:
    case State::Failed:
        return QDialog::reject();
    }
}

} // namespace confab
