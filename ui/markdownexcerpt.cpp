// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdownexcerpt.h"

#include "ui/markdowndocument.h"
#include "ui/markdownsource.h"

#include <QRegularExpression>
#include <QTextBlock>
#include <QTextList>
#include <QTextTable>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

/// Positions that are asked for, and what of a block or piece is between them.
struct Stretch
{
    int from;
    int to;

    [[nodiscard]] bool startsBefore(const QTextBlock &block) const { return from <= block.position(); }
    /// A block without characters counts where its end of line is inside.
    [[nodiscard]] bool has(const QTextBlock &block) const
    {
        const int length = block.length() - 1;
        if (length == 0)
            return from <= block.position() && block.position() < to;
        return from < block.position() + length && to > block.position();
    }
    [[nodiscard]] QString cut(const QString &text, int position) const
    {
        const int start = std::clamp(from - position, 0, int(text.size()));
        const int end = std::clamp(to - position, start, int(text.size()));
        return text.mid(start, end - start);
    }
};

int codeOf(const QTextBlock &block)
{
    return block.blockFormat().intProperty(MarkdownDocument::codeOrdinal);
}

int depthOf(const QTextList &list)
{
    return std::max(0, list.format().indent() - 1);
}

bool isNumbered(const QTextList &list)
{
    return list.format().style() <= QTextListFormat::ListDecimal;
}

/// The characters that only the layout needs, put back to what was meant.
QString meant(QString text)
{
    text.remove(QChar(0x200B)); // break opportunities that the renderer put into long words of tables
    text.replace(QChar::LineSeparator, u'\n');
    text.replace(QChar::Nbsp, u' ');
    return text;
}

/// What both languages share: which blocks are inside and how they stand to each other.
class Writer
{
public:
    Writer(const MarkdownDocument &document, const Stretch &range) : m_document(document), m_range(range) {}
    virtual ~Writer() = default;
    Q_DISABLE_COPY_MOVE(Writer)

    [[nodiscard]] QString write();

protected:
    /// `before` is an invalid block at the start and after a table.
    virtual QString block(const QTextBlock &block, const QTextBlock &before) = 0;
    virtual QString cells(const QTextBlock &block) = 0;
    virtual QString table(const QList<QStringList> &rows) = 0;
    /// Closes what the last block left open.
    virtual QString close(const QTextBlock &) { return {}; }

    [[nodiscard]] const Stretch &range() const { return m_range; }

private:
    [[nodiscard]] QList<QStringList> rowsOf(const QTextTable &table);

    const MarkdownDocument &m_document;
    Stretch m_range;
};

QList<QStringList> Writer::rowsOf(const QTextTable &table)
{
    QList<QStringList> rows;
    const int columns = table.columns();
    // The renderer put the columns of a right-to-left table in the other order, for the eye alone.
    const bool mirrored = table.format().layoutDirection() == Qt::RightToLeft;
    for (int row = 0; row < table.rows(); ++row) {
        QStringList cells;
        for (int column = 0; column < columns; ++column) {
            const QTextTableCell cell = table.cellAt(row, mirrored ? columns - 1 - column : column);
            if (cell.lastPosition() < m_range.from || cell.firstPosition() >= m_range.to)
                continue;
            QStringList parts;
            for (auto it = cell.begin(); !it.atEnd(); ++it) {
                if (it.currentBlock().isValid())
                    parts += this->cells(it.currentBlock());
            }
            cells += parts.join(u' ');
        }
        if (!cells.isEmpty())
            rows += cells;
    }
    return rows;
}

QString Writer::write()
{
    QString result;
    QTextBlock before;
    const auto separate = [&result](QLatin1StringView with) {
        if (!result.isEmpty())
            result += with;
    };
    for (auto it = m_document.rootFrame()->begin(); !it.atEnd(); ++it) {
        if (const auto *frame = qobject_cast<const QTextTable *>(it.currentFrame())) {
            const QList<QStringList> rows = rowsOf(*frame);
            if (rows.isEmpty())
                continue;
            result += close(before);
            separate("\n\n"_L1);
            result += table(rows);
            before = QTextBlock();
            continue;
        }
        const QTextBlock current = it.currentBlock();
        if (!current.isValid() || !m_range.has(current) || (current.length() == 1 && codeOf(current) == 0))
            continue;
        // Lines of one code block and items of one list stand close; paragraphs are a line apart.
        const bool sameCode = before.isValid() && codeOf(current) > 0 && codeOf(before) == codeOf(current);
        const bool close = sameCode || (before.isValid() && current.textList() && before.textList());
        if (!sameCode)
            result += this->close(before);
        separate(close ? "\n"_L1 : "\n\n"_L1);
        result += block(current, before);
        before = current;
    }
    return result + close(before);
}

class PlainWriter : public Writer
{
public:
    using Writer::Writer;

protected:
    QString block(const QTextBlock &block, const QTextBlock &) override
    {
        const QString text = cells(block);
        const QTextList *list = block.textList();
        if (!list || !range().startsBefore(block))
            return text;
        return QString(2 * depthOf(*list), u' ') + (isNumbered(*list) ? list->itemText(block) : u"-"_s) +
               u' ' + text;
    }
    QString cells(const QTextBlock &block) override
    {
        return meant(range().cut(block.text(), block.position()));
    }
    QString table(const QList<QStringList> &rows) override
    {
        QStringList lines;
        for (const QStringList &row : rows)
            lines += row.join(u'\t');
        return lines.join(u'\n');
    }
};

class MarkdownWriter : public Writer
{
public:
    using Writer::Writer;

protected:
    QString block(const QTextBlock &block, const QTextBlock &before) override;
    QString cells(const QTextBlock &block) override;
    QString table(const QList<QStringList> &rows) override;
    QString close(const QTextBlock &block) override
    {
        return block.isValid() && codeOf(block) > 0 ? u'\n' + quotes(block) + fence(block) : QString();
    }

private:
    [[nodiscard]] static QString escaped(QString text);
    [[nodiscard]] static QString piece(const QTextCharFormat &format, const QString &text);
    [[nodiscard]] static QString quotes(const QTextBlock &block)
    {
        return u"> "_s.repeated(block.blockFormat().intProperty(MarkdownDocument::quoteLevel));
    }
    [[nodiscard]] static QString fence(const QTextBlock &block);
};

QString MarkdownWriter::escaped(QString text)
{
    static const QRegularExpression marks(uR"(([\\`*_~\[\]<&|]))"_s);
    return text.replace(marks, uR"(\\1)"_s);
}

/// Longer than any run of backticks in the code.
QString MarkdownWriter::fence(const QTextBlock &block)
{
    QTextBlock first = block;
    while (first.previous().isValid() && codeOf(first.previous()) == codeOf(block))
        first = first.previous();
    qsizetype longest = 2;
    for (QTextBlock line = first; line.isValid() && codeOf(line) == codeOf(block); line = line.next()) {
        qsizetype run = 0;
        const QString text = line.text();
        for (const QChar c : text) {
            run = c == u'`' ? run + 1 : 0;
            longest = std::max(longest, run);
        }
    }
    return QString(longest + 1, u'`');
}

QString MarkdownWriter::piece(const QTextCharFormat &format, const QString &text)
{
    // Marks of stress do nothing beside a blank, so blanks at the ends stay outside.
    const QString core = text.trimmed();
    if (core.isEmpty())
        return text;
    const qsizetype start = text.indexOf(core);
    QString inner;
    if (format.fontFixedPitch()) {
        const QString ticks = core.contains(u'`') ? u"``"_s : u"`"_s;
        const QString gap = core.startsWith(u'`') || core.endsWith(u'`') ? u" "_s : QString();
        inner = ticks + gap + core + gap + ticks;
    } else {
        inner = escaped(core).replace(u'\n', u"\\\n"_s);
    }
    if (format.fontStrikeOut())
        inner = u"~~"_s + inner + u"~~"_s;
    if (format.fontItalic())
        inner = u'*' + inner + u'*';
    if (format.fontWeight() >= QFont::DemiBold)
        inner = u"**"_s + inner + u"**"_s;
    return text.left(start) + inner + text.mid(start + core.size());
}

QString MarkdownWriter::cells(const QTextBlock &block)
{
    const QTextTable *table = QTextCursor(block).currentTable();
    // A heading and the first row of a table are bold by themselves.
    const bool bold =
        block.blockFormat().headingLevel() > 0 || (table && table->cellAt(block.position()).row() == 0);
    QString result;
    QString link; // The address of the link that is being written, and its words.
    QString words;
    const auto endLink = [&] {
        if (!link.isEmpty() && !words.isEmpty())
            result += u'[' + words + u"](<"_s + link + u">)"_s;
        link.clear();
        words.clear();
    };
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const QTextFragment fragment = it.fragment();
        QTextCharFormat format = fragment.charFormat();
        if (bold)
            format.setFontWeight(QFont::Normal);
        const QString address = format.anchorHref();
        const bool opens = !address.isEmpty() && MarkdownDocument::referenceNumber(address) == 0;
        if (link != (opens ? address : QString()))
            endLink();
        const QString text = piece(format, meant(range().cut(fragment.text(), fragment.position())));
        if (opens) {
            link = address;
            words += text;
        } else {
            result += text;
        }
    }
    endLink();
    return result;
}

QString MarkdownWriter::block(const QTextBlock &block, const QTextBlock &before)
{
    const QString quote = quotes(block);
    if (codeOf(block) > 0) {
        const bool opens = !before.isValid() || codeOf(before) != codeOf(block);
        QString language = block.blockFormat().stringProperty(QTextFormat::BlockCodeLanguage);
        language = language.left(language.lastIndexOf(QChar(MarkdownSource::fenceMark))).trimmed();
        const QString head = opens ? quote + fence(block) + language + u'\n' : QString();
        return head + quote + range().cut(block.text(), block.position());
    }
    QString text = cells(block);
    static const QRegularExpression opening(uR"(^\s*([#>+=-]|\d+(?=[.)])))"_s);
    const bool whole = range().startsBefore(block);
    if (const auto match = opening.match(text); match.hasMatch()) {
        const bool digits = match.captured(1).at(0).isDigit();
        text.insert(digits ? match.capturedEnd(1) : match.capturedStart(1), u'\\');
    }
    if (const int level = block.blockFormat().headingLevel(); level > 0 && whole)
        text = QString(level, u'#') + u' ' + text;
    if (const QTextList *list = block.textList(); list && whole) {
        const auto marker = block.blockFormat().marker();
        const QString box = marker == QTextBlockFormat::MarkerType::Checked     ? u"[x] "_s
                            : marker == QTextBlockFormat::MarkerType::Unchecked ? u"[ ] "_s
                                                                                : QString();
        text = QString(4 * depthOf(*list), u' ') + (isNumbered(*list) ? list->itemText(block) : u"-"_s) +
               u' ' + box + text;
    }
    return quote + text;
}

QString MarkdownWriter::table(const QList<QStringList> &rows)
{
    QStringList lines;
    for (const QStringList &row : rows) {
        lines += u"| "_s + row.join(u" | "_s) + u" |"_s;
        if (lines.size() == 1)
            lines += u'|' + u" --- |"_s.repeated(row.size());
    }
    return lines.join(u'\n');
}

} // namespace

QString plainExcerpt(const MarkdownDocument &document, int from, int to)
{
    return from < to ? PlainWriter(document, {from, to}).write() : QString();
}

QString markdownExcerpt(const MarkdownDocument &document, int from, int to)
{
    return from < to ? MarkdownWriter(document, {from, to}).write() : QString();
}

} // namespace confab
