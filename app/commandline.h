// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QStringList>
#include <QUrl>

#include <tl/expected.hpp>

namespace confab {

/// What the program was asked to do. Parsed before there is an application object, so that --help and a wrong
/// option work without a display.
struct CommandLine
{
    bool sandbox = false;
    bool help = false;
    bool version = false;
    QUrl baseUrl; ///< Empty: the remembered one.
    ProjectId project;
    QString profile;
    QString screenshot;

    /// Without the program's name. The error is one line for a person.
    [[nodiscard]] static tl::expected<CommandLine, QString> parse(const QStringList &arguments);
    [[nodiscard]] static QString helpText();
};

/// Exit codes, as --help documents them.
enum ExitCode { ExitOk = 0, ExitFailed = 1, ExitUsage = 2 };

} // namespace confab
