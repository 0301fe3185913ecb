// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandboxprobe.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace confab;
using namespace confab::testing;
using namespace Qt::StringLiterals;

namespace {

const QDateTime fixedNow(QDate(2026, 3, 18), QTime(15, 30), Qt::UTC);

SandboxOptions fixed(quint32 seed = 1)
{
    SandboxOptions options;
    options.seed = seed;
    options.now = fixedNow;
    return options;
}

QString longest(const SandboxServer &server)
{
    return u'/' + server.longestSession(server.firstProject()) + u"/messages"_s;
}

} // namespace

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
    void listsMessagesNewestFirst();
    void variesTheFormsOfMessages();
    void keepsReactions();
    void sendsAndReplays();
    void streams();
    void countsCredits();
    void recreatesUnknownSessions();
    void servesCitationsAndFiles();
    void reports();
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

void TestSandbox::listsMessagesNewestFirst()
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

void TestSandbox::variesTheFormsOfMessages()
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

void TestSandbox::keepsReactions()
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
    QCOMPARE(probe.get(path + u"/claims"_s).status, 200);
    QCOMPARE(probe.get(path + u"/trust-score"_s).status, 200);
}

void TestSandbox::sendsAndReplays()
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

void TestSandbox::streams()
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

void TestSandbox::countsCredits()
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

void TestSandbox::recreatesUnknownSessions()
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

void TestSandbox::servesCitationsAndFiles()
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

void TestSandbox::reports()
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
