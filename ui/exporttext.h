// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exportservice.h"

#include <QString>

/// An export in words. Plain text.
namespace confab::exporttext {

[[nodiscard]] QString formatName(ExportFormat format);
[[nodiscard]] QString name(const Conversation &conversation);
/// What will be asked of the service.
[[nodiscard]] QString cost(int calls, bool sources);
/// "12 of 40 conversations · 30 calls made, at least 28 to go"
[[nodiscard]] QString progress(const ExportProgress &progress, bool offline);
/// How it ended or stands, in a few sentences; never that it is done while something is missing.
[[nodiscard]] QString summary(const ExportService &exports);

/// What has become of one conversation, and why where it is not in the file.
[[nodiscard]] QString state(const ExportItem &item);
[[nodiscard]] QString why(const ExportItem &item, const ExportReport &report);
/// Those that are not in the file, for the file to name them.
[[nodiscard]] QList<LeftOut> leftOut(const ExportReport &report);
/// One line a conversation, tab-separated, with a header.
[[nodiscard]] QString asTable(const ExportReport &report);

} // namespace confab::exporttext
