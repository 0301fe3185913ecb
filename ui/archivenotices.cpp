// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/archivenotices.h"

#include "core/clock.h"
#include "core/dates.h"
#include "models/datetext.h"
#include "services/workspace.h"
#include "ui/banner.h"
#include "ui/conversationpane.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QWidget>

#include <utility>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

const QString offlineId = u"offline"_s;
const QString archiveErrorId = u"archiveError"_s;
const QString archiveConditionId = u"archiveCondition"_s;
const QString archiveDamagedId = u"archiveDamaged"_s;
const QString archiveNetworkId = u"archiveNetwork"_s;

} // namespace

ArchiveNotices::ArchiveNotices(Workspace &workspace, Banner &banner, ConversationPane &list, QWidget &window)
    : QObject(&window), m_workspace(workspace), m_banner(banner), m_list(list)
{
    connectRefusals();
    connectTroubles();
}

void ArchiveNotices::connectRefusals()
{
    connect(&m_workspace.reading(), &ArchiveReading::changed, this, [this] {
        markList();
        if (!m_workspace.reading().isOffline())
            m_banner.withdraw(offlineId);
    });
    connect(&m_workspace, &Workspace::refusedOffline, this, [this] {
        const ErrorText words = refusal(m_workspace);
        const Notice::Action retry{tr("Retry"), [this] { m_workspace.refresh(); }, false};
        m_banner.post({offlineId, Notice::Kind::Warning, words.sentence, words.hint, {retry}});
    });
}

void ArchiveNotices::connectTroubles()
{
    ArchiveService &archive = m_workspace.archive();
    connect(&archive, &ArchiveService::changed, this, &ArchiveNotices::tellCondition);
    connect(&archive, &ArchiveService::diskFull, this, &ArchiveNotices::tellFull);
    connect(&archive, &ArchiveService::failed, this, [this](const Error &error) {
        if (m_workspace.archive().condition() == ArchiveCondition::Full)
            return tellFull();
        const Notice::Action copy{
            tr("Copy details"),
            [error] { QGuiApplication::clipboard()->setText(u"Kind: Storage\nDetail: "_s + error.detail); },
            true};
        m_banner.post({archiveErrorId,
                       Notice::Kind::Warning,
                       tr("The local archive could not be read or written."),
                       tr("Confab goes on without it. Nothing at the service was changed."),
                       {copy}});
    });
    connect(&archive, &ArchiveService::liesOnNetwork, this, [this](const QString &file) {
        m_banner.post({archiveNetworkId,
                       Notice::Kind::Warning,
                       tr("The local archive lies in a folder of another computer."),
                       tr("It is slower there, and may be damaged if the connection fails while something is "
                          "written: %1")
                           .arg(QDir::toNativeSeparators(file)),
                       {},
                       true});
    });
    connect(&archive, &ArchiveService::wasSetAside, this, [this](const QString &path) {
        m_banner.post({archiveDamagedId,
                       Notice::Kind::Warning,
                       tr("The local archive was damaged, and is being made anew."),
                       tr("The damaged file was kept: %1. What could be read of it was taken over; the sync "
                          "brings the rest.")
                           .arg(QDir::toNativeSeparators(path)),
                       {},
                       true});
    });
}

void ArchiveNotices::tellFull()
{
    const Notice::Action again{tr("Try again"), [this] { m_workspace.archive().resumeWriting(); }, false};
    m_banner.post({archiveConditionId,
                   Notice::Kind::Warning,
                   tr("The disk is full: nothing is added to the local archive."),
                   tr("What is in it can be read. Make room, then try again."),
                   {again},
                   true});
}

// Once for each change: who has read it need not read it again.
void ArchiveNotices::tellCondition()
{
    const ArchiveCondition now = m_workspace.archive().condition();
    if (std::exchange(m_told, now) == now)
        return;
    switch (now) {
    case ArchiveCondition::Full:
        return tellFull();
    case ArchiveCondition::Newer:
        m_banner.post({archiveConditionId,
                       Notice::Kind::Warning,
                       tr("The local archive was written by a newer Confab."),
                       tr("It was left as it is, and is neither read nor added to. Update Confab to use it."),
                       {},
                       true});
        return;
    case ArchiveCondition::InUse:
        m_banner.post({archiveConditionId, Notice::Kind::Info,
                       tr("Another Confab of this profile is open: it adds to the local archive."),
                       tr("This window reads it.")});
        return;
    case ArchiveCondition::Closed:
    case ArchiveCondition::Writable:
        m_banner.withdraw(archiveConditionId);
        m_banner.withdraw(archiveErrorId);
        return;
    }
}

QString ArchiveNotices::asOf(Workspace &workspace)
{
    const QTimeZone zone = workspace.clock().zone();
    return datetext::moment(workspace.reading().asOf(), localDay(workspace.clock().nowUtc(), zone), zone,
                            QLocale(), datetext::Place::InSentence);
}

void ArchiveNotices::markList()
{
    const QString time = asOf(m_workspace);
    if (!m_workspace.reading().listIsArchived())
        m_list.setMark({});
    else if (time.isEmpty())
        m_list.setMark(tr("From the local archive"));
    else
        m_list.setMark(tr("As of %1, from the local archive").arg(time));
}

ErrorText ArchiveNotices::refusal(Workspace &workspace)
{
    const QString time = asOf(workspace);
    ErrorText words;
    words.sentence =
        time.isEmpty()
            ? tr("You are offline. Confab shows its local archive; changes need the service.")
            : tr("You are offline. Confab shows its local archive as of %1; changes need the service.")
                  .arg(time);
    words.hint = tr("Nothing was changed, and nothing is sent later by itself.");
    words.canRetry = true;
    words.lasting = true;
    return words;
}

} // namespace confab
