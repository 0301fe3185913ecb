// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchresultsview.h"

#include "models/searchresultsmodel.h"
#include "ui/plaintext.h"
#include "ui/searchresultdelegate.h"

#include <QHelpEvent>
#include <QKeyEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

bool changesConversations(const QKeyEvent &event)
{
    return event.key() == Qt::Key_Delete || event.key() == Qt::Key_F2 ||
           event.matches(QKeySequence::SelectAll);
}

} // namespace

SearchResultsView::SearchResultsView(QAbstractItemModel &model, QWidget *parent) : QListView(parent)
{
    setObjectName(u"searchResults"_s);
    setAccessibleName(tr("Search results"));
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setUniformItemSizes(true);
    setResizeMode(Adjust);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setItemDelegate(new SearchResultDelegate(this));
    setModel(&model);
}

int SearchResultsView::rowsOnPage() const
{
    const int height = SearchRowLayout::Metrics::of(font()).rowHeight();
    return std::max(1, viewport()->height() / height - 1);
}

void SearchResultsView::step(int rows)
{
    const int count = model()->rowCount();
    if (count == 0)
        return;
    const int wanted = currentIndex().row() + rows;
    if (wanted >= count && model()->canFetchMore({}))
        model()->fetchMore({});
    const QModelIndex index = model()->index(std::clamp(wanted, 0, count - 1), 0);
    setCurrentIndex(index);
    scrollTo(index);
}

bool SearchResultsView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && changesConversations(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QListView::event(event);
}

void SearchResultsView::keyPressEvent(QKeyEvent *event)
{
    if (changesConversations(*event))
        return;
    if (event->key() == Qt::Key_Up && currentIndex().row() <= 0) {
        emit leftUpwards();
        return;
    }
    QListView::keyPressEvent(event);
}

bool SearchResultsView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QListView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QModelIndex index = indexAt(help->pos());
    const QString text = index.data(SearchResultsModel::FullTimeTextRole).toString();
    showPlainToolTip(*help, text, viewport());
    return true;
}

} // namespace confab
