// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace confab {

class ArchiveQuestions;
class UserPrompts;
class Workspace;

/// Opens the retention rules of the project that is open, and leads from there to where the person decides
/// about the copy on this computer.
class RetentionWiring : public QObject
{
    Q_OBJECT

public:
    RetentionWiring(Workspace &workspace, UserPrompts &prompts, ArchiveQuestions &questions, QWidget &window);

    void open(const QString &projectName);

private:
    Workspace &m_workspace;
    UserPrompts &m_prompts;
    ArchiveQuestions &m_questions;
    QWidget &m_window;
};

} // namespace confab
