// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/exportwriter.h"
#include "formats/markuplines.h"

#include <QHash>

namespace confab {

/// Markdown or plain text. What was said cannot be taken for a heading of the file: in Markdown it is
/// escaped, in plain text it is indented.
class TextWriter final : public ExportWriter
{
public:
    TextWriter(QIODevice &device, const ExportOptions &options, const ExportHeader &header);

protected:
    void writeBegin() override;
    void writeConversation(const ExportedConversation &conversation) override;
    void writeEnd(const QList<LeftOut> &leftOut) override;

private:
    using Sources = QHash<CitationId, const ExportedSource *>;

    void heading(int level, const QString &text);
    void line(const QString &text);
    void said(bool agent, const ExportedMessage &message, const Sources &sources);
    void writeSources(const QList<CitationId> &ids, const Sources &sources);
    [[nodiscard]] QString plain(const QString &text) const;

    const MarkupLines::Dialect m_dialect;
    const QString m_indent; ///< Of what was said.
};

} // namespace confab
