// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dryrundialog.h"

#include "core/clock.h"
#include "core/dates.h"
#include "core/filename.h"
#include "core/future.h"
#include "services/workspace.h"
#include "ui/dryrunview.h"
#include "ui/errortext.h"
#include "ui/followstyle.h"
#include "ui/plaintext.h"
#include "ui/questiondialog.h"
#include "ui/statepage.h"
#include "ui/userprompts.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

DryRunDialog::DryRunDialog(Workspace &workspace, UserPrompts &prompts, const Subject &subject,
                           QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_prompts(prompts)
    , m_subject(subject)
    , m_model(workspace.clock())
    , m_pages(new QStackedWidget(this))
    , m_workText(plainLabel(u"dryRunProgressText"_s, this))
    , m_bar(new QProgressBar(this))
    , m_state(new StatePage(u"dryRunState"_s, this))
    , m_headline(plainLabel(u"dryRunHeadline"_s, this))
    , m_details(plainLabel(u"dryRunDetails"_s, this))
    , m_leftAlone(plainLabel(u"dryRunLeftAlone"_s, this))
    , m_all(new QCheckBox(this))
    , m_count(plainLabel(u"dryRunCount"_s, this))
    , m_view(new DryRunView(m_model, this))
    , m_saved(plainLabel(u"dryRunSaved"_s, this))
    , m_buttons(new QDialogButtonBox(this))
{
    setObjectName(u"dryRunDialog"_s);
    setWindowTitle(tr("Dry run of “%1”").arg(subject.rule.name));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    connectServices();
    resize(QSize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 34)
               .boundedTo(screen()->availableSize() * 9 / 10));
    begin();
}

DryRunDialog::~DryRunDialog()
{
    m_workspace.retention().disconnect(this);
    m_workspace.retention().cancel();
    delete m_view; // it looks at the model to the last
}

// --- The parts ---

void DryRunDialog::build()
{
    m_work = buildWork();
    m_found = buildFound();
    buildButtons();
    m_pages->setObjectName(u"dryRunPages"_s);
    m_pages->addWidget(m_work);
    m_pages->addWidget(m_state);
    m_pages->addWidget(m_found);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_buttons);
}

QWidget *DryRunDialog::buildWork()
{
    auto *page = new QWidget(this);
    page->setObjectName(u"dryRunWork"_s);
    m_workText->setWordWrap(true);
    m_bar->setObjectName(u"dryRunProgress"_s);
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setTextVisible(false);
    auto *harmless = plainLabel(u"dryRunHarmless"_s, page);
    harmless->setWordWrap(true);
    harmless->setText(tr("Nothing is deleted by a dry run."));
    keepQuiet(harmless);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addStretch(2);
    layout->addWidget(m_workText);
    layout->addWidget(m_bar);
    layout->addWidget(harmless);
    layout->addStretch(3);
    return page;
}

QWidget *DryRunDialog::buildFound()
{
    auto *page = new QWidget(this);
    page->setObjectName(u"dryRunFound"_s);
    m_headline->setFont(QuestionDialog::headingFont(font()));
    for (QLabel *label : {m_headline, m_details, m_leftAlone, m_saved}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_saved->hide();
    m_all->setObjectName(u"dryRunAll"_s);
    m_all->setTristate(true);
    m_count->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_all);
    line->addStretch();
    line->addWidget(m_count);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_headline);
    layout->addWidget(m_details);
    layout->addWidget(m_leftAlone);
    layout->addLayout(line);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_saved);
    keepQuiet(m_leftAlone);
    keepQuiet(m_count);
    // Part of them ticked is a state that ticks come to, and no choice of its own.
    connect(m_all, &QCheckBox::clicked, this, [this] {
        const bool all = m_model.sums().conversations == m_model.rowCount();
        m_model.tickAll(!all);
        showTicks();
    });
    connect(&m_model, &RetentionModel::ticksChanged, this, &DryRunDialog::showTicks);
    return page;
}

void DryRunDialog::buildButtons()
{
    m_buttons->setObjectName(u"dryRunButtons"_s);
    const auto button = [this](const char *name, const QString &text, QDialogButtonBox::ButtonRole role,
                               auto run) {
        QPushButton *made = m_buttons->addButton(text, role);
        made->setObjectName(QString::fromLatin1(name));
        made->setAccessibleName(text);
        made->setIcon({});
        // Otherwise Enter would press whichever has the focus.
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, this, run);
        return made;
    };
    using Box = QDialogButtonBox;
    m_delete = button("dryRunDelete", {}, Box::DestructiveRole, &DryRunDialog::askDeletion);
    m_save = button("dryRunSave", tr("Save list…"), Box::ActionRole, &DryRunDialog::saveList);
    m_retry = button("dryRunRetry", {}, Box::ActionRole, &DryRunDialog::begin);
    m_close = button("dryRunClose", {}, Box::RejectRole, &DryRunDialog::reject);
}

void DryRunDialog::connectServices()
{
    RetentionService &retention = m_workspace.retention();
    connect(&retention, &RetentionService::progressed, this, &DryRunDialog::progressed);
    connect(&retention, &RetentionService::refused, this, &DryRunDialog::refused);
    connect(&retention, &RetentionService::reviewed, this, &DryRunDialog::reviewed);
    connect(&m_workspace, &Workspace::projectChanged, this, &DryRunDialog::reject);
    connect(m_state, &StatePage::actionTriggered, this, &DryRunDialog::goOn);
    // What stood in the way may have gone: a copy is kept now, the other Confab was closed, there is room.
    ArchiveService &archive = m_workspace.archive();
    connect(&archive, &ArchiveService::changed, this, [this, &archive] {
        if (m_refusal.lacksCopy && archive.isWritable() && archive.isOwners())
            begin();
    });
}

retentiontext::Today DryRunDialog::today() const
{
    const QTimeZone zone = m_workspace.clock().zone();
    return {localDay(m_workspace.clock().nowUtc(), zone), zone};
}

// --- The run ---

void DryRunDialog::begin()
{
    ArchiveService &archive = m_workspace.archive();
    if (archive.condition() == ArchiveCondition::Full)
        archive.resumeWriting(); // there may be room by now
    m_refusal = {};
    m_saved->hide();
    progressed(0, 0);
    showPage(m_work);
    m_workspace.retention().review(m_subject.project, m_subject.rule);
}

void DryRunDialog::progressed(int looked, int all)
{
    m_bar->setRange(0, all);
    m_bar->setValue(looked);
    m_workText->setText(all == 0 ? tr("Bringing the local archive up to date…")
                                 : tr("Looking at %L1 of %L2 conversations…").arg(looked).arg(all));
    m_bar->setAccessibleDescription(m_workText->text());
}

void DryRunDialog::refused(RetentionObstacle obstacle, const Error &error)
{
    const ArchiveService &archive = m_workspace.archive();
    // A copy that has gone meanwhile, or that cannot be written any more, stops the sync, too.
    if (obstacle == RetentionObstacle::SyncStopped && !archive.isWritable())
        obstacle = archive.isOpen() ? RetentionObstacle::NotWritable : RetentionObstacle::NoArchive;
    m_refusal = retentiontext::refusal(obstacle, error, archive.condition());
    m_retry->setText(plainCaption(m_refusal.again));
    m_retry->setAccessibleName(m_refusal.again);
    m_state->setState(
        {u"warning"_s, m_refusal.sentence, m_refusal.hint, m_refusal.wayWords, m_refusal.details});
    showPage(m_state);
    QApplication::alert(this);
}

void DryRunDialog::goOn()
{
    switch (m_refusal.way) {
    case retentiontext::Refusal::Way::None:
        return;
    case retentiontext::Refusal::Way::DecideAboutCopy:
        return emit copyChoiceWanted();
    case retentiontext::Refusal::Way::EditRule:
        return reject();
    }
}

void DryRunDialog::reviewed(const RetentionReview &review)
{
    m_model.setReview(review);
    const QString leftAlone = retentiontext::leftAlone(review, today());
    if (review.found.isEmpty()) {
        m_state->setState(
            {u"check"_s, tr("This rule finds nothing: there is nothing to delete."), leftAlone, {}});
        return showPage(m_state);
    }
    m_leftAlone->setText(leftAlone);
    m_leftAlone->setVisible(!leftAlone.isEmpty());
    const QString all = tr("All %Ln that were found", nullptr, int(review.found.size()));
    m_all->setText(all);
    m_all->setAccessibleName(all);
    m_view->sortByColumn(RetentionModel::LastMessageColumn, Qt::AscendingOrder);
    m_view->fitColumns();
    showPage(m_found);
    m_view->setCurrentIndex(m_model.index(0, RetentionModel::NameColumn));
    m_view->setFocus(Qt::OtherFocusReason);
    QApplication::alert(this);
}

void DryRunDialog::showPage(QWidget *page)
{
    m_pages->setCurrentWidget(page);
    const bool found = page == m_found;
    const bool refusal = page == m_state && !m_refusal.again.isEmpty();
    m_delete->setVisible(found);
    m_save->setVisible(found);
    m_retry->setVisible(refusal);
    const QString closing = page == m_work ? tr("Cancel") : tr("Close");
    m_close->setText(closing);
    m_close->setAccessibleName(closing);
    QPushButton *usual = refusal ? m_retry : m_close;
    usual->setDefault(true);
    usual->setFocus(Qt::OtherFocusReason);
}

void DryRunDialog::showTicks()
{
    const RetentionModel::Sums &sums = m_model.sums();
    const int ticked = int(sums.conversations);
    m_headline->setText(retentiontext::headline(sums, m_model.review()));
    m_details->setText(retentiontext::details(sums, today()));
    m_view->setAccessibleDescription(m_headline->text());
    m_count->setText(tr("%L1 of %L2 ticked").arg(ticked).arg(m_model.rowCount()));
    m_all->setCheckState(ticked == 0                   ? Qt::Unchecked
                         : ticked < m_model.rowCount() ? Qt::PartiallyChecked
                                                       : Qt::Checked);
    const QString deleting = tr("Delete %Ln conversations…", nullptr, ticked);
    m_delete->setText(deleting);
    m_delete->setAccessibleName(deleting);
    m_delete->setEnabled(ticked > 0);
}

// --- The end ---

void DryRunDialog::saveList()
{
    if (std::exchange(m_saving, true))
        return;
    const QString name = safeFileName(m_subject.projectName + u' ' + m_subject.rule.name + u' ' +
                                      today().day.toString(Qt::ISODate)) +
                         u".csv"_s;
    const auto tell = [this](const QString &words) {
        m_saving = false;
        m_saved->setText(words);
        m_saved->setVisible(!words.isEmpty());
    };
    const QList<SessionId> ticked = m_model.ticked();
    const QSet<SessionId> chosen(ticked.begin(), ticked.end());
    whenDone(m_prompts.whereToSave(name), this, [this, tell, chosen](const QString &path) {
        if (path.isEmpty())
            return tell({});
        whenDone(m_list.save(path, m_model.review(), chosen), this, [tell, path](const Result<Done> &saved) {
            if (saved)
                return tell(tr("Saved as %1").arg(QDir::toNativeSeparators(path)));
            const ErrorText words = errorText(Operation::SaveSourceFile, saved.error());
            tell(words.hint.isEmpty() ? words.sentence : words.sentence + u' ' + words.hint);
        });
    });
}

/// Frozen now: what the person confirms is what they had ticked before them.
void DryRunDialog::askDeletion()
{
    const QList<SessionId> chosen = m_model.ticked();
    if (chosen.isEmpty() || m_asking)
        return;
    if (m_workspace.refusesOffline(Operation::DeleteConversations))
        return accept(); // to where it says why
    m_asking = true;
    const RetentionReview review = m_model.review();
    const RetentionModel::Sums &sums = m_model.sums();
    const QTimeZone zone = today().zone;
    const UserPrompts::Deletion deletion{int(chosen.size()),
                                         m_subject.projectName,
                                         localDay(sums.oldestMade, zone),
                                         localDay(sums.newestMade, zone),
                                         true,
                                         review.rule.name,
                                         review.rule.keepCopy,
                                         review.isUnusual(chosen.size())};
    whenDone(m_prompts.confirmDeletion(deletion), this, [this, review, chosen](bool confirmed) {
        m_asking = false;
        if (!confirmed)
            return;
        m_workspace.carryOut(review, chosen);
        accept();
    });
}

} // namespace confab
