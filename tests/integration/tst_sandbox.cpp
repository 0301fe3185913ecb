// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandboxprobe.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace confab;
using namespace confab::testing;
using namespace Qt::StringLiterals;

/// The sandbox against the facts known of the service. What it tells a client is what every other test builds
/// on.
class TestSandbox : public QObject
{
    Q_OBJECT

private slots:
    void speaksTheEnvelope();
    void refusesOtherKeys();
    void describesAccountAndLimits();
    void listsProjectsWithTheirQuirks();
    void namesTheErrors_data();
    void namesTheErrors();
    void fillsInThePaginator();
    void pagesThroughAHundredThousand();
    void isTheSameForTheSameSeed();
    void spreadsOverTime();
    void carriesOddNamesAndPeople();
    void filtersByPersonAndName();
    void creates();
    void checksNames_data();
    void checksNames();
    void renames();
    void deletesOnce();
    void speaksManyLanguages();
    void changesBehindTheClientsBack();
};

void TestSandbox::speaksTheEnvelope()
{
    SandboxServer server(fixed());
    QVERIFY(server.start());
    QCOMPARE(server.baseUrl().host(), u"127.0.0.1"_s);
    SandboxProbe probe(server);
    const Answer answer = probe.get(u"/projects?page=1"_s);
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body.startsWith("{\"data\":"));
    QVERIFY(answer.body.endsWith("\"status\":\"success\"}"));
    QVERIFY(answer.body.contains("http:\\/\\/127.0.0.1"));
    QVERIFY(std::all_of(answer.body.begin(), answer.body.end(), [](char byte) { return uchar(byte) < 128; }));
    QCOMPARE(answer.headers.value("content-type"), QByteArray("application/json"));
    QCOMPARE(answer.headers.value("x-ratelimit-limit"), QByteArray("60"));
    QCOMPARE(answer.headers.value("x-ratelimit-remaining"), QByteArray("59"));
    QVERIFY2(answer.headers.value("date").startsWith("Wed, 18 Mar 2026 15:30:"),
             answer.headers.value("date"));
    const QList<SandboxServer::Call> calls = server.calls();
    QCOMPARE(calls.size(), 1);
    QCOMPARE(calls.first().path, u"/api/v1/projects"_s);
    QCOMPARE(calls.first().query.value(0), qMakePair(u"page"_s, u"1"_s));
    QCOMPARE(calls.first().headers.value("accept"), QByteArray("application/json"));
    QVERIFY(calls.first().headers.value("accept-encoding").contains("gzip"));
    QCOMPARE(calls.first().status, 200);
    QCOMPARE(server.callCount(u"^GET /api/v1/projects$"_s), 1);
    QCOMPARE(server.callCount(u"page=2"_s), 0);
    server.clearCalls();
    QCOMPARE(server.callCount(), 0);
}

void TestSandbox::refusesOtherKeys()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    for (const QByteArray &key : {QByteArray("1234|other"), QByteArray()}) {
        probe.key = key;
        const Answer answer = probe.get(u"/user"_s);
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.json()[u"status"].toString(), u"error"_s);
        QCOMPARE(answer.data()[u"message"].toString(), u"API Token is either missing or invalid"_s);
    }
    server.setKey("1234|other");
    probe.key = "1234|other";
    QCOMPARE(probe.get(u"/user"_s).status, 200);
}

void TestSandbox::describesAccountAndLimits()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    QVERIFY(probe.get(u"/user"_s).data()[u"email"].toString().contains(u'@'));
    const QJsonObject limits = probe.get(u"/limits/usage"_s).data();
    QCOMPARE(limits[u"max_queries"].toInt(), 1000);
    QCOMPARE(limits[u"current_queries"].toInt(), 9);
    QCOMPARE(limits[u"current_projects_num"].toInt(), 13);
}

void TestSandbox::listsProjectsWithTheirQuirks()
{
    SandboxServer server(fixed());
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QJsonArray first = probe.get(u"/projects"_s).rows();
    QCOMPARE(first.size(), 10);
    QCOMPARE(probe.get(u"/projects?page=2"_s).rows().size(), 3);
    QCOMPARE(qint64(first[0][u"id"].toDouble()), server.firstProject());
    QVERIFY(first[0][u"created_at"].toString().endsWith(".000000Z"_L1));
    static const QRegularExpression naive(u"^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$"_s);
    QVERIFY(naive.match(first[0][u"updated_at"].toString()).hasMatch());
    QCOMPARE(first[0][u"is_chat_active"], QJsonValue(true));
    QCOMPARE(first[1][u"is_chat_active"], QJsonValue(1));
    QCOMPARE(first[7][u"is_chat_active"], QJsonValue(false));
    QCOMPARE(first[9][u"is_chat_active"], QJsonValue());
    QCOMPARE(server.conversationCount(server.projectIds().at(5)), 0);
    QCOMPARE(probe.get(u"/projects?name=parcel"_s).rows().size(), 1);
    QCOMPARE(probe.get(u"/projects?order=asc&page=2"_s).rows().last()[u"id"], first[0][u"id"]);
    const QString one = u"/projects/%1"_s.arg(server.firstProject());
    QCOMPARE(probe.get(one).data()[u"id"], first[0][u"id"]);
    QVERIFY(probe.get(one + u"/settings"_s).data().contains(u"can_export_conversation"_s));
    QVERIFY(probe.get(one + u"/stats"_s).data()[u"total_queries"].toInt() > 240);
    server.setProjectGone(server.firstProject(), true);
    QCOMPARE(probe.get(one).status, 404);
}

void TestSandbox::namesTheErrors_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("text");
    const QString session = u"/projects/4713/conversations/00000000-0000-4000-8000-000000000000"_s;
    QTest::newRow("agent id") << QByteArray("GET") << u"/projects/abc"_s << 400
                              << u"Agent id must be integer"_s;
    QTest::newRow("agent") << QByteArray("GET") << u"/projects/7/conversations"_s << 404
                           << u"Agent with id 7 not found"_s;
    QTest::newRow("messages") << QByteArray("GET") << QString(session + u"/messages"_s) << 404
                              << u"Agent with id 4713 not found"_s;
    QTest::newRow("rename") << QByteArray("PUT") << session << 404 << u"Agent with id 4713 not found"_s;
    QTest::newRow("delete") << QByteArray("DELETE") << session << 404 << u"Agent with id 4713 not found"_s;
    QTest::newRow("citation") << QByteArray("GET") << u"/projects/4713/citations/1"_s << 404
                              << u"Page with id 1 not found"_s;
    QTest::newRow("route") << QByteArray("GET") << u"/nothing"_s << 404
                           << u"The route api/v1/nothing could not be found."_s;
    QTest::newRow("method") << QByteArray("PUT") << u"/projects"_s << 405
                            << u"The PUT method is not supported for this route."_s;
}

void TestSandbox::namesTheErrors()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    SandboxServer server;
    QVERIFY(server.start());
    const Answer answer = SandboxProbe(server).call(method, path);
    QTEST(answer.status, "status");
    const QString bare = answer.json()[u"message"].toString();
    QTEST(bare.isEmpty() ? answer.data()[u"message"].toString() : bare, "text");
}

void TestSandbox::fillsInThePaginator()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QJsonObject page = probe.get(probe.conversations(u"?order=asc&page=2"_s)).data();
    const QString address = server.baseUrl().toString() + probe.conversations();
    QCOMPARE(page[u"current_page"].toInt(), 2);
    QCOMPARE(page[u"from"].toInt(), 11);
    QCOMPARE(page[u"to"].toInt(), 20);
    QCOMPARE(page[u"per_page"].toInt(), 10);
    QCOMPARE(page[u"total"].toInt(), 240);
    QCOMPARE(page[u"last_page"].toInt(), 24);
    QCOMPARE(page[u"path"].toString(), address);
    QCOMPARE(page[u"first_page_url"].toString(), QString(address + u"?order=asc&page=1"_s));
    QCOMPARE(page[u"prev_page_url"].toString(), QString(address + u"?order=asc&page=1"_s));
    QCOMPARE(page[u"next_page_url"].toString(), QString(address + u"?order=asc&page=3"_s));
    QCOMPARE(page[u"last_page_url"].toString(), QString(address + u"?order=asc&page=24"_s));
    const QJsonObject beyond = probe.get(probe.conversations(u"?page=99"_s)).data();
    QCOMPARE(beyond[u"current_page"].toInt(), 99);
    QCOMPARE(beyond[u"last_page"].toInt(), 24);
    QVERIFY(beyond[u"data"].toArray().isEmpty());
    QVERIFY(beyond[u"from"].isNull() && beyond[u"to"].isNull() && beyond[u"next_page_url"].isNull());
    QVERIFY(beyond[u"prev_page_url"].toString().endsWith("page=98"_L1));
    const QJsonObject empty =
        probe.get(u"/projects/%1/conversations"_s.arg(server.projectIds().at(5))).data();
    QCOMPARE(empty[u"last_page"].toInt(), 1);
    QCOMPARE(empty[u"total"].toInt(), 0);
    QVERIFY(empty[u"from"].isNull());
}

void TestSandbox::pagesThroughAHundredThousand()
{
    SandboxOptions options = fixed();
    options.conversations = 100'000;
    options.longestMessages = 10'000;
    options.conversationsPerPage = 100;
    QElapsedTimer timer;
    timer.start();
    SandboxServer server(options);
    QVERIFY(server.start());
    qInfo("100,000 conversations laid out in %lld ms", timer.elapsed());
    SandboxProbe probe(server);
    QSet<QString> seen;
    QDateTime last = fixedNow;
    for (int page = 1; page <= 1000; page += 37) {
        const QJsonObject data = probe.get(probe.conversations(u"?page=%1"_s.arg(page))).data();
        QCOMPARE(data[u"total"].toInt(), 100'000);
        const QJsonArray rows = data[u"data"].toArray();
        QCOMPARE(rows.size(), 100);
        for (const QJsonValue &row : rows) {
            seen.insert(row[u"session_id"].toString());
            const QDateTime created = QDateTime::fromString(row[u"created_at"].toString(), Qt::ISODate);
            QVERIFY(created.isValid() && created <= last);
            last = created;
        }
    }
    QCOMPARE(seen.size(), 100 * 28);
    QVERIFY2(last < fixedNow.addDays(-600), qPrintable(last.toString(Qt::ISODate)));
    const QJsonObject messages = probe.get(probe.conversations(longest(server) + u"?page=500"_s)).data();
    QCOMPARE(messages[u"messages"][u"total"].toInt(), 10'000);
    QCOMPARE(messages[u"messages"][u"data"].toArray().size(), 20);
}

void TestSandbox::isTheSameForTheSameSeed()
{
    const auto told = [](quint32 seed) {
        SandboxServer server(fixed(seed));
        if (!server.start())
            return QByteArray();
        SandboxProbe probe(server);
        QByteArray all;
        for (const QString &path :
             {u"/projects"_s, probe.conversations(u"?page=3"_s), probe.conversations(longest(server)),
              probe.conversation(7, u"/messages"_s)})
            all += probe.get(path).body;
        return all.replace(QByteArray::number(server.baseUrl().port()), "PORT");
    };
    const QByteArray first = told(1);
    QVERIFY(first.size() > 10'000);
    QCOMPARE(told(1), first);
    QVERIFY(told(2) != first);
}

void TestSandbox::spreadsOverTime()
{
    SandboxServer server(fixed());
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QDate today = fixedNow.toLocalTime().date();
    QList<int> counts(5);
    for (int page = 1; page <= 24; ++page) {
        for (const QString &text :
             column(probe.get(probe.conversations(u"?page=%1"_s.arg(page))).rows(), u"created_at"_s)) {
            const qint64 days = QDateTime::fromString(text, Qt::ISODate).toLocalTime().date().daysTo(today);
            QVERIFY(days >= 0);
            ++counts[days == 0 ? 0 : days == 1 ? 1 : days < 7 ? 2 : days < 30 ? 3 : 4];
        }
    }
    for (const int count : counts)
        QVERIFY(count >= 5);
}

void TestSandbox::carriesOddNamesAndPeople()
{
    SandboxServer server(fixed());
    QVERIFY(server.start());
    SandboxProbe probe(server);
    QJsonArray rows;
    for (int page = 1; page <= 8; ++page) {
        for (const QJsonValue &row : probe.get(probe.conversations(u"?page=%1"_s.arg(page))).rows())
            rows.append(row);
    }
    const QStringList names = column(rows, u"name"_s);
    const auto has = [&rows](auto &&test) { return std::any_of(rows.begin(), rows.end(), test); };
    const auto named = [&names](auto &&test) { return std::any_of(names.begin(), names.end(), test); };
    QVERIFY(has([](const QJsonValue &row) { return row[u"name"].isNull(); }));
    QVERIFY(has(
        [](const QJsonValue &row) { return row[u"name"].isString() && row[u"name"].toString().isEmpty(); }));
    QVERIFY(named([](const QString &name) { return name.size() == 255; }));
    QVERIFY(named([](const QString &name) { return name.contains(u'\n'); }));
    QVERIFY(named([](const QString &name) { return name.contains("<script>"_L1); }));
    QVERIFY(named([](const QString &name) { return name.contains(u"🎉"_s); }));
    QVERIFY(named([](const QString &name) { return name.contains(QChar(0x202e)); }));
    QVERIFY(has([](const QJsonValue &row) { return row[u"created_by"].isNull(); }));
    QVERIFY(has([](const QJsonValue &row) { return row[u"project_id"].isString(); }));
    QVERIFY(has([](const QJsonValue &row) { return row.toObject().contains(u"ended_at"_s); }));
    QVERIFY(has([](const QJsonValue &row) { return row[u"updated_at"] != row[u"created_at"]; }));
}

void TestSandbox::filtersByPersonAndName()
{
    SandboxServer server(fixed());
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const auto total = [&probe](const QString &query) {
        return probe.get(probe.conversations(query)).data()[u"total"].toInt();
    };
    const int anonymous = total(u"?userFilter=anonymous"_s);
    const int team = total(u"?userFilter=team_member"_s);
    const int me = total(u"?userFilter=me"_s);
    QVERIFY(anonymous > 0 && me > 0 && me < team);
    QCOMPARE(anonymous + team, total(u"?userFilter=all"_s));
    QVERIFY(total(u"?name=PARCEL"_s) > 0 && total(u"?name=PARCEL"_s) < 240);
    QCOMPARE(total(u"?name=no%20such%20name"_s), 0);
    QCOMPARE(probe.get(probe.conversations(u"?userFilter=nobody"_s)).status, 422);
    SandboxOptions old = fixed();
    old.acceptMe = false;
    SandboxServer older(old);
    QVERIFY(older.start());
    SandboxProbe olderProbe(older);
    QCOMPARE(olderProbe.get(olderProbe.conversations(u"?userFilter=me"_s)).status, 422);
    QCOMPARE(olderProbe.get(olderProbe.conversations(u"?userFilter=all"_s)).status, 200);
}

void TestSandbox::creates()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const Answer made = probe.call("POST", probe.conversations(), "{\"name\":\"Neu \xc3\xbc\"}");
    QCOMPARE(made.status, 201);
    QCOMPARE(made.data()[u"name"].toString(), u"Neu ü"_s);
    QVERIFY(made.data()[u"project"].isObject());
    const QJsonArray rows = probe.get(probe.conversations()).rows();
    QCOMPARE(rows[0][u"session_id"], made.data()[u"session_id"]);
    QCOMPARE(server.conversationCount(server.firstProject()), 241);
    const QJsonObject page = probe.get(probe.conversation(0, u"/messages"_s)).data();
    QCOMPARE(page[u"messages"][u"total"].toInt(), 0);
}

void TestSandbox::checksNames_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("good");
    QTest::newRow("missing") << QByteArray("{}") << false;
    QTest::newRow("no body") << QByteArray() << false;
    QTest::newRow("null") << QByteArray(R"({"name":null})") << false;
    QTest::newRow("empty") << QByteArray(R"({"name":" "})") << false;
    QTest::newRow("number") << QByteArray(R"({"name":7})") << false;
    QTest::newRow("255") << QByteArray("{\"name\":\"" + QByteArray("\xf0\x9f\x8e\x81").repeated(255) + "\"}")
                         << true;
    QTest::newRow("256") << QByteArray("{\"name\":\"" + QByteArray(256, 'x') + "\"}") << false;
}

void TestSandbox::checksNames()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, good);
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    for (const auto &[method, path] :
         {std::pair("POST", probe.conversations()), std::pair("PUT", probe.conversation(2))}) {
        const Answer answer = probe.call(method, path, body);
        if (good) {
            QVERIFY(answer.status == 200 || answer.status == 201);
            continue;
        }
        QCOMPARE(answer.status, 422);
        QVERIFY(!answer.json()[u"message"].toString().isEmpty());
        QCOMPARE(answer.json()[u"errors"][u"name"].toArray().size(), 1);
    }
}

void TestSandbox::renames()
{
    SandboxServer server(fixed());
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QJsonValue before = probe.get(probe.conversations()).rows().at(4);
    const Answer answer = probe.call("PUT", probe.conversation(4), R"({"name":"Renamed"})");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.data()[u"name"].toString(), u"Renamed"_s);
    QCOMPARE(answer.data()[u"created_at"], before[u"created_at"]);
    QVERIFY(answer.data()[u"updated_at"].toString() > before[u"updated_at"].toString());
    QCOMPARE(probe.get(probe.conversations()).rows().at(4)[u"name"].toString(), u"Renamed"_s);
}

void TestSandbox::deletesOnce()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QStringList sessions = server.sessions(server.firstProject());
    const QString path = probe.conversation(3);
    const Answer answer = probe.call("DELETE", path);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.data(), (QJsonObject{{u"deleted"_s, true}}));
    QCOMPARE(probe.call("DELETE", path).status, 404);
    QCOMPARE(probe.get(path + u"/messages"_s).status, 404);
    QCOMPARE(probe.get(u"/projects/%1"_s.arg(server.firstProject())).status, 200);
    // The pages behind it move up.
    QCOMPARE(probe.get(probe.conversations()).rows()[9][u"session_id"].toString(), sessions.at(10));
    QVERIFY(!server.hasConversation(server.firstProject(), sessions.at(3)));
    QVERIFY(server.hasConversation(server.firstProject(), sessions.at(4)));
}

void TestSandbox::speaksManyLanguages()
{
    SandboxServer server(fixed());
    QVERIFY(server.start());
    QSet<int> scripts;
    for (const QString &session : server.sessions(server.firstProject()).first(60)) {
        for (const QChar letter : server.conversationName(server.firstProject(), session)) {
            if (letter.isLetter())
                scripts.insert(letter.script());
        }
    }
    for (const QChar::Script script : {QChar::Script_Latin, QChar::Script_Arabic, QChar::Script_Hebrew,
                                       QChar::Script_Han, QChar::Script_Hiragana, QChar::Script_Devanagari,
                                       QChar::Script_Thai, QChar::Script_Cyrillic, QChar::Script_Hangul})
        QVERIFY2(scripts.contains(script), qPrintable(QString::number(script)));
}

void TestSandbox::changesBehindTheClientsBack()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const qint64 project = server.firstProject();
    const QString added = server.addConversationOnTop(project, u"On top"_s);
    QCOMPARE(probe.get(probe.conversations()).rows()[0][u"session_id"].toString(), added);
    QVERIFY(server.renameConversation(project, added, u"Other"_s));
    QCOMPARE(probe.get(probe.conversations()).rows()[0][u"name"].toString(), u"Other"_s);
    QVERIFY(server.addMessage(project, added, u"Hello?"_s) > 0);
    QCOMPARE(probe.get(probe.conversation(0, u"/messages"_s)).data()[u"messages"][u"total"].toInt(), 1);
    QVERIFY(server.removeConversation(project, added));
    QVERIFY(!server.removeConversation(project, added));
    QVERIFY(probe.get(probe.conversations()).rows()[0][u"session_id"].toString() != added);
}

QTEST_GUILESS_MAIN(TestSandbox)
#include "tst_sandbox.moc"
