// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retentionwiring.h"

#include "services/workspace.h"
#include "ui/archivequestions.h"
#include "ui/retentiondialog.h"

namespace confab {

RetentionWiring::RetentionWiring(Workspace &workspace, UserPrompts &prompts, ArchiveQuestions &questions,
                                 QWidget &window)
    : QObject(&window), m_workspace(workspace), m_prompts(prompts), m_questions(questions), m_window(window)
{
}

void RetentionWiring::open(const QString &projectName)
{
    if (!m_workspace.project().isValid())
        return;
    auto *dialog = new RetentionDialog(m_workspace, m_prompts, projectName, &m_window);
    connect(dialog, &RetentionDialog::copyChoiceWanted, &m_questions, &ArchiveQuestions::lead);
    // Several windows close at once, and not every window manager finds its way back from that.
    connect(
        dialog, &QDialog::accepted, &m_window, [this] { m_window.activateWindow(); }, Qt::QueuedConnection);
    dialog->open();
}

} // namespace confab
