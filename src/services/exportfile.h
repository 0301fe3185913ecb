// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "formats/exportwriter.h"

#include <QFuture>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace confab {

/// The file of one export, written on a thread of its own, for its owner alone (0600). Under its name stands
/// what stood there before until finish() has succeeded, and for good where anything fails: a write that the
/// disk does not take whole ends it with Storage. What is destroyed unfinished leaves nothing behind.
///
/// GUI thread only; each future ends once, in the order of the calls.
class ExportFile
{
public:
    ExportFile(const QString &path, const ExportOptions &options, const ExportHeader &header);
    /// Waits for what is being written, and throws it away unless it was finished.
    ~ExportFile();
    Q_DISABLE_COPY_MOVE(ExportFile)

    [[nodiscard]] QFuture<Result<ExportCounts>> begin();
    /// The counts so far. Finds out the languages that are not known.
    [[nodiscard]] QFuture<Result<ExportCounts>> add(const ExportedConversation &conversation);
    [[nodiscard]] QFuture<Result<ExportCounts>> finish(const QList<LeftOut> &leftOut);

private:
    struct Writing;

    [[nodiscard]] QFuture<Result<ExportCounts>> run(std::function<bool(Writing &)> step);

    std::shared_ptr<Writing> m_writing; ///< Touched by the thread alone.
    QThreadPool m_thread;
};

} // namespace confab
