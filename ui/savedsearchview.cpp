// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savedsearchview.h"

#include "models/savedsearchmodel.h"
#include "ui/plaintext.h"
#include "ui/rowdelegate.h"
#include "ui/theme.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPersistentModelIndex>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

/// The editor has a name.
class SavedSearchDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

    [[nodiscard]] QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                        const QModelIndex &) const override
    {
        auto *editor = new QLineEdit(parent);
        editor->setObjectName(u"savedSearchEditor"_s);
        editor->setAccessibleName(SavedSearchView::tr("New name"));
        editor->setMaxLength(int(SavedSearches::maxNameLength));
        return editor;
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        RowDelegate::initStyleOption(option, index);
        const int side = option->fontMetrics.height();
        const bool filters = index.data(SavedSearchModel::FiltersListRole).toBool();
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = themedIcon(filters ? u"archive"_s : u"search"_s);
        option->decorationSize = QSize(side, side);
        option->textElideMode = Qt::ElideRight;
        option->text = isolated(option->text);
    }
};

} // namespace

SavedSearchView::SavedSearchView(SavedSearchModel &model, QWidget *parent) : QListView(parent)
{
    setObjectName(u"savedSearches"_s);
    setAccessibleName(tr("Saved searches"));
    setFrameShape(QFrame::NoFrame);
    viewport()->setAutoFillBackground(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setDragDropMode(InternalMove);
    setDefaultDropAction(Qt::MoveAction);
    setDropIndicatorShown(true);
    setItemDelegate(new SavedSearchDelegate(this));
    setModel(&model);
    connect(this, &QAbstractItemView::clicked, this,
            [this](const QModelIndex &index) { emit chosen(index.row()); });
}

void SavedSearchView::startRename(int row)
{
    const QModelIndex index = model()->index(row, 0);
    if (!index.isValid() || state() == EditingState)
        return;
    setCurrentIndex(index);
    scrollTo(index);
    setFocus(Qt::OtherFocusReason);
    edit(index);
}

SavedSearchView::Deed SavedSearchView::deedOf(const QKeyEvent &event)
{
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::AltModifier)
        return event.key() == Qt::Key_Up ? Deed::Up : event.key() == Qt::Key_Down ? Deed::Down : Deed::None;
    if (modifiers != Qt::NoModifier)
        return Deed::None;
    switch (event.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return Deed::Run;
    case Qt::Key_F2:
        return Deed::Rename;
    case Qt::Key_Delete:
        return Deed::Remove;
    default:
        return Deed::None;
    }
}

void SavedSearchView::perform(Deed deed, int row)
{
    if (row < 0 || row >= model()->rowCount())
        return;
    switch (deed) {
    case Deed::Run:
        emit chosen(row);
        break;
    case Deed::Rename:
        startRename(row);
        break;
    case Deed::Remove:
        emit removeRequested(row);
        break;
    case Deed::Up:
        if (row > 0)
            model()->moveRow({}, row, {}, row - 1);
        break;
    case Deed::Down:
        if (row + 1 < model()->rowCount())
            model()->moveRow({}, row, {}, row + 2);
        break;
    case Deed::None:
        break;
    }
}

// F2 and Delete are actions of the window, too: those are about conversations.
bool SavedSearchView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && deedOf(*static_cast<QKeyEvent *>(event)) != Deed::None) {
        event->accept();
        return true;
    }
    return QListView::event(event);
}

void SavedSearchView::keyPressEvent(QKeyEvent *event)
{
    const Deed deed = deedOf(*event);
    if (deed == Deed::None || state() == EditingState)
        return QListView::keyPressEvent(event);
    perform(deed, currentIndex().row());
}

void SavedSearchView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const QModelIndex at = byMouse ? indexAt(event->pos()) : currentIndex();
    if (!at.isValid())
        return;
    const QPersistentModelIndex row(at);
    const int last = model()->rowCount() - 1;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"savedSearchMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto offer = [&](const QString &caption, Deed deed, bool possible) {
        QAction *action = menu->addAction(caption);
        action->setEnabled(possible);
        connect(action, &QAction::triggered, this, [this, row, deed] { perform(deed, row.row()); });
    };
    offer(tr("Show"), Deed::Run, true);
    offer(tr("Rename"), Deed::Rename, true);
    offer(tr("Move up"), Deed::Up, at.row() > 0);
    offer(tr("Move down"), Deed::Down, at.row() < last);
    offer(tr("Remove"), Deed::Remove, true);
    menu->popup(byMouse ? event->globalPos() : viewport()->mapToGlobal(visualRect(at).center()));
}

bool SavedSearchView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QListView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString text = indexAt(help->pos()).data(SavedSearchModel::DescriptionRole).toString();
    showPlainToolTip(*help, text, viewport());
    return true;
}

} // namespace confab
