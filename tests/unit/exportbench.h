// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "unit/archivebench.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

namespace confab {

/// A window's services over a service in memory, and a folder to export into.
struct ExportBench : ArchiveBench
{
    ExportBench() { signIn(); }

    /// The archive has what the service has, conversation by conversation or by reports.
    void sync(bool reports = false)
    {
        api.refusesReports = reports ? 0 : 403;
        keep();
        QVERIFY(reaches(SyncStatus::State::Idle));
        workspace->archive().sync().pause(); // no round comes in between
        api.calls.clear();
    }
    [[nodiscard]] ExportService &exports() { return workspace->exports(); }
    [[nodiscard]] QString path(const QString &name = u"out.json"_s) const { return folder.filePath(name); }

    [[nodiscard]] ExportRequest request(const QList<int> &numbers)
    {
        ExportRequest request;
        request.project = *workspace->projects().find(first);
        request.server = server;
        for (const int number : numbers) {
            Conversation conversation;
            conversation.project = first;
            conversation.session = FakeChatApi::session(number);
            const Conversation *known = api.findConversation(conversation.key());
            request.conversations.append(known ? *known : conversation);
        }
        request.options.format = ExportFormat::Json;
        request.path = path();
        return request;
    }
    [[nodiscard]] bool reachesState(ExportService::State state)
    {
        return waitFor([&] { return exports().state() == state; });
    }
    /// Begins and waits for the file.
    [[nodiscard]] bool saves(const ExportRequest &request)
    {
        api.calls.clear();
        exports().start(request);
        return reachesState(ExportService::State::Saved);
    }

    [[nodiscard]] QJsonObject file() const
    {
        QFile written(path());
        return written.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(written.readAll()).object()
                                                 : QJsonObject();
    }
    [[nodiscard]] QJsonArray conversations() const { return file()[u"conversations"].toArray(); }
    [[nodiscard]] QStringList names() const
    {
        QStringList names;
        for (const QJsonValue each : conversations())
            names << each[u"session_id"].toString().right(2);
        return names;
    }
    /// Of the n-th conversation in the file.
    [[nodiscard]] QStringList questions(int index = 0) const
    {
        QStringList questions;
        for (const QJsonValue each : conversations().at(index)[u"messages"].toArray())
            questions << each[u"question"].toString();
        return questions;
    }
    [[nodiscard]] int messageCalls() const { return api.count(FakeChatApi::Method::Messages); }
    [[nodiscard]] int citationCalls() const { return api.count(FakeChatApi::Method::Citation); }
    /// Waits until the archive knows the source.
    [[nodiscard]] bool archives(CitationId id)
    {
        return waitFor(
            [&] { return !value(workspace->archive().archive().citations(first, {id})).isEmpty(); });
    }
    /// Everything else in the folder is a leftover.
    [[nodiscard]] QStringList files() const
    {
        return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden);
    }

    QTemporaryDir folder;
};

} // namespace confab
