// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QTextDocument>
#include <QTextFormat>

namespace confab {

/// A document that never loads anything. Qt opens files by itself where a subclass answers with nothing, so
/// every picture is a valid one of one pixel and everything else is empty bytes.
class MarkdownDocument : public QTextDocument
{
    Q_OBJECT

public:
    struct Code
    {
        QRectF surface; ///< In the document's coordinates, at its present width.
        QString text;
    };
    struct Bar
    {
        QRectF rect;
    };
    struct Link
    {
        QString address;
        QString text;
    };

    // Properties of a block.
    static constexpr int codeOrdinal = QTextFormat::UserProperty + 1;
    static constexpr int quoteLevel = QTextFormat::UserProperty + 2;

    using QTextDocument::QTextDocument;

    [[nodiscard]] QList<Code> codes() const;
    [[nodiscard]] QList<Bar> quoteBars() const;
    /// Addresses that may be opened, in the order of the text; none twice.
    [[nodiscard]] QList<Link> links() const;
    [[nodiscard]] bool hasCode() const { return m_hasCode; }
    void setHasCode(bool has) { m_hasCode = has; }
    [[nodiscard]] bool hasQuotes() const { return m_hasQuotes; }
    void setHasQuotes(bool has) { m_hasQuotes = has; }
    /// The room around code and beside quotes, in pixels.
    void setUnit(qreal unit) { m_unit = unit; }
    [[nodiscard]] qreal unit() const { return m_unit; }

    /// As text: table cells apart by tabs, list items with their marks.
    [[nodiscard]] QString plainText() const;

    /// "confab-source:2" → 2; 0 for anything else. The scheme is never taken from a server's text.
    [[nodiscard]] static int referenceNumber(const QString &anchor);
    [[nodiscard]] static QString referenceAnchor(int number);

protected:
    QVariant loadResource(int type, const QUrl &name) override;

private:
    qreal m_unit = 4;
    bool m_hasCode = false;
    bool m_hasQuotes = false;
};

} // namespace confab
