// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdownsource.h"

#include "core/codepoints.h"
#include "core/text.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr int maxIndent = 2 * MarkdownSource::maxDepth;
/// In a cell that would be empty: md4c 0.4.8 leaves out a cell without any character, and Qt's reader joins
/// cells without words to the one before them. What is copied has none of these.
constexpr QChar cellFiller(0x200B);

/// The longest prefix of at most `limit` characters that ends at a line, else at a word, else between
/// characters.
QString cutAt(const QString &text, qsizetype limit)
{
    if (text.size() <= limit)
        return text;
    const qsizetype line = text.lastIndexOf(u'\n', limit);
    if (line > limit / 2)
        return text.left(line);
    qsizetype end = limit;
    const qsizetype space = text.lastIndexOf(u' ', limit);
    if (space > limit - 200)
        end = space;
    while (end > 0 && (text.at(end).isLowSurrogate() || text.at(end).isMark()) && end > limit - 64)
        --end;
    return text.left(end);
}

QString cleaned(const QString &part)
{
    QString clean = text::cleanText(part);
    // Noncharacters steer QTextDocument, and the object replacement character is its sign for a picture.
    for (QChar &c : clean) {
        if ((c >= QChar(0xFDD0) && c <= QChar(0xFDEF)) || c == QChar::ObjectReplacementCharacter)
            c = QChar::ReplacementCharacter;
    }
    return clean;
}

/// A colon may begin an address or a citation's mark.
bool isInlineMark(QChar c)
{
    return c == u'*' || c == u'_' || c == u'~' || c == u'`' || c == u'[' || c == u'<' || c == u'\\' ||
           c == u'&' || c == u':';
}

/// What a character reference stands for; nullopt where Qt may decode it by itself.
std::optional<QString> decodedReference(const QString &body)
{
    static const QHash<QString, QString> named = {{u"lt"_s, u"\\<"_s},        {u"gt"_s, u"\\>"_s},
                                                  {u"amp"_s, u"\\&"_s},       {u"quot"_s, u"\\\""_s},
                                                  {u"apos"_s, u"'"_s},        {u"nbsp"_s, u"\u00A0"_s},
                                                  {u"ndash"_s, u"\u2013"_s},  {u"mdash"_s, u"\u2014"_s},
                                                  {u"hellip"_s, u"\u2026"_s}, {u"shy"_s, u"\u00AD"_s}};
    static const QSet<QString> hidden = {u"lrm"_s, u"rlm"_s, u"zwj"_s, u"zwnj"_s};
    if (hidden.contains(body))
        return QString(QChar::ReplacementCharacter);
    if (!body.startsWith(u'#'))
        return named.contains(body) ? std::optional(named.value(body)) : std::nullopt;
    const bool hex = body.size() > 1 && body.at(1).toLower() == u'x';
    bool ok = false;
    const uint code = body.mid(hex ? 2 : 1).toUInt(&ok, hex ? 16 : 10);
    if (!ok || code > QChar::LastValidCodePoint || QChar::isSurrogate(code) || QChar::isNonCharacter(code))
        return QString(QChar::ReplacementCharacter);
    const QString decoded = QString::fromUcs4(reinterpret_cast<const char32_t *>(&code), 1);
    const auto category = QChar::category(code);
    const bool shows =
        category != QChar::Other_Control && category != QChar::Other_Format && !QChar::isMark(code);
    if (!shows && !text::isUnseen(code))
        return QString(QChar::ReplacementCharacter);
    return code < 128 && !QChar::isLetterOrNumber(code) ? u'\\' + decoded : decoded;
}

/// Reads an answer line by line. It follows fences, code spans and tables closely enough to leave code alone;
/// where it errs, the renderer's second pass over the finished document still holds.
class Tamer
{
public:
    Tamer(const QList<qint64> &citations, const MarkdownLimits &limits)
        : m_citations(citations), m_limits(limits)
    {
    }

    bool add(QStringView line);
    QString take() { return std::move(m_out); }

private:
    struct Fence
    {
        QChar mark;
        qsizetype length = 0;
        int quotes = 0;
        qsizetype indent = 0;
    };

    bool inFence(QStringView line);
    bool opensFence(QStringView rest, int quotes, qsizetype column);
    qsizetype addPrefix(QStringView line, int &quotes);
    bool addTable(QStringView rest);
    void fillCells(const QList<qsizetype> &gaps);
    void fillRow(QStringView rest);
    bool addInline(QStringView rest);
    qsizetype addPipe(QStringView rest, qsizetype at);
    qsizetype addCodeSpan(QStringView rest, qsizetype at);
    qsizetype addReference(QStringView rest, qsizetype at);
    qsizetype addEntity(QStringView rest, qsizetype at);

    const QList<qint64> &m_citations;
    MarkdownLimits m_limits;
    QString m_out;
    std::optional<Fence> m_fence;
    int m_fences = 0;
    int m_entities = 0;
    qsizetype m_lines = 0;
    qsizetype m_cells = 0;
    qsizetype m_marks = 0;
    qsizetype m_paragraphMarks = 0;
    qsizetype m_columns = 0; ///< Of the table that the lines belong to, or one more or two; else 0.
    qsizetype m_fields = 0;  ///< The same to the number.
    qsizetype m_pipes = 0;   ///< In the line that is being read.
    QList<qsizetype> m_gaps; ///< Where between two of them nothing stands.
    bool m_list = false;
    bool m_newItem = false; ///< The line begins an item of a list.
    bool m_mayIndentCode = true;
};

bool Tamer::add(QStringView line)
{
    if (++m_lines > m_limits.lines)
        return false;
    if (m_lines > 1)
        m_out += u'\n';
    const QList<qsizetype> gapsBefore = std::exchange(m_gaps, {});
    m_pipes = 0;
    if (inFence(line)) {
        m_out += line;
        return true;
    }
    const QStringView trimmed = line.trimmed();
    if (trimmed.isEmpty()) {
        m_columns = 0;
        m_paragraphMarks = 0;
        m_mayIndentCode = !m_list;
        return true;
    }
    if (m_mayIndentCode && (line.startsWith(u'\t') || line.startsWith("    "_L1))) {
        m_out += line;
        return true;
    }
    m_mayIndentCode = false;
    int quotes = 0;
    const qsizetype before = m_out.size();
    const qsizetype used = addPrefix(line, quotes);
    const QStringView rest = line.mid(used);
    if (used == 0)
        m_list = false;
    if (m_columns > 0 || m_newItem)
        m_paragraphMarks = 0;
    if (opensFence(rest, quotes, m_out.size() - before))
        return true;
    const bool isRow = m_columns > 0;
    if (!addTable(rest) || !addInline(rest))
        return false;
    if (isRow)
        fillRow(rest);
    else if (m_columns > 0)
        fillCells(gapsBefore); // of the line above, which is the head
    return true;
}

bool Tamer::inFence(QStringView line)
{
    if (!m_fence)
        return false;
    qsizetype at = 0;
    int quotes = 0;
    while (at < line.size() && (line.at(at).isSpace() || (line.at(at) == u'>' && quotes < m_fence->quotes))) {
        quotes += line.at(at) == u'>' ? 1 : 0;
        ++at;
    }
    // The block ends with the quote or list item that holds it.
    const bool leaves = quotes < m_fence->quotes || (at < line.size() && at < m_fence->indent);
    if (leaves) {
        m_fence.reset();
        return false;
    }
    const QStringView rest = line.mid(at).trimmed();
    const auto other =
        std::find_if(rest.cbegin(), rest.cend(), [this](QChar c) { return c != m_fence->mark; });
    if (rest.size() >= m_fence->length && other == rest.cend())
        m_fence.reset();
    return true;
}

bool Tamer::opensFence(QStringView rest, int quotes, qsizetype column)
{
    if (rest.isEmpty() || (rest.front() != u'`' && rest.front() != u'~'))
        return false;
    const QChar mark = rest.front();
    qsizetype length = 0;
    while (length < rest.size() && rest.at(length) == mark)
        ++length;
    const QStringView info = rest.mid(length).trimmed();
    if (length < 3 || (mark == u'`' && info.contains(u'`')))
        return false;
    m_fence = Fence{mark, length, quotes, m_list && column >= 2 ? 2 : 0};
    const auto blank = std::find_if(info.cbegin(), info.cend(), [](QChar c) { return c.isSpace(); });
    m_out += rest.left(length);
    for (const QChar c : QStringView(info.cbegin(), blank).left(32))
        m_out += c.isLetterOrNumber() || c == u'+' || c == u'-' ? c : u'_';
    m_out += QChar(MarkdownSource::fenceMark) + QString::number(++m_fences);
    return true;
}

/// Writes indentation, quote marks and list marks; all beyond the bound become text. Returns how much it
/// read.
qsizetype Tamer::addPrefix(QStringView line, int &quotes)
{
    int depth = 0;
    m_newItem = false;
    qsizetype at = 0;
    while (at < line.size()) {
        qsizetype blanks = 0;
        while (at < line.size() && (line.at(at) == u' ' || line.at(at) == u'\t'))
            blanks += line.at(at++) == u'\t' ? 4 : 1;
        const auto indent = std::min<qsizetype>(blanks, depth == 0 ? maxIndent : 4);
        m_out += QString(indent, u' ');
        qsizetype mark = 0;
        if (at < line.size() && line.at(at) == u'>') {
            mark = 1;
        } else {
            qsizetype digits = 0;
            while (at + digits < line.size() && digits < 9 && line.at(at + digits).isDigit())
                ++digits;
            const qsizetype sign = at + digits;
            const bool isMark =
                sign < line.size() &&
                (digits > 0 ? line.at(sign) == u'.' || line.at(sign) == u')'
                            : line.at(sign) == u'-' || line.at(sign) == u'+' || line.at(sign) == u'*');
            if (isMark && sign + 1 < line.size() && line.at(sign + 1).isSpace())
                mark = digits + 1;
        }
        if (mark == 0)
            break;
        if (++depth > MarkdownSource::maxDepth) {
            m_out += u'\\';
            break;
        }
        const bool quote = line.at(at) == u'>';
        quotes += quote ? 1 : 0;
        m_newItem = m_newItem || !quote;
        m_list = m_list || !quote;
        m_out += line.mid(at, mark);
        at += mark;
    }
    return at;
}

/// Counts the cells of a table; the whole row is read by addInline().
bool Tamer::addTable(QStringView rest)
{
    if (m_columns > 0) {
        m_cells += m_columns;
        return m_cells <= m_limits.tableCells;
    }
    const bool delimiter =
        rest.contains(u'|') && rest.contains(u'-') && std::all_of(rest.cbegin(), rest.cend(), [](QChar c) {
            return c == u'|' || c == u'-' || c == u':' || c.isSpace();
        });
    if (!delimiter)
        return true;
    const qsizetype columns = rest.count(u'|') + 1;
    if (columns > MarkdownSource::maxColumns) {
        m_out += u'\\';
        return true;
    }
    const QStringView row = rest.trimmed();
    m_columns = columns;
    m_fields = columns - (row.startsWith(u'|') ? 1 : 0) - (row.endsWith(u'|') ? 1 : 0);
    return true;
}

void Tamer::fillCells(const QList<qsizetype> &gaps)
{
    for (auto gap = gaps.crbegin(); gap != gaps.crend(); ++gap)
        m_out.insert(*gap, cellFiller);
}

/// Every cell of a row gets something, also those that it leaves out at its end. What only may be a row stays
/// as it is.
void Tamer::fillRow(QStringView rest)
{
    const QStringView row = rest.trimmed();
    if (m_pipes == 0 || m_newItem || row.startsWith(u'#'))
        return;
    fillCells(m_gaps);
    const bool opens = row.startsWith(u'|');
    const bool closes = row.size() > 1 && row.endsWith(u'|') && !row.endsWith("\\|"_L1);
    const qsizetype cells = m_pipes + 1 - (opens ? 1 : 0) - (closes ? 1 : 0);
    if (cells >= m_fields)
        return;
    if (!closes)
        m_out += u'|';
    for (qsizetype missing = m_fields - cells; missing > 0; --missing) {
        m_out += cellFiller;
        m_out += u'|';
    }
}

qsizetype Tamer::addPipe(QStringView rest, qsizetype at)
{
    m_out += u'|';
    ++m_pipes;
    qsizetype next = at + 1;
    while (next < rest.size() && rest.at(next).isSpace())
        ++next;
    if (next < rest.size() && rest.at(next) == u'|')
        m_gaps.append(m_out.size());
    return at + 1;
}

bool Tamer::addInline(QStringView rest)
{
    static const QString imageText = u"![image]"_s;
    for (qsizetype at = 0; at < rest.size();) {
        const QChar c = rest.at(at);
        if (isInlineMark(c) && (++m_marks > m_limits.marks || ++m_paragraphMarks > m_limits.paragraphMarks))
            return false;
        if (c == u'\\' && at + 1 < rest.size()) {
            m_out += rest.mid(at, 2);
            at += 2;
        } else if (c == u'`') {
            at = addCodeSpan(rest, at);
        } else if (c == u'!' && rest.mid(at).startsWith("![]"_L1)) {
            m_out += imageText;
            at += 3;
        } else if (c == u'&') {
            at = addEntity(rest, at);
        } else if (c == u':' && rest.mid(at).startsWith(":cit["_L1)) {
            at = addReference(rest, at);
        } else if (c == u'|') {
            at = addPipe(rest, at);
        } else {
            m_out += c;
            ++at;
        }
    }
    return true;
}

qsizetype Tamer::addCodeSpan(QStringView rest, qsizetype at)
{
    qsizetype length = 0;
    while (at + length < rest.size() && rest.at(at + length) == u'`')
        ++length;
    const QString ticks(length, u'`');
    qsizetype end = at + length;
    while ((end = rest.indexOf(ticks, end)) >= 0) {
        const qsizetype after = end + length;
        if (after >= rest.size() || rest.at(after) != u'`') {
            m_out += rest.mid(at, after - at);
            return after;
        }
        end = after;
        while (end < rest.size() && rest.at(end) == u'`')
            ++end;
    }
    m_out += ticks;
    return at + length;
}

qsizetype Tamer::addReference(QStringView rest, qsizetype at)
{
    static const QRegularExpression mark(u"^:cit\\[(\\d{1,18})/(\\d{1,18})\\]"_s);
    const auto match = mark.match(rest.mid(at, 48).toString());
    if (!match.hasMatch()) {
        m_out += rest.at(at);
        return at + 1;
    }
    // The vendor does not say what the two numbers mean: a position in the list is tried first, then an id.
    const qint64 first = match.capturedView(1).toLongLong();
    const qint64 second = match.capturedView(2).toLongLong();
    qsizetype number = first >= 1 && first <= m_citations.size() ? qsizetype(first) : 0;
    if (number == 0)
        number = m_citations.indexOf(first) + 1;
    if (number == 0)
        number = m_citations.indexOf(second) + 1;
    while (m_out.endsWith(u' '))
        m_out.chop(1);
    if (number > 0)
        m_out += QChar(MarkdownSource::referenceStart) + QString::number(number) +
                 QChar(MarkdownSource::referenceEnd);
    return at + match.capturedLength();
}

qsizetype Tamer::addEntity(QStringView rest, qsizetype at)
{
    static const QRegularExpression entity(
        u"^&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"_s);
    const auto match = entity.match(rest.mid(at, 40).toString());
    if (!match.hasMatch()) {
        m_out += u'&';
        return at + 1;
    }
    if (const auto decoded = decodedReference(match.captured(1))) {
        m_out += *decoded;
        return at + match.capturedLength();
    }
    m_out += ++m_entities > MarkdownSource::maxEntities ? u"\\&"_s : u"&"_s;
    return at + 1;
}

} // namespace

MarkdownLimits MarkdownLimits::forSteps(int steps)
{
    const MarkdownLimits one;
    const qsizetype factor = 1 + std::max(0, steps);
    return {one.characters * factor, one.lines * factor, one.tableCells * factor, one.marks * factor,
            one.paragraphMarks * factor};
}

MarkdownSource MarkdownSource::fromAnswer(const QString &raw, const QList<qint64> &citations,
                                          const MarkdownLimits &limits)
{
    const QString part = cutAt(raw, limits.characters);
    const QString clean = cleaned(part);
    Tamer tamer(citations, limits);
    MarkdownSource source;
    source.complete = part.size() == raw.size();
    for (const QStringView line : QStringView(clean).split(u'\n')) {
        if (!tamer.add(line)) {
            source.complete = false;
            break;
        }
    }
    source.text = tamer.take();
    return source;
}

MarkdownSource MarkdownSource::fromPlain(const QString &raw, const MarkdownLimits &limits)
{
    const QString part = cutAt(raw, limits.characters);
    MarkdownSource source;
    source.text = cleaned(part);
    qsizetype end = 0;
    for (qsizetype line = 0; line < limits.lines && end >= 0; ++line)
        end = source.text.indexOf(u'\n', end + (line > 0 ? 1 : 0));
    if (end >= 0)
        source.text.truncate(end);
    source.complete = end < 0 && part.size() == raw.size();
    return source;
}

} // namespace confab
