// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/ids.h"

#include <QFuture>
#include <QObject>
#include <QTemporaryDir>
#include <QThreadPool>
#include <QUrl>

#include <memory>

namespace confab {

class ChatApi;

/// A file that an answer cites.
struct SourceFile
{
    QByteArray content;
    QString name; ///< Made of the source's title: one part of a path, with an ending that fits the content.
    /// Of a kind that only shows something: documents and pictures. Any other is for keeping alone, since the
    /// system might run it.
    bool mayOpen = false;
};

/// The files behind citations: fetched from the configured server with the key, kept where the person says,
/// or put into a private folder for another program to show. Files are written on a thread of their own, for
/// their owner alone (0600).
class SourceFileService : public QObject
{
    Q_OBJECT

public:
    explicit SourceFileService(ChatApi &api, QObject *parent = nullptr);
    /// Removes the private folder and what is in it.
    ~SourceFileService() override;

    /// The id of the file where the address is that of a preview on this very server
    /// (…/preview/16334, contract, section 2.2), else an invalid one: the key goes nowhere else.
    [[nodiscard]] static CitationId fileId(const QUrl &address, const QUrl &server);
    /// As safeFileName() makes it, with an ending that fits the content.
    [[nodiscard]] static QString fileName(const QString &title, const QByteArray &content);

    /// One call.
    [[nodiscard]] QFuture<Result<SourceFile>> fetch(CitationId id, const QString &title);
    /// Whole or not at all; what was at the path stays where that fails. Error: Storage.
    [[nodiscard]] QFuture<Result<Done>> save(const SourceFile &file, const QString &path);
    /// The path of the file in the private folder. Errors: Storage; Refused where it may not be opened.
    [[nodiscard]] QFuture<Result<QString>> unpack(const SourceFile &file);

private:
    ChatApi &m_api;
    std::unique_ptr<QTemporaryDir> m_folder; ///< Made when it is first needed.
    QThreadPool m_writer;
    int m_unpacked = 0;
};

} // namespace confab
