// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/archivefile.h"
#include "archive/archivewriter.h"
#include "archive/database.h"
#include "core/error.h"

#include <functional>
#include <optional>

namespace confab {

/// The archive as its one writer sees it: opens, migrates, heals and erases the file, and runs what is to be
/// written. Used on the writer's thread alone. Answers to errors as archive/archive.h says.
class ArchiveKeeper
{
public:
    struct Hooks
    {
        std::function<void(const QString &file)> openReader;
        /// Has ended when it returns.
        std::function<void()> closeReader;
        std::function<void(ArchiveCondition)> conditionChanged;
        std::function<void(const QString &path)> wasSetAside;
    };

    explicit ArchiveKeeper(Hooks hooks);
    ~ArchiveKeeper();
    Q_DISABLE_COPY_MOVE(ArchiveKeeper)

    [[nodiscard]] Result<ArchiveState> open(const ArchivePlace &place);
    Result<Done> close();
    [[nodiscard]] Result<Done> resume();
    [[nodiscard]] Result<Done> eraseAll();
    /// A reader met damage.
    void heal();

    template<class T>
    [[nodiscard]] Result<T> write(const std::function<T(ArchiveWriter &)> &work)
    {
        if (auto refused = refusal())
            return tl::unexpected<Error>(*refused);
        ArchiveWriter writer(m_database, m_place.keepPersonalData);
        T value{};
        const auto done = m_database.transaction([&] { value = work(writer); });
        if (!done) {
            answerTo(m_database.lastTrouble());
            return tl::unexpected<Error>(done.error());
        }
        return value;
    }
    /// The same, and nothing of what it took away is left in any file but those that were set aside.
    [[nodiscard]] Result<int> erase(const std::function<int(ArchiveWriter &)> &work);

private:
    [[nodiscard]] std::optional<Error> refusal() const;
    [[nodiscard]] bool openDatabase();
    [[nodiscard]] Result<Done> openFile();
    [[nodiscard]] Result<Done> takeOver();
    [[nodiscard]] Result<Done> migrateFile(int version);
    /// After open() of the file: what has to be done with it.
    enum class Finding { Ours, Empty, Newer, Damaged };
    [[nodiscard]] Finding look(int &version);
    [[nodiscard]] Result<Done> beginAnew();
    [[nodiscard]] Result<Done> rebuildIndexes();
    void salvage(const QString &damaged);
    void answerTo(Database::Trouble trouble);
    void setCondition(ArchiveCondition condition);
    void shut();

    Hooks m_hooks;
    ArchivePlace m_place;
    std::optional<ArchiveFile> m_file;
    Database m_database;
    ArchiveCondition m_condition = ArchiveCondition::Closed;
    QString m_setAside;    ///< By this open().
    bool m_traces = false; ///< Of what was erased stand in the log or in a copy still.
};

} // namespace confab
