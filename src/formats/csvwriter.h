// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/exportwriter.h"

#include <QStringList>

namespace confab {

/// One row for each message, in UTF-8, with cells that spreadsheets take for no formula (csvcells.h) unless
/// raw ones are asked for. Moments are UTC, as ISO 8601 writes them.
class CsvWriter final : public ExportWriter
{
public:
    CsvWriter(QIODevice &device, const ExportOptions &options, const ExportHeader &header)
        : ExportWriter(device, options, header)
    {
    }

    /// The names of the columns.
    [[nodiscard]] static QStringList columns(bool personalData);

protected:
    void writeBegin() override;
    void writeConversation(const ExportedConversation &conversation) override;
    void writeEnd(const QList<LeftOut> &) override {}

private:
    void row(const QStringList &cells);
};

} // namespace confab
