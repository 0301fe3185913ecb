// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/exportvalues.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QPointer>

#include <functional>
#include <vector>

namespace confab {

class ArchiveService;
class ChatApi;

/// What the sources that an export cites are called: from the archive, else asked for once for each id, in
/// the background lane.
class ExportSources : public QObject
{
    Q_OBJECT

public:
    /// `mayAsk`: the service may be asked.
    ExportSources(ChatApi &api, ArchiveService &archive, ProjectId project, bool mayAsk,
                  QObject *parent = nullptr);
    ~ExportSources() override;

    using Take = std::function<void(const QList<ExportedSource> &sources)>;
    /// Hands on all of them, in their order, once what can be known of each is known; never after the context
    /// has gone.
    void resolve(const QList<CitationId> &ids, QObject *context, const Take &take);
    /// Withdraws what is on its way, hands on nothing more, and asks anew for what was not answered when it
    /// is wanted again.
    void stop();
    void setMayAsk(bool mayAsk) { m_mayAsk = mayAsk; }
    /// Answers that are waited for.
    [[nodiscard]] int callsLeft() const { return int(m_calls.size()); }

signals:
    void calling();
    /// One could not be asked for. (One that was removed is no failure.)
    void failed(const confab::Error &error);

private:
    struct Waiting
    {
        QList<CitationId> ids;
        QPointer<QObject> context;
        Take take;
    };

    void ask(CitationId id);
    void answered(CitationId id, const Result<Citation> &answer);
    void settle();
    [[nodiscard]] bool isSettled(CitationId id) const
    {
        return m_known.contains(id) && !m_calls.contains(id);
    }

    ChatApi &m_api;
    ArchiveService &m_archive;
    ProjectId m_project;
    bool m_mayAsk;
    QHash<CitationId, ExportedSource> m_known;
    QHash<CitationId, QFuture<Result<Citation>>> m_calls;
    std::vector<Waiting> m_waiting;
};

} // namespace confab
