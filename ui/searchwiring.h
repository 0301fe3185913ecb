// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/messagesearch.h"
#include "models/savedsearchmodel.h"
#include "models/searchresultsmodel.h"
#include "services/savedsearches.h"

#include <QObject>
#include <QPointer>

class QStackedWidget;
class QWidget;

namespace confab {

class Banner;
class ConversationOpener;
class ConversationPane;
class MessageWiring;
class SavedSearchView;
class SearchPane;
class SidePane;
class Workspace;

/// Joins the search over messages with the rest of the window: where it stands, what opening a result does,
/// and the saved searches in the side pane.
class SearchWiring : public QObject
{
    Q_OBJECT

public:
    /// The parts of the window that it joins; all of them outlive what it does, and none of them itself.
    struct Parts
    {
        SidePane &side;
        QStackedWidget &place; ///< Holds the list.
        ConversationPane &list;
        ConversationOpener &opener;
        const MessageWiring &messages;
        Banner &banner;
    };

    SearchWiring(Workspace &workspace, const Parts &parts, QObject *parent);

    /// Shows the search in the place of the list; the keyboard goes into its box.
    void open();
    /// The list is back, and the keyboard where it was before the search. What was marked in a conversation
    /// for the search no longer is.
    void close();
    [[nodiscard]] bool isOpen() const;
    /// Where F6 puts the focus while it is open.
    [[nodiscard]] QWidget *focusTarget() const;

signals:
    void openChanged(bool isOpen);
    /// There is no archive, and the person wants one.
    void archiveWanted();
    /// A hit in a conversation of the project that is open, which is no longer on the server.
    void removedChosen(const confab::SearchHit &hit);
    /// A saved filter of the list: conversations whose last message is older than so many days.
    void silentFilterChosen(int days);

private:
    void connectPane();
    void connectSaved();
    void show();
    void openHit(const SearchHit &hit);
    void showHit(const SearchHit &hit, const Conversation &known);
    void jumpWhenRead();
    void run(int row);
    void save(const SavedSearch &search);
    void remove(int row);
    void say(const QString &id, const QString &text);

    Workspace &m_workspace;
    Parts m_parts;
    SearchResultsModel m_results;
    SavedSearches m_saved;
    SavedSearchModel m_savedModel;
    SearchPane *m_pane;
    SavedSearchView *m_savedView;
    QPointer<QWidget> m_focusBefore;
    SearchHit m_awaited;  ///< Its conversation is being read; a default one where none is.
    SearchWords m_words;  ///< By which it was found.
    quint64 m_number = 0; ///< Of the newest hit that was opened; answers for earlier ones are dropped.
};

} // namespace confab
