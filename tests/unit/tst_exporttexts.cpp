// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/address.h"
#include "core/text.h"
#include "support/exportcase.h"
#include "support/limitedchild.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QTextBlock>
#include <QTextDocument>

#include <md4c.h>

using namespace confab;
using namespace confab::exportcase;

namespace {

/// Says each tag with its attributes, each id, and what stands open at the end or is closed in the wrong
/// order.
const QByteArray readHtml = R"(
import html.parser, json, sys
VOID = {'meta', 'br', 'hr'}
class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.open, self.wrong, self.other, self.text = [], [], [], [], []
    def handle_starttag(self, tag, attrs):
        self.tags.append([tag, [[name, value or ''] for name, value in attrs]])
        if tag not in VOID: self.open.append(tag)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.wrong.append(tag)
    def handle_data(self, data): self.text.append(data)
    def handle_comment(self, data): self.other.append(data)
    def handle_pi(self, data): self.other.append(data)
    def unknown_decl(self, data): self.other.append(data)
reader = Reader()
reader.feed(sys.stdin.buffer.read().decode('utf-8'))
reader.close()
json.dump({'tags': reader.tags, 'wrong': reader.wrong + reader.open, 'other': reader.other}, sys.stdout)
)";

struct Markdown
{
    int html = 0;
    int images = 0;
    int headings = 0; ///< Of the first three levels, which are the file's own.
    QStringList addresses;
    QString text;
};

/// Read by a parser that allows everything.
Markdown readBack(const QByteArray &utf8)
{
    Markdown found;
    MD_PARSER parser{};
    parser.flags = MD_DIALECT_GITHUB;
    const auto of = [](void *data) { return static_cast<Markdown *>(data); };
    static const auto cast = of;
    parser.enter_block = [](MD_BLOCKTYPE type, void *detail, void *data) {
        cast(data)->html += type == MD_BLOCK_HTML;
        cast(data)->headings += type == MD_BLOCK_H && static_cast<MD_BLOCK_H_DETAIL *>(detail)->level <= 3;
        return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE, void *, void *data) { return cast(data)->text += u'\n', 0; };
    parser.enter_span = [](MD_SPANTYPE type, void *detail, void *data) {
        cast(data)->images += type == MD_SPAN_IMG;
        if (type == MD_SPAN_A) {
            const auto &href = static_cast<MD_SPAN_A_DETAIL *>(detail)->href;
            cast(data)->addresses << QString::fromUtf8(href.text, qsizetype(href.size));
        }
        return 0;
    };
    parser.leave_span = [](MD_SPANTYPE, void *, void *) { return 0; };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data) {
        cast(data)->html += type == MD_TEXT_HTML;
        cast(data)->text +=
            type == MD_TEXT_BR || type == MD_TEXT_SOFTBR ? u"\n"_s : QString::fromUtf8(text, qsizetype(size));
        return 0;
    };
    md_parse(utf8.constData(), MD_SIZE(utf8.size()), &parser, &found);
    return found;
}

} // namespace

/// The formats that people read: inert whatever was said, and still saying it.
class TestExportTexts : public QObject
{
    Q_OBJECT

private slots:
    void htmlIsInert_data();
    void htmlIsInert();
    void htmlSaysWhatWasSaid();
    void htmlLeadsToItsSources();
    void htmlFollowsEachParagraph();
    void htmlMirrorsListsAndTables();
    void markdownIsInert_data();
    void markdownIsInert();
    void markdownSaysWhatWasSaid();
    void markdownKeepsTheAnswersForm();
    void plainTextSaysWhatWasSaid();
    void notesAreTold_data();
    void notesAreTold();
    void momentsHaveTheirOffset();
    void giantsAreQuick_data();
    void giantsAreQuick();
    void deepNestingIsFlattened();
};

void TestExportTexts::htmlIsInert_data()
{
    QTest::addColumn<QByteArray>("html");
    ExportOptions options = optionsFor(ExportFormat::Html);
    options.personalData = true;
    // An emphasis that ends within a bare address (found by fuzz_export).
    const QString overlapping = u"a*2 [b https://example.com/c*2** d"_s;
    QTest::newRow("overlapping marks")
        << write(options, {conversation(1, u"n"_s, {message(1, u"q"_s, overlapping)}), rich()});
    QTest::newRow("usual") << write(options, {rich()}, {{rich().conversation, u"<b>gone</b>"_s}},
                                    u"<i>P</i>"_s);
    QTest::newRow("hostile") << write(options, hostileConversations(20'000));
}

void TestExportTexts::htmlIsInert()
{
    QFETCH(const QByteArray, html);
    const QByteArray answer = python(readHtml, html);
    if (answer.isEmpty())
        QSKIP("No Python here.");
    const QJsonObject found = QJsonDocument::fromJson(answer).object();
    QCOMPARE(found[u"wrong"].toArray(), QJsonArray());
    QCOMPARE(found[u"other"].toArray(), QJsonArray());
    const QSet<QString> tags{u"html"_s,   u"head"_s, u"meta"_s,    u"title"_s, u"style"_s,      u"body"_s,
                             u"header"_s, u"h1"_s,   u"h2"_s,      u"h3"_s,    u"h4"_s,         u"h5"_s,
                             u"h6"_s,     u"p"_s,    u"article"_s, u"div"_s,   u"ol"_s,         u"ul"_s,
                             u"li"_s,     u"a"_s,    u"sup"_s,     u"time"_s,  u"blockquote"_s, u"pre"_s,
                             u"code"_s,   u"em"_s,   u"strong"_s,  u"del"_s,   u"br"_s,         u"hr"_s,
                             u"table"_s,  u"tr"_s,   u"th"_s,      u"td"_s,    u"footer"_s};
    const QSet<QString> attributes{u"lang"_s, u"charset"_s, u"http-equiv"_s, u"content"_s,
                                   u"name"_s, u"class"_s,   u"id"_s,         u"dir"_s,
                                   u"href"_s, u"rel"_s,     u"start"_s,      u"datetime"_s};
    int outside = 0;
    for (const QJsonValue each : found[u"tags"].toArray()) {
        const QString tag = each.toArray().at(0).toString();
        QVERIFY2(tags.contains(tag), qPrintable(tag));
        QHash<QString, QString> of;
        for (const QJsonValue attribute : each.toArray().at(1).toArray())
            of.insert(attribute.toArray().at(0).toString(), attribute.toArray().at(1).toString());
        for (auto it = of.cbegin(); it != of.cend(); ++it)
            QVERIFY2(attributes.contains(it.key()), qPrintable(tag + u' ' + it.key()));
        if (!of.contains(u"href"_s))
            continue;
        const QString address = of[u"href"_s];
        if (address.startsWith(u'#'))
            continue;
        ++outside;
        QVERIFY2(!linkableAddress(address).isEmpty(), qPrintable(address));
        QCOMPARE(of[u"rel"_s], u"noopener noreferrer nofollow"_s);
    }
    QVERIFY(outside > 0);
    QVERIFY(
        html.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                      "'unsafe-inline'; img-src data:\">"));
}

void TestExportTexts::htmlSaysWhatWasSaid()
{
    QTextDocument document;
    document.setHtml(QString::fromUtf8(write(optionsFor(ExportFormat::Html), {rich()})));
    const QString text = document.toPlainText();
    for (const QString &part :
         {u"Conversations of Help & Support"_s, u"Refund for order 88213"_s, u"Conversation 41"_s,
          u"2 messages"_s, u"as of 2026-03-02 02:39:07 UTC+01:00"_s,
          u"Visitor · 2026-03-01 10:11:07 UTC+01:00"_s, u"Where is my parcel?"_s,
          u"It left on Monday[1]. See the page."_s, u"Disliked"_s, u"by livechat"_s, u"Shipping <terms>"_s,
          u"Source 502, which was removed"_s, u"Source 503, whose title was not looked up"_s, u"متى تصل؟"_s,
          u"Plan"_s, u"ls -l"_s, u"In this file: 1 conversation, 2 messages"_s})
        QVERIFY2(text.contains(part), qPrintable(part + u"\n\n"_s + text));
}

void TestExportTexts::htmlLeadsToItsSources()
{
    const QString html = QString::fromUtf8(write(optionsFor(ExportFormat::Html), {rich(), rich()}));
    static const QRegularExpression reference(u"href=\"#([^\"]+)\""_s);
    int references = 0;
    for (auto it = reference.globalMatch(html); it.hasNext(); ++references)
        QCOMPARE(html.count(u"id=\"%1\""_s.arg(it.next().captured(1))), 1);
    QCOMPARE(references, 2);
    QVERIFY(html.contains(u"<a href=\"https://example.com/shipping?x=1&amp;y=2\" rel"_s));
}

/// A browser decides the direction of whatever has dir="auto" by its first letter.
void TestExportTexts::htmlFollowsEachParagraph()
{
    const QString html = QString::fromUtf8(write(
        optionsFor(ExportFormat::Html),
        {conversation(1, u"n"_s, {message(1, u"latin\n\nעברית"_s, u"one\n\nعربي\n\n- שלום\n- two"_s)})}));
    for (const QString &part : {u"<p dir=\"auto\">latin</p>"_s, u"<p dir=\"auto\">עברית</p>"_s,
                                u"<p dir=\"auto\">عربي</p>"_s, u"<li dir=\"auto\">שלום</li>"_s})
        QVERIFY2(html.contains(part), qPrintable(html));
}

/// Lists, quotes and tables have paragraphs of their own, into which their "auto" would not look.
void TestExportTexts::htmlMirrorsListsAndTables()
{
    const auto htmlOf = [](const QString &answer) {
        return QString::fromUtf8(
            write(optionsFor(ExportFormat::Html), {conversation(1, u"n"_s, {message(1, u"q"_s, answer)})}));
    };
    const QString rtl =
        htmlOf(u"1. שלום\n2. two\n\n> עברית\n\n| יום | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- שתיים"_s);
    for (const QString &part : {u"<ol dir=\"rtl\">"_s, u"<blockquote dir=\"rtl\">"_s,
                                u"<table dir=\"rtl\">"_s, u"<ul dir=\"ltr\">"_s})
        QVERIFY2(rtl.contains(part), qPrintable(part + rtl));
    // A number or code decides nothing, and a list within a list decides for itself.
    const QString nested = htmlOf(u"- 1\n  - שלום\n- `code`\n\n> ```\n> code\n> ```\n> עברית"_s);
    QVERIFY2(nested.count(u"<ul dir=\"rtl\">"_s) == 2, qPrintable(nested));
    QVERIFY(nested.contains(u"<blockquote dir=\"rtl\">"_s));
    const QString empty = htmlOf(u"- 1\n\nשלום"_s);
    QVERIFY2(empty.contains(u"<ul dir=\"ltr\">"_s), qPrintable(empty));
}

void TestExportTexts::markdownIsInert_data()
{
    QTest::addColumn<QString>("text");
    for (const hostile::Sample &sample : hostile::samples())
        QTest::newRow(qPrintable(sample.name)) << sample.text.left(20'000);
    QTest::newRow("reference definition") << u"[Visitor]: javascript:alert(1)\n\n[Visitor]"_s;
    QTest::newRow("setext heading") << u"Visitor\n===\n\nAgent\n---"_s;
    QTest::newRow("open fence") << u"```\nnever closed"_s;
    QTest::newRow("fence in a fence") << u"~~~\n```\n<b>\n# Agent\n~~~"_s;
    QTest::newRow("open comment") << u"<!-- never closed"_s;
    QTest::newRow("table of one column") << u"a\n:-:\nb"_s;
    QTest::newRow("indented") << u"    code\n\tcode"_s;
    QTest::newRow("numbered") << u"1. a\n2) b"_s;
    QTest::newRow("entity") << u"&lt;b&gt; &#60;script&#62;"_s;
    QTest::newRow("code span") << u"`<b>` ``a`b`` ` `` `"_s;
    QTest::newRow("code in a table") << u"| a |\n|---|\n| `x\\|<b>` |"_s;
}

void TestExportTexts::markdownIsInert()
{
    QFETCH(const QString, text);
    ExportedConversation hostile = conversation(1, text, {message(1, text, text)});
    hostile.messages[0].message.citations = {CitationId{5}};
    hostile.messages[0].message.requestSource = text;
    hostile.sources = {{CitationId{5}, ExportedSource::State::Known, text, {}, QUrl(text)}};
    const QByteArray file =
        write(optionsFor(ExportFormat::Markdown),
              {hostile, conversation(2, u"after"_s, {message(2, u"after?"_s, u"after!"_s)})});
    const Markdown found = readBack(file);
    QCOMPARE(found.html, 0);
    QCOMPARE(found.images, 0);
    QCOMPARE(found.headings, 1 + 3 + 4);
    for (const QString &address : found.addresses)
        QVERIFY2(!linkableAddress(address).isEmpty(), qPrintable(address));
    // What comes after it is not swallowed.
    QVERIFY(found.text.contains(u"\nafter?\n"_s));
    QVERIFY(found.text.contains(u"\nafter!\n"_s));
}

void TestExportTexts::markdownSaysWhatWasSaid()
{
    // Each is a question, which is no Markdown: its text comes back as it was.
    for (const QString &text :
         {u"a *b* _c_ `d` ~e~ [f](g) <h> &amp; \\i |j|"_s, u"# one"_s, u"+ one\n- two\n3. three\n4) four"_s,
          u"snake_case_name"_s, u"1.5 and 2"_s, u"a\n===\nb\n---"_s, u"Visitor · 2026"_s, u"![a](b)"_s}) {
        const Markdown found = readBack(
            write(optionsFor(ExportFormat::Markdown), {conversation(1, u"n"_s, {message(1, text, u"x"_s)})}));
        QVERIFY2(found.text.contains(u'\n' + text + u'\n'), qPrintable(text + u"\n\n"_s + found.text));
    }
}

void TestExportTexts::markdownKeepsTheAnswersForm()
{
    const QString answer =
        u"A [link](https://example.com/a) and **bold *both***.\n\n"
        "1. one\n2. two\n   - nested\n3. three\n\n> quoted\n> more\n\n"
        "| a | b |\n|---|---|\n| 1 | `x` |\n\n```cpp\nint a = `b`;\n```\n\nlast :cit[1/1]"_s;
    ExportedConversation one = conversation(1, u"n"_s, {message(1, u"q"_s, answer)});
    one.messages[0].message.citations = {CitationId{5}};
    const QString file = QString::fromUtf8(write(optionsFor(ExportFormat::Markdown), {one}));
    for (const QString &part :
         {u"A [link](<https://example.com/a>) and **bold *both***.\n"_s,
          u"1. one\n2. two\n   - nested\n3. three\n\n> quoted\n> more\n"_s,
          u"| a | b |\n| --- | --- |\n| 1 | `x` |\n"_s, u"```\nint a = `b`;\n```\n"_s, u"last\\[1\\]\n"_s})
        QVERIFY2(file.contains(part), qPrintable(part + u"\n---\n"_s + file));
}

void TestExportTexts::plainTextSaysWhatWasSaid()
{
    const QString file = QString::fromUtf8(write(optionsFor(ExportFormat::PlainText), {rich()}));
    for (const QString &part :
         {u"Conversations of Help & Support\n====="_s, u"\nRefund for order 88213\n-----"_s,
          u"Visitor · 2026-03-01 10:11:07 UTC+01:00\n    Where is my parcel?\n    I am waiting.\n"_s,
          u"    It left on Monday[1]. See the page <https://example.com/a?b=1&c=2>.\n"_s,
          u"    [1] Shipping <terms> <https://example.com/shipping?x=1&y=2>\n"_s,
          u"    - one\n    - two\n\n        ls -l\n\n    a | b\n    1 | 2\n"_s})
        QVERIFY2(file.contains(part), qPrintable(part + u"\n---\n"_s + file));
    QVERIFY(!file.contains(u"**"_s));
}

void TestExportTexts::notesAreTold_data()
{
    QTest::addColumn<int>("format");
    for (const ExportFormat format : {ExportFormat::Html, ExportFormat::Markdown, ExportFormat::PlainText})
        QTest::newRow(qPrintable(ExportWriter::fileEnding(format))) << int(format);
}

void TestExportTexts::notesAreTold()
{
    QFETCH(const int, format);
    ExportedConversation copy = rich();
    copy.fromArchive = copy.removed = true;
    copy.missing = 2;
    const LeftOut left{conversation(9, u"Lost one"_s, {}).conversation, u"It is not in the local archive."_s};
    QString file = QString::fromUtf8(write(optionsFor(ExportFormat(format)), {copy}, {left}));
    file.remove(u'\\');
    for (const QString &part :
         {u"from the local archive as of 2026-03-02 02:39:07 UTC+01:00"_s,
          u"This conversation is no longer on the server."_s, u"2 messages of it are missing here."_s,
          u"Chosen: 2 conversations."_s, u"Not in this file"_s,
          u"Lost one (49): It is not in the local archive."_s, u"1 conversation, 2 messages"_s})
        QVERIFY2(file.contains(part), qPrintable(part + u"\n---\n"_s + file));
}

void TestExportTexts::momentsHaveTheirOffset()
{
    // An hour that comes twice.
    ExportedMessage first = message(1, u"a"_s, u"b"_s);
    first.message.createdAt = QDateTime(QDate(2026, 10, 25), QTime(0, 30), Qt::UTC);
    ExportedMessage second = message(2, u"a"_s, u"b"_s);
    second.message.createdAt = first.message.createdAt.addSecs(3600);
    ExportedMessage third = message(3, u"a"_s, u"b"_s);
    third.message.createdAt = {};
    const QString file = QString::fromUtf8(
        write(optionsFor(ExportFormat::PlainText), {conversation(1, u"n"_s, {first, second, third})}));
    QVERIFY(file.contains(u"Visitor · 2026-10-25 02:30:00 UTC+02:00"_s));
    QVERIFY(file.contains(u"Visitor · 2026-10-25 02:30:00 UTC+01:00"_s));
    QVERIFY(file.contains(u"Visitor · at a time that is not known"_s));
}

void TestExportTexts::giantsAreQuick_data()
{
    QTest::addColumn<int>("format");
    for (const ExportFormat format : formats)
        QTest::newRow(qPrintable(ExportWriter::fileEnding(format))) << int(format);
}

/// The whole corpus, with its giants, in five seconds of processor time and a gigabyte.
void TestExportTexts::giantsAreQuick()
{
    if (ranInLimitedChild())
        return;
    QFETCH(const int, format);
    const auto conversations = hostileConversations();
    QVERIFY(write(optionsFor(ExportFormat(format)), conversations).size() > 1'000'000);
}

void TestExportTexts::deepNestingIsFlattened()
{
    const QString deep = u"> "_s.repeated(200) + u"deep\n\nafter"_s;
    const QString html = QString::fromUtf8(
        write(optionsFor(ExportFormat::Html), {conversation(1, u"n"_s, {message(1, u"q"_s, deep)})}));
    QCOMPARE(html.count(u"<blockquote"_s), 8);
    QVERIFY(html.contains(u">deep</p>"_s));
    QVERIFY(html.contains(u">after</p>"_s));
    // A table that is too large is text.
    const QString wide = u"|a"_s.repeated(300) + u"|\n"_s + u"|-"_s.repeated(300) + u"|\n"_s +
                         (u"|b"_s.repeated(300) + u"|\n"_s).repeated(100);
    const QString text = QString::fromUtf8(
        write(optionsFor(ExportFormat::Html), {conversation(1, u"n"_s, {message(1, u"q"_s, wide)})}));
    QCOMPARE(text.count(u"<td"_s), 0);
    QVERIFY(text.contains(u"|b|b"_s));
}

QTEST_MAIN(TestExportTexts)
#include "tst_exporttexts.moc"
