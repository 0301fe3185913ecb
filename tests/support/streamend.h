// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/chatapi.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace confab {

/// How a stream ended.
struct StreamEnd
{
    explicit StreamEnd(AnswerStream *answer)
        : stream(answer)
        , deltas(answer, &AnswerStream::delta)
        , finished(answer, &AnswerStream::finished)
        , failed(answer, &AnswerStream::failed)
    {
    }

    [[nodiscard]] bool wait()
    {
        return QTest::qWaitFor([this] { return ended() > 0; }, 20'000);
    }
    [[nodiscard]] qsizetype ended() const { return finished.size() + failed.size(); }
    [[nodiscard]] Error error() const { return failed.value(0).value(0).value<Error>(); }

    std::unique_ptr<AnswerStream> stream;
    QSignalSpy deltas;
    QSignalSpy finished;
    QSignalSpy failed;
};

} // namespace confab
