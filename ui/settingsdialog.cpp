// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settingsdialog.h"

#include "core/text.h"
#include "services/workspace.h"
#include "ui/archivepage.h"

#include <QCheckBox>
#include <QDir>
#include <QLocale>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

const QString privacyPage = u"settingsPrivacyPage"_s;

} // namespace

SettingsDialog::SettingsDialog(Workspace &workspace, QWidget *parent)
    : FactsDialog(tr("Settings"), tr("Account, writing and privacy"), parent)
{
    setObjectName(u"settingsDialog"_s);
    const Session &session = workspace.session();
    Settings &settings = workspace.settings();
    const bool in = session.isSignedIn();
    const User &user = session.user();

    addPage(u"settingsGeneral"_s, tr("General"));
    const QString name = text::cleanLine(user.name);
    const QString mail = text::cleanLine(user.email);
    const QString account = name.isEmpty() ? mail : mail.isEmpty() ? name : tr("%1 (%2)").arg(name, mail);
    addFact(u"settingsAccount"_s, tr("Signed in as"),
            !in                 ? tr("Nobody")
            : account.isEmpty() ? tr("Not known yet")
                                : account);
    addFact(u"settingsServer"_s, tr("Server address"), session.serverAddress().toString());
    const bool inMemory = session.isKeyUnsaved() || session.isKeyForThisRun();
    addFact(u"settingsKey"_s, tr("The key is kept in"),
            !in        ? tr("No key is in use")
            : inMemory ? tr("Memory only, until you quit")
                       : tr("The keychain of your system"));
    const Usage &usage = session.usage();
    if (in && usage.maxQueries > 0)
        addFact(u"settingsUsage"_s, tr("Queries in this billing cycle"),
                tr("%L1 of %L2").arg(usage.currentQueries).arg(usage.maxQueries));
    addFact(u"settingsProfile"_s, tr("Profile"),
            settings.profile().isEmpty() ? tr("The usual one") : settings.profile());

    addWriting(settings);

    QVBoxLayout *privacy = addPage(privacyPage, tr("Privacy"));
    privacy->addWidget(new ArchivePage(workspace, this));
    addFact(u"settingsFolder"_s, tr("On this computer"), QDir::toNativeSeparators(settings.dataFolder()));
    addParagraph(
        u"settingsPrivacy"_s,
        tr("The settings remember the window, the columns, the filters, which project and conversation were "
           "open, which keychain held the key, what you decided about the archive, the names and words of "
           "your saved searches and retention rules, and the format, choices and folder of your last export. "
           "They never hold a "
           "key, a conversation's name or a message. While conversations are being deleted, a file in the "
           "folder above lists their names and ids, so that a crash loses nothing; it is removed when the "
           "deletion has ended. What was deleted, when and by whom, without names, stays in a log there "
           "(Conversation, Deletion log)."));
    addParagraph(u"settingsDrafts"_s,
                 tr("What you have written and not sent yet is kept in the same folder, in a file that only "
                    "you can read, with the language and the external ID you chose for a conversation. It "
                    "leaves the file when it is sent and answered, or when you erase it."));
    addParagraph(
        u"settingsSent"_s,
        tr("Confab talks to the server named under General and to nobody else. It loads no pictures or other "
           "content named in a conversation, and it opens a link only after showing you the address."));
}

void SettingsDialog::showPrivacy()
{
    showPage(privacyPage);
}

void SettingsDialog::addWriting(Settings &settings)
{
    QVBoxLayout *page = addPage(u"settingsWriting"_s, tr("Writing"));
    auto *enter = new QCheckBox(tr("&Enter sends, Shift+Enter begins a new line"), this);
    enter->setObjectName(u"settingsEnterSends"_s);
    enter->setAccessibleName(tr("Enter sends, Shift+Enter begins a new line"));
    enter->setChecked(settings.enterSends());
    connect(enter, &QCheckBox::toggled, this, [&settings](bool on) { settings.setEnterSends(on); });
    page->addWidget(enter, 0, Qt::AlignLeading); // it is as wide as its words
    addParagraph(u"settingsEnterHint"_s, tr("Otherwise Shift+Enter sends and Enter begins a new line. "
                                            "Ctrl+Enter sends in either case."));
}

} // namespace confab
