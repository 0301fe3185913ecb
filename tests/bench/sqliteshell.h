// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace confab::bench {

/// What the sqlite3 shell says. Its input and output are files where they are named.
[[nodiscard]] QByteArray shellOutput(const QStringList &arguments, const QString &input = {},
                                     const QString &output = {});

/// Milliseconds that the sqlite3 shell takes to write what an archive holds into a new file with the same
/// tables, triggers and indexes, in one transaction, the reading of its statements included: a measure to
/// hold other figures against, and no lower bound. Nothing where it failed.
[[nodiscard]] std::optional<double> shellTimeFor(const QString &archive, const QString &copy);

} // namespace confab::bench
