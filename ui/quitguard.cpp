// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quitguard.h"

#include "core/future.h"
#include "services/deletionservice.h"
#include "services/exportservice.h"

#include <QWidget>

#include <utility>

namespace confab {

QuitGuard::QuitGuard(DeletionService &deletions, ExportService &exports, UserPrompts &prompts,
                     QWidget &window)
    : QObject(&window), m_deletions(deletions), m_exports(exports), m_prompts(prompts), m_window(window)
{
    connect(&m_deletions, &DeletionService::finished, this, &QuitGuard::deletionEnded);
}

int QuitGuard::open() const
{
    return m_deletions.waitingCount() + m_deletions.runningLeft();
}

bool QuitGuard::mayClose()
{
    if (m_exports.isActive()) {
        askAboutExport();
        return false;
    }
    if (open() == 0)
        return true;
    if (m_plan == Plan::None) {
        m_plan = Plan::Asking;
        m_leftSomething = false;
        m_deletions.holdWaiting(true);
        whenDone(m_prompts.quitWithDeletions(m_deletions.waitingCount(), m_deletions.runningLeft()), this,
                 [this](UserPrompts::QuitChoice choice) {
                     m_deletions.holdWaiting(false);
                     answered(choice);
                 });
    }
    return false;
}

void QuitGuard::askAboutExport()
{
    if (std::exchange(m_askingAboutExport, true))
        return;
    const ExportReport &report = m_exports.report();
    const qsizetype written = report.count(ExportItem::State::Written);
    whenDone(m_prompts.quitWithExport(written, report.items.size()), this, [this](bool quit) {
        m_askingAboutExport = false;
        if (!quit)
            return;
        if (m_exports.isActive()) // it may have its file by now
            m_exports.discard();
        m_window.close();
    });
}

void QuitGuard::answered(UserPrompts::QuitChoice choice)
{
    switch (choice) {
    case UserPrompts::QuitChoice::Stay:
        m_plan = Plan::None;
        return;
    case UserPrompts::QuitChoice::Keep:
        m_plan = Plan::CloseAnyway;
        m_deletions.keepWaiting();
        m_deletions.cancelRun();
        break;
    case UserPrompts::QuitChoice::DeleteNow:
        m_plan = m_leftSomething ? Plan::None : Plan::CloseWhenClean;
        m_deletions.commitWaiting();
        break;
    }
    closeIfDone();
}

void QuitGuard::closeIfDone()
{
    const bool closing = m_plan == Plan::CloseAnyway || m_plan == Plan::CloseWhenClean;
    if (closing && open() == 0)
        m_window.close();
}

// A run that left something stays on screen: nobody is told "done" by a window that closed.
void QuitGuard::deletionEnded(const DeletionReport &report)
{
    m_leftSomething = m_leftSomething || !report.isClean();
    if (m_plan == Plan::CloseWhenClean && !report.isClean())
        m_plan = Plan::None;
    closeIfDone();
}

} // namespace confab
