// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QString>

#include <optional>

namespace confab {

class Settings;

/// Something that a person looks for again and again, under a name.
struct SavedSearch
{
    enum class Kind {
        Messages,            ///< A search over messages: `text` in `scope`.
        SilentConversations, ///< A filter of the list: the last message is older than `silentDays` days.
    };
    /// Which project is "this one" is decided when the search is made.
    enum class Scope { ThisProject, AllProjects };
    /// What Confab begins with has no name of its own until somebody renames it: it is shown in the person's
    /// language.
    enum class Preset { None, Yesterday, Disliked, Silent };

    Preset preset = Preset::None;
    QString name; ///< Cleaned; empty for a preset alone.
    Kind kind = Kind::Messages;
    QString text; ///< As typed into the search box (core/searchquery.h).
    Scope scope = Scope::ThisProject;
    int silentDays = 90;

    friend bool operator==(const SavedSearch &, const SavedSearch &) = default;
};

/// The saved searches of the profile in the order of the person's own: what `on:yesterday` and
/// `disliked: from:agent` find, and conversations silent for 90 days, to begin with. Kept in the settings
/// with each change. What cannot be read there is left out; where nothing at all can be read, it is the
/// beginning again. No calls, no errors. GUI thread.
class SavedSearches : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype maxCount = 200;
    static constexpr qsizetype maxNameLength = 100;  ///< UTF-16 units.
    static constexpr qsizetype maxTextLength = 1000; ///< UTF-16 units; a longer text is refused.
    static constexpr int maxSilentDays = 3650;

    explicit SavedSearches(Settings &settings, QObject *parent = nullptr);

    [[nodiscard]] const QList<SavedSearch> &all() const { return m_all; }

    // Each is false, and changes nothing, where a row is out of range or the settings have no room for it.

    /// Before the row, or at the end where there is no such row.
    bool add(const SavedSearch &search, qsizetype row = -1);
    /// Cleaned and cut; false where nothing is left of the name.
    bool rename(qsizetype row, const QString &name);
    /// `to` is the row that it has afterwards.
    bool move(qsizetype from, qsizetype to);
    bool remove(qsizetype row);

signals:
    // all() is up to date when these arrive.
    void added(int row);
    void changed(int row);
    void moved(int from, int to);
    void removed(int row);

private:
    void read();
    bool store(const QList<SavedSearch> &wanted);

    Settings &m_settings;
    QList<SavedSearch> m_all;
};

} // namespace confab
