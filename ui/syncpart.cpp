// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/syncpart.h"

#include "core/clock.h"
#include "core/dates.h"
#include "models/datetext.h"
#include "services/archiveservice.h"
#include "ui/errortext.h"
#include "ui/plaintext.h"

#include <QDateTime>
#include <QLocale>

namespace confab {

using namespace Qt::StringLiterals;

SyncPart::SyncPart(ArchiveService &archive, Clock &clock, QWidget *parent)
    : QToolButton(parent), m_archive(archive), m_clock(clock)
{
    setObjectName(u"syncStatus"_s);
    setAccessibleName(tr("Sync"));
    setAutoRaise(true);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    connect(this, &QToolButton::clicked, this, &SyncPart::pressed);
    connect(&archive, &ArchiveService::changed, this, &SyncPart::refresh);
    connect(&archive, &ArchiveService::diskFull, this, [this] {
        m_full = true;
        refresh();
    });
    connect(&archive.sync(), &SyncService::statusChanged, this, &SyncPart::refresh);
    refresh();
}

void SyncPart::pressed()
{
    using State = SyncStatus::State;
    SyncService &sync = m_archive.sync();
    switch (sync.status().state) {
    case State::Running:
        return sync.pause();
    case State::Paused:
        return sync.resume();
    case State::Idle:
    case State::Failed:
        return sync.syncNow();
    case State::Off:
        break;
    }
    if (m_full)
        m_archive.resumeWriting();
}

QString SyncPart::running(const SyncStatus &status)
{
    if (!status.callsLeft)
        return tr("Syncing…");
    const int calls = *status.callsLeft;
    // One call more or less is nothing to count down.
    if (calls <= 1)
        return status.projectsLeft > 1 ? tr("Syncing: %Ln projects left", nullptr, status.projectsLeft)
                                       : tr("Syncing…");
    const QString left = tr("Syncing: %Ln calls left", nullptr, calls);
    const auto seconds = status.timeLeft.value_or(std::chrono::seconds(0)).count();
    if (seconds < 60)
        return left;
    return tr("%1, about %2").arg(left, tr("%Ln minutes", nullptr, int((seconds + 59) / 60)));
}

QString SyncPart::asOf(const QDateTime &moment) const
{
    const QTimeZone zone = m_clock.zone();
    const QDate today = localDay(m_clock.nowUtc(), zone);
    const QLocale locale;
    return tr("Synced %1")
        .arg(localDay(moment, zone) == today
                 ? datetext::time(moment, zone, locale)
                 : datetext::moment(moment, today, zone, locale, datetext::Place::InSentence));
}

void SyncPart::refresh()
{
    using State = SyncStatus::State;
    const SyncStatus &status = m_archive.sync().status();
    if (status.state != State::Off)
        m_full = false;
    setVisible(m_archive.isOpen() && (status.state != State::Off || m_full));
    switch (status.state) {
    case State::Off:
        setText(tr("Archive: the disk is full"));
        setPlainToolTip(this,
                        tr("What is in the archive can be read; nothing is added. Press to try again."));
        break;
    case State::Running:
        setText(running(status));
        setPlainToolTip(this, tr("The archive on this computer is being filled; %Ln calls made. "
                                 "Whatever you click goes first. Press to pause.",
                                 nullptr, status.callsMade));
        break;
    case State::Paused:
        setText(tr("Sync paused"));
        setPlainToolTip(this, tr("Press to go on where it stood."));
        break;
    case State::Failed:
        setText(tr("Sync interrupted"));
        setPlainToolTip(
            this, tr("%1 It is tried again by itself. Press to try now.").arg(errorCause(status.error)));
        break;
    case State::Idle:
        setText(asOf(status.finishedAt));
        setPlainToolTip(
            this, tr("The archive on this computer holds what the service said then. Press to sync now."));
        break;
    }
    setAccessibleDescription(text());
}

} // namespace confab
