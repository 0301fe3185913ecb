// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messageview.h"

#include "models/messagelistmodel.h"
#include "services/citationservice.h"
#include "ui/linkopener.h"
#include "ui/messageselector.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

using Role = MessageListModel::Role;

/// Each round measures what the one before brought on screen; three are usual, more only with extreme
/// heights.
constexpr int maxRounds = 12;

} // namespace

MessageView::MessageView(CitationService &citations, LinkOpener &links, QWidget *parent)
    : QListView(parent)
    , m_citations(citations)
    , m_links(links)
    , m_delegate(new MessageDelegate(m_heights, citations, this))
    , m_selector(new MessageSelector(*this))
{
    setObjectName(u"messageView"_s);
    setAccessibleName(tr("Messages"));
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(SingleSelection); // Text is selected by the selector.
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // A bar that comes and goes would change the width, and with it every line, while the person reads.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setUniformItemSizes(false);
    setMouseTracking(true);
    viewport()->setObjectName(u"messageViewport"_s);
    verticalScrollBar()->setObjectName(u"messageScrollBar"_s);
    horizontalScrollBar()->setObjectName(u"messageHorizontalScrollBar"_s);
    verticalScrollBar()->setSingleStep(fontMetrics().height() * 2);
    m_copiedTimer.setSingleShot(true);
    m_copiedTimer.setInterval(2000);
    connect(&m_copiedTimer, &QTimer::timeout, this, [this] {
        m_delegate->setCopied({}, -1);
        viewport()->update();
    });
    connect(&m_citations, &CitationService::changed, this,
            [this](ProjectId project, CitationId) { citationChanged(project); });
    m_delegate->setMarks([this](const QModelIndex &index) { return marksOf(index); });
    connect(m_selector, &MessageSelector::changed, this, [this] { selectionChanged({}, {}); });
    m_delegate->setStyle(font(), palette());
}

void MessageView::setModel(QAbstractItemModel *model)
{
    if (this->model())
        disconnect(this->model(), nullptr, this, nullptr);
    QListView::setModel(model);
    if (!model)
        return;
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int first, int last) {
        m_selector->rowsChanged();
        if (last < m_heights.count())
            m_heights.remove(first, last - first + 1);
        syncHeights();
        scheduleDelayedItemsLayout();
    });
    const auto rebuild = [this] {
        m_selector->rowsChanged();
        m_heights.clear();
        syncHeights();
        scheduleDelayedItemsLayout();
    };
    connect(model, &QAbstractItemModel::rowsMoved, this, rebuild);
    connect(model, &QAbstractItemModel::layoutChanged, this, rebuild);
}

void MessageView::setProject(ProjectId project)
{
    m_delegate->setProject(project);
    viewport()->update();
}

// --- Heights and places ---

void MessageView::reset()
{
    m_heights.clear();
    m_delegate->forgetAll();
    m_selector->rowsChanged();
    m_selector->clear();
    clearHover();
    m_anchor = QPersistentModelIndex();
    m_atBottom = true;
    m_unsettled = true;
    QListView::reset();
    syncHeights();
    selectionChanged({}, {});
}

void MessageView::syncHeights()
{
    const int rows = model() ? model()->rowCount(rootIndex()) : 0;
    if (m_heights.count() > rows)
        m_heights.remove(rows, m_heights.count() - rows);
    for (int row = int(m_heights.count()); row < rows; ++row)
        m_heights.insert(row, m_delegate->guess(model()->index(row, 0), viewport()->width()));
}

void MessageView::rowsInserted(const QModelIndex &parent, int start, int end)
{
    m_selector->rowsChanged();
    if (start <= m_heights.count()) {
        for (int row = start; row <= end; ++row)
            m_heights.insert(row, m_delegate->guess(model()->index(row, 0, parent), viewport()->width()));
    }
    // The row that was the first of its day may no longer be: its separator goes.
    if (end + 1 < m_heights.count())
        m_heights.forget(end + 1);
    m_unsettled = true;
    QListView::rowsInserted(parent, start, end);
    scheduleDelayedItemsLayout();
}

void MessageView::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                              const QList<int> &roles)
{
    QListView::dataChanged(topLeft, bottomRight, roles);
    // A record of this computer's may have got its number, by which its rows are known.
    if (roles.isEmpty() || roles.contains(Role::MessageIdRole))
        m_selector->rowsChanged();
    const int last = std::min(bottomRight.row(), int(m_heights.count()) - 1);
    const bool text =
        roles.isEmpty() || roles.contains(Role::TextRole) || roles.contains(Role::CitationsRole);
    for (int row = std::max(0, topLeft.row()); row <= last; ++row) {
        if (text)
            m_delegate->forget(model()->index(row, 0));
        m_heights.forget(row);
    }
    // An answer that grows does so at the end, once a frame. Were it laid out later, a painting might come
    // first, which lays out by itself and has what moved painted once more.
    if (bottomRight.row() == model()->rowCount() - 1 && bottomRight.row() - topLeft.row() <= 1)
        settle();
    else
        scheduleDelayedItemsLayout();
}

void MessageView::relayout(const QModelIndex &index)
{
    m_delegate->forget(index);
    if (index.row() < m_heights.count())
        m_heights.forget(index.row());
    settle();
}

void MessageView::doItemsLayout()
{
    if (m_settling)
        QListView::doItemsLayout();
    else
        settle();
}

/// Lays out, measures what came on screen, and does so again until nothing moves any more.
void MessageView::settle()
{
    if (m_settling)
        return;
    {
        const QScopedValueRollback guard(m_settling, true);
        syncHeights();
        for (int round = 0; round < maxRounds; ++round) {
            QListView::doItemsLayout();
            place();
            if (!measureVisible())
                break;
        }
    }
    m_unsettled = false;
    remember();
    afterMoving();
}

void MessageView::place()
{
    QScrollBar *bar = verticalScrollBar();
    if (m_atBottom) {
        bar->setValue(bar->maximum());
    } else if (m_anchor.isValid()) {
        bar->setValue(bar->value() + messageTop(m_anchor) - m_anchorTop);
    }
}

/// Without the heading of a day over it, which a row loses when older messages of that day come.
int MessageView::messageTop(const QModelIndex &index) const
{
    return visualRect(index).top() + m_delegate->shown(index, viewport()->width()).layout.meta.top();
}

void MessageView::remember()
{
    const auto [first, last] = rowsOnScreen(0);
    int best = first;
    // A row that was never measured may change; one that was holds still.
    while (best >= 0 && best < last && !m_heights.isMeasured(best))
        ++best;
    if (best >= 0 && best < m_heights.count() && !m_heights.isMeasured(best))
        best = first;
    m_anchor = best >= 0 && model() ? model()->index(best, 0) : QModelIndex();
    m_anchorTop = m_anchor.isValid() ? messageTop(m_anchor) : 0;
}

int MessageView::rowAt(int y) const
{
    int low = 0;
    int high = int(m_heights.count()) - 1;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (visualRect(model()->index(middle, 0)).bottom() < y)
            low = middle + 1;
        else
            high = middle;
    }
    return high < 0 ? -1 : low;
}

std::pair<int, int> MessageView::rowsOnScreen(int margin) const
{
    if (!model() || m_heights.count() == 0)
        return {-1, -2};
    return {rowAt(-margin), rowAt(viewport()->height() - 1 + margin)};
}

bool MessageView::measureRow(int row)
{
    if (m_heights.isMeasured(row))
        return false;
    return m_heights.measure(row, m_delegate->measure(model()->index(row, 0), viewport()->width()));
}

bool MessageView::measureVisible()
{
    const auto [first, last] = rowsOnScreen(viewport()->height() / 4);
    bool changed = false;
    for (int row = std::max(0, first); row <= last && row < m_heights.count(); ++row)
        changed = measureRow(row) || changed;
    return changed;
}

void MessageView::scrollContentsBy(int dx, int dy)
{
    QListView::scrollContentsBy(dx, dy);
    if (m_settling)
        return;
    m_atBottom = verticalScrollBar()->value() >= verticalScrollBar()->maximum();
    remember();
    if (measureVisible())
        settle();
    else
        afterMoving();
}

void MessageView::afterMoving()
{
    requestSources();
    checkOlder();
    emit placesChanged();
}

bool MessageView::wantsOlder() const
{
    const QScrollBar *bar = verticalScrollBar();
    const bool nearTop = !m_atBottom && bar->value() < viewport()->height() / 2;
    return !m_unsettled && m_heights.count() > 0 && isVisible() && (bar->maximum() <= 0 || nearTop);
}

void MessageView::checkOlder()
{
    if (m_olderAsked || !wantsOlder())
        return;
    m_olderAsked = true;
    // Later, since the answer may come at once and change the rows that are being laid out.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_olderAsked = false;
            if (wantsOlder())
                emit olderWanted();
        },
        Qt::QueuedConnection);
}

void MessageView::resizeEvent(QResizeEvent *event)
{
    {
        const QScopedValueRollback guard(m_settling, true);
        QListView::resizeEvent(event);
    }
    if (m_settling)
        return;
    if (event->size().width() != event->oldSize().width()) {
        m_heights.forgetAll();
        if (m_anchor.isValid() && m_anchorTop < 0 && m_anchor.row() < m_heights.count()) {
            // The same words stay at the top edge of a message that is cut by it.
            const int before = std::max(1, m_heights.height(m_anchor.row()));
            measureRow(m_anchor.row());
            m_anchorTop = int(qint64(m_anchorTop) * m_heights.height(m_anchor.row()) / before);
        }
    }
    settle();
}

void MessageView::restyle()
{
    m_delegate->setStyle(font(), palette());
    verticalScrollBar()->setSingleStep(fontMetrics().height() * 2);
    m_heights.forgetAll();
    settle();
}

void MessageView::changeEvent(QEvent *event)
{
    QListView::changeEvent(event);
    switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::FontChange:
    case QEvent::StyleChange:
    case QEvent::LayoutDirectionChange:
        restyle();
        break;
    default:
        break;
    }
}

// --- Sources ---

void MessageView::requestSources()
{
    const ProjectId project = m_delegate->project();
    const auto [first, last] = rowsOnScreen(0);
    if (!project.isValid() || !isVisible())
        return;
    for (int row = std::max(0, first); row <= last; ++row) {
        const auto ids = model()->index(row, 0).data(Role::CitationsRole).value<QList<qint64>>();
        for (const qint64 id : ids) {
            // One that failed is asked for again by a click alone, not by each step of the scroll bar.
            if (m_citations.state(project, CitationId{id}) == CitationService::State::Unknown)
                m_citations.request(project, CitationId{id});
        }
    }
}

void MessageView::citationChanged(ProjectId project)
{
    // The chips have their room already; only their words change.
    if (project == m_delegate->project())
        viewport()->update();
}

// --- Copying ---

void MessageView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QListView::selectionChanged(selected, deselected);
    if (const bool can = canCopy(); can != m_couldCopy) {
        m_couldCopy = can;
        emit canCopyChanged(can);
    }
}

void MessageView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    m_stops.clear();
    selectionChanged({}, {});
}

bool MessageView::canCopy() const
{
    return currentIndex().isValid() || !m_selector->selection().isEmpty();
}

QString MessageView::headOf(const QModelIndex &index, bool markdown)
{
    const QString sender = MessageDelegate::senderText(index);
    const QString time = index.data(Role::TimeTextRole).toString();
    return ((markdown ? u"**"_s + sender + u"**"_s : sender) + u' ' + time).trimmed();
}

QString MessageView::textToCopy() const
{
    if (!m_selector->selection().isEmpty())
        return m_selector->text();
    return currentIndex().isValid() ? m_delegate->plainText(currentIndex()) : QString();
}

QString MessageView::markdownToCopy() const
{
    return m_selector->selection().isEmpty() ? currentIndex().data(Role::TextRole).toString()
                                             : m_selector->markdown();
}

void MessageView::copyText()
{
    if (canCopy())
        QGuiApplication::clipboard()->setText(textToCopy());
}

void MessageView::copyMarkdown()
{
    if (canCopy())
        QGuiApplication::clipboard()->setText(markdownToCopy());
}

void MessageView::copyCode(const QModelIndex &index, int code, const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
    m_delegate->setCopied(index, code);
    m_copiedTimer.start();
    viewport()->update();
}

} // namespace confab
