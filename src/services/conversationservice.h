// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>

#include <memory>

namespace confab {

class ChatApi;

/// The list of conversations of one project and one people filter.
///
/// Two ends: as a person scrolls, pages come newest first (order=desc). When everything is asked for, the rest comes
/// from the other end (order=asc), which new conversations at the top cannot shift, until both ends meet: exactly
/// ceil(total / perPage) calls for the whole list. If the total shrinks on the way, pages may have moved under us,
/// and the ascending pages are read anew, once; a second time the list says that it is incomplete.
/// Sends values by signals; the model keeps rows. Answers that belong to an earlier open() are dropped.
class ConversationService : public QObject
{
    Q_OBJECT

public:
    enum class State { Closed, LoadingFirst, Ready, LoadingMore, LoadingAll };
    Q_ENUM(State)

    explicit ConversationService(ChatApi &api, QObject *parent = nullptr);
    ~ConversationService() override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] ProjectId project() const { return m_project; }
    [[nodiscard]] PeopleFilter people() const { return m_people; }
    /// The server's own count, less rows taken out here since.
    [[nodiscard]] qint64 total() const { return m_total; }
    [[nodiscard]] qsizetype loaded() const;
    /// Every conversation of the project and people filter is here.
    [[nodiscard]] bool isComplete() const { return m_complete; }
    [[nodiscard]] const Conversation *find(const SessionId &session) const;
    /// Highest id first.
    [[nodiscard]] QList<Conversation> conversations() const;

    /// One call for the first page. A server that refuses PeopleFilter::Me (400, 422) gets Everyone instead, after
    /// peopleFilterRefused().
    void open(ProjectId project, PeopleFilter people);
    /// Reads the first page anew (and, where everything had been loaded, all of it); rows stay until it arrives.
    void refresh();
    /// The next page, unless the list is complete or one is on its way.
    void loadMore();
    void loadAll();
    void cancelLoadAll();
    void close();

    /// Shown at once, put back with the server's words if refused. A name outside 1 to 255 characters (trimmed) is
    /// refused without a call. While a rename is under way a second one of the same row waits for it.
    void rename(const SessionId &session, const QString &name);
    void create(const QString &name);

    /// Takes rows out of the list without a call, and puts them back: for the undo window.
    QList<Conversation> take(const QList<SessionId> &sessions);
    void restore(const QList<Conversation> &conversations);
    /// The server no longer has it (404 on reading while the project answers).
    void forget(const SessionId &session);

signals:
    void stateChanged(confab::ConversationService::State state);
    /// Everything before is void.
    void reset();
    /// New or changed rows, in no particular order; none is a duplicate of another row.
    void upserted(const QList<confab::Conversation> &conversations);
    void removed(const QList<confab::SessionId> &sessions);
    void countsChanged(qint64 loaded, qint64 total, bool complete);
    void created(const confab::SessionId &session);
    void peopleFilterRefused(confab::PeopleFilter refused);
    void failed(confab::Operation operation, const confab::Error &error);
    /// A rename that failed; the row has its old name again. `wanted` is for a retry.
    void renameFailed(const confab::SessionId &session, const QString &wanted, const confab::Error &error);

private:
    void setState(State state);

    ChatApi &m_api;
    State m_state = State::Closed;
    ProjectId m_project;
    PeopleFilter m_people = PeopleFilter::Everyone;
    qint64 m_total = 0;
    bool m_complete = false;
};

} // namespace confab
