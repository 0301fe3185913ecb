// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"
#include "ui/findpattern.h"
#include "ui/messageselection.h"

#include <QFuture>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace confab {

class MessageService;

/// Finds words in the open conversation: in the plain text of its messages, across Markdown's marks, without
/// making documents. The search runs beside the GUI thread; the older pages are read for it, one call a page.
/// GUI thread.
class MessageFinder : public QObject
{
    Q_OBJECT

public:
    /// One hit: the so-manieth (from 0) of a message.
    struct Hit
    {
        MessageSelection::Id message;
        int number = 0;

        friend bool operator==(const Hit &, const Hit &) = default;
    };

    explicit MessageFinder(MessageService &service, QObject *parent = nullptr);
    ~MessageFinder() override;

    /// Makes the words of what is here ready, and keeps them so until close(): what is typed then is found at
    /// once.
    void open();
    /// Ends the search and frees what it held.
    void close();
    /// Searches what is here and starts to read the rest. An empty one looks for nothing.
    void search(const QString &typed, SearchText::Case sensitivity);
    /// Searches what is here for the words of a search over all messages, without a call: the rest is read
    /// where readRest() asks for it.
    void search(const SearchWords &words);
    /// What is here stays searched.
    void cancelReading();
    void readRest();
    /// The first hit from a message on, else the last one before it; only while none is current.
    void startAt(const MessageSelection::Id &message);
    /// The first hit of this message, whatever was current; none where it has none.
    void goTo(const MessageSelection::Id &message);
    void step(int direction); ///< Around the ends.

    /// Empty while nothing is looked for.
    [[nodiscard]] const FindPattern &pattern() const { return m_pattern; }
    [[nodiscard]] bool isSearching() const { return !m_pattern.isEmpty() && (m_running || m_again); }
    /// open() has more to do.
    [[nodiscard]] bool isPreparing() const { return m_running || m_again; }
    /// Older pages are being read.
    [[nodiscard]] bool isReading() const { return m_reading; }
    [[nodiscard]] int count() const { return m_total; }
    [[nodiscard]] std::optional<Hit> current() const { return m_current; }
    /// From 1; 0 where there is none.
    [[nodiscard]] int currentNumber() const;

signals:
    void changed();        ///< Count, or what is being done.
    void currentChanged(); ///< The person went to another hit.

private:
    struct Text;
    struct Job;
    struct Found
    {
        MessageSelection::Id message;
        int hits = 0;
        int before = 0; ///< Hits of the messages before it.
    };
    struct Outcome;

    bool look(const FindPattern &pattern);
    void run();
    void take(const Outcome &outcome);
    void start();
    /// What was found last is of this pattern.
    [[nodiscard]] bool hasFound() const { return m_total > 0 && m_foundPattern == m_pattern; }
    void readOn();
    [[nodiscard]] std::optional<Hit> hitAt(int number) const;
    [[nodiscard]] static Outcome searchIn(const Job &job);

    MessageService &m_service;
    FindPattern m_pattern;
    std::shared_ptr<const std::vector<Text>> m_texts; ///< Of the last search; the next one takes from them.
    FindPattern m_foundPattern; ///< Of what follows; that of the search before, while one runs.
    std::vector<Found> m_found;
    int m_total = 0;
    std::optional<Hit> m_current;
    std::optional<MessageSelection::Id> m_startAt;
    bool m_onlyThere = false; ///< No other message will do.
    bool m_open = false;
    bool m_running = false;
    bool m_again = false; ///< Something changed while a search ran.
    bool m_reading = false;
};

} // namespace confab
