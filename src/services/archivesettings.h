// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QDateTime>
#include <QString>
#include <QUrl>

namespace confab {

class Settings;

/// Somebody at a server. A key that could not be checked yet has no user.
struct ArchiveAccount
{
    QUrl server;
    qint64 user = 0;

    [[nodiscard]] bool isValid() const { return !server.isEmpty() && user > 0; }
    friend bool operator==(const ArchiveAccount &, const ArchiveAccount &) = default;
};

/// What the person decided about the archive, and what was found out for it. Kept in the settings, so that it
/// outlasts the archive itself.
class ArchiveSettings
{
public:
    enum class Consent { NotAsked, Keep, Refuse };

    explicit ArchiveSettings(Settings &settings) : m_settings(settings) {}

    [[nodiscard]] Consent consent(const ArchiveAccount &account) const;
    void setConsent(const ArchiveAccount &account, Consent consent);
    /// Whether a project is archived, where the account's consent allows it: true until told otherwise.
    [[nodiscard]] bool keepsProject(const QUrl &server, ProjectId project) const;
    void setKeepsProject(const QUrl &server, ProjectId project, bool keep);
    /// IP addresses and user agents: false until told otherwise.
    [[nodiscard]] bool keepsPersonalData() const;
    void setKeepsPersonalData(bool keep);
    /// Some may be in the archive of the server, from when they were kept.
    [[nodiscard]] bool mayHoldPersonalData(const QUrl &server) const;
    void setMayHoldPersonalData(const QUrl &server, bool may);
    /// Before a person deletes by hand: false until told otherwise.
    [[nodiscard]] bool copiesBeforeDeleting() const;
    void setCopiesBeforeDeleting(bool copy);
    /// How many days what was removed from the server stays: 0 (unless told otherwise) until it is erased.
    static constexpr int mostRemovedDays = 3650;
    [[nodiscard]] int removedDays() const;
    void setRemovedDays(int days);

    /// When the account was last found to have no report of the project's messages; invalid: it was not.
    [[nodiscard]] QDateTime reportsMissingSince(const ArchiveAccount &account, ProjectId project) const;
    void setReportsMissingSince(const ArchiveAccount &account, ProjectId project, const QDateTime &since);
    /// The account that filled the archive of the server first: it alone can tell what has gone from it.
    [[nodiscard]] ArchiveAccount owner(const QUrl &server) const;
    void setOwner(const ArchiveAccount &account);
    /// The person was told that the archive lies on another computer's disk; once is enough.
    [[nodiscard]] bool toldOfNetwork(const QUrl &server) const;
    void setToldOfNetwork(const QUrl &server);
    /// Nothing but consents are left: the archive of the server was erased.
    void forgetOwner(const QUrl &server);

private:
    Settings &m_settings;
};

} // namespace confab
