// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/threadfacts.h"

#include <QObject>
#include <QSet>

#include <optional>

namespace confab {

class Archive;

/// What the archive can say of the conversations of the project that is shown: last message, number of
/// messages, reactions, language. Read and compared on the archive's own thread; what has changed is told a
/// portion at a time, so that a large project does not hold the window up. No call to the service is made.
/// Without an archive nothing is known.
class ConversationFacts : public QObject
{
    Q_OBJECT

public:
    /// Told at once; the rest in the next turn of the event loop.
    static constexpr qsizetype portion = 1000;

    explicit ConversationFacts(Archive &archive, QObject *parent = nullptr);
    ~ConversationFacts() override;

    /// Null where it was not read yet; lasts until the next signal.
    [[nodiscard]] const ThreadFacts *find(const SessionId &session) const;
    [[nodiscard]] bool isEmpty() const { return m_table.isEmpty(); }
    /// All that occur in the project, as languageCode() gives them.
    [[nodiscard]] const QStringList &languages() const { return m_languages; }

    [[nodiscard]] ProjectId project() const { return m_project; }
    /// From now on this one's. An invalid one: none.
    void setProject(ProjectId project);
    /// Reads all anew; what is known stays until then.
    void load();
    /// These are to be read anew, those of another project left out.
    void learn(const QList<ConversationKey> &keys);
    /// Nothing is known any more.
    void clear();
    /// As if it had come from the archive.
    void take(const FactNews &news);

signals:
    /// find() gives other facts for these. Where more are to follow, what depends on all of them (an order)
    /// can wait.
    void changed(const QList<confab::SessionId> &sessions, bool moreFollow);
    /// languages() or isEmpty() has changed.
    void summaryChanged();
    void failed(const confab::Error &error);

private:
    void ask();
    void tell();

    Archive &m_archive;
    ProjectId m_project;
    FactTable m_table;
    QStringList m_languages;
    QList<SessionId> m_untold;
    qsizetype m_told = 0; ///< Of m_untold.
    bool m_telling = false;
    bool m_asking = false;
    bool m_loadAll = false;
    QSet<SessionId> m_toRead;
    quint64 m_generation = 0; ///< Answers to an earlier one are stale.
};

} // namespace confab
