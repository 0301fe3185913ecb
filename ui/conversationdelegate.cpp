// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversationdelegate.h"

#include "models/conversationlistmodel.h"
#include "ui/namevalidator.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QLineEdit>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr int inset = 1;
/// Property of an editor: the text that it began with.
constexpr char given[] = "confabGiven";

} // namespace

void ConversationDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    RowDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideRight;
    option->text = isolated(option->text);
    // An empty decoration moves the text in by what brings it under the filter field's edge, in either
    // direction.
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->icon = {};
    option->decorationSize = QSize(inset, 1);
    // Numbers stand under each other by their last digit.
    if (ConversationListModel::isNumber(index.column()))
        option->displayAlignment = Qt::AlignTrailing | Qt::AlignVCenter;
    const bool quiet = index.column() != ConversationListModel::NameColumn;
    const bool unnamed = index.data(ConversationListModel::UnnamedRole).toBool();
    if (unnamed && !quiet)
        option->font.setItalic(true);
    if (quiet || unnamed) {
        const QColor muted = Theme::of(option->palette).muted;
        option->palette.setColor(QPalette::Active, QPalette::Text, muted);
        option->palette.setColor(QPalette::Inactive, QPalette::Text, muted);
    }
}

QWidget *ConversationDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                            const QModelIndex &) const
{
    auto *editor = new QLineEdit(parent);
    editor->setObjectName(u"nameEditor"_s);
    editor->setAccessibleName(tr("New name"));
    editor->setFrame(true);
    editor->setValidator(new NameValidator(editor));
    return editor;
}

void ConversationDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    auto *line = qobject_cast<QLineEdit *>(editor);
    // Set once: a change of the row while the person types must not take the words away.
    if (!line || line->property(given).isValid())
        return;
    line->setText(NameValidator::shortened(index.data(ConversationListModel::RawNameRole).toString()));
    line->selectAll();
    line->setProperty(given, line->text());
}

void ConversationDelegate::setModelData(QWidget *editor, QAbstractItemModel *model,
                                        const QModelIndex &index) const
{
    const auto *line = qobject_cast<QLineEdit *>(editor);
    if (!line)
        return;
    const QString name = line->text().trimmed();
    // Of a long name the editor had a part alone, which is no name that anybody gave.
    if (!name.isEmpty() && line->text() != line->property(given).toString())
        model->setData(index, name, Qt::EditRole);
}

bool ConversationDelegate::eventFilter(QObject *watched, QEvent *event)
{
    auto *editor = qobject_cast<QWidget *>(watched);
    if (editor && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        // Tab ends the renaming; it does not begin another.
        if (key == Qt::Key_Tab || key == Qt::Key_Backtab) {
            emit commitData(editor);
            emit closeEditor(editor, NoHint);
            return true;
        }
    }
    return RowDelegate::eventFilter(watched, event);
}

} // namespace confab
