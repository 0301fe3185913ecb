// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/searchquery.h"
#include "support/hostile.h"

#include <QLocale>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

using Kind = SearchChip::Kind;

const QTimeZone berlin("Europe/Berlin");
/// A Tuesday; in Berlin it is Wednesday already.
const QDateTime now(QDate(2026, 3, 10), QTime(23, 30), Qt::UTC);

ParsedSearch parse(const QString &input, const QLocale &locale = QLocale::c())
{
    return parseSearch(input, now, berlin, locale);
}

QDateTime inBerlin(int year, int month, int day)
{
    return QDateTime(QDate(year, month, day), QTime(0, 0), berlin).toUTC();
}

/// As "kind text" for each chip, so that a table can hold them.
QStringList chipsOf(const ParsedSearch &parsed)
{
    static const QHash<Kind, QString> names{{Kind::Text, u"text"_s},
                                            {Kind::Phrase, u"phrase"_s},
                                            {Kind::ExcludedText, u"without"_s},
                                            {Kind::From, u"sender"_s},
                                            {Kind::Before, u"before"_s},
                                            {Kind::After, u"after"_s},
                                            {Kind::On, u"on"_s},
                                            {Kind::Reaction, u"reaction"_s},
                                            {Kind::Source, u"source"_s},
                                            {Kind::Language, u"language"_s},
                                            {Kind::Unfinished, u"unfinished"_s}};
    QStringList all;
    for (const SearchChip &chip : parsed.chips)
        all << names.value(chip.kind) + u' ' + chip.text;
    return all;
}

} // namespace

Q_DECLARE_METATYPE(confab::SearchQuery)

class TestSearchQuery : public QObject
{
    Q_OBJECT

private slots:
    void understands_data();
    void understands();
    void days_data();
    void days();
    void daysOverDaylightSaving();
    void aClockWithoutTimeSelectsNothing();
    void chipsSayWhereTheyStand();
    void noInputIsAnError();
};

void TestSearchQuery::understands_data()
{
    QTest::addColumn<SearchQuery>("query");
    QTest::addColumn<QStringList>("chips");
    const auto row = [](const char *input, const SearchQuery &query, const QStringList &chips) {
        QTest::newRow(input) << query << chips;
    };
    const auto texts = [](const QStringList &some, const QStringList &excluded = {}) {
        SearchQuery query;
        query.texts = some;
        query.excluded = excluded;
        return query;
    };

    row("", {}, {});
    row("  \t ", {}, {});
    row("refund", texts({u"refund"_s}), {u"text refund"_s});
    row("Where  refund", texts({u"Where"_s, u"refund"_s}), {u"text Where"_s, u"text refund"_s});
    row("\"two words\" x", texts({u"two words"_s, u"x"_s}), {u"phrase \"two words\""_s, u"text x"_s});
    row("\"not closed yet", texts({u"not closed yet"_s}), {u"phrase \"not closed yet\""_s});
    row("\"  wide   blanks \"", texts({u"wide blanks"_s}), {u"phrase \"wide blanks\""_s});
    row("\"a\"b", texts({u"a"_s, u"b"_s}), {u"phrase \"a\""_s, u"text b"_s});
    row("\u201ccurly one\u201d", texts({u"curly one"_s}), {u"phrase \"curly one\""_s});
    row("\"", {}, {u"phrase \"\""_s});
    row("\"\" x", texts({u"x"_s}), {u"phrase \"\""_s, u"text x"_s});
    row("-no", texts({}, {u"no"_s}), {u"without -no"_s});
    row("yes -\"not this\"", texts({u"yes"_s}, {u"not this"_s}), {u"text yes"_s, u"without -\"not this\""_s});
    row("-", texts({u"-"_s}), {u"text -"_s});
    row("- x", texts({u"-"_s, u"x"_s}), {u"text -"_s, u"text x"_s});
    row("--verbose", texts({u"--verbose"_s}), {u"text --verbose"_s});
    row("e-mail", texts({u"e-mail"_s}), {u"text e-mail"_s});
    row("https://example.com 12:30", texts({u"https://example.com"_s, u"12:30"_s}),
        {u"text https://example.com"_s, u"text 12:30"_s});
    row("\"from:user\"", texts({u"from:user"_s}), {u"phrase \"from:user\""_s});

    SearchQuery query;
    query.sender = SearchQuery::Sender::User;
    row("from:user", query, {u"sender from:user"_s});
    row("FROM:User", query, {u"sender from:user"_s});
    row("from:\"user\"", query, {u"sender from:user"_s});
    row("-from:agent", query, {u"sender -from:agent"_s});
    query.sender = SearchQuery::Sender::Agent;
    row("from:agent", query, {u"sender from:agent"_s});
    row("from:user from:agent", {}, {u"sender from:user"_s, u"sender from:agent"_s});
    for (const char *name : {"from", "before", "after", "on", "source", "lang"}) {
        const QString chip = u"unfinished "_s + QLatin1String(name) + u':';
        row(qPrintable(QLatin1String(name) + u':'), {}, {chip});
        row(qPrintable(QLatin1String(name) + u":\" \" x"_s), texts({u"x"_s}), {chip, u"text x"_s});
    }
    row("x -from: from:user",
        [&texts] {
            SearchQuery asked = texts({u"x"_s}, {});
            asked.sender = SearchQuery::Sender::User;
            return asked;
        }(),
        {u"text x"_s, u"unfinished -from:"_s, u"sender from:user"_s});
    row("\"after:\"", texts({u"after:"_s}), {u"phrase \"after:\""_s});
    row("from:bob", texts({u"from:bob"_s}), {u"text from:bob"_s});
    row("-from:bob", texts({}, {u"from:bob"_s}), {u"without -from:bob"_s});

    query = {};
    query.withoutReaction = query.disliked = false;
    row("liked:", query, {u"reaction liked:"_s});
    query.texts = {u"refund"_s};
    row("liked:refund", query, {u"reaction liked:"_s, u"text refund"_s});
    query.texts = {u"two words"_s};
    row("liked:\"two words\"", query, {u"reaction liked:"_s, u"phrase \"two words\""_s});
    query = {};
    query.withoutReaction = query.liked = false;
    row("disliked:", query, {u"reaction disliked:"_s});
    query.liked = true;
    row("disliked: liked:", query, {u"reaction disliked:"_s, u"reaction liked:"_s});
    query = {};
    query.liked = false;
    row("-liked:", query, {u"reaction -liked:"_s});
    query.disliked = false;
    row("-liked: -disliked:", query, {u"reaction -liked:"_s, u"reaction -disliked:"_s});

    query = {};
    query.sources = {u"livechat"_s};
    row("source:LiveChat", query, {u"source source:livechat"_s});
    query.sources = {u"livechat"_s, u"api-openai"_s};
    row("source:livechat source:api-openai", query,
        {u"source source:livechat"_s, u"source source:api-openai"_s});
    query = {};
    query.excludedSources = {u"api"_s};
    row("-source:api", query, {u"source -source:api"_s});

    query = {};
    query.languages = {u"de"_s, u"pt"_s};
    row("lang:de lang:pt-BR", query, {u"language lang:de"_s, u"language lang:pt"_s});
    query = {};
    query.excludedLanguages = {u"ja"_s};
    row("-lang:ja", query, {u"language -lang:ja"_s});
    row("lang:x", texts({u"lang:x"_s}), {u"text lang:x"_s});
    row("lang:../../x", texts({u"lang:../../x"_s}), {u"text lang:../../x"_s});

    query = {};
    query.texts = {u"refund"_s, u"order 7"_s};
    query.excluded = {u"test"_s};
    query.sender = SearchQuery::Sender::Agent;
    query.withoutReaction = query.liked = false;
    query.languages = {u"de"_s};
    query.time = {inBerlin(2026, 3, 10), inBerlin(2026, 3, 11)};
    row("refund \"order 7\" -test from:agent on:yesterday disliked: lang:de", query,
        {u"text refund"_s, u"phrase \"order 7\""_s, u"without -test"_s, u"sender from:agent"_s,
         u"on on:yesterday"_s, u"reaction disliked:"_s, u"language lang:de"_s});
}

void TestSearchQuery::understands()
{
    QFETCH(SearchQuery, query);
    QFETCH(QStringList, chips);
    const ParsedSearch parsed = parse(QString::fromUtf8(QTest::currentDataTag()));
    QCOMPARE(chipsOf(parsed), chips);
    QVERIFY(parsed.query == query);
    QCOMPARE(parsed.query.isEmpty(), query == SearchQuery());
}

void TestSearchQuery::days_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QDateTime>("from"); // invalid: open
    QTest::addColumn<QDateTime>("to");
    QTest::addColumn<bool>("literal");
    const auto row = [](const char *input, const QDateTime &from, const QDateTime &to,
                        const char *locale = "C") {
        QTest::addRow("%s %s", input, locale) << QString::fromLatin1(locale) << from << to << false;
    };
    const auto text = [](const char *input, const char *locale = "C") {
        QTest::addRow("%s %s", input, locale)
            << QString::fromLatin1(locale) << QDateTime() << QDateTime() << true;
    };
    const QDateTime open;
    row("on:today", inBerlin(2026, 3, 11), inBerlin(2026, 3, 12));
    row("on:Yesterday", inBerlin(2026, 3, 10), inBerlin(2026, 3, 11));
    row("on:last7days", inBerlin(2026, 3, 5), inBerlin(2026, 3, 12));
    row("on:last30days", inBerlin(2026, 2, 10), inBerlin(2026, 3, 12));
    row("before:yesterday", open, inBerlin(2026, 3, 10));
    row("after:yesterday", inBerlin(2026, 3, 11), open);
    row("on:2026-02-03", inBerlin(2026, 2, 3), inBerlin(2026, 2, 4));
    row("before:2026-02-03", open, inBerlin(2026, 2, 3));
    row("after:2026-02-03", inBerlin(2026, 2, 4), open);
    row("on:2026-02", inBerlin(2026, 2, 1), inBerlin(2026, 3, 1));
    row("on:2025", inBerlin(2025, 1, 1), inBerlin(2026, 1, 1));
    row("after:2025", inBerlin(2026, 1, 1), open);
    row("on:03.02.2026", inBerlin(2026, 2, 3), inBerlin(2026, 2, 4), "de_DE");
    row("on:3.2.26", inBerlin(2026, 2, 3), inBerlin(2026, 2, 4), "de_DE");
    row("on:2/3/2026", inBerlin(2026, 2, 3), inBerlin(2026, 2, 4), "en_US");
    row("on:2/3/26", inBerlin(2026, 2, 3), inBerlin(2026, 2, 4), "en_US");
    row("on:03/02/2026", inBerlin(2026, 2, 3), inBerlin(2026, 2, 4), "en_GB");
    row("on:2026/02/03", inBerlin(2026, 2, 3), inBerlin(2026, 2, 4), "ja_JP");
    row("on:\"3. 2. 2026\"", inBerlin(2026, 2, 3), inBerlin(2026, 2, 4), "cs_CZ");
    row("after:2026-02-01 before:2026-02-10", inBerlin(2026, 2, 2), inBerlin(2026, 2, 10));
    row("after:2026-02-10 before:2026-02-01", inBerlin(2026, 2, 11), inBerlin(2026, 2, 1)); // nothing
    row("on:2026-02 on:2026-02-03", inBerlin(2026, 2, 3), inBerlin(2026, 2, 4));
    text("on:2026-02-30");
    text("on:2026-13");
    text("on:0000");
    text("before:noon");
    text("on:3.2.26", "en_US");
    text("-on:2026-02-03");
}

void TestSearchQuery::days()
{
    QFETCH(QString, locale);
    QFETCH(QDateTime, from);
    QFETCH(QDateTime, to);
    QFETCH(bool, literal);
    const QString tag = QString::fromUtf8(QTest::currentDataTag());
    const ParsedSearch parsed = parse(tag.left(tag.lastIndexOf(u' ')), QLocale(locale));
    QCOMPARE(!parsed.query.texts.isEmpty() || !parsed.query.excluded.isEmpty(), literal);
    QCOMPARE(parsed.query.time.everything, literal);
    QCOMPARE(parsed.query.time.from, from);
    QCOMPARE(parsed.query.time.to, to);
}

/// A day of 23 hours, one of 25, and one that begins at one o'clock.
void TestSearchQuery::daysOverDaylightSaving()
{
    const auto hours = [](const TimeSpan &span) { return span.from.secsTo(span.to) / 3600; };
    QCOMPARE(hours(parse(u"on:2026-03-29"_s).query.time), 23);
    QCOMPARE(hours(parse(u"on:2026-10-25"_s).query.time), 25);
    const TimeSpan cairo =
        parseSearch(u"on:2024-04-26"_s, now, QTimeZone("Africa/Cairo"), QLocale::c()).query.time;
    QCOMPARE(cairo.from, QDateTime(QDate(2024, 4, 25), QTime(22, 0), Qt::UTC));
    QCOMPARE(hours(cairo), 23);
}

void TestSearchQuery::aClockWithoutTimeSelectsNothing()
{
    const ParsedSearch parsed = parseSearch(u"on:today"_s, {}, berlin, QLocale::c());
    QCOMPARE(parsed.query.texts, QStringList{u"on:today"_s});
}

void TestSearchQuery::chipsSayWhereTheyStand()
{
    const QString input = u"  refund -\"no no\"  liked:x from:user"_s;
    QStringList pieces;
    const ParsedSearch parsed = parse(input);
    for (const SearchChip &chip : parsed.chips)
        pieces << input.mid(chip.start, chip.length);
    QCOMPARE(pieces, (QStringList{u"refund"_s, u"-\"no no\""_s, u"liked:"_s, u"x"_s, u"from:user"_s}));
}

void TestSearchQuery::noInputIsAnError()
{
    const QStringList around{u"%1"_s,    u"\"%1"_s,        u"-%1"_s,          u"from:%1"_s,
                             u"on:%1"_s, u"lang:\"%1\""_s, u"x %1 liked:%1"_s};
    for (const hostile::Sample &sample : hostile::samples()) {
        for (const QString &form : around) {
            const QString input = QString(form).replace(u"%1"_s, sample.text);
            const ParsedSearch parsed = parse(input, QLocale(u"ar_EG"_s));
            // The chips cover everything but the blanks, once each.
            qsizetype at = 0;
            const auto blank = [&input](qsizetype from, qsizetype to) {
                return QStringView(input).mid(from, to - from).trimmed().isEmpty();
            };
            for (const SearchChip &chip : parsed.chips) {
                QVERIFY2(chip.length > 0 && chip.start >= at, qPrintable(sample.name));
                QVERIFY2(blank(at, chip.start), qPrintable(sample.name));
                at = chip.start + chip.length;
            }
            QVERIFY2(at <= input.size() && blank(at, input.size()), qPrintable(sample.name));
            // In quotes any text is found as it stands.
            if (form == "\"%1"_L1 && !sample.text.contains(u'"') && !sample.text.trimmed().isEmpty())
                QCOMPARE(parsed.query.texts.value(0).isEmpty(), false);
        }
    }
}

QTEST_APPLESS_MAIN(TestSearchQuery)
#include "tst_searchquery.moc"
