// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/userprompts.h"

#include <QObject>

class QWidget;

namespace confab {

class DeletionService;
class ExportService;
struct DeletionReport;

/// Stands between a person who quits and an export that has no file yet, which it asks about first, and
/// deletions that wait or run: asks once, and closes the window by
/// itself when what was chosen is done. While it asks, the undo windows stand still: "Keep them" must not
/// come too late. A run that was begun goes on.
class QuitGuard : public QObject
{
    Q_OBJECT

public:
    QuitGuard(DeletionService &deletions, ExportService &exports, UserPrompts &prompts, QWidget &window);

    /// False where it has to ask first, or where a run that was chosen has not ended yet.
    [[nodiscard]] bool mayClose();

private:
    enum class Plan { None, Asking, CloseAnyway, CloseWhenClean };

    void askAboutExport();
    void answered(UserPrompts::QuitChoice choice);
    void deletionEnded(const DeletionReport &report);
    void closeIfDone();
    [[nodiscard]] int open() const;

    DeletionService &m_deletions;
    ExportService &m_exports;
    UserPrompts &m_prompts;
    QWidget &m_window;
    Plan m_plan = Plan::None;
    bool m_askingAboutExport = false;
    bool m_leftSomething = false; ///< A run has ended so while the question was open.
};

} // namespace confab
