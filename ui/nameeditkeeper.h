// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/conversationlistmodel.h"

#include <QLineEdit>
#include <QTreeView>

#include <utility>

namespace confab {

/// Keeps the name that a person is typing into a row while the model is reset, which closes every editor: a
/// page that arrives must not take words away. Makes its connections once; to be made after the view has
/// connected to the model itself.
class NameEditKeeper : public QObject
{
public:
    NameEditKeeper(QTreeView &view, ConversationListModel &model)
        : QObject(&view), m_view(view), m_model(model)
    {
        connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { take(); });
        connect(&model, &QAbstractItemModel::modelReset, this, [this] { giveBack(); });
    }

private:
    [[nodiscard]] QLineEdit *editorOf(const QModelIndex &index) const
    {
        return qobject_cast<QLineEdit *>(m_view.indexWidget(index));
    }

    void take()
    {
        m_session = {};
        const QModelIndex row = m_view.currentIndex();
        if (!row.isValid())
            return;
        const QLineEdit *editor = editorOf(row.siblingAtColumn(ConversationListModel::NameColumn));
        if (!editor || !editor->hasFocus())
            return;
        m_session = m_model.sessionAt(row.row());
        m_text = editor->text();
        m_cursor = editor->cursorPosition();
        m_selectionStart = editor->selectionStart();
        m_selectionLength = editor->selectionLength();
    }

    void giveBack()
    {
        const SessionId session = std::exchange(m_session, {});
        const int row = session.isValid() ? m_model.rowOf(session) : -1;
        if (row < 0)
            return;
        const QModelIndex name = m_model.index(row, ConversationListModel::NameColumn);
        m_view.edit(name);
        QLineEdit *editor = editorOf(name);
        if (!editor)
            return;
        editor->setText(m_text);
        editor->setCursorPosition(m_cursor);
        if (m_selectionStart >= 0)
            editor->setSelection(m_selectionStart, m_selectionLength);
    }

    QTreeView &m_view;
    ConversationListModel &m_model;
    SessionId m_session; ///< Of the row that is being renamed while the model is reset.
    QString m_text;
    int m_cursor = 0;
    int m_selectionStart = -1;
    int m_selectionLength = 0;
};

} // namespace confab
