// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
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
        qreal width = 0; ///< Of its longest line and the room around it.
        int number = 0;
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

    /// Code or a table that is wider than the text: a window on it, which can be moved sideways.
    struct Area
    {
        QRectF visible;   ///< In the document's coordinates, as are all here.
        QRectF rect;      ///< All of it, as the layout has it.
        qreal offset = 0; ///< So much of it is hidden at its left.
        qreal unit = 4;
        int key = 0;

        [[nodiscard]] qreal maxOffset() const { return rect.width() - visible.width(); }
        /// What is added to a place of the layout to have it where it is seen.
        [[nodiscard]] qreal shift() const { return visible.left() - rect.left() - offset; }
        /// Where the bar runs, and the bar.
        [[nodiscard]] QRectF track() const;
        [[nodiscard]] QRectF bar() const;
    };

    // Properties of a block.
    static constexpr int codeOrdinal = QTextFormat::UserProperty + 1;
    static constexpr int quoteLevel = QTextFormat::UserProperty + 2;

    // Property of a table: how wide it would like to be, in pixels.
    static constexpr int naturalWidth = QTextFormat::UserProperty + 3;

    using QTextDocument::QTextDocument;

    /// Gives the text this width, and tables that need more what they need.
    void layOut(qreal width);
    [[nodiscard]] QList<Area> wideAreas() const;
    /// Kept inside its bounds; false where nothing changed.
    bool setOffset(const Area &area, qreal offset);
    /// The place in the layout of a point as it is seen.
    [[nodiscard]] QPointF toLayout(QPointF seen) const;
    /// Where a place in the layout is seen.
    [[nodiscard]] QRectF toSeen(const QRectF &inLayout) const;
    /// The line of a character in the layout, one pixel wide.
    [[nodiscard]] QRectF caretRect(int position) const;

    [[nodiscard]] QList<Code> codes() const;
    [[nodiscard]] QList<Bar> quoteBars() const;
    /// The room beside the first line of each item of a task list that begins between these positions: its
    /// box is somewhere in it.
    [[nodiscard]] QList<QRectF> taskBoxes(int from, int to) const;
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
    QHash<int, qreal> m_offsets; ///< By the key of an area.
};

} // namespace confab
