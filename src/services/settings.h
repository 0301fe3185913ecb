// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dates.h"
#include "core/exportvalues.h"
#include "core/ids.h"
#include "core/threadfacts.h"
#include "core/values.h"

#include <QByteArray>
#include <QUrl>

#include <memory>

class QSettings;

namespace confab {

/// What Confab remembers between runs, one INI file a profile. It never holds a key, nor anything a person
/// wrote but saved searches and retention rules. Unreadable values read as their defaults.
class Settings
{
public:
    /// An empty profile is the usual one. Names: 1 to 64 of A-Z a-z 0-9 _ -, else isValidProfile() is false.
    explicit Settings(const QString &profile);
    ~Settings();
    Q_DISABLE_COPY_MOVE(Settings)

    [[nodiscard]] static bool isValidProfile(const QString &profile);
    [[nodiscard]] QString profile() const { return m_profile; }
    /// Folder of the profile's data (the deletion journal, archives); made on first use with access for its
    /// owner alone.
    [[nodiscard]] QString dataFolder() const;

    [[nodiscard]] QUrl serverAddress() const; ///< The vendor's where none was set.
    void setServerAddress(const QUrl &address);
    /// That a key was stored for the address: a start then expects one and does not take "not found" for a
    /// sign-out.
    [[nodiscard]] bool keyExpected(const QUrl &address) const;
    /// That the person signed out there: a key that the keychain would not give up is not used again. False
    /// where nothing is known of the address.
    [[nodiscard]] bool keyRemoved(const QUrl &address) const;
    void setKeyExpected(const QUrl &address, bool expected);
    /// Which keychain held the key when it was last read or stored; empty where that is not known.
    [[nodiscard]] QString keychainSeen(const QUrl &address) const;
    void setKeychainSeen(const QUrl &address, const QString &name);

    [[nodiscard]] ProjectId lastProject() const;
    void setLastProject(ProjectId id);
    [[nodiscard]] SessionId lastConversation(ProjectId project) const;
    void setLastConversation(ProjectId project, const SessionId &session);
    /// The uppermost row of the list; invalid where it is at its top.
    [[nodiscard]] SessionId topConversation(ProjectId project) const;
    void setTopConversation(ProjectId project, const SessionId &session);

    /// The newest message that was read in a conversation, by id; 0 where that is not known. Of the most
    /// recent conversations only.
    static constexpr qsizetype maxSeen = 500;
    [[nodiscard]] qint64 lastSeen(const SessionId &session) const;
    void setLastSeen(const SessionId &session, qint64 message);

    [[nodiscard]] DateFilter dateFilter() const;
    void setDateFilter(const DateFilter &filter);
    [[nodiscard]] PeopleFilter peopleFilter() const;
    void setPeopleFilter(PeopleFilter filter);
    [[nodiscard]] FactFilter factFilter() const;
    void setFactFilter(const FactFilter &filter);

    /// A word about the archive by name (archivesettings.h); empty where there is none. Setting an empty one
    /// removes it.
    [[nodiscard]] QString archiveWord(const QString &name) const;
    void setArchiveWord(const QString &name, const QString &word);

    /// In the composer; where false, Shift+Enter sends and Enter breaks the line.
    [[nodiscard]] bool enterSends() const;
    void setEnterSends(bool sends);

    /// What the last export was like: its format and choices, but for visitors' addresses, which are asked
    /// for each time anew.
    [[nodiscard]] ExportOptions exportOptions() const;
    void setExportOptions(const ExportOptions &options);
    [[nodiscard]] QString exportFolder() const; ///< Empty where none was chosen.
    void setExportFolder(const QString &path);

    /// Window and widget state by name ("geometry", "splitter", "columns", …).
    [[nodiscard]] QByteArray state(const QString &name) const;
    void setState(const QString &name, const QByteArray &state);

private:
    QString m_profile;
    std::unique_ptr<QSettings> m_store;
};

} // namespace confab
