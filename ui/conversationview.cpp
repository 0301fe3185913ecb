// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversationview.h"

#include "models/conversationlistmodel.h"
#include "models/datetext.h"
#include "ui/conversationdelegate.h"
#include "ui/nameeditkeeper.h"

#include <QAction>
#include <QApplication>
#include <QDateTime>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTimeZone>
#include <QTimerEvent>

#include <algorithm>
#include <vector>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

/// Room for any date, as long as they are in the person's language.
int widestDate(const QFontMetrics &metrics)
{
    const QDate today(2026, 1, 15);
    const QTime late(22, 58);
    int widest = 0;
    const auto measure = [&](const QDate &day) {
        const QString text =
            datetext::moment(QDateTime(day, late, Qt::UTC), today, QTimeZone::utc(), QLocale());
        widest = std::max(widest, metrics.horizontalAdvance(text));
    };
    for (int month = 1; month <= 12; ++month)
        measure(QDate(2024, month, 28));
    for (int before = 0; before < 7; ++before)
        measure(today.addDays(-before));
    return widest;
}

using Model = ConversationListModel;

constexpr int leastName = 18; // letters

constexpr auto wholeRow = QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows;

/// The captions stand over the texts of the rows, which are moved in a little.
class ListHeader final : public QHeaderView
{
public:
    explicit ListHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent) {}

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int section) const override
    {
        QHeaderView::initStyleOptionForIndex(option, section);
        if (Model::isNumber(section)) {
            option->textAlignment = Qt::AlignTrailing | Qt::AlignVCenter;
            return;
        }
        // A blank of half the letters' height: the style has no margin to set.
        option->text.prepend(QChar(0x2002));
    }
};

/// Behind the state of the header: how many columns there were. An earlier Confab had fewer and wrote none.
const QByteArray columnsMark = "\ncolumns ";

/// Rows in order, as the fewest ranges.
QItemSelection rangesOf(const QAbstractItemModel &model, const std::vector<int> &rows)
{
    QItemSelection ranges;
    for (size_t first = 0; first < rows.size();) {
        size_t last = first;
        while (last + 1 < rows.size() && rows[last + 1] == rows[last] + 1)
            ++last;
        ranges.append(QItemSelectionRange(model.index(rows[first], 0),
                                          model.index(rows[last], model.columnCount() - 1)));
        first = last + 1;
    }
    return ranges;
}

/// Those that are there, in order.
template<class Sessions>
std::vector<int> rowsOf(const Model &model, const Sessions &sessions)
{
    std::vector<int> rows;
    for (const SessionId &session : sessions) {
        if (const int row = model.rowOf(session); row >= 0)
            rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

} // namespace

ConversationView::ConversationView(ConversationListModel &model, QWidget *parent)
    : QTreeView(parent), m_model(model)
{
    setObjectName(u"conversationView"_s);
    setAccessibleName(tr("Conversations"));
    setFrameShape(QFrame::NoFrame);
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setIndentation(0);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers); // see edit()
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    setItemDelegate(new ConversationDelegate(this));
    setHeader(new ListHeader(this));
    setModel(&model);

    QHeaderView *columns = header();
    columns->setObjectName(u"conversationHeader"_s);
    columns->setSectionsMovable(true);
    columns->setFirstSectionMovable(true);
    columns->setStretchLastSection(false);
    columns->setSectionsClickable(true);
    columns->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    columns->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(columns, &QWidget::customContextMenuRequested, this,
            [this, columns](const QPoint &at) { showColumnMenu(columns->mapToGlobal(at)); });
    restoreColumns({});
    connect(columns, &QHeaderView::sectionResized, this, &ConversationView::giveNameItsRoom,
            Qt::QueuedConnection); // once the header is through with what it is doing
    connectModel();
}

void ConversationView::connectModel()
{
    // After setModel(), so that the view itself has heard of it first.
    connect(&m_model, &Model::modelAboutToBeReset, this, &ConversationView::captureForReset);
    connect(&m_model, &Model::modelReset, this, &ConversationView::restoreAfterReset);
    connect(&m_model, &Model::rowsAboutToBeInserted, this, [this] { keepPlace(false); });
    connect(&m_model, &Model::rowsInserted, this, [this] { restorePlace(); });
    connect(&m_model, &Model::rowsAboutToBeMoved, this, [this] { keepPlace(false); });
    connect(&m_model, &Model::rowsMoved, this, [this] { restorePlace(); });
    connect(&m_model, &Model::rowsRemoved, this, [this] { rowsGone(); });
    new NameEditKeeper(*this, m_model);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, &ConversationView::scrolledByPerson);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (isNearEnd())
            emit wantsMore();
    });
}

bool ConversationView::isSelectedAlone(const SessionId &session) const
{
    const QItemSelection selection = selectionModel()->selection();
    return selection.size() == 1 && selection.first().height() == 1 &&
           m_model.sessionAt(selection.first().top()) == session;
}

/// The slow second click renames the one row that is selected; among several it is how a person picks one of
/// them, and so is the first on the row that stands where others went. Qt's own would rename whatever is the
/// current row when its time is up.
bool ConversationView::edit(const QModelIndex &index, EditTrigger trigger, QEvent *event)
{
    if (trigger != SelectedClicked) {
        if (trigger != NoEditTriggers)
            m_slowClick.stop();
        return QTreeView::edit(index, trigger, event);
    }
    m_slowClicked = m_model.sessionAt(index.row());
    if (std::exchange(m_neighbour, {}) == m_slowClicked)
        return false;
    if (index.flags().testFlag(Qt::ItemIsEditable) && isSelectedAlone(m_slowClicked))
        m_slowClick.start(QApplication::doubleClickInterval(), this);
    return false;
}

void ConversationView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_slowClick.timerId())
        return QTreeView::timerEvent(event);
    m_slowClick.stop();
    if (hasFocus() && isSelectedAlone(m_slowClicked))
        startRename();
}

bool ConversationView::isNearEnd() const
{
    const QScrollBar *bar = verticalScrollBar();
    if (const int archived = m_firstArchived(); archived >= 0 && archived < m_model.rowCount()) {
        // Whoever has jumped far beyond is not made to wait for all the pages between.
        const int top = visualRect(m_model.index(archived, Model::NameColumn)).top();
        const int ahead = bar->pageStep() / 2;
        return isVisible() && top >= -ahead && top <= viewport()->height() + ahead;
    }
    // Half a screen ahead: calls are scarce, and a page is there before a person has scrolled so far.
    return isVisible() && bar->maximum() - bar->value() <= bar->pageStep() / 2;
}

SessionId ConversationView::topSession() const
{
    if (verticalScrollBar()->value() == 0)
        return {};
    const QModelIndex top = indexAt(QPoint(viewport()->width() / 2, 0));
    return top.isValid() ? m_model.sessionAt(top.row()) : SessionId();
}

bool ConversationView::scrollToTop(const SessionId &session)
{
    const int row = m_model.rowOf(session);
    if (row < 0)
        return false;
    scrollTo(m_model.index(row, Model::NameColumn), PositionAtTop);
    return true;
}

QList<SessionId> ConversationView::selectedSessions() const
{
    std::vector<int> rows;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    QList<SessionId> sessions;
    for (const int row : rows)
        sessions << m_model.sessionAt(row);
    return sessions;
}

SessionId ConversationView::currentSession() const
{
    const QModelIndex current = currentIndex();
    return current.isValid() ? m_model.sessionAt(current.row()) : SessionId();
}

bool ConversationView::select(const QList<SessionId> &sessions)
{
    const std::vector<int> rows = rowsOf(m_model, sessions);
    if (rows.empty())
        return false;
    const QModelIndex index = m_model.index(rows.front(), Model::NameColumn);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    selectionModel()->select(rangesOf(m_model, rows), QItemSelectionModel::ClearAndSelect);
    scrollTo(index);
    return true;
}

void ConversationView::startRename(const QString &suggested)
{
    QModelIndex row = currentIndex();
    // The focus may stand beside the selection; what is renamed is what looks chosen.
    if (!row.isValid() || !selectionModel()->isRowSelected(row.row(), {})) {
        const QModelIndexList chosen = selectionModel()->selectedRows();
        if (chosen.size() != 1)
            return;
        row = chosen.first();
    }
    setColumnHidden(Model::NameColumn, false);
    const QModelIndex name = row.siblingAtColumn(Model::NameColumn);
    selectionModel()->setCurrentIndex(name, wholeRow);
    scrollTo(name);
    setFocus();
    edit(name);
    if (auto *editor = qobject_cast<QLineEdit *>(indexWidget(name)); editor && !suggested.isEmpty())
        editor->setText(suggested);
}

void ConversationView::selectAll()
{
    QTreeView::selectAll();
    emit allSelected();
}

void ConversationView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    m_neighbour = {};
    tellSelection();
}

void ConversationView::tellSelection()
{
    if (m_telling)
        return;
    m_telling = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_telling = false;
            emit sessionsChanged();
        },
        Qt::QueuedConnection);
}

void ConversationView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_F2 && event->modifiers() == Qt::NoModifier) {
        startRename();
        return;
    }
    emit scrolledByPerson();
    QTreeView::keyPressEvent(event);
}

void ConversationView::wheelEvent(QWheelEvent *event)
{
    emit scrolledByPerson();
    QTreeView::wheelEvent(event);
}

void ConversationView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    QMetaObject::invokeMethod(this, &ConversationView::giveNameItsRoom, Qt::QueuedConnection);
    if (isNearEnd())
        emit wantsMore();
}

/// Which row is not to move on screen. At the very top new rows come into sight instead.
void ConversationView::keepPlace(bool forReset)
{
    m_place = {};
    QModelIndex index;
    const QModelIndex current = currentIndex();
    if (forReset && current.isValid() && selectionModel()->isRowSelected(current.row(), {}) &&
        viewport()->rect().intersects(visualRect(current)))
        index = current;
    else if (verticalScrollBar()->value() > 0)
        index = indexAt(QPoint(viewport()->width() / 2, 0));
    if (index.isValid())
        m_place = {m_model.sessionAt(index.row()), visualRect(index).top()};
}

void ConversationView::restorePlace()
{
    const Place place = std::exchange(m_place, {});
    const int row = place.session.isValid() ? m_model.rowOf(place.session) : -1;
    if (row >= 0) {
        scrollTo(m_model.index(row, Model::NameColumn), PositionAtTop);
        const int now = visualRect(m_model.index(row, Model::NameColumn)).top();
        verticalScrollBar()->setValue(verticalScrollBar()->value() + now - place.offset);
    }
    if (isNearEnd())
        emit wantsMore();
}

void ConversationView::captureForReset()
{
    keepPlace(true);
    const QList<SessionId> selected = selectedSessions();
    m_keptSelection = QSet<SessionId>(selected.begin(), selected.end());
    m_keptCurrent = currentSession();
    m_keptRow = currentIndex().row();
}

void ConversationView::restoreAfterReset()
{
    const QSet<SessionId> kept = std::exchange(m_keptSelection, {});
    std::vector<int> rows = rowsOf(m_model, kept);
    const int count = m_model.rowCount();
    int current = m_keptCurrent.isValid() ? m_model.rowOf(m_keptCurrent) : -1;
    if (current < 0 && count > 0)
        current = rows.empty() ? std::clamp(m_filtering ? 0 : m_keptRow, 0, count - 1) : rows.front();
    if (current >= 0 && m_keptRow >= 0) {
        selectionModel()->setCurrentIndex(m_model.index(current, Model::NameColumn),
                                          QItemSelectionModel::NoUpdate);
        if (rows.empty() && std::any_of(kept.begin(), kept.end(), m_isTaken))
            rows.push_back(current);
    }
    if (!rows.empty())
        selectionModel()->select(rangesOf(m_model, rows), QItemSelectionModel::ClearAndSelect);
    if (static_cast<qsizetype>(rows.size()) != kept.size())
        tellSelection();
    restorePlace();
}

// The view hears of it before the selection model, which takes the rows out of the selection.
void ConversationView::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    keepPlace(false);
    m_selectNext = isSelectionTaken(start, end);
    const int current = currentIndex().row();
    m_goneFrom = current >= start && current <= end ? start : -1;
    QTreeView::rowsAboutToBeRemoved(parent, start, end);
}

/// One of them tells for all: rows that go together go for one reason.
bool ConversationView::isSelectionTaken(int start, int end) const
{
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        if (range.top() <= end && range.bottom() >= start)
            return m_isTaken(m_model.sessionAt(std::max(range.top(), start)));
    }
    return false;
}

void ConversationView::rowsGone()
{
    const int goneFrom = std::exchange(m_goneFrom, -1);
    const int count = m_model.rowCount();
    if (goneFrom >= 0 && count > 0) {
        // The selection model would go on to the row above.
        selectionModel()->setCurrentIndex(m_model.index(std::min(goneFrom, count - 1), Model::NameColumn),
                                          QItemSelectionModel::NoUpdate);
    }
    const QModelIndex current = currentIndex();
    if (std::exchange(m_selectNext, false) && current.isValid() && !selectionModel()->hasSelection()) {
        selectionModel()->setCurrentIndex(current.siblingAtColumn(Model::NameColumn), wholeRow);
        m_neighbour = m_model.sessionAt(current.row());
    }
    restorePlace();
    if (goneFrom >= 0 && current.isValid())
        scrollTo(current);
}

QByteArray ConversationView::columns() const
{
    return header()->saveState() + columnsMark + QByteArray::number(int(Model::ColumnCount));
}

void ConversationView::restoreColumns(const QByteArray &state)
{
    QHeaderView *columns = header();
    if (state.isEmpty() || !columns->restoreState(state) || columns->count() != Model::ColumnCount) {
        const int letter = fontMetrics().averageCharWidth();
        const int dates = widestDate(fontMetrics()) + 3 * letter;
        columns->resizeSection(Model::CreatedColumn, dates);
        columns->resizeSection(Model::UpdatedColumn, dates);
        columns->resizeSection(Model::IdColumn, letter * 12);
        columns->setSectionHidden(Model::UpdatedColumn, true);
        columns->setSectionHidden(Model::IdColumn, true);
        columns->setSortIndicator(Model::IdColumn, Qt::DescendingOrder);
    }
    if (!state.endsWith(columnsMark + QByteArray::number(int(Model::ColumnCount))))
        hideColumnsOfArchive();
    columns->setSectionHidden(Model::NameColumn, false);
    columns->setMinimumSectionSize(fontMetrics().averageCharWidth() * 8);
    columns->setSectionResizeMode(QHeaderView::Interactive);
    giveNameItsRoom();
    setSortingEnabled(true);
}

/// What the other columns leave; where that is too little to read a name, the list scrolls sideways.
void ConversationView::giveNameItsRoom()
{
    QHeaderView *columns = header();
    const int least = fontMetrics().averageCharWidth() * leastName;
    int others = 0;
    for (int column = 0; column < columns->count(); ++column)
        others += column == Model::NameColumn ? 0 : columns->sectionSize(column);
    const bool fits = viewport()->width() - others >= least;
    const auto mode = fits ? QHeaderView::Stretch : QHeaderView::Interactive;
    if (columns->sectionResizeMode(Model::NameColumn) != mode)
        columns->setSectionResizeMode(Model::NameColumn, mode);
    if (!fits && columns->sectionSize(Model::NameColumn) < least)
        columns->resizeSection(Model::NameColumn, least);
}

/// Until they are asked for: without an archive they are empty.
void ConversationView::hideColumnsOfArchive()
{
    const int letter = fontMetrics().averageCharWidth();
    header()->resizeSection(Model::LastMessageColumn, widestDate(fontMetrics()) + 3 * letter);
    header()->resizeSection(Model::MessagesColumn, letter * 12);
    header()->resizeSection(Model::ReactionsColumn, letter * 20);
    header()->resizeSection(Model::LanguageColumn, letter * 14);
    for (int column = Model::LastMessageColumn; column < Model::ColumnCount; ++column)
        header()->setSectionHidden(column, true);
}

void ConversationView::showColumnMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"columnMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 0; column < Model::ColumnCount; ++column) {
        if (column == Model::NameColumn)
            continue;
        QAction *action =
            menu->addAction(m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this,
                [this, column](bool shown) { setColumnHidden(column, !shown); });
    }
    menu->popup(globalPosition);
}

} // namespace confab
