// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/archivepage.h"

#include "core/text.h"
#include "services/workspace.h"
#include "ui/plaintext.h"
#include "ui/questiondialog.h"

#include <QCheckBox>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

ArchivePage::ArchivePage(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_keep(new QCheckBox(tr("Keep an &archive of this account's conversations on this computer"), this))
    , m_projects(new QListWidget(this))
    , m_personal(new QCheckBox(tr("Keep visitors' &IP addresses and browsers in it"), this))
    , m_copy(new QCheckBox(tr("Before a conversation is &deleted, keep a complete copy of it"), this))
    , m_removedDays(new QSpinBox(this))
    , m_size(plainLabel(u"archiveSize"_s, this))
    , m_erase(new QPushButton(tr("&Erase local data…"), this))
{
    setObjectName(u"archivePage"_s);
    m_keep->setObjectName(u"keepArchive"_s);
    m_personal->setObjectName(u"keepPersonalData"_s);
    m_copy->setObjectName(u"copyBeforeDeleting"_s);
    const QString copyWords =
        tr("Of an archived project nothing goes then that this computer does not hold whole. "
           "That takes one more call for each conversation, several for a long one.");
    m_copy->setToolTip(plainToolTip(copyWords));
    m_copy->setAccessibleDescription(copyWords);
    m_projects->setObjectName(u"archivedProjects"_s);
    m_projects->setAccessibleName(tr("Archived projects"));
    m_projects->setMinimumHeight(fontMetrics().height() * 5);
    m_projects->setMaximumHeight(fontMetrics().height() * 8);
    m_size->setWordWrap(true);
    m_erase->setObjectName(u"eraseLocalData"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_keep);
    layout->addWidget(m_projects);
    layout->addWidget(m_personal);
    layout->addWidget(m_copy);
    layout->addLayout(removedLine());
    layout->addWidget(m_size);
    layout->addWidget(m_erase, 0, Qt::AlignLeading);

    ArchiveService &archive = workspace.archive();
    connect(m_keep, &QCheckBox::toggled, this, [&archive](bool keep) { archive.setConsent(keep); });
    connect(m_personal, &QCheckBox::toggled, this,
            [&archive](bool keep) { archive.setKeepsPersonalData(keep); });
    connect(m_copy, &QCheckBox::toggled, this,
            [&archive](bool copy) { archive.setCopiesBeforeDeleting(copy); });
    connect(m_projects, &QListWidget::itemChanged, this, &ArchivePage::projectToggled);
    connect(m_erase, &QPushButton::clicked, this, &ArchivePage::askErase);
    connect(&archive, &ArchiveService::changed, this, &ArchivePage::refresh);
    connect(&archive, &ArchiveService::erased, this, &ArchivePage::refresh);
    connect(&archive.sync(), &SyncService::synced, this, &ArchivePage::refresh); // it has grown
    fillProjects();
    refresh();
}

/// What has had its days goes with the next start or day, so that no number on the way to another erases
/// anything.
QLayout *ArchivePage::removedLine()
{
    auto *caption = plainLabel(u"removedDaysCaption"_s, this);
    caption->setText(tr("Keep what was &removed from the server"));
    caption->setBuddy(m_removedDays);
    m_removedDays->setObjectName(u"removedDays"_s);
    m_removedDays->setAccessibleName(
        tr("Days to keep what was removed from the server; 0: until it is erased"));
    m_removedDays->setRange(0, ArchiveSettings::mostRemovedDays);
    m_removedDays->setSpecialValueText(tr("until it is erased"));
    const auto fitSuffix = [this](int days) {
        m_removedDays->setSuffix(days == 1 ? tr(" day") : tr(" days"));
    };
    m_removedDays->setValue(m_workspace.removed().days());
    fitSuffix(m_removedDays->value());
    connect(m_removedDays, &QSpinBox::valueChanged, this, fitSuffix);
    connect(m_removedDays, &QSpinBox::valueChanged, this,
            [this](int days) { m_workspace.removed().setDays(days); });
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(caption);
    line->addWidget(m_removedDays);
    line->addStretch();
    return line;
}

void ArchivePage::fillProjects()
{
    const QSignalBlocker quiet(m_projects);
    for (const Project &project : m_workspace.projects().projects()) {
        const QString name = text::cleanLine(project.name);
        auto *item = new QListWidgetItem(name.isEmpty() ? tr("Project %1").arg(project.id.toString()) : name,
                                         m_projects);
        item->setData(Qt::UserRole, project.id.value);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    }
    showChosenProjects();
}

void ArchivePage::showChosenProjects()
{
    const ArchiveService &archive = m_workspace.archive();
    const QSignalBlocker quiet(m_projects);
    for (int row = 0; row < m_projects->count(); ++row) {
        QListWidgetItem *item = m_projects->item(row);
        const ProjectId project{item->data(Qt::UserRole).toLongLong()};
        const bool keeps = archive.choices().keepsProject(archive.account().server, project);
        item->setCheckState(keeps ? Qt::Checked : Qt::Unchecked);
    }
}

/// What is archived of it goes at once, so a click alone does not do that.
void ArchivePage::projectToggled(const QListWidgetItem *item)
{
    ArchiveService &archive = m_workspace.archive();
    const ProjectId project{item->data(Qt::UserRole).toLongLong()};
    const bool keep = item->checkState() == Qt::Checked;
    if (!keep && archive.isOpen())
        askLeaveOut(project, item->text());
    else
        archive.setKeepsProject(project, keep);
    showChosenProjects();
}

void ArchivePage::refresh()
{
    const ArchiveService &archive = m_workspace.archive();
    const bool account = archive.account().isValid();
    const bool keeps =
        archive.isOpen() || archive.choices().consent(archive.account()) == ArchiveSettings::Consent::Keep;
    const QSignalBlocker quietKeep(m_keep), quietPersonal(m_personal), quietCopy(m_copy);
    m_keep->setEnabled(account);
    m_keep->setChecked(keeps);
    const bool inUse = archive.condition() == ArchiveCondition::InUse;
    m_projects->setEnabled(keeps && !inUse);
    m_personal->setEnabled(keeps && !inUse);
    m_copy->setEnabled(keeps);
    m_copy->setChecked(keeps && archive.choices().copiesBeforeDeleting());
    m_removedDays->setEnabled(keeps);
    showChosenProjects();
    m_personal->setChecked(archive.choices().keepsPersonalData());
    const QFileInfo file(archive.file());
    m_erase->setEnabled(account && file.exists() && !inUse);
    const QString path = QDir::toNativeSeparators(file.filePath());
    m_size->setText(file.exists()
                        ? tr("%1 in %2. Confab does not encrypt it: whoever can read your files can read it.")
                              .arg(QLocale().formattedDataSize(archive.bytes()), path)
                    : account ? tr("There is no archive. It would lie in %1, not encrypted.").arg(path)
                              : tr("Sign in to decide about an archive."));
}

void ArchivePage::askErase()
{
    auto *dialog = new QuestionDialog(u"warning"_s, tr("Erase the archive on this computer?"), this);
    dialog->setObjectName(u"eraseDialog"_s);
    dialog->addText(
        u"eraseText"_s,
        tr("All archived conversations and messages are removed from this computer, those that the "
           "service has deleted meanwhile for good. Nothing changes at the service, and no archive is "
           "kept from now on."));
    dialog->addAnswer(tr("Erase local data"), 1, QDialogButtonBox::DestructiveRole);
    dialog->addSafeAnswer(tr("Keep it"));
    connect(dialog, &QDialog::finished, this, [this](int result) {
        if (result == 1)
            m_workspace.archive().erase();
    });
    dialog->open();
}

void ArchivePage::askLeaveOut(ProjectId project, const QString &name)
{
    auto *dialog = new QuestionDialog(u"warning"_s, tr("Erase what is archived of “%1”?").arg(name), this);
    dialog->setObjectName(u"leaveOutDialog"_s);
    dialog->addText(
        u"leaveOutText"_s,
        tr("Its archived conversations and messages are removed from this computer, those that the service "
           "has deleted meanwhile for good, and no more are kept. Nothing changes at the service."));
    dialog->addAnswer(tr("Erase and leave out"), 1, QDialogButtonBox::DestructiveRole);
    dialog->addSafeAnswer(tr("Keep it"));
    connect(dialog, &QDialog::finished, this, [this, project](int result) {
        if (result == 1)
            m_workspace.archive().setKeepsProject(project, false);
    });
    dialog->open();
}

} // namespace confab
