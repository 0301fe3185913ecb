// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandboxprobe.h"

#include <QSet>
#include <QTest>

using namespace confab;
using namespace confab::testing;
using namespace Qt::StringLiterals;

/// The sandbox's messages, streams, citations and reports against the facts known of the service.
class TestSandboxMessages : public QObject
{
    Q_OBJECT

private slots:
    void listsMessagesNewestFirst();
    void variesTheFormsOfMessages();
    void answersInMarkdownOfEachKind();
    void keepsReactions();
    void sendsAndReplays();
    void answersTheSameOnAnyDay();
    void streams();
    void countsCredits();
    void recreatesUnknownSessions();
    void servesCitationsAndFiles();
    void reports();
};

void TestSandboxMessages::listsMessagesNewestFirst()
{
    SandboxServer server(fixed());
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QString path = probe.conversations(longest(server));
    QList<qint64> ids;
    QString last = u"9"_s;
    for (int page = 1; page <= 3; ++page) {
        const QJsonObject data = probe.get(path + u"?page=%1&stream=false&lang=en"_s.arg(page)).data();
        QCOMPARE(data[u"conversation"][u"session_id"].toString(),
                 server.longestSession(server.firstProject()));
        QCOMPARE(data[u"messages"][u"last_page"].toInt(), 3);
        QCOMPARE(data[u"messages"][u"per_page"].toInt(), 20);
        const QJsonArray rows = data[u"messages"][u"data"].toArray();
        for (const QJsonValue &row : rows) {
            ids.append(row[u"id"].toInteger());
            QVERIFY(row[u"created_at"].toString() <= last);
            last = row[u"created_at"].toString();
            QVERIFY(!row[u"user_query"].toString().contains(u'{') ||
                    row[u"user_query"].toString().size() > 20);
        }
    }
    QCOMPARE(ids.size(), 60);
    QVERIFY(std::is_sorted(ids.rbegin(), ids.rend()));
    const QJsonObject oldest = probe.get(path + u"?order=asc"_s).data();
    QCOMPARE(oldest[u"messages"][u"data"][0][u"id"].toInteger(), ids.last());
    const Answer one = probe.get(path + u'/' + QString::number(ids.at(5)));
    QCOMPARE(one.data()[u"id"].toInteger(), ids.at(5));
    const Answer none = probe.get(path + u"/5"_s);
    QCOMPARE(none.status, 404);
    QCOMPARE(none.data()[u"message"].toString(), u"Conversation message with id 5 not found"_s);
}

void TestSandboxMessages::variesTheFormsOfMessages()
{
    SandboxOptions options = fixed();
    options.longestMessages = 400;
    options.messagesPerPage = 400;
    SandboxServer server(options);
    QVERIFY(server.start());
    SandboxProbe probe(server);
    QSet<QString> forms;
    QJsonArray rows = probe.get(probe.conversations(longest(server))).data()[u"messages"][u"data"].toArray();
    for (int index = 12; index < 120; ++index) {
        for (const QJsonValue &row :
             probe.get(probe.conversation(index, u"/messages"_s)).data()[u"messages"][u"data"].toArray())
            rows.append(row);
    }
    for (const QJsonValue &row : rows) {
        const QJsonObject object = row.toObject();
        const QJsonValue citations = object[u"citations"];
        forms.insert(citations.isNull()              ? u"no citations"_s
                     : citations.toArray().isEmpty() ? u"empty citations"_s
                     : citations[0].isString()       ? u"text citations"_s
                                                     : u"number citations"_s);
        if (citations[0].isString())
            QVERIFY(citations[0].toString().endsWith(".0"_L1));
        forms.insert(object.contains(u"metadata"_s) ? u"metadata"_s : u"no metadata"_s);
        const QJsonValue feedback = object[u"response_feedback"];
        forms.insert(feedback.isUndefined() ? u"absent feedback"_s
                     : feedback.isNull()    ? u"null feedback"_s
                                            : feedback[u"reaction"].toString());
        if (object[u"openai_response"].isNull())
            forms.insert(u"no answer"_s);
        if (object[u"user_id"].isNull())
            forms.insert(u"anonymous"_s);
    }
    for (const QString &form :
         {u"no citations"_s, u"empty citations"_s, u"text citations"_s, u"number citations"_s, u"metadata"_s,
          u"no metadata"_s, u"absent feedback"_s, u"null feedback"_s, u"liked"_s, u"disliked"_s, u"neutral"_s,
          u"no answer"_s, u"anonymous"_s})
        QVERIFY2(forms.contains(form), qPrintable(form));
}

void TestSandboxMessages::answersInMarkdownOfEachKind()
{
    SandboxServer server(fixed());
    QVERIFY(server.start());
    SandboxProbe probe(server);
    QString answers;
    const QString path = u"/projects/%1/reports/intelligence?page=%2"_s.arg(server.firstProject());
    for (int page = 1;; ++page) {
        const QJsonArray rows = probe.get(path.arg(page)).rows();
        if (rows.isEmpty())
            break;
        for (const QJsonValue &row : rows)
            answers += row[u"ai_response"].toString() + u"\n\n"_s;
    }
    for (const auto &[kind, form] : std::initializer_list<std::pair<const char *, const char *>>{
             {"a table", R"(^\|.*\|\n\|[ :|-]+\|$)"},
             {"a numbered list", R"(^1\. .+\n2\. )"},
             {"a list", R"(^[-*] .+\n[-*] )"},
             {"a block of code", R"(^```\w+\n[^`]+^```$)"},
             {"a quotation", R"(^> )"},
             {"a link", R"(\[[^\]]+\]\(https://)"}}) {
        const QRegularExpression expression(QString::fromLatin1(form), QRegularExpression::MultilineOption);
        QVERIFY2(expression.match(answers).hasMatch(), kind);
    }
}

void TestSandboxMessages::keepsReactions()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QString list = probe.conversation(0, u"/messages"_s);
    const qint64 id = probe.get(list).data()[u"messages"][u"data"][0][u"id"].toInteger();
    const QString path = list + u'/' + QString::number(id);
    for (const char *reaction : {"liked", "disliked"}) {
        const Answer answer =
            probe.call("PUT", path + u"/feedback"_s, QByteArray(R"({"reaction":")") + reaction + "\"}");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.data()[u"id"].toInteger(), id);
        QCOMPARE(probe.get(path).data()[u"response_feedback"][u"reaction"].toString(),
                 QString::fromLatin1(reaction));
    }
    QCOMPARE(probe.call("PUT", path + u"/feedback"_s, R"({"reaction":"neutral"})").status, 200);
    QVERIFY(probe.get(path).data()[u"response_feedback"][u"reaction"].isNull());
    QCOMPARE(probe.call("PUT", path + u"/feedback"_s, R"({"reaction":"thumbs_up"})").status, 422);
    const bool isPending = id % 7 == 2;
    QCOMPARE(probe.get(path + u"/claims"_s).status, isPending ? 202 : 200);
    QCOMPARE(probe.get(path + u"/trust-score"_s).status, 200);
}

void TestSandboxMessages::sendsAndReplays()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QString path = probe.conversation(1, u"/messages"_s);
    const int before =
        server.messageCount(server.firstProject(), server.sessions(server.firstProject()).at(1));
    const QByteArray body =
        "{\"prompt\":"
        "\"\xe3\x81\x84\xe3\x81\xa4\xe5\xb1\x8a\xe3\x81\x8d\xe3\x81\xbe\xe3\x81\x99\xe3\x81\x8b\"}";
    const Answer answer = probe.call("POST", path + u"?lang=en&external_id=crm-1"_s, body);
    QCOMPARE(answer.status, 200);
    QVERIFY(!answer.data()[u"openai_response"].toString().isEmpty());
    QCOMPARE(answer.data()[u"openai_response"].toString().at(0).script() == QChar::Script_Latin, false);
    QCOMPARE(answer.data()[u"metadata"][u"external_id"].toString(), u"crm-1"_s);
    QCOMPARE(probe.call("POST", path, body).data()[u"id"], answer.data()[u"id"]);
    QCOMPARE(probe.get(path).data()[u"messages"][u"data"][0][u"id"], answer.data()[u"id"]);
    QCOMPARE(server.messageCount(server.firstProject(), server.sessions(server.firstProject()).at(1)),
             before + 1);
    QCOMPARE(probe.call("POST", path, "{}").status, 422);
}

/// The same options give the same answers, in another process as well: there, Qt's hashes are others.
void TestSandboxMessages::answersTheSameOnAnyDay()
{
    QStringList answers;
    for (int process = 0; process < 2; ++process) {
        SandboxServer server(fixed());
        QVERIFY(server.start());
        SandboxProbe probe(server);
        for (int number = 0; number < 12; ++number)
            answers << probe
                           .call("POST", probe.conversation(1, u"/messages"_s),
                                 QStringLiteral(R"({"prompt":"Question %1"})").arg(number).toUtf8())
                           .data()[u"openai_response"]
                           .toString();
        QHashSeed::resetRandomGlobalSeed();
    }
    QCOMPARE(answers.size(), 24);
    QCOMPARE(answers.mid(12), answers.mid(0, 12));
    QVERIFY(QSet<QString>(answers.begin(), answers.end()).size() > 1);
}

void TestSandboxMessages::streams()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QString path = probe.conversation(0, u"/messages"_s);
    QByteArray lastId;
    for (const bool replayed : {false, true}) {
        const Answer answer = probe.call("POST", path + u"?stream=true"_s, R"({"prompt":"Who are you?"})");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.headers.value("content-type"), QByteArray("text/event-stream"));
        QVERIFY(answer.body.startsWith("event: start\ndata: {\"prompt\":\"Who are "
                                       "you?\",\"status\":\"start\"}\n\nevent: progress\ndata: "));
        QVERIFY(answer.body.endsWith("}\n\n"));
        QString text;
        QStringList pieces;
        QJsonObject last;
        for (const QByteArray &line : answer.body.split('\n')) {
            if (!line.startsWith("data: "))
                continue;
            last = QJsonDocument::fromJson(line.mid(6)).object();
            if (last[u"status"] == u"progress"_s)
                pieces.append(last[u"message"].toString());
        }
        QCOMPARE(pieces.value(0), QString());
        const auto spaced = [](const QString &piece) { return piece.startsWith(u' '); };
        QCOMPARE(std::any_of(pieces.begin(), pieces.end(), spaced), !replayed);
        QCOMPARE(last[u"status"].toString(), u"finish"_s);
        QVERIFY(last.contains(u"citations"_s) && last.contains(u"created_at"_s) &&
                !last.contains(u"openai_response"_s));
        QCOMPARE(last[u"session_id"].toString(), server.sessions(server.firstProject()).first());
        const QByteArray id = QByteArray::number(last[u"id"].toInteger());
        const QJsonObject stored = probe.get(path + u'/' + QString::fromLatin1(id)).data();
        QCOMPARE(stored[u"openai_response"].toString(), pieces.join(QString()));
        QVERIFY(!replayed || id == lastId);
        lastId = id;
    }
}

void TestSandboxMessages::countsCredits()
{
    SandboxOptions options;
    options.maxQueries = 10;
    SandboxServer server(options);
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QString path = probe.conversation(0, u"/messages"_s);
    QCOMPARE(probe.call("POST", path, R"({"prompt":"One"})").status, 200);
    QCOMPARE(probe.get(u"/limits/usage"_s).data()[u"current_queries"].toInt(), 10);
    const Answer answer = probe.call("POST", path, R"({"prompt":"Two"})");
    QCOMPARE(answer.status, 429);
    QVERIFY(answer.data()[u"message"].toString().contains("query credits"_L1));
    QVERIFY(!answer.headers.contains("retry-after"));
}

void TestSandboxMessages::recreatesUnknownSessions()
{
    const QString session = u"9e107d9d-372b-4b68-8f5c-6a1c0f6f4b51"_s;
    for (const bool recreates : {true, false}) {
        SandboxOptions options;
        options.recreateUnknownSessions = recreates;
        SandboxServer server(options);
        QVERIFY(server.start());
        SandboxProbe probe(server);
        const Answer answer =
            probe.call("POST", probe.conversations(u'/' + session + u"/messages"_s), R"({"prompt":"Hi"})");
        QCOMPARE(answer.status, recreates ? 200 : 404);
        QCOMPARE(server.hasConversation(server.firstProject(), session), recreates);
    }
}

void TestSandboxMessages::servesCitationsAndFiles()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    int pages = 0, files = 0, removed = 0, otherIds = 0;
    for (qint64 id = 73'558'800; id < 73'558'824; ++id) {
        const Answer answer = probe.get(u"/projects/%1/citations/%2.0"_s.arg(server.firstProject()).arg(id));
        removed += answer.status == 404;
        if (answer.status != 200)
            continue;
        otherIds += answer.data()[u"id"].toInteger() != id;
        pages += answer.data().contains(u"url"_s);
        if (answer.data().contains(u"url"_s))
            continue;
        ++files;
        const QUrl file(answer.data()[u"page_url"].toString());
        QCOMPARE(file.port(), server.baseUrl().port());
        QVERIFY(file.path().startsWith("/api/v1/preview/"_L1));
        const QString path = u"/preview/%1"_s.arg(id);
        const Answer pdf = probe.get(path);
        QCOMPARE(pdf.headers.value("content-type"), QByteArray("application/pdf"));
        QVERIFY(pdf.body.startsWith("%PDF-1.4") && pdf.body.endsWith("%%EOF\n"));
        const qsizetype table = pdf.body.lastIndexOf("\nxref\n") + 1;
        QVERIFY(pdf.body.contains("startxref\n" + QByteArray::number(table) + '\n'));
        probe.key = "none";
        QCOMPARE(probe.get(path).status, 401);
        probe.key.reset();
    }
    QVERIFY(pages > 0 && files > 0 && removed > 0 && otherIds > 0);
}

void TestSandboxMessages::reports()
{
    SandboxServer server(fixed());
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QString base = u"/projects/%1/reports/"_s.arg(server.firstProject());
    QVERIFY(!probe.get(base + u"traffic"_s).data()[u"sources"].toArray().isEmpty());
    QVERIFY(probe.get(base + u"queries"_s).data()[u"total"].toInt() > 0);
    QCOMPARE(probe.get(base + u"conversations"_s).data()[u"total"].toString(), u"240"_s);
    QCOMPARE(probe.get(base + u"analysis"_s).data()[u"queries"].toArray().size(), 7);
    const QJsonObject all = probe.get(base + u"intelligence"_s).data();
    QCOMPARE(all[u"per_page"].toInt(), 100);
    const QString from =
        QString::fromLatin1(QUrl::toPercentEncoding(fixedNow.addDays(-3).toString(Qt::ISODate)));
    const QJsonObject some = probe.get(base + u"intelligence?limit=5&start_date="_s + from).data();
    QCOMPARE(some[u"data"].toArray().size(), 5);
    QVERIFY(some[u"total"].toInt() < all[u"total"].toInt());
    QVERIFY(some[u"data"][0].toObject().contains(u"ai_response"_s));
    SandboxOptions options = fixed();
    options.intelligence = false;
    SandboxServer lesser(options);
    QVERIFY(lesser.start());
    const Answer refused = SandboxProbe(lesser).get(base + u"intelligence"_s);
    QCOMPARE(refused.status, 403);
    QCOMPARE(refused.json()[u"message"].toString(), u"This action is unauthorized."_s);
}

QTEST_GUILESS_MAIN(TestSandboxMessages)
#include "tst_sandboxmessages.moc"
