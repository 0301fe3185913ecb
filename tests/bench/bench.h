// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QTextStream>

/// Measurements within one run: ratios to something simple that is done on the same machine in the same
/// minute, so that a figure means the same on any machine. Printed, one line each; none of them makes a test
/// fail.
namespace confab::bench {

/// 0 for an empty list.
[[nodiscard]] double median(QList<double> values);

/// Typing a word into the filter of 100,000 conversations and erasing it, against a loop of
/// QString::contains().
void benchFilter(QTextStream &out);

} // namespace confab::bench
