// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QHash>
#include <QList>
#include <QObject>

namespace confab {

class ConversationService;

/// The names that the person gave to conversations in this run of the program, so that each can be taken
/// back. GUI thread only.
///
/// A conversation that had no name keeps the new one: the service takes no empty name.
class RenameHistory : public QObject
{
    Q_OBJECT

public:
    static constexpr int most = 100;

    explicit RenameHistory(ConversationService &conversations, QObject *parent = nullptr);

    /// Of a row that is in the list now.
    [[nodiscard]] bool canUndo() const { return m_can; }
    /// Gives the newest such row its earlier name, by a call; false where there is none. A row that somebody
    /// else has renamed since keeps its name.
    bool undo();
    void clear();

signals:
    void canUndoChanged(bool can);
    /// There is one more, the newest.
    void added();
    /// The n-th, counted from the oldest, is no more: taken back, refused, or one too many.
    void dropped(qsizetype index);
    void undone(const QString &name);
    void changedMeanwhile(const QString &name);

private:
    struct Rename
    {
        SessionId session;
        QString before;
        QString after;
    };

    void add(const Rename &rename);
    Rename drop(qsizetype index);
    void failed(const ConversationKey &key, const QString &wanted);
    /// -1 where there is none.
    [[nodiscard]] qsizetype newest(const SessionId &session, const QString &after);
    void look();

    ConversationService &m_conversations;
    QList<Rename> m_renames;           ///< Newest last.
    QHash<SessionId, Rename> m_undone; ///< The last one of each, until it is renamed again.
    bool m_isUndoing = false;
    bool m_can = false;
};

} // namespace confab
