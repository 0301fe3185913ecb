// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/values.h"
#include "ui/markdownrenderer.h"
#include "ui/messagedocumentcache.h"
#include "ui/messagelayout.h"
#include "ui/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QHash>
#include <QPersistentModelIndex>
#include <QStyledItemDelegate>

#include <functional>

namespace confab {

class CitationService;
class MessageHeights;

/// What is under a point of a row.
struct MessageHit
{
    enum class Kind { Nothing, Meta, Link, Reference, Chip, Code, CopyCode, More };

    Kind kind = Kind::Nothing;
    int number = 0;  ///< Of the chip (from 0) or the code block (from 0).
    QString address; ///< Of a link.
    QString text;    ///< As shown.

    friend bool operator==(const MessageHit &, const MessageHit &) = default;
};

/// A stretch of a message's text that is painted on another ground.
struct MessageMark
{
    enum class Kind { Selected, Found, FoundCurrent };

    Kind kind = Kind::Selected;
    int from = 0; ///< Positions in the message's document; beyond its end counts as the end.
    int to = 0;
};

/// A citation as its chip shows it.
struct MessageChip
{
    enum class State { Loading, Open, Plain, Removed, Failed };

    State state = State::Loading;
    QString title;
    QString address; ///< Empty unless it may be opened.
    QString host;    ///< Beside the title; empty where it is the title.

    /// "[2] Delivery times"
    [[nodiscard]] QString text(int number) const;
};

/// Paints a message as a bubble and tells what is where in it. All drawing follows the palette and font that
/// the view hands over; nothing here asks the network.
class MessageDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// One row, ready to be drawn or asked.
    struct Shown
    {
        std::shared_ptr<MessageDocumentCache::Entry> entry;
        MessageLayout layout;
        QList<qint64> citations;
        bool agent = false;
    };

    MessageDelegate(const MessageHeights &heights, CitationService &citations, QObject *parent = nullptr);

    /// Drops all that was laid out with the earlier font or colours.
    void setStyle(const QFont &font, const QPalette &palette);
    void setProject(ProjectId project) { m_project = project; }
    [[nodiscard]] ProjectId project() const { return m_project; }
    void setHover(const QModelIndex &index, const MessageHit &hit);
    /// The code block whose Copy button says "Copied"; an invalid index for none.
    void setCopied(const QModelIndex &index, int code);
    /// Asked for each row that is painted; later marks lie above earlier ones.
    using Marks = std::function<QList<MessageMark>(const QModelIndex &)>;
    void setMarks(Marks marks) { m_marks = std::move(marks); }
    /// The message above which the line of what is new stands; 0 for none.
    void setUnreadFrom(qint64 message) { m_unreadFrom = message; }
    [[nodiscard]] qint64 unreadFrom() const { return m_unreadFrom; }
    void forget(const QModelIndex &index);
    void forgetAll();
    /// Shows one more step of a cut message.
    void showMore(const QModelIndex &index);

    [[nodiscard]] Shown shown(const QModelIndex &index, int rowWidth) const;
    [[nodiscard]] int measure(const QModelIndex &index, int rowWidth) const;
    [[nodiscard]] int guess(const QModelIndex &index, int rowWidth) const;
    /// The document of a row, made where it is not there, but not laid out.
    [[nodiscard]] std::shared_ptr<MessageDocumentCache::Entry> entry(const QModelIndex &index) const;
    [[nodiscard]] MessageHit hit(const QModelIndex &index, int rowWidth, QPoint inRow) const;
    /// The position in the document that is nearest to a point of the row: above the text its start, below it
    /// its end.
    [[nodiscard]] int positionAt(const QModelIndex &index, int rowWidth, QPoint inRow) const;
    /// Where the character at a position stands, in the row; one pixel wide.
    [[nodiscard]] QRect caretRect(const QModelIndex &index, int rowWidth, int position) const;
    /// The Copy button of a code block, in the row.
    [[nodiscard]] QRect copyButton(const QRectF &surface, const QRect &content) const;
    [[nodiscard]] MessageChip chip(qint64 citation) const;
    /// As a person would copy it: the text of the document, or the whole source where only a part is shown.
    [[nodiscard]] QString plainText(const QModelIndex &index) const;
    [[nodiscard]] const MessageDocumentCache &cache() const { return m_cache; }
    [[nodiscard]] const MessageLayout::Metrics &metrics() const { return m_metrics; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    [[nodiscard]] static QString senderText(const QModelIndex &index);
    [[nodiscard]] static MessageDocumentCache::Key key(const QModelIndex &index);

private:
    struct Brush; // One row being painted.

    [[nodiscard]] QString metaText(const QModelIndex &index) const;
    [[nodiscard]] int metaWidth(const QModelIndex &index) const;
    void paintDay(const Brush &brush) const;
    void paintUnread(const Brush &brush) const;
    void paintLineWith(const Brush &brush, const QRect &line, const QString &text, const QColor &lineColour,
                       const QColor &ink) const;
    void paintMeta(const Brush &brush) const;
    void paintBubble(const Brush &brush) const;
    void paintContent(const Brush &brush) const;
    [[nodiscard]] QAbstractTextDocumentLayout::PaintContext contextOf(const Brush &brush) const;
    void paintWideAreas(const Brush &brush, const QAbstractTextDocumentLayout::PaintContext &context) const;
    void paintCopyButtons(const Brush &brush) const;
    void paintChips(const Brush &brush) const;
    void paintMore(const Brush &brush) const;

    const MessageHeights &m_heights;
    CitationService &m_citations;
    ProjectId m_project;
    MarkdownRenderer m_renderer;
    Theme m_theme;
    QFont m_font;
    QFont m_metaFont;
    MessageLayout::Metrics m_metrics;
    mutable MessageDocumentCache m_cache;
    QHash<MessageDocumentCache::Key, int> m_steps; ///< How often "Show more" was asked for.
    QPersistentModelIndex m_hovered;
    MessageHit m_hover;
    QPersistentModelIndex m_copied;
    int m_copiedCode = -1;
    Marks m_marks;
    qint64 m_unreadFrom = 0;
};

} // namespace confab
