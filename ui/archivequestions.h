// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QWidget;

namespace confab {

class ArchiveService;
class Workspace;

/// What a person is asked about the archive: whether to keep one, once for each account and before anything
/// is stored; and whether it is to be erased with a sign-out. Each opens a window-modal dialog whose safe
/// answer stores and erases nothing.
class ArchiveQuestions : public QObject
{
    Q_OBJECT

public:
    ArchiveQuestions(Workspace &workspace, QWidget &window);

    /// The person came back to it: asks whether to keep one although it was answered before, or, where one is
    /// kept, shows what can be decided about it.
    void lead();
    /// Signs out at once where there is no archive and nothing under way that ends with it; else asks.
    void signOut();

private:
    [[nodiscard]] QStringList whatSignOutEnds() const;
    void askConsent();
    void ask();

    Workspace &m_workspace;
    ArchiveService &m_archive;
    QWidget &m_window;
};

} // namespace confab
