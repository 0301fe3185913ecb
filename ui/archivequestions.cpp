// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/archivequestions.h"

#include "services/workspace.h"
#include "ui/questiondialog.h"
#include "ui/settingsdialog.h"

#include <QDir>
#include <QFileInfo>

namespace confab {

using namespace Qt::StringLiterals;

ArchiveQuestions::ArchiveQuestions(Workspace &workspace, QWidget &window)
    : QObject(&window), m_workspace(workspace), m_archive(workspace.archive()), m_window(window)
{
    // The sign-in dialog is about to close, and two at once would be one too many.
    connect(&m_archive, &ArchiveService::consentNeeded, this, &ArchiveQuestions::askConsent,
            Qt::QueuedConnection);
}

void ArchiveQuestions::askConsent()
{
    if (m_archive.needsConsent())
        ask();
}

void ArchiveQuestions::lead()
{
    const bool keeps = m_archive.choices().consent(m_archive.account()) == ArchiveSettings::Consent::Keep;
    if (!keeps && !m_archive.isOpen()) {
        if (m_archive.account().isValid())
            ask();
        return;
    }
    auto *settings = new SettingsDialog(m_workspace, &m_window);
    settings->showPrivacy();
    settings->open();
}

void ArchiveQuestions::ask()
{
    const ArchiveAccount account = m_archive.account();
    auto *dialog =
        new QuestionDialog(u"archive"_s, tr("Keep a copy of the conversations on this computer?"), &m_window);
    dialog->setObjectName(u"archiveConsentDialog"_s);
    dialog->addText(
        u"archiveWhy"_s,
        tr("In such an archive you can search everything that was said, and read it without a connection."));
    dialog->addText(u"archiveWhat"_s,
                    m_archive.choices().keepsPersonalData()
                        ? tr("Kept are the names of the conversations, all questions and answers, reactions "
                             "and sources; and, as you chose in the settings, visitors' IP addresses and "
                             "browsers.")
                        : tr("Kept are the names of the conversations, all questions and answers, reactions "
                             "and sources. Visitors' IP addresses and browsers are left out."));
    dialog->addText(
        u"archiveWhere"_s,
        tr("The archive is one file on this computer: %1. Confab does not encrypt it: whoever can read "
           "your files can read it.")
            .arg(QDir::toNativeSeparators(m_archive.file())));
    dialog->addText(
        u"archiveLater"_s,
        tr("Nothing is stored unless you agree. You can change your mind, and erase the archive, under "
           "Settings, Privacy."));
    dialog->addAnswer(tr("Keep a copy"), 1, QDialogButtonBox::AcceptRole);
    dialog->addSafeAnswer(tr("Keep nothing"));
    connect(dialog, &QDialog::finished, this, [this, account](int result) {
        // Somebody else may have signed in behind it.
        if (account == m_archive.account() && !m_archive.isOpen())
            m_archive.setConsent(result == 1);
    });
    dialog->open();
}

/// What is under way and ends with the session.
QStringList ArchiveQuestions::whatSignOutEnds() const
{
    QStringList endings;
    if (m_workspace.deletions().waitingCount() > 0)
        endings << tr("What waits to be deleted is kept.");
    if (m_workspace.deletions().isRunning())
        endings << tr("The deletion that is under way stops.");
    if (m_workspace.exports().isActive())
        endings << tr("The export that is under way is given up.");
    return endings;
}

void ArchiveQuestions::signOut()
{
    // One that is not open (no longer wanted, or of a newer Confab) lies there all the same.
    const bool erasable = m_archive.account().isValid() && QFileInfo::exists(m_archive.file()) &&
                          m_archive.condition() != ArchiveCondition::InUse;
    const QStringList endings = whatSignOutEnds();
    const bool hasArchive = m_archive.isOpen() || erasable;
    if (!hasArchive && endings.isEmpty())
        return m_workspace.session().signOut();
    auto *dialog = new QuestionDialog(
        u"archive"_s, hasArchive ? tr("Sign out and keep the archive?") : tr("Sign out?"), &m_window);
    dialog->setObjectName(u"signOutDialog"_s);
    if (!endings.isEmpty())
        dialog->addText(u"signOutEndings"_s, endings.join(u' '));
    dialog->addText(
        u"signOutText"_s,
        !hasArchive ? tr("The key is removed from this computer.")
        : m_archive.condition() == ArchiveCondition::InUse
            ? tr("The key is removed from this computer. The archive of the conversations stays, and is not "
                 "encrypted: another Confab writes it, so it cannot be erased now.")
            : tr("The key is removed from this computer. The archive of the conversations stays, and is not "
                 "encrypted, unless you erase it now."));
    dialog->addAnswer(tr("Sign out"), 1, QDialogButtonBox::AcceptRole);
    if (hasArchive && m_archive.condition() != ArchiveCondition::InUse)
        dialog->addAnswer(tr("Erase local data and sign out"), 2, QDialogButtonBox::DestructiveRole);
    dialog->addSafeAnswer(tr("Stay signed in"));
    connect(dialog, &QDialog::finished, this, [this](int result) {
        if (result == 2)
            m_archive.erase();
        if (result != 0)
            m_workspace.session().signOut();
    });
    dialog->open();
}

} // namespace confab
