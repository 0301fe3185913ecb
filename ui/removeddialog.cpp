// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/removeddialog.h"

#include "core/clock.h"
#include "core/text.h"
#include "models/datetext.h"
#include "models/messagelistmodel.h"
#include "services/workspace.h"
#include "ui/findbar.h"
#include "ui/messagejump.h"
#include "ui/messageview.h"
#include "ui/plaintext.h"
#include "ui/questiondialog.h"
#include "ui/rowdelegate.h"
#include "ui/statepage.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

enum RemovedColumn { NameOfRemoved, RemovedAt, LastSaid, MessagesOfRemoved, RemovedColumnCount };

constexpr int sessionOfRemoved = Qt::UserRole;

class RemovedDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        RowDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideRight;
        option->text = isolated(option->text);
    }
};

} // namespace

RemovedDialog::RemovedDialog(Workspace &workspace, LinkOpener &links, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_removed(workspace.removed())
    , m_list(new QTreeWidget)
    , m_messages(new MessageView(workspace.citations(), links))
    , m_nothing(new StatePage(u"removedState"_s))
    , m_pages(new QStackedWidget(this))
    , m_export(new QPushButton(tr("E&xport…"), this))
    , m_erase(new QPushButton(tr("&Erase…"), this))
    , m_find(new FindBar(m_removed.messages(), *m_messages))
{
    setObjectName(u"removedDialog"_s);
    setWindowTitle(tr("Removed from server"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    // All messages of a conversation come at once, so it never has a word to say.
    m_jump = new MessageJump(m_removed.messages(), *m_messages, workspace.clock(), this);
    connect(m_jump, &MessageJump::messageReached, m_find, &FindBar::showWords);
    resize(QSize(fontMetrics().averageCharWidth() * 160, fontMetrics().height() * 36)
               .boundedTo(screen()->availableSize() * 9 / 10));
    connect(m_list, &QTreeWidget::currentItemChanged, this, &RemovedDialog::openCurrent);
    connect(m_list, &QTreeWidget::itemSelectionChanged, this, &RemovedDialog::updateButtons);
    connect(&workspace.exports(), &ExportService::stateChanged, this, &RemovedDialog::updateButtons);
    connect(m_export, &QPushButton::clicked, this, &RemovedDialog::askExport);
    connect(m_erase, &QPushButton::clicked, this, &RemovedDialog::askErase);
    connect(&m_removed, &RemovedConversations::changed, this, &RemovedDialog::fill);
    connect(&m_removed, &RemovedConversations::failed, this, [this] {
        m_failed = true;
        showPage();
    });
    // Later: the service is still telling of them, and the view has to lay them out.
    connect(
        &m_removed.messages(), &MessageService::stateChanged, this, [this] { landOnWanted(); },
        Qt::QueuedConnection);
    m_messages->setProject(workspace.project());
    m_removed.open({});
    m_removed.load(workspace.project());
}

RemovedDialog::~RemovedDialog()
{
    m_removed.disconnect(this);
    m_removed.open({});
}

void RemovedDialog::build()
{
    m_list->setObjectName(u"removedList"_s);
    m_list->setAccessibleName(tr("Conversations removed from the server"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new RemovedDelegate(m_list));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setHeaderLabels({tr("Name"), tr("Removed"), tr("Last message"), tr("Messages")});
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(NameOfRemoved, QHeaderView::Stretch);
    auto *sides = new QSplitter(Qt::Horizontal);
    sides->setObjectName(u"removedSides"_s);
    sides->setChildrenCollapsible(false);
    sides->addWidget(m_list);
    sides->addWidget(buildReading());
    sides->setStretchFactor(0, 1);
    sides->setStretchFactor(1, 1);
    auto *words = plainLabel(u"removedWords"_s, this);
    words->setWordWrap(true);
    words->setText(
        tr("These conversations of the project are no longer on the server. What was archived of them stays "
           "on this "
           "computer until you erase it, or until the days are over that you chose in the settings."));
    auto *removed = new QWidget(this);
    auto *rows = new QVBoxLayout(removed);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    rows->addWidget(words);
    rows->addWidget(sides, 1);
    m_pages->setObjectName(u"removedPages"_s);
    m_pages->addWidget(removed);
    m_pages->addWidget(m_nothing);
    m_export->setObjectName(u"exportRemoved"_s);
    m_export->setAccessibleName(tr("Export the selected conversations"));
    m_export->setAutoDefault(false);
    m_export->setEnabled(false);
    m_erase->setObjectName(u"eraseRemoved"_s);
    m_erase->setAccessibleName(tr("Erase the selected conversations"));
    m_erase->setAutoDefault(false);
    m_erase->setEnabled(false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setObjectName(u"removedButtons"_s);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    buttons->addButton(m_export, QDialogButtonBox::ActionRole);
    buttons->addButton(m_erase, QDialogButtonBox::DestructiveRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(m_pages, 1);
    layout->addWidget(buttons);
    showPage();
}

/// The messages, and above them the line that finds words in them: by the same keys as in the window, whose
/// actions do not reach a dialog.
QWidget *RemovedDialog::buildReading()
{
    // A child of the view, which looks at it to the last.
    m_messages->setModel(new MessageListModel(m_removed.messages(), m_workspace.clock(), m_messages));
    m_messages->setObjectName(u"removedMessages"_s);
    m_messages->setAccessibleName(tr("Archived messages"));
    auto *reading = new QWidget;
    reading->setObjectName(u"removedReading"_s);
    auto *rows = new QVBoxLayout(reading);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_find);
    rows->addWidget(m_messages, 1);
    new QShortcut(QKeySequence::Find, reading, m_find, &FindBar::open);
    new QShortcut(QKeySequence(Qt::Key_F3), reading, m_find, &FindBar::findNext);
    new QShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F3), reading, m_find, &FindBar::findPrevious);
    return reading;
}

void RemovedDialog::fill()
{
    m_failed = false;
    int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    const QTimeZone zone = m_workspace.clock().zone();
    const QDate today = localDay(m_workspace.clock().nowUtc(), zone);
    const QLocale locale;
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        QList<QTreeWidgetItem *> items;
        for (const ArchivedConversation &each : m_removed.conversations()) {
            const QString name = text::cleanLine(each.conversation.name);
            auto *item = new QTreeWidgetItem(
                {name.isEmpty() ? tr("Conversation %1").arg(each.conversation.id.toString()) : name,
                 datetext::moment(each.removedAt, today, zone, locale),
                 datetext::moment(each.lastMessageAt, today, zone, locale), locale.toString(each.messages)});
            item->setData(NameOfRemoved, sessionOfRemoved, each.conversation.session.toString());
            item->setTextAlignment(MessagesOfRemoved, Qt::AlignTrailing | Qt::AlignVCenter);
            if (each.conversation.key() == m_wanted.key)
                row = int(items.size());
            items.append(item);
        }
        m_list->addTopLevelItems(items);
    }
    updateButtons();
    showPage();
    // Where something was erased, what stands in its place now; else the first.
    if (m_list->topLevelItemCount() > 0)
        m_list->setCurrentItem(m_list->topLevelItem(std::clamp(row, 0, m_list->topLevelItemCount() - 1)));
    else
        m_removed.open({});
}

void RemovedDialog::showPage()
{
    const bool has = m_list->topLevelItemCount() > 0;
    if (m_failed && !has)
        m_nothing->setState({u"warning"_s, tr("The archive could not be read."), {}, {}});
    else
        m_nothing->setState({u"empty"_s,
                             tr("Nothing of this project was removed from the server."),
                             tr("When a conversation is deleted there, what was archived of it stays here."),
                             {}});
    m_pages->setCurrentIndex(has ? 0 : 1);
}

QList<ConversationKey> RemovedDialog::selected() const
{
    QList<ConversationKey> keys;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        const QTreeWidgetItem *item = m_list->topLevelItem(row);
        if (item->isSelected())
            keys.append(
                {m_workspace.project(), SessionId(item->data(NameOfRemoved, sessionOfRemoved).toString())});
    }
    return keys;
}

void RemovedDialog::openCurrent()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    m_removed.open(item ? ConversationKey{m_workspace.project(),
                                          SessionId(item->data(NameOfRemoved, sessionOfRemoved).toString())}
                        : ConversationKey());
}

void RemovedDialog::showHit(const SearchHit &hit)
{
    m_wanted = hit;
    m_words = m_workspace.archive().search().words();
}

void RemovedDialog::landOnWanted()
{
    if (!m_wanted.message.isValid() || m_removed.messages().key() != m_wanted.key)
        return;
    const SearchHit hit = std::exchange(m_wanted, {});
    m_jump->toMessage(hit.message, hit.sender == SearchQuery::Sender::Agent, m_words);
}

void RemovedDialog::updateButtons()
{
    const bool any = !selected().isEmpty();
    m_erase->setEnabled(any && m_workspace.archive().isWritable());
    m_export->setEnabled(any && !m_workspace.exports().isActive()); // one at a time
}

void RemovedDialog::askExport()
{
    const QList<ConversationKey> keys = selected();
    QList<Conversation> chosen;
    for (const ArchivedConversation &each : m_removed.conversations()) {
        if (keys.contains(each.conversation.key()))
            chosen.append(each.conversation);
    }
    emit exportRequested(chosen);
}

void RemovedDialog::askErase()
{
    const QList<ConversationKey> keys = selected();
    const int count = int(keys.size());
    auto *dialog = new QuestionDialog(
        u"warning"_s, tr("Erase %Ln conversations from this computer?", nullptr, count), this);
    dialog->setObjectName(u"eraseRemovedDialog"_s);
    dialog->addText(
        u"eraseRemovedText"_s,
        tr("What was archived is erased for good: the server has no copy any more. This cannot be "
           "undone."));
    dialog->addAnswer(tr("Erase %Ln conversations", nullptr, count), 1, QDialogButtonBox::DestructiveRole);
    dialog->addSafeAnswer(tr("Keep"));
    connect(dialog, &QDialog::finished, this, [this, keys](int result) {
        if (result == 1)
            m_removed.erase(keys);
    });
    dialog->open();
}

} // namespace confab
