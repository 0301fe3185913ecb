// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"
#include "core/messagesearch.h"

#include <QFuture>
#include <QLocale>
#include <QObject>

namespace confab {

class Archive;
class Clock;

/// The search over everything archived, as a person types. No call to the service is made. Only the newest
/// search is answered: an earlier one is withdrawn.
class SearchService : public QObject
{
    Q_OBJECT

public:
    static constexpr int perPage = 50;

    SearchService(Archive &archive, Clock &clock, QObject *parent = nullptr);
    ~SearchService() override;

    /// What was typed, and how it was understood. The chips are there at once, the hits come later. Without a
    /// condition in it nothing is searched. An invalid project: in all of them.
    void search(const QString &text, ProjectId project, const QLocale &locale = {});
    /// What "all projects" are for whoever is signed in; nothing: all that the archive has.
    void setProjects(const std::optional<QList<ProjectId>> &projects) { m_projects = projects; }
    /// The next, older hits, if there are more and none are on their way.
    void more();
    void clear() { search({}, {}); }
    /// A new day has begun or the zone has changed: "yesterday" is another day now, and is searched anew.
    void dayChanged();

    /// All that the archive knows of the conversation of a hit.
    [[nodiscard]] QFuture<Result<ArchivedConversation>> conversation(const ConversationKey &key);

    [[nodiscard]] const ParsedSearch &understood() const { return m_understood; }
    /// What is looked for in the texts of the messages.
    [[nodiscard]] SearchWords words() const;
    /// Newest first.
    [[nodiscard]] const QList<SearchHit> &hits() const { return m_hits; }
    [[nodiscard]] bool hasMore() const { return m_hasMore; }
    [[nodiscard]] bool isSearching() const { return m_searching; }

signals:
    void understoodChanged();
    /// hits() begins anew.
    void hitsReset();
    /// `count` hits stand after what was there.
    void hitsAppended(int count);
    void searchingChanged(bool searching);
    void failed(const confab::Error &error);

private:
    void ask(MessageId before);
    void take(const Result<SearchResults> &answer, bool first);
    void setSearching(bool searching);

    Archive &m_archive;
    Clock &m_clock;
    QString m_text;
    QLocale m_locale;
    ParsedSearch m_understood;
    std::optional<QList<ProjectId>> m_projects;
    SearchRequest m_request;
    QFuture<Result<SearchResults>> m_call;
    QList<SearchHit> m_hits;
    bool m_hasMore = false;
    bool m_searching = false;
    quint64 m_number = 0; ///< Of the newest search; answers to earlier ones are dropped.
};

} // namespace confab
