// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deletionlogdialog.h"

#include "core/clock.h"
#include "core/dates.h"
#include "core/filename.h"
#include "core/future.h"
#include "services/workspace.h"
#include "ui/daychange.h"
#include "ui/errortext.h"
#include "ui/plaintext.h"
#include "ui/rowdelegate.h"
#include "ui/statepage.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

// Of a column.
constexpr int leastLetters = 16;
constexpr int mostLetters = 32;

class LogDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        RowDelegate::initStyleOption(option, index);
        // Ids differ at either end.
        option->textElideMode =
            index.column() == DeletionLogModel::ConversationColumn ? Qt::ElideMiddle : Qt::ElideRight;
        option->text = isolated(option->text);
    }
};

class LogView final : public QTreeView
{
public:
    using QTreeView::QTreeView;

protected:
    bool viewportEvent(QEvent *event) override
    {
        if (event->type() != QEvent::ToolTip)
            return QTreeView::viewportEvent(event);
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString text = indexAt(help->pos()).data(DeletionLogModel::HintRole).toString();
        showPlainToolTip(*help, text, viewport());
        return true;
    }
};

} // namespace

DeletionLogDialog::DeletionLogDialog(Workspace &workspace, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_prompts(this)
    , m_list(new LogView(this))
    , m_model(new DeletionLogModel(workspace.projects(), workspace.clock(), m_list))
    , m_nothing(new StatePage(u"logState"_s))
    , m_pages(new QStackedWidget(this))
    , m_note(plainLabel(u"logNote"_s, this))
    , m_save(new QPushButton(tr("&Save as CSV…"), this))
{
    setObjectName(u"deletionLogDialog"_s);
    setWindowTitle(tr("Deletion log"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    const QSize wanted(fontMetrics().averageCharWidth() * 150, fontMetrics().height() * 32);
    resize(wanted.boundedTo(screen()->availableSize() * 9 / 10));
    connect(m_save, &QPushButton::clicked, this, &DeletionLogDialog::askWhere);
    connect(&workspace.deletions(), &DeletionService::finished, this, &DeletionLogDialog::load);
    connect(new DayChange(workspace.clock(), this), &DayChange::dayChanged, m_model,
            &DeletionLogModel::refreshDates);
    load();
}

void DeletionLogDialog::build()
{
    m_list->setObjectName(u"deletionLogList"_s);
    m_list->setAccessibleName(tr("Deletions"));
    m_list->setItemDelegate(new LogDelegate(m_list));
    m_list->setRootIsDecorated(false);
    m_list->setItemsExpandable(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setModel(m_model);
    m_list->header()->setSectionsMovable(false);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);

    auto *words = plainLabel(u"logWords"_s, this);
    words->setWordWrap(true);
    words->setText(
        tr("Every deletion that was sent from this computer, and what became of it. The log holds no "
           "names of conversations and no messages; it stays when you sign out."));
    auto *table = new QWidget(this);
    auto *rows = new QVBoxLayout(table);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    rows->addWidget(words);
    rows->addWidget(m_list, 1);
    m_pages->setObjectName(u"logPages"_s);
    m_pages->addWidget(m_nothing);
    m_pages->addWidget(table);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a path may be of any length
    m_note->hide();

    m_save->setObjectName(u"saveLog"_s);
    m_save->setAccessibleName(tr("Save as CSV"));
    m_save->setAutoDefault(false);
    m_save->setEnabled(false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setObjectName(u"logButtons"_s);
    buttons->addButton(m_save, QDialogButtonBox::ActionRole);
    QPushButton *closing = buttons->button(QDialogButtonBox::Close);
    closing->setIcon({});
    closing->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_note);
    layout->addWidget(buttons);
}

void DeletionLogDialog::load()
{
    whenDone(m_workspace.deletionLog().read(), this,
             [this](const Result<QList<DeletionLog::Record>> &records) { showRecords(records); });
}

void DeletionLogDialog::showRecords(const Result<QList<DeletionLog::Record>> &records)
{
    const bool first = m_model->records().isEmpty();
    const DeletionLog::Record current = m_model->records().value(m_list->currentIndex().row());
    const Session &session = m_workspace.session();
    m_model->setRecords(records.value_or(QList<DeletionLog::Record>()),
                        {session.serverAddress(), session.user().id});
    showPage(records.has_value());
    if (m_model->records().isEmpty())
        return;
    if (first) {
        fitColumns();
        m_list->setFocus();
    }
    m_list->setCurrentIndex(m_model->index(rowOf(current), 0));
}

/// Room for what is there, and no more for the names than leaves the ids theirs.
void DeletionLogDialog::fitColumns()
{
    const int letter = fontMetrics().averageCharWidth();
    for (const int column : {DeletionLogModel::TimeColumn, DeletionLogModel::ProjectColumn,
                             DeletionLogModel::ChosenByColumn, DeletionLogModel::OutcomeColumn}) {
        m_list->resizeColumnToContents(column);
        const int wanted = m_list->columnWidth(column) + 2 * letter;
        m_list->setColumnWidth(column, std::clamp(wanted, leastLetters * letter, mostLetters * letter));
    }
    m_list->header()->setSectionResizeMode(DeletionLogModel::ConversationColumn, QHeaderView::Stretch);
}

/// The first where it is not there any more.
int DeletionLogDialog::rowOf(const DeletionLog::Record &record) const
{
    const auto &records = m_model->records();
    const auto found = std::find_if(records.begin(), records.end(), [&record](const auto &each) {
        return each.at == record.at && each.session == record.session;
    });
    return found == records.end() ? 0 : int(found - records.begin());
}

void DeletionLogDialog::showPage(bool readable)
{
    if (readable)
        m_nothing->setState(
            {u"empty"_s,
             tr("Nothing was deleted from this computer."),
             tr("What you delete is written down here: when, by whom, and what became of it."),
             {}});
    else
        m_nothing->setState({u"warning"_s,
                             tr("The deletion log cannot be read."),
                             tr("Nothing was changed. Check that your own files may be read."),
                             {}});
    const bool any = !m_model->records().isEmpty();
    m_pages->setCurrentIndex(any ? 1 : 0);
    m_save->setEnabled(any);
}

void DeletionLogDialog::askWhere()
{
    const QDate today = localDay(m_workspace.clock().nowUtc(), m_workspace.clock().zone());
    const QString name = safeFileName(tr("Deletion log %1").arg(today.toString(Qt::ISODate)));
    whenDone(m_prompts.whereToSave(name + u".csv"_s), this, [this](const QString &path) {
        if (!path.isEmpty())
            save(path);
    });
}

void DeletionLogDialog::save(const QString &path)
{
    whenDone(m_workspace.deletionLog().saveCsv(path, m_model->records()), this,
             [this, path](const Result<Done> &saved) {
                 if (saved)
                     return tell(tr("Saved as %1").arg(QDir::toNativeSeparators(path)));
                 const ErrorText words = errorText(Operation::SaveSourceFile, saved.error());
                 tell(words.sentence + u' ' + words.hint);
             });
}

void DeletionLogDialog::tell(const QString &text)
{
    m_note->setText(text);
    m_note->show();
    setAccessibleDescription(text);
}

} // namespace confab
