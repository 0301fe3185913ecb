// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exportfile.h"

#include "core/language.h"

#include <QPromise>
#include <QSaveFile>

#include <utility>

namespace confab {

namespace {

constexpr QFileDevice::Permissions ofItsOwner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

} // namespace

struct ExportFile::Writing
{
    std::unique_ptr<QSaveFile> file;
    std::unique_ptr<ExportWriter> writer;
    QString path;
    ExportOptions options;
    ExportHeader header;
    QString error; ///< Of the first step that failed; none is tried after it.
    bool failed = false;
};

ExportFile::ExportFile(const QString &path, const ExportOptions &options, const ExportHeader &header)
    : m_writing(std::make_shared<Writing>())
{
    m_writing->path = path;
    m_writing->options = options;
    m_writing->header = header;
    m_thread.setMaxThreadCount(1);
}

ExportFile::~ExportFile()
{
    m_thread.clear();
    m_thread.waitForDone();
}

QFuture<Result<ExportCounts>> ExportFile::begin()
{
    return run([](Writing &writing) {
        writing.file = std::make_unique<QSaveFile>(writing.path);
        if (!writing.file->open(QIODevice::WriteOnly) || !writing.file->setPermissions(ofItsOwner))
            return false;
        writing.writer = ExportWriter::create(*writing.file, writing.options, writing.header);
        return writing.writer->begin();
    });
}

QFuture<Result<ExportCounts>> ExportFile::add(const ExportedConversation &conversation)
{
    return run([given = conversation](Writing &writing) {
        ExportedConversation whole = given;
        for (ExportedMessage &each : whole.messages) {
            if (each.language.isEmpty())
                each.language = languageOf(each.message.question);
            if (each.language.isEmpty())
                each.language = languageOf(each.message.answer);
        }
        return writing.writer && writing.writer->add(whole);
    });
}

QFuture<Result<ExportCounts>> ExportFile::finish(const QList<LeftOut> &leftOut)
{
    return run([leftOut](Writing &writing) {
        // A commit alone would take a file that was cut short for a good one.
        return writing.writer && writing.writer->end(leftOut) && writing.file->flush() &&
               writing.file->error() == QFileDevice::NoError && writing.file->commit();
    });
}

QFuture<Result<ExportCounts>> ExportFile::run(std::function<bool(Writing &)> step)
{
    auto promise = std::make_shared<QPromise<Result<ExportCounts>>>();
    promise->start();
    m_thread.start([promise, writing = m_writing, step = std::move(step)] {
        if (!writing->failed && !step(*writing)) {
            writing->failed = true;
            writing->error = writing->file ? writing->file->errorString() : QString();
            writing->writer.reset();
            if (writing->file)
                writing->file->cancelWriting();
            writing->file.reset();
        }
        promise->addResult(writing->failed ? Result<ExportCounts>(failure(ErrorKind::Storage, writing->error))
                                           : Result<ExportCounts>(writing->writer->counts()));
        promise->finish();
    });
    return promise->future();
}

} // namespace confab
