// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sourcefileservice.h"

#include "api/chatapi.h"
#include "core/filename.h"
#include "core/future.h"

#include <QDir>
#include <QMimeDatabase>
#include <QPromise>
#include <QSaveFile>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr QFileDevice::Permissions fileOfItsOwner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

/// What the service takes as a source and any desktop shows without running it.
bool onlyShows(const QString &mimeType)
{
    static const QSet<QString> kinds{
        u"application/pdf"_s,
        u"application/msword"_s,
        u"application/vnd.openxmlformats-officedocument.wordprocessingml.document"_s,
        u"application/vnd.oasis.opendocument.text"_s,
        u"text/plain"_s,
        u"image/png"_s,
        u"image/jpeg"_s,
        u"image/gif"_s,
        u"image/webp"_s};
    return kinds.contains(mimeType);
}

/// By the content, which the name may only make more exact (a word processor's file is an archive, too): a
/// name alone must not make a script a text.
QMimeType kindOf(const QString &name, const QByteArray &content)
{
    const QMimeDatabase kinds;
    const QMimeType byContent = kinds.mimeTypeForData(content);
    const QMimeType byName = kinds.mimeTypeForFile(name, QMimeDatabase::MatchExtension);
    return !byName.isDefault() && byName.inherits(byContent.name()) ? byName : byContent;
}

Result<Done> write(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.setPermissions(fileOfItsOwner) &&
                         file.write(content) == content.size() && file.commit();
    if (!written)
        return failure(ErrorKind::Storage, file.errorString());
    return Done();
}

} // namespace

SourceFileService::SourceFileService(ChatApi &api, QObject *parent) : QObject(parent), m_api(api)
{
    m_writer.setMaxThreadCount(1);
}

SourceFileService::~SourceFileService()
{
    m_writer.waitForDone();
}

CitationId SourceFileService::fileId(const QUrl &address, const QUrl &server)
{
    // Behind a proxy the service may believe that it is spoken to by http; the key goes to `server` anyway.
    const int port = address.port(-1);
    if (server.host().isEmpty() || address.host() != server.host() ||
        (port != -1 && port != server.port(server.scheme() == "https"_L1 ? 443 : 80)))
        return {};
    QString folder = server.path();
    while (folder.endsWith(u'/'))
        folder.chop(1);
    folder += "/preview/"_L1;
    const QString path = address.path();
    if (!path.startsWith(folder))
        return {};
    const QString number = path.mid(folder.size());
    const bool digits = std::all_of(number.begin(), number.end(),
                                    [](QChar c) { return c.unicode() >= u'0' && c.unicode() <= u'9'; });
    return digits ? CitationId{number.toLongLong()} : CitationId{};
}

QString SourceFileService::fileName(const QString &title, const QByteArray &content)
{
    QString name = safeFileName(title);
    if (name.isEmpty())
        name = u"source"_s;
    const QMimeType kind = kindOf(name, content);
    const QString ending = QMimeDatabase().suffixForFileName(name);
    if (kind.isDefault() || kind.preferredSuffix().isEmpty() ||
        kind.suffixes().contains(ending, Qt::CaseInsensitive))
        return name;
    return name + u'.' + kind.preferredSuffix();
}

QFuture<Result<SourceFile>> SourceFileService::fetch(CitationId id, const QString &title)
{
    auto promise = std::make_shared<QPromise<Result<SourceFile>>>();
    promise->start();
    whenDone(m_api.preview(id), this, [promise, title](const Result<QByteArray> &content) {
        promise->addResult(content.map([&title](const QByteArray &bytes) {
            const QString name = fileName(title, bytes);
            return SourceFile{bytes, name, onlyShows(kindOf(name, bytes).name())};
        }));
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<Done>> SourceFileService::save(const SourceFile &file, const QString &path)
{
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    m_writer.start([promise, content = file.content, path] {
        promise->addResult(write(path, content));
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<QString>> SourceFileService::unpack(const SourceFile &file)
{
    auto promise = std::make_shared<QPromise<Result<QString>>>();
    promise->start();
    const QFuture<Result<QString>> future = promise->future();
    const auto end = [promise](const Result<QString> &result) {
        promise->addResult(result);
        promise->finish();
    };
    if (!file.mayOpen) {
        end(failure(ErrorKind::Refused, u"A file of this kind is not opened"_s));
        return future;
    }
    if (!m_folder)
        m_folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + u"/confab-XXXXXX"_s);
    // A folder for each, so that the same name may come twice.
    const QString folder = m_folder->filePath(QString::number(++m_unpacked));
    if (!m_folder->isValid() || !QDir().mkdir(folder)) {
        const QString why = m_folder->errorString();
        m_folder.reset(); // another try may find more room
        end(failure(ErrorKind::Storage, why));
        return future;
    }
    m_writer.start([end, content = file.content, path = folder + u'/' + file.name] {
        const Result<Done> written = write(path, content);
        end(written ? Result<QString>(path) : tl::unexpected(written.error()));
    });
    return future;
}

} // namespace confab
