// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"
#include "services/sourcefileservice.h"

#include <QObject>

#include <functional>

namespace confab {

class LinkOpener;
class Session;
class UserPrompts;

/// The ways out to a cited source: a web page in the browser, a file of the service's own in another program
/// or into a folder. Each asks first; the key is used for files of the configured server alone.
class SourceOpener : public QObject
{
    Q_OBJECT

public:
    SourceOpener(Session &session, SourceFileService &files, LinkOpener &links, UserPrompts &prompts,
                 QObject *parent = nullptr);

    /// Whether the source is a file that the configured server keeps.
    [[nodiscard]] bool isFile(const Citation &source) const;
    void open(const Citation &source);
    /// Of a file.
    void save(const Citation &source);

signals:
    /// How it goes, in one sentence; empty where there is nothing more to say.
    void told(confab::CitationId source, const QString &sentence);

private:
    using Next = std::function<void(const SourceFile &file)>;

    void fetch(const Citation &source, const Next &next);
    void openFetched(CitationId source, const SourceFile &file);
    void saveFetched(CitationId source, const SourceFile &file);
    void fail(CitationId source, Operation operation, const Error &error);

    Session &m_session;
    SourceFileService &m_files;
    LinkOpener &m_links;
    UserPrompts &m_prompts;
    bool m_busy = false; ///< A question is open or a file on its way: one at a time.
};

} // namespace confab
