// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/exportwriter.h"

#include <QHash>

namespace confab {

/// One page that needs nothing but itself: no script, nothing that is loaded, a style of its own for screen
/// (light and dark) and paper.
class HtmlWriter final : public ExportWriter
{
public:
    HtmlWriter(QIODevice &device, const ExportOptions &options, const ExportHeader &header)
        : ExportWriter(device, options, header)
    {
    }

protected:
    void writeBegin() override;
    void writeConversation(const ExportedConversation &conversation) override;
    void writeEnd(const QList<LeftOut> &leftOut) override;

private:
    using Sources = QHash<CitationId, const ExportedSource *>;

    void writeDay(const QDateTime &moment);
    void said(bool agent, const ExportedMessage &message, const Sources &sources);
    void writeSources(const Message &message, const QString &anchor, const Sources &sources);
    [[nodiscard]] QString time(const QDateTime &moment) const;

    QDate m_day;
    int m_conversation = 0;
    int m_message = 0;
};

} // namespace confab
