// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dryrunview.h"

#include "models/retentionmodel.h"
#include "ui/plaintext.h"
#include "ui/rowdelegate.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

class DryRunDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        RowDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideRight;
        option->text = isolated(option->text);
        if (index.column() != RetentionModel::NameColumn) {
            // An empty decoration keeps the text apart from the column before.
            option->features |= QStyleOptionViewItem::HasDecoration;
            option->icon = {};
            option->decorationSize = QSize(1, 1);
        } else if (index.data(RetentionModel::UnnamedRole).toBool()) {
            option->font.setItalic(true);
        }
    }
};

/// The captions stand over the texts of the rows, which are moved in a little.
class DryRunHeader final : public QHeaderView
{
public:
    explicit DryRunHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent) {}

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int section) const override
    {
        QHeaderView::initStyleOptionForIndex(option, section);
        // A blank of half the letters' height: the style has no margin to set.
        if (section != RetentionModel::MessagesColumn)
            option->text.prepend(QChar(0x2002));
    }
};

constexpr int leastNameOfFind = 18; // letters

} // namespace

DryRunView::DryRunView(RetentionModel &model, QWidget *parent) : QTreeView(parent), m_model(model)
{
    setObjectName(u"dryRunList"_s);
    setAccessibleName(tr("Conversations that were found"));
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setIndentation(0);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setTextElideMode(Qt::ElideRight);
    setItemDelegate(new DryRunDelegate(this));
    setHeader(new DryRunHeader(this));
    setModel(&model);
    header()->setSectionsClickable(true);
    header()->setObjectName(u"dryRunHeader"_s);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    // As the review has them: the longest silent first.
    header()->setSortIndicator(RetentionModel::LastMessageColumn, Qt::AscendingOrder);
    setSortingEnabled(true);
}

void DryRunView::fitColumns()
{
    const int least = fontMetrics().averageCharWidth() * leastNameOfFind;
    for (int column = RetentionModel::NameColumn + 1; column < RetentionModel::ColumnCount; ++column)
        resizeColumnToContents(column);
    header()->setMinimumSectionSize(
        std::min(least, header()->sectionSizeHint(RetentionModel::MessagesColumn)));
    header()->setSectionResizeMode(RetentionModel::NameColumn, QHeaderView::Stretch);
}

void DryRunView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space || (event->modifiers() & ~Qt::ShiftModifier) != Qt::NoModifier)
        return QTreeView::keyPressEvent(event);
    QList<int> rows;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        rows << index.row();
    if (rows.isEmpty() && currentIndex().isValid())
        rows << currentIndex().row();
    m_model.toggle(rows);
    event->accept();
}

bool DryRunView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QTreeView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString text = indexAt(help->pos()).data(RetentionModel::HintRole).toString();
    showPlainToolTip(*help, text, viewport());
    return true;
}

} // namespace confab
