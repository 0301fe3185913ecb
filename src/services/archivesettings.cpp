// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/archivesettings.h"

#include "services/settings.h"

using namespace Qt::StringLiterals;

namespace confab {

namespace {

// Slashes would make groups of it.
QString keyOf(const QUrl &server)
{
    return QString::fromLatin1(
        QUrl::toPercentEncoding(server.adjusted(QUrl::StripTrailingSlash).toString(QUrl::FullyEncoded)));
}

QString keyOf(const QString &what, const ArchiveAccount &account)
{
    return what + u'/' + keyOf(account.server) + u'/' + QString::number(account.user);
}

QString projectKey(const QUrl &server, ProjectId project)
{
    return u"project/"_s + keyOf(server) + u'/' + project.toString();
}

QString reportsKey(const ArchiveAccount &account, ProjectId project)
{
    return keyOf(u"noReports"_s, account) + u'/' + project.toString();
}

} // namespace

ArchiveSettings::Consent ArchiveSettings::consent(const ArchiveAccount &account) const
{
    const QString word = account.isValid() ? m_settings.archiveWord(keyOf(u"consent"_s, account)) : QString();
    return word == "keep"_L1 ? Consent::Keep : word == "refuse"_L1 ? Consent::Refuse : Consent::NotAsked;
}

void ArchiveSettings::setConsent(const ArchiveAccount &account, Consent consent)
{
    if (account.isValid())
        m_settings.setArchiveWord(keyOf(u"consent"_s, account), consent == Consent::Keep     ? u"keep"_s
                                                                : consent == Consent::Refuse ? u"refuse"_s
                                                                                             : QString());
}

bool ArchiveSettings::keepsProject(const QUrl &server, ProjectId project) const
{
    return m_settings.archiveWord(projectKey(server, project)) != "refuse"_L1;
}

void ArchiveSettings::setKeepsProject(const QUrl &server, ProjectId project, bool keep)
{
    m_settings.setArchiveWord(projectKey(server, project), keep ? QString() : u"refuse"_s);
}

bool ArchiveSettings::keepsPersonalData() const
{
    return m_settings.archiveWord(u"personalData"_s) == "keep"_L1;
}

void ArchiveSettings::setKeepsPersonalData(bool keep)
{
    m_settings.setArchiveWord(u"personalData"_s, keep ? u"keep"_s : QString());
}

bool ArchiveSettings::mayHoldPersonalData(const QUrl &server) const
{
    return m_settings.archiveWord(u"holdsPersonalData/"_s + keyOf(server)) == "maybe"_L1;
}

void ArchiveSettings::setMayHoldPersonalData(const QUrl &server, bool may)
{
    m_settings.setArchiveWord(u"holdsPersonalData/"_s + keyOf(server), may ? u"maybe"_s : QString());
}

bool ArchiveSettings::copiesBeforeDeleting() const
{
    return m_settings.archiveWord(u"copyBeforeDeleting"_s) == "copy"_L1;
}

void ArchiveSettings::setCopiesBeforeDeleting(bool copy)
{
    m_settings.setArchiveWord(u"copyBeforeDeleting"_s, copy ? u"copy"_s : QString());
}

// A number that cannot be read is no reason to erase anything.
int ArchiveSettings::removedDays() const
{
    bool ok = false;
    const int days = m_settings.archiveWord(u"removedDays"_s).toInt(&ok);
    return ok && days > 0 && days <= mostRemovedDays ? days : 0;
}

void ArchiveSettings::setRemovedDays(int days)
{
    m_settings.setArchiveWord(u"removedDays"_s, days > 0 ? QString::number(days) : QString());
}

QDateTime ArchiveSettings::reportsMissingSince(const ArchiveAccount &account, ProjectId project) const
{
    const QString word = m_settings.archiveWord(reportsKey(account, project));
    return QDateTime::fromString(word, Qt::ISODate).toUTC();
}

void ArchiveSettings::setReportsMissingSince(const ArchiveAccount &account, ProjectId project,
                                             const QDateTime &since)
{
    m_settings.setArchiveWord(reportsKey(account, project),
                              since.isValid() ? since.toUTC().toString(Qt::ISODate) : QString());
}

ArchiveAccount ArchiveSettings::owner(const QUrl &server) const
{
    return {server, m_settings.archiveWord(u"owner/"_s + keyOf(server)).toLongLong()};
}

void ArchiveSettings::setOwner(const ArchiveAccount &account)
{
    m_settings.setArchiveWord(u"owner/"_s + keyOf(account.server), QString::number(account.user));
}

bool ArchiveSettings::toldOfNetwork(const QUrl &server) const
{
    return m_settings.archiveWord(u"network/"_s + keyOf(server)) == "told"_L1;
}

void ArchiveSettings::setToldOfNetwork(const QUrl &server)
{
    m_settings.setArchiveWord(u"network/"_s + keyOf(server), u"told"_s);
}

void ArchiveSettings::forgetOwner(const QUrl &server)
{
    m_settings.setArchiveWord(u"owner/"_s + keyOf(server), {});
}

} // namespace confab
