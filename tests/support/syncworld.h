// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/archive.h"
#include "services/archivefeed.h"
#include "services/projectsync.h"
#include "support/waiting.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <optional>

namespace confab {

/// An archive in a folder of its own, and what stands in it.
struct ArchiveWorld
{
    explicit ArchiveWorld(const QString &folder = {}) { open(folder); }

    void open(const QString &folder = {})
    {
        const QString place = folder.isEmpty() ? directory.path() : folder;
        const auto state = archive.open({place, QUrl(QStringLiteral("https://example.com/api/v1")), false});
        QVERIFY(waitForEnd(state));
        QVERIFY(state.result().has_value());
        QCOMPARE(state.result()->condition, ArchiveCondition::Writable);
    }

    template<class T>
    [[nodiscard]] T value(const QFuture<Result<T>> &future) const
    {
        if (!waitForEnd(future) || future.resultCount() == 0 || !future.result()) {
            QTest::qFail("The archive did not answer", __FILE__, __LINE__);
            return T();
        }
        return *future.result();
    }

    /// All that is said in the project, as one line for each conversation and message, in a fixed order; what
    /// only one of the two ways to the messages tells is left out.
    [[nodiscard]] QStringList rows(ProjectId project) const
    {
        QStringList lines;
        auto conversations = value(archive.conversations(project));
        std::sort(conversations.begin(), conversations.end(),
                  [](const auto &a, const auto &b) { return a.conversation.id < b.conversation.id; });
        for (const ArchivedConversation &each : std::as_const(conversations)) {
            const Conversation &c = each.conversation;
            lines << QStringLiteral("%1 %2 %3 %4 %5 %6")
                         .arg(c.id.toString(), c.session.toString(), c.name,
                              c.createdAt.toString(Qt::ISODate), c.updatedAt.toString(Qt::ISODate),
                              each.language);
            for (const ArchivedMessage &entry : value(archive.messages(c.key(), {}, 1'000'000))) {
                const Message &m = entry.message;
                lines << QStringLiteral("  %1 %2 %3 %4 %5 %6 %7")
                             .arg(m.id.toString(), m.question, m.answer, m.createdAt.toString(Qt::ISODate),
                                  QString::number(int(m.reaction)), m.requestSource, entry.language);
            }
        }
        return lines;
    }

    [[nodiscard]] SyncMark mark(ProjectId project) const { return value(archive.syncMark(project)); }

    QTemporaryDir directory;
    mutable Archive archive;
    ArchiveFeed feed{archive};
};

/// The end of one run; nothing where it did not end.
[[nodiscard]] inline std::optional<Result<Done>> runOf(ProjectSync &sync, ProjectId project,
                                                       const SyncTerms &terms = {},
                                                       const std::function<void()> &meanwhile = {})
{
    QSignalSpy finished(&sync, &ProjectSync::finished);
    sync.start(project, terms);
    const bool ended = waitFor(
        [&] {
            if (meanwhile)
                meanwhile();
            return !finished.isEmpty();
        },
        std::chrono::seconds(60));
    return ended ? std::optional(finished.first().first().value<Result<Done>>()) : std::nullopt;
}

} // namespace confab
