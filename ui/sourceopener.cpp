// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sourceopener.h"

#include "core/future.h"
#include "core/text.h"
#include "services/session.h"
#include "ui/errortext.h"
#include "ui/linkopener.h"
#include "ui/userprompts.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace confab {

SourceOpener::SourceOpener(Session &session, SourceFileService &files, LinkOpener &links,
                           UserPrompts &prompts, QObject *parent)
    : QObject(parent), m_session(session), m_files(files), m_links(links), m_prompts(prompts)
{
}

bool SourceOpener::isFile(const Citation &source) const
{
    return SourceFileService::fileId(source.url, m_session.serverAddress()).isValid();
}

void SourceOpener::open(const Citation &source)
{
    if (!isFile(source))
        return m_links.open(source.url.toString(QUrl::FullyEncoded), text::cleanLine(source.title));
    if (std::exchange(m_busy, true))
        return;
    const auto answered = [this, source](bool yes) {
        if (yes)
            return fetch(source, [this, id = source.id](const SourceFile &file) { openFetched(id, file); });
        m_busy = false;
    };
    whenDone(m_prompts.openSourceFile(text::cleanLine(source.title), source.url.host(QUrl::FullyEncoded)),
             this, answered);
}

void SourceOpener::save(const Citation &source)
{
    if (!isFile(source) || std::exchange(m_busy, true))
        return;
    fetch(source, [this, id = source.id](const SourceFile &file) { saveFetched(id, file); });
}

void SourceOpener::fetch(const Citation &source, const Next &next)
{
    emit told(source.id, tr("Fetching the file…"));
    const CitationId file = SourceFileService::fileId(source.url, m_session.serverAddress());
    whenDone(m_files.fetch(file, source.title), this,
             [this, id = source.id, next](const Result<SourceFile> &fetched) {
                 if (fetched)
                     next(*fetched);
                 else
                     fail(id, Operation::LoadSourceFile, fetched.error());
             });
}

void SourceOpener::openFetched(CitationId source, const SourceFile &file)
{
    if (!file.mayOpen) {
        m_busy = false;
        emit told(source, tr("A file of this kind could do more than show something, so Confab does not open "
                             "it. You can save it."));
        return;
    }
    whenDone(m_files.unpack(file), this, [this, source](const Result<QString> &path) {
        if (!path)
            return fail(source, Operation::SaveSourceFile, path.error());
        m_busy = false;
        emit told(source, m_links.openFile(*path)
                              ? QString()
                              : tr("This system has no program for the file. You can save it."));
    });
}

void SourceOpener::saveFetched(CitationId source, const SourceFile &file)
{
    emit told(source, {});
    whenDone(m_prompts.whereToSave(file.name), this, [this, source, file](const QString &path) {
        if (path.isEmpty()) {
            m_busy = false;
            return;
        }
        whenDone(m_files.save(file, path), this, [this, source, path](const Result<Done> &saved) {
            if (!saved)
                return fail(source, Operation::SaveSourceFile, saved.error());
            m_busy = false;
            emit told(source, tr("Saved as %1").arg(path));
        });
    });
}

void SourceOpener::fail(CitationId source, Operation operation, const Error &error)
{
    m_busy = false;
    const ErrorText words = errorText(operation, error);
    emit told(source, words.hint.isEmpty() ? words.sentence : words.sentence + u' ' + words.hint);
}

} // namespace confab
