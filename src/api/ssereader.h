// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace confab {

/// One event of an answer's stream.
struct SseEvent
{
    enum class Kind {
        Started,  ///< The server took the question.
        Delta,    ///< `text` is to be appended as it is; it may be empty.
        Finished, ///< The end mark: `message` has id, date and citations, no text. The id may be invalid (not
                  ///< sent).
        Failed,   ///< `error` says why; nothing follows.
        Ignored,  ///< An event of a status this program does not know, or one without an object as data.
    };

    Kind kind = Kind::Ignored;
    QString text;
    Message message;
    Error error;

    friend bool operator==(const SseEvent &, const SseEvent &) = default;
};

/// Reads the stream of an answer (contract, section 6) from bytes as they come, cut anywhere. Lines end in
/// LF, CR or CRLF; UTF-8 is decoded a whole line at a time. What was read does not depend on how the bytes
/// were cut.
///
/// Failed comes for an error that the server reports (with its sentence: Server, or CreditsExhausted), and as
/// BadResponse for data that is no JSON object, a line over 1 MiB or a stream over 8 MiB. Everything after
/// Finished or Failed is dropped.
class SseReader
{
public:
    static constexpr qsizetype maxLine = 1024 * 1024;      ///< Bytes.
    static constexpr qsizetype maxTotal = 8 * 1024 * 1024; ///< Bytes.

    [[nodiscard]] QList<SseEvent> feed(const QByteArray &bytes);

    /// The connection has ended; an event that was cut is dropped. True if the answer is complete: Finished
    /// was seen.
    [[nodiscard]] bool finish();

    /// Finished or Failed has come: the connection may be closed.
    [[nodiscard]] bool isOver() const { return m_state != State::Open; }

private:
    enum class State { Open, Finished, Failed };

    void fail(QList<SseEvent> &events, const Error &error);
    void takeLine(QList<SseEvent> &events);
    void dispatch(QList<SseEvent> &events);

    State m_state = State::Open;
    QByteArray m_line; ///< Bytes of the line that has not ended yet.
    QString m_name;    ///< Of the event that is being read.
    QString m_data;    ///< Its data lines so far.
    bool m_hasData = false;
    bool m_atStart = true; ///< A byte order mark may still come.
    bool m_skipLf = false; ///< The last line ended in CR: an LF now belongs to it.
    qsizetype m_total = 0;
};

} // namespace confab
