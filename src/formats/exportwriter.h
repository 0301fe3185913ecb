// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exportvalues.h"

#include <QByteArray>
#include <QTimeZone>

#include <memory>

class QIODevice;

namespace confab {

/// What an export says of itself. The same one and the same conversations give the same file, byte by byte.
struct ExportHeader
{
    Project project;
    QUrl server;
    QDateTime at; ///< When it was made, UTC.
    QTimeZone zone;
    qint64 chosen = 0; ///< Conversations that are to come.
};

/// Writes one file in one format: begin(), add() for each conversation, end(). Keeps no more than one
/// conversation. A write that the device does not take whole ends it: that call and all later ones are false.
/// One thread at a time.
class ExportWriter
{
public:
    [[nodiscard]] static std::unique_ptr<ExportWriter> create(QIODevice &device, const ExportOptions &options,
                                                              const ExportHeader &header);
    /// Without the dot.
    [[nodiscard]] static QString fileEnding(ExportFormat format);
    virtual ~ExportWriter() = default;

    bool begin();
    bool add(const ExportedConversation &conversation);
    /// With the names of what was chosen and is not in the file. (CSV has no place for those.)
    bool end(const QList<LeftOut> &leftOut);

    /// Of what was added.
    [[nodiscard]] ExportCounts counts() const { return m_counts; }

protected:
    ExportWriter(QIODevice &device, const ExportOptions &options, const ExportHeader &header)
        : m_options(options), m_header(header), m_device(device)
    {
    }
    Q_DISABLE_COPY_MOVE(ExportWriter)

    virtual void writeBegin() = 0;
    virtual void writeConversation(const ExportedConversation &conversation) = 0;
    virtual void writeEnd(const QList<LeftOut> &leftOut) = 0;

    void put(const QString &text);
    void put(const QByteArray &utf8);
    /// What put() may keep back.
    static constexpr qsizetype mostKept = 64 * 1024;

    const ExportOptions m_options;
    const ExportHeader m_header;

private:
    bool flush();

    QIODevice &m_device;
    QByteArray m_kept;
    ExportCounts m_counts;
    bool m_failed = false;
};

} // namespace confab
