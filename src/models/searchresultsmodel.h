// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/messagesearch.h"

#include <QAbstractListModel>
#include <QDate>
#include <QTimeZone>

namespace confab {

class Clock;
class ProjectService;
class SearchService;

/// The hits of the search over the archive, newest first: one row a question or answer. A new search is a
/// reset; further hits, which the model asks for as a view comes near its end, are inserted. Everything is
/// cleaned.
class SearchResultsModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        TitleRole = Qt::UserRole + 1, ///< QString: the conversation's name. Also Display.
        UnnamedRole,                  ///< bool: the title is the model's own word for want of a name.
        SenderRole,                   ///< QString: "Visitor" or "Agent".
        ProjectRole,                  ///< QString: its name; empty unless setShowsProject().
        MomentRole,                   ///< QDateTime UTC; may be invalid.
        TimeTextRole,                 ///< "Today 14:02"; empty where the moment is not known.
        FullTimeTextRole,             ///< Full date, time and zone, for the tooltip.
        SnippetRole,                  ///< QString: one line.
        HitsRole,                     ///< QList<TextRange> in the snippet, in order, not overlapping.
        RemovedRole,                  ///< bool: the conversation is no longer on the server.
        MessageIdRole,                ///< qint64
        SessionRole,                  ///< QString
    };

    SearchResultsModel(SearchService &service, ProjectService &projects, const Clock &clock,
                       QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    /// AccessibleText: conversation, sender, time and snippet in one sentence.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    /// Hits of several projects are mixed: each row says which one is its own.
    void setShowsProject(bool shows);
    /// Null where there is no such row; lasts until the model changes.
    [[nodiscard]] const SearchHit *hitAt(int row) const;
    /// A new day has begun or the zone has changed: the words of the dates are worked out anew.
    void refreshDates();

private:
    struct Snippet
    {
        QString text;
        QList<TextRange> hits;
    };
    [[nodiscard]] static Snippet cleaned(const SearchHit &hit);
    [[nodiscard]] QString titleOf(const SearchHit &hit) const;
    [[nodiscard]] QString projectOf(const SearchHit &hit) const;
    [[nodiscard]] QString accessibleText(const SearchHit &hit) const;
    void readClock();
    void resetFromService();
    void append(int count);
    void tellAll(const QList<int> &roles);

    SearchService &m_service;
    ProjectService &m_projects;
    const Clock &m_clock;
    QList<SearchHit> m_rows; ///< As the service had them at its last signal.
    QTimeZone m_zone;
    QDate m_today;
    bool m_showsProject = false;
};

} // namespace confab
