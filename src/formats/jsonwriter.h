// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/exportwriter.h"

#include <QVector>

namespace confab {

/// JSON (RFC 8259) of a fixed form, "confab-export" version 1: keys always in the same order, ids as strings,
/// moments as ISO 8601 in UTC, null for what is not known, texts as the service sent them.
class JsonWriter final : public ExportWriter
{
public:
    static constexpr int schemaVersion = 1;

    JsonWriter(QIODevice &device, const ExportOptions &options, const ExportHeader &header)
        : ExportWriter(device, options, header)
    {
    }

protected:
    void writeBegin() override;
    void writeConversation(const ExportedConversation &conversation) override;
    void writeEnd(const QList<LeftOut> &leftOut) override;

private:
    void begin(const char *key, char bracket);
    void end(char bracket);
    void member(const char *key, const QByteArray &value);
    /// A string, or null where there is none.
    void text(const char *key, const QString &value);
    void number(const char *key, qint64 value) { member(key, QByteArray::number(value)); }
    void flag(const char *key, bool value) { member(key, value ? "true" : "false"); }
    void next(const char *key);
    void names(const Conversation &conversation);
    void writeMessage(const ExportedMessage &message);
    void writeSource(const ExportedSource &source);

    QVector<bool> m_empty; ///< Of each bracket that is open: nothing in it yet.
};

} // namespace confab
