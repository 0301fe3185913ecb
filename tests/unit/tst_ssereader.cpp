// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/ssereader.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

using Kind = SseEvent::Kind;

struct Outcome
{
    QList<SseEvent> events;
    bool complete = false;
    friend bool operator==(const Outcome &, const Outcome &) = default;
};

/// `cuts` ascend; each is the first byte of a piece.
Outcome read(const QByteArray &bytes, const QList<qsizetype> &cuts = {})
{
    SseReader reader;
    Outcome outcome;
    qsizetype from = 0;
    for (const qsizetype cut : cuts + QList<qsizetype>{bytes.size()}) {
        outcome.events += reader.feed(bytes.mid(from, cut - from));
        from = cut;
    }
    outcome.complete = reader.finish();
    return outcome;
}

QString textOf(const Outcome &outcome)
{
    QString text;
    for (const SseEvent &event : outcome.events)
        text += event.text;
    return text;
}

QList<Kind> kindsOf(const Outcome &outcome)
{
    QList<Kind> kinds;
    for (const SseEvent &event : outcome.events)
        kinds.append(event.kind);
    return kinds;
}

const QByteArray finishLine =
    R"(data: {"status":"finish","id":546,"created_at":"2023-07-12T18:05:05.000000Z",)"
    R"("session_id":"6842bec2-0d0f-4a9c-8a55-1c1f9b8d7e11","citations":["16331.0",16332]})";

QByteArray progress(const QByteArray &text)
{
    return "event: progress\ndata: {\"status\":\"progress\",\"message\":\"" + text + "\"}\n\n";
}

/// A stream in the service's usual form.
QByteArray usual()
{
    return "event: start\ndata: {\"status\":\"start\",\"prompt\":\"Who is Tom Brady\"}\n\n" + progress("") +
           progress("Tom ") +
           progress("Brady \\ud83d\\ude00 spielt f\xC3\xBCr \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x8F\x88") +
           "event: finish\n" + finishLine + "\n\n";
}

const QString usualText = u"Tom Brady 😀 spielt für 日本 🏈"_s;

} // namespace

class TestSseReader : public QObject
{
    Q_OBJECT

private slots:
    void readsTheUsualStream();
    void isTheSameHoweverCut_data();
    void isTheSameHoweverCut();
    void readsForms_data();
    void readsForms();
    void decodesWholeLines();
    void passesOverWhatIsNoObject_data();
    void passesOverWhatIsNoObject();
    void reportsErrors_data();
    void reportsErrors();
    void nothingFollowsTheEnd();
    void finishMayLackParts_data();
    void finishMayLackParts();
    void everyCutStreamIsIncomplete();
    void boundsLinesAndStreams();
    void boundsDoNotDependOnTheCut();
};

void TestSseReader::readsTheUsualStream()
{
    const Outcome outcome = read(usual());
    QVERIFY(outcome.complete);
    QCOMPARE(kindsOf(outcome), (QList{Kind::Started, Kind::Delta, Kind::Delta, Kind::Delta, Kind::Finished}));
    QCOMPARE(textOf(outcome), usualText);
    const Message message = outcome.events.last().message;
    QCOMPARE(message.id, MessageId{546});
    QCOMPARE(message.createdAt, QDateTime(QDate(2023, 7, 12), QTime(18, 5, 5), Qt::UTC));
    QCOMPARE(message.citations, (QList{CitationId{16331}, CitationId{16332}}));
    QVERIFY(message.answer.isEmpty());
}

void TestSseReader::isTheSameHoweverCut_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QByteArray crlf = usual();
    crlf.replace("\n", "\r\n");
    QByteArray cr = usual();
    cr.replace("\n", "\r");
    QTest::newRow("LF") << usual();
    QTest::newRow("CRLF") << crlf;
    QTest::newRow("CR") << cr;
    QTest::newRow("byte order mark and comments") << "\xEF\xBB\xBF: hello\r\n\n" + usual() + ": bye\n\n";
    QTest::newRow("mixed line ends")
        << "data: {\"status\":\ndata:\"progress\"\r\ndata: ,\"message\":\"x\"}\r\r"_qba + finishLine +
               "\n\r\n";
    QTest::newRow("error") << progress("a") + "data: {\"status\":\"error\",\"message\":\"b\xC3\xBC\"}\n\n" +
                                  usual();
    QTest::newRow("not JSON") << progress("a") + "data: <html>\n\n" + usual();
    QTest::newRow("broken UTF-8") << progress("a\xC3(\xE6\x97") + usual();
    QTest::newRow("no end") << progress("a") + "data: {\"status\":\"fin";
}

void TestSseReader::isTheSameHoweverCut()
{
    QFETCH(QByteArray, bytes);
    const Outcome whole = read(bytes);
    QVERIFY(!whole.events.isEmpty());
    QList<qsizetype> everywhere;
    for (qsizetype first = 0; first <= bytes.size(); ++first) {
        everywhere.append(first);
        QVERIFY2(read(bytes, {first}) == whole, qPrintable(QString::number(first)));
        for (qsizetype second = first; second <= std::min(first + 4, bytes.size()); ++second)
            QVERIFY(read(bytes, {first, second}) == whole);
    }
    QVERIFY(read(bytes, everywhere) == whole);
}

void TestSseReader::readsForms_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QList<Kind>>("kinds");
    QTest::addColumn<QString>("text");
    const QList<Kind> one{Kind::Delta};
    QTest::newRow("without event lines")
        << "data: {\"status\":\"progress\",\"message\":\" Mo\"}\n\n"_qba << one << u" Mo"_s;
    QTest::newRow("status from the event line")
        << "event: progress\ndata: {\"message\":\"x\"}\n\n"_qba << one << u"x"_s;
    QTest::newRow("no blank after the colon")
        << "event:progress\ndata:{\"message\":\"x\"}\n\n"_qba << one << u"x"_s;
    QTest::newRow("several data lines")
        << "data: {\"status\":\ndata: \"progress\",\ndata: \"message\":\"x\"}\n\n"_qba << one << u"x"_s;
    QTest::newRow("comments")
        << ": ping\n\n:\n\ndata: {\"status\":\"progress\",\"message\":\"x\"}\n: in between\n\n"_qba << one
        << u"x"_s;
    QTest::newRow("unknown fields")
        << "id: 7\nretry: 10\nfoo\ndata: {\"status\":\"progress\",\"message\":\"x\"}\n\n"_qba << one
        << u"x"_s;
    QTest::newRow("byte order mark in the middle")
        << "\n\xEF\xBB\xBF"
           "data: {\"status\":\"progress\",\"message\":\"x\"}\n\n"_qba
        << QList<Kind>() << QString();
    QTest::newRow("unknown status") << "data: {\"status\":\"thinking\",\"message\":\"x\"}\n\n"_qba
                                    << QList{Kind::Ignored} << QString();
    QTest::newRow("no status at all")
        << "data: {\"message\":\"x\"}\n\n"_qba << QList{Kind::Ignored} << QString();
    QTest::newRow("empty data") << "data:\n\n"_qba << QList{Kind::Ignored} << QString();
    QTest::newRow("event without data") << "event: finish\n\n"_qba << QList<Kind>() << QString();
    QTest::newRow("text of another type")
        << "data: {\"status\":\"progress\",\"message\":null}\n\n"_qba << one << QString();
    QTest::newRow("no error") << "data: {\"status\":\"progress\",\"message\":\"x\",\"error\":null}\n\n"_qba
                              << one << u"x"_s;
    QTest::newRow("NUL and half a character")
        << "data: {\"status\":\"progress\",\"message\":\"a\\u0000b\\ud83dc\"}\n\n"_qba << one
        << u"a\uFFFDb\uFFFDc"_s;
    QTest::newRow("event cut at the end")
        << "data: {\"status\":\"progress\",\"message\":\"x\"}\n"_qba << QList<Kind>() << QString();
}

void TestSseReader::readsForms()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QList<Kind>, kinds);
    QFETCH(QString, text);
    // A pair of CR and LF ends one line: taken for two, it would end the event after each of its lines.
    for (const QByteArray &end : {"\n"_qba, "\r\n"_qba, "\r"_qba}) {
        QByteArray written = bytes;
        written.replace("\n", end);
        const Outcome outcome = read(written);
        QCOMPARE(kindsOf(outcome), kinds);
        QCOMPARE(textOf(outcome), text);
        QVERIFY(!outcome.complete);
    }
}

void TestSseReader::decodesWholeLines()
{
    // A character cut between two reads is whole; a broken byte costs itself alone, not the answer.
    const QByteArray bytes = progress("\xF0\x9F\x8F\x88") + progress("a\xFF"
                                                                     "b");
    const qsizetype inside = bytes.indexOf('\xF0') + 2;
    SseReader reader;
    const auto first = reader.feed(bytes.left(inside));
    QVERIFY(first.isEmpty());
    const auto rest = reader.feed(bytes.mid(inside));
    QCOMPARE(rest.size(), 2);
    QCOMPARE(rest.at(0).text, u"🏈"_s);
    QCOMPARE(rest.at(1).text, u"a\uFFFDb"_s);
}

void TestSseReader::reportsErrors_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("message");
    const auto server = ErrorKind::Server;
    QTest::newRow("message") << R"({"status":"error","message":"No luck"})"_qba << server << u"No luck"_s;
    QTest::newRow("error") << R"({"status":"error","error":"No luck"})"_qba << server << u"No luck"_s;
    QTest::newRow("error alone") << R"({"error":"No luck"})"_qba << server << u"No luck"_s;
    QTest::newRow("error object") << R"({"error":{"message":"No luck","code":1}})"_qba << server
                                  << u"No luck"_s;
    QTest::newRow("envelope") << R"({"status":"error","data":{"code":500,"message":"No luck"}})"_qba << server
                              << u"No luck"_s;
    QTest::newRow("silent") << R"({"status":"error"})"_qba << server << QString();
    QTest::newRow("credits")
        << R"({"status":"error","message":"You have exhausted your current query credits."})"_qba
        << ErrorKind::CreditsExhausted << u"You have exhausted your current query credits."_s;
}

void TestSseReader::passesOverWhatIsNoObject_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("sign of life") << "ping"_qba;
    QTest::newRow("web page") << "<html>Bad gateway</html>"_qba;
    QTest::newRow("end mark of another service") << "[DONE]"_qba;
    QTest::newRow("list") << "[]"_qba;
    QTest::newRow("cut JSON") << R"({"status":"finish","id":)"_qba;
}

/// The answer goes on; alone it is no answer.
void TestSseReader::passesOverWhatIsNoObject()
{
    QFETCH(QByteArray, bytes);
    const QByteArray event = "data: " + bytes + "\n\n";
    const Outcome outcome = read(progress("a") + event + usual());
    QCOMPARE(kindsOf(outcome), (QList{Kind::Delta, Kind::Ignored} + kindsOf(read(usual()))));
    QVERIFY(outcome.complete);
    const Outcome alone = read(event);
    QCOMPARE(kindsOf(alone), QList{Kind::Ignored});
    QVERIFY(!alone.complete);
}

void TestSseReader::reportsErrors()
{
    QFETCH(QByteArray, bytes);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, message);
    const Outcome outcome = read(progress("secret words") + "data: " + bytes + "\n\n" + usual());
    QCOMPARE(kindsOf(outcome), (QList{Kind::Delta, Kind::Failed}));
    QVERIFY(!outcome.complete);
    const Error error = outcome.events.last().error;
    QCOMPARE(error.kind, kind);
    QCOMPARE(error.serverMessage, message);
    QCOMPARE(error.httpStatus, 200);
    QVERIFY(!error.detail.isEmpty());
    QVERIFY(!error.detail.contains(u"secret"));
}

void TestSseReader::nothingFollowsTheEnd()
{
    SseReader reader;
    QVERIFY(!reader.isOver());
    QCOMPARE(reader.feed(finishLine + "\n\n" + progress("x") + finishLine + "\n\n").size(), 1);
    QVERIFY(reader.isOver());
    QVERIFY(reader.feed(progress("y")).isEmpty());
    QVERIFY(reader.finish());
    QVERIFY(reader.finish());
}

void TestSseReader::finishMayLackParts_data()
{
    QTest::addColumn<QByteArray>("parts");
    QTest::newRow("nothing") << ""_qba;
    QTest::newRow("nulls") << R"(,"id":null,"created_at":null,"citations":null)"_qba;
    QTest::newRow("wrong types") << R"(,"id":"x","created_at":5,"citations":{"a":1})"_qba;
    QTest::newRow("out of bounds")
        << R"(,"id":-3,"created_at":"0000-00-00 00:00:00","citations":[0,-1,"x",null])"_qba;
}

void TestSseReader::finishMayLackParts()
{
    QFETCH(QByteArray, parts);
    const Outcome outcome = read("data: {\"status\":\"finish\"" + parts + "}\n\n");
    QVERIFY(outcome.complete);
    QCOMPARE(outcome.events.size(), 1);
    QCOMPARE(outcome.events.first().message, Message());
}

void TestSseReader::everyCutStreamIsIncomplete()
{
    const QByteArray bytes = usual();
    for (qsizetype length = 0; length < bytes.size(); ++length) {
        const Outcome outcome = read(bytes.left(length));
        QVERIFY2(!outcome.complete, qPrintable(QString::number(length)));
        QVERIFY(usualText.startsWith(textOf(outcome)));
        QVERIFY(!kindsOf(outcome).contains(Kind::Failed));
    }
    QVERIFY(read(bytes).complete);
}

void TestSseReader::boundsLinesAndStreams()
{
    const QByteArray start = "data: {\"status\":\"progress\",\"message\":\"";
    const QByteArray end = "\"}";
    const auto line = [&](qsizetype size) {
        return start + QByteArray(size - start.size() - end.size(), 'x') + end;
    };
    QCOMPARE(kindsOf(read(line(SseReader::maxLine) + "\n\n")), QList{Kind::Delta});
    QCOMPARE(kindsOf(read(line(SseReader::maxLine + 1) + "\n\n")), QList{Kind::Failed});

    // A line that never ends is given up without being kept.
    SseReader endless;
    const QByteArray piece(64 * 1024, 'x');
    int pieces = 0;
    while (!endless.isOver() && pieces < 1000) {
        (void)endless.feed(piece);
        ++pieces;
    }
    QCOMPARE(pieces, 17);

    SseReader chatty;
    const QByteArray keepAlive = ":" + QByteArray(1022, '.') + "\n";
    qsizetype total = 0;
    while (!chatty.isOver() && total < 2 * SseReader::maxTotal) {
        const auto events = chatty.feed(keepAlive);
        total += keepAlive.size();
        if (!events.isEmpty())
            QCOMPARE(events.first().error.kind, ErrorKind::BadResponse);
    }
    QCOMPARE(total, SseReader::maxTotal + keepAlive.size());
    QVERIFY(!chatty.finish());
}

void TestSseReader::boundsDoNotDependOnTheCut()
{
    // The event that would end the stream lies across the bound: in one piece or in many, it must not count.
    const QByteArray end = finishLine + "\n\n";
    for (const qsizetype over : {qsizetype(0), qsizetype(1), qsizetype(2), end.size()}) {
        const QByteArray comment = ":" + QByteArray(1022, '.') + "\n";
        QByteArray bytes = comment.repeated(SseReader::maxTotal / comment.size() - 1);
        const qsizetype room = SseReader::maxTotal - bytes.size() - end.size() + over;
        bytes += ":" + QByteArray(room - 2, '.') + "\n" + end;
        QCOMPARE(bytes.size(), SseReader::maxTotal + over);
        QList<qsizetype> tail;
        for (qsizetype cut = bytes.size() - end.size() - 3; cut < bytes.size(); ++cut)
            tail.append(cut);
        const Outcome whole = read(bytes);
        QCOMPARE(whole.complete, over == 0);
        QVERIFY(read(bytes, tail) == whole);
    }
}

QTEST_GUILESS_MAIN(TestSseReader)
#include "tst_ssereader.moc"
