// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/apiclient.h"
#include "support/evilserver.h"
#include "support/streamend.h"

#include <QFile>
#include <QTest>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QByteArray userReply =
    R"({"data":{"id":7,"name":"Ada","email":"ada@example.test"},"status":"success"})";
const QByteArray listReply =
    R"({"data":{"current_page":1,"data":[{"id":3,"session_id":"0f8fad5b-d9cb-469f-a165-70867728950e","name":"n",)"
    R"("project_id":1}],"last_page":1,"per_page":10,"total":1},"status":"success"})";

#ifdef CONFAB_SANITIZE_ADDRESS
constexpr qint64 mostMemory = 600; // the sanitizer keeps what was freed for a while
#else
constexpr qint64 mostMemory = 300;
#endif

/// Most memory that this process has had, in MiB.
qint64 peakMemory()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong() / 1024;
    }
    return 0;
}

} // namespace

/// A reply counts only if it came whole, in bounds and as what was asked for.
class TestCompleteness : public QObject
{
    Q_OBJECT

private slots:
    void aCutListIsNoSuccess();
    void aCutStreamIsNoSuccess();
    void sizesAreBounded_data();
    void sizesAreBounded();
    void onlyJsonCounts_data();
    void onlyJsonCounts();
};

void TestCompleteness::aCutListIsNoSuccess()
{
    EvilServer server;
    ApiClient client(server.baseUrl(), shortTimeouts());
    int successes = 0;
    for (qsizetype cut = 0; cut < listReply.size(); ++cut) {
        const QByteArray part = listReply.left(cut);
        const QByteArray start = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        const QList<QByteArray> ways = {
            start + "Content-Length: " + QByteArray::number(listReply.size()) + "\r\n\r\n" + part,
            start + "Connection: close\r\n\r\n" + part,
            evil::chunked({part}, false),
        };
        server.answer = evil::sayAndClose(ways[cut % 3]);
        const auto result = resultOf(client.api->conversations(ProjectId{1}, {}, Lane::Interactive));
        QVERIFY(result);
        successes += result->has_value();
        client.governor.forget(); // Hundreds of calls without a count.
    }
    QCOMPARE(successes, 0);
    server.answer = evil::sayAndClose(evil::http(200, listReply));
    QCOMPARE(valueOf(client.api->conversations(ProjectId{1}, {}, Lane::Interactive)).items.size(), 1);
}

void TestCompleteness::aCutStreamIsNoSuccess()
{
    const QByteArray events =
        "event: start\ndata: {\"status\":\"start\"}\n\n"
        "data: {\"status\":\"progress\",\"message\":\"Gr\xc3\xbc\xc3\x9f\"}\r\n\r\n"
        "event: finish\ndata: {\"status\":\"finish\",\"id\":546,\"citations\":[\"16331.0\"]}\n\n";
    EvilServer server;
    ApiClient client(server.baseUrl(), shortTimeouts());
    // The blank line ends an event, so the stream is complete one byte before its own end at the earliest.
    for (qsizetype cut = 0; cut < events.size() - 1; ++cut) {
        server.answer =
            evil::sayAndClose(evil::chunked({events.left(cut)}, cut % 2 == 0, "text/event-stream"));
        if (cut == 0)
            server.answer = evil::sayAndClose("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        StreamEnd stream(client.api->streamMessage(anyConversation(), {u"hi"_s, {}, {}}, nullptr));
        QVERIFY(stream.wait());
        QCOMPARE(stream.finished.size(), 0);
        QCOMPARE(stream.error().kind, ErrorKind::Unclear);
        client.governor.forget();
    }
    QList<QByteArray> bytes;
    for (const char byte : events)
        bytes << QByteArray(1, byte);
    server.answer = evil::pieces(
        QList<QByteArray>{evil::chunked({}, false, "text/event-stream")} +
            [&bytes] {
                QList<QByteArray> chunks;
                for (const QByteArray &byte : bytes)
                    chunks << "1\r\n" + byte + "\r\n";
                return chunks << "0\r\n\r\n";
            }(),
        0ms);
    ApiClient patient(server.baseUrl()); // nothing is late here but a busy machine
    StreamEnd stream(patient.api->streamMessage(anyConversation(), {u"hi"_s, {}, {}}, nullptr));
    QVERIFY(stream.wait());
    QCOMPARE(stream.deltas.value(0).value(0).toString(), u"Grüß"_s);
    const auto message = stream.finished.value(0).value(0).value<Message>();
    QCOMPARE(message.id.value, 546);
    QCOMPARE(message.citations, QList<CitationId>{CitationId{16331}});
}

void TestCompleteness::sizesAreBounded_data()
{
    QTest::addColumn<QByteArray>("how");
    for (const char *how : {"bomb", "endless", "announced", "preview", "error body"})
        QTest::newRow(how) << QByteArray(how);
}

void TestCompleteness::sizesAreBounded()
{
    QFETCH(QByteArray, how);
    EvilServer server;
    const QByteArray header = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    const QByteArray block(256 * 1024, ' ');
    if (how == "bomb")
        server.answer = evil::archiveBomb(48 * 1024 * 1024);
    else if (how == "announced")
        server.answer = evil::endless(header + "Content-Length: 50000000\r\n\r\n", block);
    else if (how == "error body")
        server.answer = evil::endless("HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\n\r\n", block);
    else
        server.answer = evil::endless(header + "\r\n", block);
    ApiClient client(server.baseUrl());
    const Error error = how == "preview" ? errorOf(client.api->preview(CitationId{1}))
                                         : errorOf(client.api->projects(1, Lane::Visible));
    QCOMPARE(error.kind, ErrorKind::BadResponse);
    QVERIFY2(error.detail.contains(u"32 MiB"_s), qPrintable(error.detail));
    QCOMPARE(client.sent, 1);
    QVERIFY2(peakMemory() < mostMemory, qPrintable(QString::number(peakMemory())));
}

void TestCompleteness::onlyJsonCounts_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("usual") << QByteArray("application/json") << true;
    QTest::newRow("charset") << QByteArray("Application/JSON; charset=UTF-8") << true;
    QTest::newRow("problem") << QByteArray("application/problem+json") << true;
    QTest::newRow("html") << QByteArray("text/html; charset=utf-8") << false;
    QTest::newRow("plain") << QByteArray("text/plain") << false;
    QTest::newRow("json in its parameters") << QByteArray("text/html; x=application/json") << false;
    QTest::newRow("none") << QByteArray() << false;
}

void TestCompleteness::onlyJsonCounts()
{
    QFETCH(QByteArray, type);
    QFETCH(bool, accepted);
    EvilServer server(evil::say(evil::http(200, userReply, type)));
    ApiClient client(server.baseUrl());
    const auto read = resultOf(client.api->user());
    QVERIFY(read);
    QCOMPARE(read->has_value(), accepted);
    if (accepted)
        return;
    QCOMPARE(read->error().kind, ErrorKind::BadResponse);
    QVERIFY(read->error().detail.contains(QString::fromLatin1(type.split(';').first())));
    // Of a question it is not known then whether the service has it.
    QCOMPARE(errorOf(client.api->sendMessage(anyConversation(), {u"hi"_s, {}, {}})).kind, ErrorKind::Unclear);
}

QTEST_GUILESS_MAIN(TestCompleteness)
#include "tst_completeness.moc"
