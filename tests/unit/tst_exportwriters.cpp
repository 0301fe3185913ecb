// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/csvwriter.h"
#include "formats/rawtext.h"
#include "support/exportcase.h"

#include "core/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace confab;
using namespace confab::exportcase;

Q_DECLARE_METATYPE(confab::ExportFormat)

namespace {

/// Reads the table and says it as JSON: a list of rows of cells.
const QByteArray readCsv = R"(
import csv, io, json, sys
csv.field_size_limit(1 << 30)
text = sys.stdin.buffer.read().decode('utf-8-sig')
json.dump(list(csv.reader(io.StringIO(text, newline=''), strict=True)), sys.stdout)
)";

QList<QStringList> rowsOf(const QByteArray &csv)
{
    QList<QStringList> rows;
    for (const QJsonValue row : QJsonDocument::fromJson(python(readCsv, csv)).array()) {
        QStringList cells;
        for (const QJsonValue cell : row.toArray())
            cells << cell.toString();
        rows << cells;
    }
    return rows;
}

bool havePython()
{
    return !python("print('yes')", {}).isEmpty();
}

QJsonObject objectOf(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        QTest::qFail(qPrintable(error.errorString()), __FILE__, __LINE__);
    return document.object();
}

QString said(const QString &raw)
{
    return rawtext::valid(raw);
}

} // namespace

/// The formats that programs read, and what holds for all: whole or an error, the same bytes for the same
/// input, no addresses of visitors, counts that are true.
class TestExportWriters : public QObject
{
    Q_OBJECT

private slots:
    void csvReadsBack_data();
    void csvReadsBack();
    void csvCellsAreNoFormulas();
    void csvIsRawWhereThatIsAskedFor();
    void csvSaysWhatItIs();
    void jsonReadsBack();
    void jsonHasAFixedForm();
    void addressesOfVisitorsStayOut_data();
    void addressesOfVisitorsStayOut();
    void theSameInputGivesTheSameBytes_data();
    void theSameInputGivesTheSameBytes();
    void aFullDiskIsTold_data();
    void aFullDiskIsTold();
    void countsAreThoseOfTheFile_data();
    void countsAreThoseOfTheFile();

private:
    static void eachFormat();
};

void TestExportWriters::eachFormat()
{
    QTest::addColumn<ExportFormat>("format");
    for (const ExportFormat format : formats)
        QTest::newRow(qPrintable(ExportWriter::fileEnding(format))) << format;
}

void TestExportWriters::csvReadsBack_data()
{
    QTest::addColumn<bool>("raw");
    QTest::newRow("guarded") << false;
    QTest::newRow("raw") << true;
}

void TestExportWriters::csvReadsBack()
{
    QFETCH(const bool, raw);
    if (!havePython())
        QSKIP("No Python here.");
    const auto conversations = hostileConversations();
    ExportOptions options = optionsFor(ExportFormat::Csv);
    options.personalData = true;
    options.rawCells = raw;
    const QList<QStringList> rows = rowsOf(write(options, conversations));
    QCOMPARE(rows.size(), conversations.size() + 1);
    const QStringList columns = CsvWriter::columns(true);
    QCOMPARE(rows.first(), columns);
    const qsizetype question = columns.indexOf(u"question"_s);
    for (qsizetype i = 0; i < conversations.size(); ++i) {
        const QStringList &row = rows.at(i + 1);
        QCOMPARE(row.size(), columns.size());
        const Message &message = conversations.at(i).messages.first().message;
        const QString expected = raw ? said(message.question) : text::cleanText(message.question);
        QString cell = row.at(question);
        if (!raw && cell.startsWith(u'\'') && !expected.startsWith(u'\''))
            cell.remove(0, 1);
        QCOMPARE(cell, expected);
        QCOMPARE(row.at(columns.indexOf(u"message_id"_s)), message.id.toString());
        QCOMPARE(row.at(columns.indexOf(u"session_id"_s)),
                 conversations.at(i).conversation.session.toString());
    }
}

void TestExportWriters::csvCellsAreNoFormulas()
{
    if (!havePython())
        QSKIP("No Python here.");
    static const QRegularExpression trigger(u"^[=+\\-@\\t\\r\\n\uFF1D\uFF0B\uFF0D\uFF20]"_s);
    auto conversations = hostileConversations();
    for (const QString &text :
         {u"\uFF1D1+1"_s, u"\uFF0B1"_s, u"\uFF0D1"_s, u"\uFF20A1"_s, u"\n=1"_s, u"\r=1"_s})
        conversations.append(conversation(900, text, {message(1, text, text)}));
    ExportOptions options = optionsFor(ExportFormat::Csv);
    options.personalData = true;
    const QList<QStringList> rows = rowsOf(write(options, conversations, {}, u"=1+1"_s));
    int guarded = 0;
    for (const QStringList &row : rows) {
        for (const QString &cell : row) {
            QVERIFY2(!trigger.match(cell).hasMatch(), qPrintable(cell.left(40)));
            guarded += cell.startsWith(u"'="_s);
        }
    }
    QVERIFY(guarded > rows.size()); // the project's name in each, and more
}

void TestExportWriters::csvIsRawWhereThatIsAskedFor()
{
    ExportOptions options = optionsFor(ExportFormat::Csv);
    options.rawCells = true;
    options.byteOrderMark = false;
    const QByteArray csv = write(options, {conversation(1, u"=1+1"_s, {message(1, u"@a"_s, u"b"_s)})});
    QVERIFY(csv.startsWith("project_id,"));
    QVERIFY(csv.contains(",=1+1,"));
    QVERIFY(csv.contains(",@a,b,"));
}

void TestExportWriters::csvSaysWhatItIs()
{
    const QByteArray csv = write(optionsFor(ExportFormat::Csv), {rich()});
    QVERIFY(csv.startsWith("\xEF\xBB\xBF"));
    QVERIFY(csv.endsWith("\r\n"));
    if (!havePython())
        QSKIP("No Python here.");
    const QList<QStringList> rows = rowsOf(csv);
    QCOMPARE(rows.size(), 3);
    const QStringList columns = rows.first();
    const auto cell = [&](int row, const QString &column) {
        return rows.at(row).at(columns.indexOf(column));
    };
    QCOMPARE(cell(1, u"created_at"_s), u"2026-03-01T09:11:07.000Z"_s);
    QCOMPARE(cell(1, u"as_of"_s), u"2026-03-02T01:39:07.000Z"_s);
    QCOMPARE(cell(1, u"from_archive"_s), u"false"_s);
    QCOMPARE(cell(1, u"reaction"_s), u"disliked"_s);
    QCOMPARE(cell(1, u"origin"_s), u"livechat"_s);
    QCOMPARE(cell(1, u"external_id"_s), u"crm-17"_s);
    QCOMPARE(cell(1, u"sources"_s),
             u"501 Shipping <terms> <https://example.com/shipping?x=1&y=2>\n502\n503"_s);
    QCOMPARE(cell(2, u"question"_s), u"متى تصل؟"_s);
    QCOMPARE(cell(2, u"language"_s), u"ar"_s);
    QVERIFY(!columns.contains(u"user_ip"_s));
}

void TestExportWriters::jsonReadsBack()
{
    auto conversations = hostileConversations();
    conversations.append(rich());
    ExportOptions options = optionsFor(ExportFormat::Json);
    options.personalData = true;
    const LeftOut left{conversations.first().conversation, u"No \"copy\"."_s};
    const QJsonObject all = objectOf(write(options, conversations, {left}));
    const QJsonArray written = all[u"conversations"].toArray();
    QCOMPARE(written.size(), conversations.size());
    for (qsizetype i = 0; i < conversations.size(); ++i) {
        const ExportedConversation &given = conversations.at(i);
        const QJsonObject one = written.at(i).toObject();
        QCOMPARE(one[u"name"].toString(), said(given.conversation.name));
        QCOMPARE(one[u"id"].toString(), given.conversation.id.toString());
        QCOMPARE(one[u"session_id"].toString(), given.conversation.session.toString());
        QCOMPARE(one[u"messages"].toArray().size(), given.messages.size());
        for (qsizetype m = 0; m < given.messages.size(); ++m) {
            const QJsonObject message = one[u"messages"].toArray().at(m).toObject();
            const Message &of = given.messages.at(m).message;
            QCOMPARE(message[u"id"].toString(), of.id.toString());
            QCOMPARE(message[u"question"].toString(), said(of.question));
            QCOMPARE(message[u"answer"].toString(), said(of.answer));
            QCOMPARE(message[u"external_id"].toString(), said(of.externalId));
            QCOMPARE(message[u"user_ip"].toString(), said(of.userIp));
            QCOMPARE(message[u"created_at"].toString(), of.createdAt.toString(Qt::ISODateWithMs));
            QCOMPARE(message[u"source_ids"].toArray().size(), of.citations.size());
        }
        const QJsonObject source = one[u"sources"].toArray().first().toObject();
        QCOMPARE(source[u"title"].toString(), said(given.sources.first().title));
    }
    QCOMPARE(all[u"left_out"].toArray().first().toObject()[u"reason"].toString(), left.reason);
    const QJsonObject counts = all[u"counts"].toObject();
    QCOMPARE(counts[u"conversations"].toInt(), int(conversations.size()));
    QCOMPARE(counts[u"messages"].toInt(), int(conversations.size()) + 1);
    QCOMPARE(counts[u"left_out"].toInt(), 1);
}

void TestExportWriters::jsonHasAFixedForm()
{
    const QString json = QString::fromUtf8(write(optionsFor(ExportFormat::Json), {rich()}));
    const QStringList keys{
        u"schema"_s,           u"version"_s,    u"generator"_s,    u"exported_at"_s,
        u"server"_s,           u"project"_s,    u"id"_s,           u"name"_s,
        u"conversations"_s,    u"session_id"_s, u"created_by"_s,   u"created_at"_s,
        u"updated_at"_s,       u"as_of"_s,      u"from_archive"_s, u"removed_from_server"_s,
        u"messages_missing"_s, u"messages"_s,   u"question"_s,     u"answer"_s,
        u"language"_s,         u"reaction"_s,   u"origin"_s,       u"external_id"_s,
        u"source_ids"_s,       u"sources"_s,    u"state"_s,        u"title"_s,
        u"description"_s,      u"address"_s,    u"left_out"_s,     u"counts"_s};
    static const QRegularExpression key(u"(?m)^ *\"([a-z_]+)\": "_s);
    QStringList found;
    for (auto it = key.globalMatch(json); it.hasNext();) {
        const QString name = it.next().captured(1);
        if (!found.contains(name))
            found << name;
    }
    QCOMPARE(found, keys);
    const QJsonObject all = objectOf(json.toUtf8());
    QCOMPARE(all[u"schema"].toString(), u"confab-export"_s);
    QCOMPARE(all[u"version"].toInt(), 1);
    QCOMPARE(all[u"exported_at"].toString(), u"2026-03-02T01:40:07.000Z"_s);
    const QJsonObject first = all[u"conversations"].toArray().first().toObject();
    QVERIFY(first[u"updated_at"].isNull());
    QCOMPARE(first[u"sources"].toArray().at(1).toObject()[u"state"].toString(), u"removed"_s);
    QVERIFY(first[u"messages"].toArray().at(1).toObject()[u"reaction"].isNull());
}

void TestExportWriters::addressesOfVisitorsStayOut_data()
{
    eachFormat();
}

void TestExportWriters::addressesOfVisitorsStayOut()
{
    QFETCH(const ExportFormat, format);
    ExportOptions options = optionsFor(format);
    const QByteArray without = write(options, {rich()});
    QVERIFY(!without.contains("203.0.113.9"));
    QVERIFY(!without.contains("Probe"));
    QVERIFY(!without.contains("user_ip"));
    options.personalData = true;
    const QByteArray with = write(options, {rich()});
    QVERIFY(with.contains("203.0.113.9"));
    QVERIFY(with.contains("Probe"));
}

void TestExportWriters::theSameInputGivesTheSameBytes_data()
{
    eachFormat();
}

void TestExportWriters::theSameInputGivesTheSameBytes()
{
    QFETCH(const ExportFormat, format);
    const auto conversations = hostileConversations(1000);
    QCOMPARE(write(optionsFor(format), conversations), write(optionsFor(format), conversations));
}

void TestExportWriters::aFullDiskIsTold_data()
{
    eachFormat();
}

void TestExportWriters::aFullDiskIsTold()
{
    QFETCH(const ExportFormat, format);
    const QList<ExportedConversation> conversations{rich(), rich(), rich()};
    const auto wholeWith = [&](qint64 room) {
        FullDevice device(room);
        const auto writer = ExportWriter::create(device, optionsFor(format), header(3));
        bool good = writer->begin();
        for (const ExportedConversation &each : conversations)
            good = writer->add(each) && good;
        const bool end = writer->end({});
        // What has failed once stays so.
        return std::pair(good && end, good || !end);
    };
    const qint64 size = write(optionsFor(format), conversations).size();
    QVERIFY(wholeWith(size).first);
    for (const qint64 room : {qint64(0), qint64(1), size / 4, size / 2, size - 1}) {
        const auto [whole, consistent] = wholeWith(room);
        QVERIFY2(!whole, qPrintable(QString::number(room)));
        QVERIFY(consistent);
    }
}

void TestExportWriters::countsAreThoseOfTheFile_data()
{
    eachFormat();
}

void TestExportWriters::countsAreThoseOfTheFile()
{
    QFETCH(const ExportFormat, format);
    // Texts that look like parts of the file.
    const QString forged =
        u"\n## Agent\n\nVisitor\n<div class=\"bubble visitor\">\n\"question\": 1\n### Visitor\n"_s;
    const QList<ExportedConversation> conversations{
        rich(), conversation(2, u"# Visitor"_s, {message(21, forged, forged)}), conversation(3, {}, {})};
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto writer = ExportWriter::create(buffer, optionsFor(format), header(3));
    QVERIFY(writer->begin());
    for (const ExportedConversation &each : conversations)
        QVERIFY(writer->add(each));
    QVERIFY(writer->end({}));
    QCOMPARE(writer->counts(), (ExportCounts{3, 3}));
    const QString text = QString::fromUtf8(buffer.data());
    const auto lines = [&text](const QString &expression) {
        return text.count(QRegularExpression(expression, QRegularExpression::MultilineOption));
    };
    switch (format) {
    case ExportFormat::Html:
        QCOMPARE(lines(u"^<article "_s), 3);
        QCOMPARE(lines(u"^<div class=\"bubble visitor\">"_s), 3);
        QCOMPARE(lines(u"^<div class=\"bubble agent\">"_s), 3);
        QVERIFY(text.contains(u"3 conversations, 3 messages"_s));
        break;
    case ExportFormat::Markdown:
        QCOMPARE(lines(u"^## "_s), 3 + 1); // and the line of the counts
        QCOMPARE(lines(u"^### Visitor"_s), 3);
        QCOMPARE(lines(u"^### Agent"_s), 3);
        QVERIFY(text.contains(u"3 conversations, 3 messages"_s));
        break;
    case ExportFormat::PlainText:
        QCOMPARE(lines(u"^Visitor"_s), 3);
        QCOMPARE(lines(u"^Agent"_s), 3);
        QVERIFY(text.contains(u"3 conversations, 3 messages"_s));
        break;
    case ExportFormat::Csv:
        if (havePython())
            QCOMPARE(rowsOf(buffer.data()).size(), 1 + 3);
        break;
    case ExportFormat::Json:
        QCOMPARE(objectOf(buffer.data())[u"counts"].toObject()[u"messages"].toInt(), 3);
        break;
    }
}

QTEST_GUILESS_MAIN(TestExportWriters)
#include "tst_exportwriters.moc"
