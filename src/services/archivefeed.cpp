// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/archivefeed.h"

#include "archive/archive.h"
#include "core/future.h"
#include "core/language.h"

#include <QPromise>

#include <memory>

namespace confab {

namespace {

/// What the visitor writes says more of the conversation's language than what the agent answers; a question
/// may be too short to tell.
void addLanguages(ArchiveBatch &batch)
{
    for (ArchivedPage &page : batch.pages) {
        for (ArchivedMessage &each : page.messages) {
            if (each.language.isEmpty())
                each.language = languageOf(each.message.question);
            if (each.language.isEmpty())
                each.language = languageOf(each.message.answer);
        }
    }
}

} // namespace

ArchiveFeed::ArchiveFeed(Archive &archive, QObject *parent) : QObject(parent), m_archive(archive)
{
    m_thread.setMaxThreadCount(1);
}

ArchiveFeed::~ArchiveFeed()
{
    m_thread.waitForDone();
}

QFuture<Result<StoreOutcome>> ArchiveFeed::store(const ArchiveBatch &given)
{
    ArchiveBatch batch = given;
    batch.conversations.removeIf([this](const Conversation &each) {
        return m_deleted.contains({each.project, each.session});
    });
    auto promise = std::make_shared<QPromise<Result<StoreOutcome>>>();
    promise->start();
    ++m_waiting;
    const auto end = [this, promise, batch](const Result<StoreOutcome> &outcome) {
        --m_waiting;
        promise->addResult(outcome);
        promise->finish();
        if (outcome) {
            emit stored(*outcome);
            emit batchStored(batch);
        } else if (outcome.error().kind != ErrorKind::Cancelled) {
            emit failed(outcome.error());
        }
    };
    m_thread.start([this, found = ArchiveBatch(batch), end, generation = m_generation]() mutable {
        addLanguages(found);
        const auto hand = [this, found = std::move(found), end, generation] {
            if (generation == m_generation)
                whenDone(m_archive.store(found), this, end);
            else
                end(failure(ErrorKind::Cancelled));
        };
        QMetaObject::invokeMethod(this, hand, Qt::QueuedConnection);
    });
    return promise->future();
}

} // namespace confab
