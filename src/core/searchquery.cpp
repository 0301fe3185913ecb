// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/searchquery.h"

#include "core/language.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

bool isQuote(QChar c)
{
    return QStringView(u"\"\u201c\u201d\u201e\u201f").contains(c);
}

/// A piece between blanks. Quotes may stand around all of it, or around what follows a minus or a colon.
struct Token
{
    qsizetype start = 0;
    qsizetype end = 0;
    bool minus = false;
    QString name;  ///< In lower case, where a word and a colon stand at the beginning; else empty.
    QString value; ///< What stands behind the minus and the colon, without its quotes.
    bool quoted = false;
};

const QStringList operatorNames{u"from"_s,  u"before"_s,   u"after"_s,  u"on"_s,
                                u"liked"_s, u"disliked"_s, u"source"_s, u"lang"_s};

/// The end of what begins at `from`: a closing quote, or the blank after a word.
qsizetype endOf(const QString &input, qsizetype from, bool quoted)
{
    const auto ends = [quoted](QChar c) { return quoted ? isQuote(c) : c.isSpace(); };
    return std::find_if(input.begin() + from, input.end(), ends) - input.begin();
}

Token tokenAt(const QString &input, qsizetype start)
{
    Token token;
    token.start = start;
    qsizetype at = start;
    if (input.at(at) == u'-' && at + 1 < input.size() && !input.at(at + 1).isSpace() &&
        input.at(at + 1) != u'-') {
        token.minus = true;
        ++at;
    }
    // The longest name and its colon; not a regular expression, which would look at all of a long input each
    // time.
    const qsizetype colon = QStringView(input).mid(at, 9).indexOf(u':');
    const QString name = colon > 0 ? input.mid(at, colon).toLower() : QString();
    if (operatorNames.contains(name)) {
        token.name = name;
        at += colon + 1;
    }
    token.quoted = at < input.size() && isQuote(input.at(at));
    const qsizetype from = token.quoted ? at + 1 : at;
    const qsizetype to = endOf(input, from, token.quoted);
    token.value = input.mid(from, to - from);
    token.end = token.quoted && to < input.size() ? to + 1 : to;
    return token;
}

// --- Dates ---

/// Digits of any script as those of ASCII, without blanks and marks of direction: what is left of a short
/// date and of its format can be compared.
QString plainDate(const QString &text)
{
    QString plain;
    for (const QChar c : text) {
        if (c.isDigit())
            plain += QChar(u'0' + c.digitValue());
        else if (!c.isSpace() && c != u'\u200e' && c != u'\u200f' && c != u'\u061c')
            plain += c;
    }
    return plain;
}

QDate localDate(const QString &value, const QLocale &locale)
{
    static const QRegularExpression day(u"d{1,2}"_s), month(u"M{1,2}"_s), year(u"y+"_s);
    const QString usual =
        plainDate(locale.dateFormat(QLocale::ShortFormat)).replace(day, u"d"_s).replace(month, u"M"_s);
    const QString plain = plainDate(value);
    QDate date = QDate::fromString(plain, QString(usual).replace(year, u"yyyy"_s));
    if (!date.isValid()) {
        date = QDate::fromString(plain, QString(usual).replace(year, u"yy"_s));
        // Qt reads two digits as a year of the twentieth century.
        if (date.isValid() && date.year() < 1970)
            date = date.addYears(100);
    }
    return date;
}

/// The days that a value names.
std::optional<DateFilter> daysOf(const QString &value, const QLocale &locale)
{
    const QString word = value.toLower();
    if (word == "today"_L1)
        return DateFilter{DateFilter::Kind::Today, 0, {}, {}};
    if (word == "yesterday"_L1)
        return DateFilter{DateFilter::Kind::Yesterday, 0, {}, {}};
    if (word == "last7days"_L1)
        return DateFilter{DateFilter::Kind::Last7Days, 0, {}, {}};
    if (word == "last30days"_L1)
        return DateFilter{DateFilter::Kind::Last30Days, 0, {}, {}};

    const auto days = [](QDate from, QDate to) { return DateFilter{DateFilter::Kind::Custom, 90, from, to}; };
    static const QRegularExpression iso(u"\\A([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?\\z"_s);
    if (const auto match = iso.match(value); match.hasMatch()) {
        const int year = match.capturedView(1).toInt();
        const bool hasMonth = match.hasCaptured(2);
        const QDate from(year, hasMonth ? match.capturedView(2).toInt() : 1,
                         match.hasCaptured(3) ? match.capturedView(3).toInt() : 1);
        if (!from.isValid())
            return {};
        if (match.hasCaptured(3))
            return days(from, from);
        return days(from, hasMonth ? from.addMonths(1).addDays(-1) : from.addYears(1).addDays(-1));
    }
    const QDate date = localDate(value, locale);
    return date.isValid() ? std::optional(days(date, date)) : std::nullopt;
}

QString textOf(const DateFilter &days, const QString &value)
{
    return days.kind == DateFilter::Kind::Custom && days.from == days.to ? days.from.toString(Qt::ISODate)
                                                                         : value.toLower();
}

// --- The query ---

class Parser
{
public:
    Parser(const QDateTime &now, const QTimeZone &zone, const QLocale &locale)
        : m_now(now), m_zone(zone), m_locale(locale)
    {
    }

    void take(const QString &input, const Token &token)
    {
        if (!token.name.isEmpty() && takeOperator(token))
            return;
        if (!token.name.isEmpty() && token.value.trimmed().isEmpty())
            return addChip(token, SearchChip::Kind::Unfinished, token.name + u':');
        if (!token.name.isEmpty()) { // it means nothing as an operator, so it is text as it stands
            const qsizetype start = token.start + (token.minus ? 1 : 0);
            QString literal = input.mid(start, token.end - start);
            literal.removeIf([](QChar c) { return isQuote(c); });
            return addText(token, literal,
                           token.minus ? SearchChip::Kind::ExcludedText : SearchChip::Kind::Text);
        }
        if (token.quoted && token.value.trimmed().isEmpty()) // nothing to look for, yet or at all
            return addChip(token, SearchChip::Kind::Phrase, u"\"\""_s);
        const auto kind = token.minus    ? SearchChip::Kind::ExcludedText
                          : token.quoted ? SearchChip::Kind::Phrase
                                         : SearchChip::Kind::Text;
        addText(token, token.quoted ? token.value.simplified() : token.value, kind);
    }

    [[nodiscard]] ParsedSearch finished()
    {
        SearchQuery &query = m_parsed.query;
        if (m_user != m_agent)
            query.sender = m_user ? SearchQuery::Sender::User : SearchQuery::Sender::Agent;
        if (m_liked || m_disliked) {
            query.withoutReaction = false;
            query.liked = m_liked;
            query.disliked = m_disliked;
        }
        query.liked = query.liked && !m_notLiked;
        query.disliked = query.disliked && !m_notDisliked;
        return m_parsed;
    }

private:
    [[nodiscard]] bool takeOperator(const Token &token)
    {
        if (token.name == "from"_L1)
            return takeSender(token);
        if (token.name == "liked"_L1 || token.name == "disliked"_L1)
            return takeReaction(token);
        if (token.name == "source"_L1)
            return takeSource(token);
        if (token.name == "lang"_L1)
            return takeLanguage(token);
        return !token.minus && takeDate(token);
    }

    [[nodiscard]] bool takeSender(const Token &token)
    {
        const QString value = token.value.toLower();
        if (value != "user"_L1 && value != "agent"_L1)
            return false;
        ((value == "user"_L1) != token.minus ? m_user : m_agent) = true;
        addChip(token, SearchChip::Kind::From, u"from:"_s + value);
        return true;
    }

    [[nodiscard]] bool takeReaction(const Token &token)
    {
        const bool liked = token.name == "liked"_L1;
        if (token.minus)
            (liked ? m_notLiked : m_notDisliked) = true;
        else
            (liked ? m_liked : m_disliked) = true;
        Token head = token;
        head.end = token.start + (token.minus ? 1 : 0) + token.name.size() + 1;
        addChip(head, SearchChip::Kind::Reaction, token.name + u':');
        if (token.end > head.end) {
            Token rest = token;
            rest.start = head.end;
            rest.minus = false;
            rest.name.clear();
            take({}, rest);
        }
        return true;
    }

    [[nodiscard]] bool takeSource(const Token &token)
    {
        const QString value = token.value.trimmed().toLower();
        if (value.isEmpty())
            return false;
        (token.minus ? m_parsed.query.excludedSources : m_parsed.query.sources).append(value);
        addChip(token, SearchChip::Kind::Source, u"source:"_s + value);
        return true;
    }

    [[nodiscard]] bool takeLanguage(const Token &token)
    {
        static const QRegularExpression code(u"\\A[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}\\z"_s);
        if (!code.match(token.value.toLower()).hasMatch())
            return false;
        const QString value = languageCode(token.value);
        (token.minus ? m_parsed.query.excludedLanguages : m_parsed.query.languages).append(value);
        addChip(token, SearchChip::Kind::Language, u"lang:"_s + value);
        return true;
    }

    [[nodiscard]] bool takeDate(const Token &token)
    {
        const std::optional<DateFilter> days = daysOf(token.value, m_locale);
        // By a clock that says nothing, nothing is selected.
        const TimeSpan span = days && m_now.isValid() ? spanOf(*days, m_now, m_zone) : TimeSpan();
        if (!span.from.isValid() || !span.to.isValid())
            return false;
        if (token.name == "before"_L1) {
            narrow({}, span.from);
            addChip(token, SearchChip::Kind::Before, u"before:"_s + textOf(*days, token.value));
        } else if (token.name == "after"_L1) {
            narrow(span.to, {});
            addChip(token, SearchChip::Kind::After, u"after:"_s + textOf(*days, token.value));
        } else {
            narrow(span.from, span.to);
            addChip(token, SearchChip::Kind::On, u"on:"_s + textOf(*days, token.value));
        }
        return true;
    }

    void narrow(const QDateTime &from, const QDateTime &to)
    {
        TimeSpan &time = m_parsed.query.time;
        time.everything = false;
        if (from.isValid() && (!time.from.isValid() || from > time.from))
            time.from = from;
        if (to.isValid() && (!time.to.isValid() || to < time.to))
            time.to = to;
    }

    void addText(const Token &token, const QString &text, SearchChip::Kind kind)
    {
        (kind == SearchChip::Kind::ExcludedText ? m_parsed.query.excluded : m_parsed.query.texts)
            .append(text);
        Token bare = token;
        bare.minus = kind == SearchChip::Kind::ExcludedText;
        addChip(bare, kind, token.quoted && token.name.isEmpty() ? u'"' + text + u'"' : text);
    }

    void addChip(const Token &token, SearchChip::Kind kind, const QString &text)
    {
        m_parsed.chips.append({kind, token.minus ? u'-' + text : text, token.start, token.end - token.start});
    }

    const QDateTime &m_now;
    const QTimeZone &m_zone;
    const QLocale &m_locale;
    ParsedSearch m_parsed;
    bool m_user = false;
    bool m_agent = false;
    bool m_liked = false;
    bool m_disliked = false;
    bool m_notLiked = false;
    bool m_notDisliked = false;
};

} // namespace

ParsedSearch parseSearch(const QString &input, const QDateTime &now, const QTimeZone &zone,
                         const QLocale &locale)
{
    Parser parser(now, zone, locale);
    for (qsizetype at = 0; at < input.size();) {
        if (input.at(at).isSpace()) {
            ++at;
            continue;
        }
        const Token token = tokenAt(input, at);
        parser.take(input, token);
        at = token.end;
    }
    return parser.finished();
}

} // namespace confab
