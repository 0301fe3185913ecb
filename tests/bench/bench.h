// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>
#include <QTextStream>

#include <chrono>
#include <functional>

/// Measurements within one run: ratios to something simple that is done on the same machine in the same
/// minute, so that a figure means the same on any machine. Printed, one line each; a goal that is missed
/// fails nothing, a measurement that could not be made does.
namespace confab::bench {

/// How much is done; few() is for a look at whether everything still runs.
struct Sizes
{
    int rounds = 7;
    int names = 100'000;       ///< Filtered.
    int longest = 10'000;      ///< Messages of the long conversation.
    int older = 1'000;         ///< Messages loaded by scrolling up.
    int steps = 120;           ///< Of the wheel, and as many of the scroll bar, in each round.
    int conversations = 1'000; ///< Browsed.
    int deletions = 100;
    int written = 20'000;     ///< Messages into the archive.
    int archived = 1'000'000; ///< Messages in the archive that is searched.
    int synced = 20'000;      ///< Messages from a server.
    int chunks = 2'000;       ///< Of a streamed answer.
    int kept = 100'000;       ///< Conversations in the archive that the program starts with.

    [[nodiscard]] static Sizes few();
};

/// The lines, as they are printed.
class Report
{
public:
    explicit Report(QTextStream &out) : m_out(out) {}

    /// The medians behind the ratio are told with it, for a feeling of the size alone: they are of this
    /// machine.
    void ratio(const QString &what, const QList<double> &ratios, double goal, const QString &behind = {});
    /// The same, for what is better the larger it is.
    void atLeast(const QString &what, const QList<double> &ratios, double goal, const QString &behind = {});
    /// Calls to the server against the smallest number that does the job; the goal is just that.
    void calls(const QString &what, int made, int least);
    /// A bare figure, of this machine; without a goal where `most` is 0.
    void figure(const QString &what, double value, const QString &unit, double most = 0);
    void skipped(const QString &what, const QString &why);
    /// Makes the run fail.
    void failed(const QString &what, const QString &why);

    [[nodiscard]] const QStringList &lines() const { return m_lines; } ///< What was measured, as printed.
    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    void print(const QString &what, const QString &rest);

    QTextStream &m_out;
    QStringList m_lines;
    bool m_failed = false;
};

/// "12.3 / 4.5 ms": the medians of what was divided.
[[nodiscard]] QString behind(const QList<double> &numerators, const QList<double> &denominators,
                             const QString &unit);

/// In milliseconds: what a frame may take, and so the longest that the event loop may be away from its turn.
constexpr double frameGoal = 16;

/// Which lines a run prints.
namespace what {
inline const QString start = QStringLiteral("start to the first painted list / bare window with a list");
inline const QString memory = QStringLiteral("resident memory at that moment / the same of the bare window");
inline const QString filter = QStringLiteral("filter, per keystroke / plain loop over the names");
inline const QString factsTurn =
    QStringLiteral("facts of the archive for all rows: longest turn of the window");
inline const QString factsSorted =
    QStringLiteral("the same in an order that goes by them / a click on a header");
inline const QString open =
    QStringLiteral("open a long conversation to its first paint / one of 20 messages");
inline const QString load = QStringLiteral("scroll up while older messages load, 95th percentile of a frame");
inline const QString wheel = QStringLiteral("scroll by wheel, 95th percentile of a frame");
inline const QString wheelRatio = QStringLiteral("scroll by wheel / plain list of the same texts");
inline const QString drag = QStringLiteral("scroll by dragging the bar, 95th percentile of a frame");
inline const QString dragRatio = QStringLiteral("scroll by dragging the bar / plain list of the same texts");
inline const QString viewMemory =
    QStringLiteral("memory of the message view, ten times the messages / a tenth");
inline const QString findReady = QStringLiteral("find in a long conversation, its words made ready");
inline const QString find = QStringLiteral("find in a long conversation, first search / plain search");
inline const QString findNext = QStringLiteral("find in a long conversation, further search / plain search");
inline const QString findPause = QStringLiteral("find in a long conversation, longest pause of the window");
inline const QString streamOwn =
    QStringLiteral("streamed answer: layouts of the growing message / frames of 16 ms");
inline const QString streamOthers = QStringLiteral("streamed answer: layouts of the other messages, and 1");
inline const QString streamFrame = QStringLiteral("streamed answer: 95th percentile of a frame");
inline const QString browse = QStringLiteral("calls: browse all conversations to the end");
inline const QString sort = QStringLiteral("calls: the same, sorted by name after three scrolled pages");
inline const QString read = QStringLiteral("calls: open a conversation, with the sources in view");
inline const QString remove = QStringLiteral("calls: delete conversations picked by hand");
inline const QString removeAll = QStringLiteral("calls: delete conversations chosen as a whole");
inline const QString archiveWrite =
    QStringLiteral("messages into the archive / the same rows by the sqlite3 shell");
inline const QString archiveRate = QStringLiteral("messages into the archive");
inline const QString archiveSearch = QStringLiteral("first 50 hits / the bare query in the sqlite3 shell");
inline const QString archiveLatency = QStringLiteral("first 50 hits, 95th percentile");
inline const QString archivedStart =
    QStringLiteral("start to the first painted list, with a full archive / with an empty one");
inline const QString syncReports =
    QStringLiteral("sync by reports / curl for the same pages, five at once, each after 50 ms");
inline const QString syncThreads =
    QStringLiteral("sync by conversations / curl for the same pages, five at once, 50 ms");
inline const QString hastyReports =
    QStringLiteral("sync by reports / curl, no wait: all share the processors");
inline const QString hastyThreads = QStringLiteral("sync by conversations / curl, no wait");
inline const QString fetchReports = QStringLiteral("pages of reports by Qt's client, thrown away / curl");
inline const QString fetchThreads = QStringLiteral("pages of conversations by Qt's client / curl");
inline const QString storeReports =
    QStringLiteral("the messages alone, written by the sqlite3 shell in one go / curl");
inline const QString heartbeat =
    QStringLiteral("event loop while syncing, 95th percentile between two turns");
inline const QString longestBeat =
    QStringLiteral("the same, the longest, less what it waited for a free processor");
} // namespace what

/// 0 for an empty list.
[[nodiscard]] double median(QList<double> values);
/// The value that 95 in a hundred do not exceed; 0 for an empty list.
[[nodiscard]] double percentile95(QList<double> values);

/// Runs the event loop until `done` is true, which is asked after each event; false after the time is up.
/// Without the pauses of QTest::qWaitFor(), which would show in the figures.
bool runUntil(const std::function<bool()> &done,
              std::chrono::milliseconds patience = std::chrono::seconds(20));

/// Two programs on the same sandbox or none, from the start of their process to the first list with rows.
void benchStart(Report &report, const Sizes &sizes);
/// Typing a word into the filter and erasing it, against a loop of QString::contains().
void benchFilter(Report &report, const Sizes &sizes);
/// What the archive knows of all rows, coming in at once.
void benchFacts(Report &report, const Sizes &sizes);
/// Clicking a conversation, and scrolling through it.
void benchMessages(Report &report, const Sizes &sizes);
/// What the message view holds, and how fast words are found.
void benchReading(Report &report, const Sizes &sizes);
/// An answer of many chunks that grows under a thousand messages.
void benchStream(Report &report, const Sizes &sizes);
/// What the sandbox counts.
void benchCalls(Report &report, const Sizes &sizes);
/// A whole sync over HTTP into an empty archive.
void benchSync(Report &report, const Sizes &sizes);

/// The program with two archives on the same sandbox, as in benchStart().
void benchArchivedStart(Report &report, const Sizes &sizes);
/// Writing into the archive, and searching in it, against the sqlite3 shell.
void benchArchive(Report &report, const Sizes &sizes);

} // namespace confab::bench
