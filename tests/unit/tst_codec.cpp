// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/codec.h"
#include "api/jsonvalue.h"
#include "support/hostile.h"
#include "support/replies.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

using namespace confab;
using namespace confab::replies;
using namespace Qt::StringLiterals;

class TestCodec : public QObject
{
    Q_OBJECT

private slots:
    void readsValues();
    void readsConversations();
    void readsMessages();
    void readsIntelligence();
    void readsPastTheEnd();
    void skipsEntriesWithoutId();
    void readsEachSpelling_data();
    void readsEachSpelling();
    void readsTruths_data();
    void readsTruths();
    void readsReactions_data();
    void readsReactions();
    void readsCitationLinks_data();
    void readsCitationLinks();
    void keeps64Bits();
    void mendsHostileText();
    void saysWhereJsonBreaks();
    void renameWithoutBody_data();
    void renameWithoutBody();
    void deletionNeedsProof_data();
    void deletionNeedsProof();
    void classifiesErrors_data();
    void classifiesErrors();
    void readsErrorTexts_data();
    void readsErrorTexts();
};

void TestCodec::readsValues()
{
    QCOMPARE(*codec::readUser(userReply), (User{7, u"Ada"_s, u"ada@example.com"_s}));
    QCOMPARE(*codec::readUsage(usageReply), (Usage{1000, 17, 10, 3}));
    const QDateTime then(QDate(2023, 6, 26), QTime(21, 47, 23), Qt::UTC);
    QCOMPARE(*codec::readProject(success(projectJson)), (Project{project, u"Bot"_s, true, then, then}));
    QCOMPARE(*codec::readProjectSettings(settingsReply),
             (ProjectSettings{false, true, std::nullopt, 30, u"custom"_s, u"Helper"_s}));
    const Page<Project> page = *codec::readProjects(success(paginator(projectJson, "10")));
    QCOMPARE(page.items.size(), 1);
    QCOMPARE(page.number, 1);
    QCOMPARE(page.lastPage, 3);
    QCOMPARE(page.perPage, 10);
    QCOMPARE(page.total, 45);
    QCOMPARE(page.skipped, 0);
}

void TestCodec::readsConversations()
{
    const Conversation expected{ConversationId{219},    key.session, project, u"Ärger 😀"_s, 7, createdAt,
                                createdAt.addSecs(3600)};
    QCOMPARE(*codec::readConversation(success(conversationJson), project), expected);
    const Page<Conversation> page = *codec::readConversations(success(paginator(conversationJson)), project);
    QCOMPARE(page.items, QList{expected});

    // Found under this project, so that is its path, whatever the entry says.
    const QByteArray bare = R"({"session_id":"abcdefgh","name":null,"created_by":null,"project_id":"9"})";
    const Conversation read = *codec::readConversation(success(bare), project);
    QCOMPARE(read, (Conversation{{}, SessionId(u"abcdefgh"_s), project, {}, std::nullopt, {}, {}}));
}

void TestCodec::readsMessages()
{
    const QByteArray reply =
        success(R"({"conversation":)" + conversationJson + R"(,"messages":)" + paginator(messageJson) + "}");
    const MessagePage page = *codec::readMessages(reply, key);
    QCOMPARE(page.conversation.name, u"Ärger 😀"_s);
    QCOMPARE(page.messages.perPage, 20);
    const Message expected{MessageId{10000001}, ConversationId{219},
                           u"Who?"_s,           u"**Tom**"_s,
                           createdAt,           {CitationId{12074}, CitationId{12061}},
                           Reaction::Liked,     u"web"_s,
                           u"CRM-1"_s,          u"192.0.2.1"_s,
                           u"Browser"_s};
    QCOMPARE(page.messages.items, QList{expected});
    QCOMPARE(*codec::readMessage(success(messageJson)), expected);
    // The shape of 2023: no metadata, no conversation id, another date form.
    const Message old = *codec::readMessage(success(
        R"({"id":"5","user_query":null,"openai_response":null,"created_at":"25 Jun 2023 05:01:11","citations":null})"));
    QCOMPARE(old.createdAt, QDateTime(QDate(2023, 6, 25), QTime(5, 1, 11), Qt::UTC));
    QCOMPARE(old.id, MessageId{5});
    QVERIFY(old.citations.isEmpty() && old.answer.isEmpty() && old.requestSource.isEmpty());
}

void TestCodec::readsIntelligence()
{
    const QByteArray full = R"({"prompt_id":"9007199254740993","conversation_id":"219.0","project_id":"9",
        "user_query":"Where?","ai_response":"Here.","created_at":"2023-06-26 21:47:23","feedback":"disliked",
        "chatbot_deployment":"livechat","user_emotion":null,"browser":"Firefox","surprise":[{}]})";
    const QByteArray bare =
        R"({"prompt_id":7,"user_query":null,"ai_response":[],"feedback":{"reaction":"liked"}})";
    const Page<Message> page = *codec::readIntelligence(
        success(paginator(full + ',' + bare + R"(,{"prompt_id":0},"odd")", "\"100\"")));
    Message first;
    first.id = MessageId{9007199254740993};
    first.conversation = ConversationId{219};
    first.question = u"Where?"_s;
    first.answer = u"Here."_s;
    first.createdAt = QDateTime(QDate(2023, 6, 26), QTime(21, 47, 23), Qt::UTC);
    first.reaction = Reaction::Disliked;
    first.requestSource = u"livechat"_s;
    Message second;
    second.id = MessageId{7};
    second.reaction = Reaction::Liked;
    QCOMPARE(page.items, (QList{first, second}));
    QCOMPARE(page.skipped, 2);
    QCOMPARE(page.perPage, 100);

    QCOMPARE(*codec::readIntelligence(success("[]")), Page<Message>());
    // Whether more follows could not be told.
    QCOMPARE(codec::readIntelligence(success('[' + full + ']')).error().kind, ErrorKind::BadResponse);
    QCOMPARE(codec::readIntelligence(success("null")).error().kind, ErrorKind::BadResponse);
}

void TestCodec::readsPastTheEnd()
{
    const auto page = codec::readConversations(
        success(
            R"({"current_page":9,"data":[],"from":null,"last_page":1,"per_page":20,"to":null,"total":3})"),
        project);
    QVERIFY(page);
    QVERIFY(page->items.isEmpty());
    QCOMPARE(page->number, 9);
    QVERIFY(page->isLast());
}

void TestCodec::skipsEntriesWithoutId()
{
    const QByteArray good = R"({"session_id":"abcdefgh"})";
    const auto page = codec::readConversations(
        success(paginator(
            good + R"(,{"session_id":".."},{"session_id":null},{},[],null,7,{"session_id":"a/bcdefgh"},)" +
            R"({"session_id":12345678})")),
        project);
    QVERIFY(page);
    QCOMPARE(page->items.size(), 2);
    QCOMPARE(page->skipped, 7);

    const auto projects =
        codec::readProjects(success(paginator(R"({"id":0},{"id":-1},{"id":"x"},{"id":3.5},{"id":"3"})")));
    QCOMPARE(projects->items.size(), 1);
    QCOMPARE(projects->skipped, 4);
}

void TestCodec::readsEachSpelling_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("number"); // -1: none
    const auto row = [](const char *json, qint64 number) {
        QTest::newRow(json) << QByteArray(json) << number;
    };
    row("12061", 12061);
    row("12061.0", 12061);
    row("1.2061e4", 12061);
    row("\"12061\"", 12061);
    row("\"12061.0\"", 12061);
    row("\"12061.000\"", 12061);
    row("0", 0);
    row("\"0.0\"", 0);
    row("9223372036854775807", std::numeric_limits<qint64>::max());
    row("\"9223372036854775807\"", std::numeric_limits<qint64>::max());
    for (const char *json : {"9223372036854775808", "\"9223372036854775808\"", "1e300", "12061.5",
                             "\"12061.5\"", "\"12061.\"", "\".0\"", "\"\"", "\"x\"", "\"12061.0.0\"",
                             "\"0x10\"", "\"1,000\"", "\"1e3\"", "null", "true", "[]", "[1]", "{}"})
        row(json, -1);
}

void TestCodec::readsEachSpelling()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, number);
    const QJsonValue value = QJsonDocument::fromJson("[" + json + "]").array().at(0);
    QVERIFY(!value.isUndefined());
    QCOMPARE(codec::wholeNumber(value).value_or(-1), number);
}

void TestCodec::readsTruths_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("truth"); // -1: none
    const auto row = [](const char *json, int truth) { QTest::newRow(json) << QByteArray(json) << truth; };
    for (const char *json : {"true", "1", "\"1\"", "\"true\""})
        row(json, 1);
    for (const char *json : {"false", "0", "\"0\"", "\"false\""})
        row(json, 0);
    for (const char *json : {"null", "\"\"", "\"maybe\"", "[]", "{}"})
        row(json, -1);
}

void TestCodec::readsTruths()
{
    QFETCH(QByteArray, json);
    QFETCH(int, truth);
    const auto settings = codec::readProjectSettings(success("{\"enable_feedbacks\":" + json + "}"));
    QCOMPARE(settings->feedbacksEnabled, truth < 0 ? std::nullopt : std::optional(truth == 1));
    const auto read = codec::readProject(success("{\"id\":1,\"is_chat_active\":" + json + "}"));
    QCOMPARE(read->chatActive, truth == 1);
}

void TestCodec::readsReactions_data()
{
    QTest::addColumn<QByteArray>("feedback");
    QTest::addColumn<Reaction>("reaction");
    const auto row = [](const char *json, Reaction reaction) {
        QTest::newRow(json) << QByteArray(json) << reaction;
    };
    row(R"({"reaction":"liked"})", Reaction::Liked);
    row(R"({"reaction":"disliked"})", Reaction::Disliked);
    for (const char *json :
         {"null", R"({"reaction":"neutral"})", R"({"reaction":null})", "{}", "[]", "\"liked\""})
        row(json, Reaction::None);
}

void TestCodec::readsReactions()
{
    QFETCH(QByteArray, feedback);
    QFETCH(Reaction, reaction);
    QCOMPARE(codec::readMessage(success("{\"id\":1,\"response_feedback\":" + feedback + "}"))->reaction,
             reaction);
}

void TestCodec::readsCitationLinks_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QString>("url");
    const QString preview = u"https://h.example/api/v1/preview/16334"_s;
    QTest::newRow("web page") << R"({"url":"https://a.example/x","page_url":"https://b.example/"})"_qba
                              << u"https://a.example/x"_s;
    QTest::newRow("uploaded file")
        << R"({"id":16334,"page_url":"https:\/\/h.example\/api\/v1\/preview\/16334","title":"Yes"})"_qba
        << preview;
    QTest::newRow("null url") << R"({"url":null,"page_url":"https://h.example/api/v1/preview/16334"})"_qba
                              << preview;
    QTest::newRow("empty url") << R"({"url":"","page_url":"https://h.example/api/v1/preview/16334"})"_qba
                               << preview;
    QTest::newRow("none") << R"({"id":1,"title":"x"})"_qba << QString();
    QTest::newRow("script") << R"x({"url":"javascript:alert(1)"})x"_qba << QString();
    QTest::newRow("file") << R"({"url":"file:///etc/passwd"})"_qba << QString();
    QTest::newRow("relative") << R"({"url":"/x"})"_qba << QString();
    QTest::newRow("broken") << R"({"url":"https://exa mple.com/%%"})"_qba << QString();
}

void TestCodec::readsCitationLinks()
{
    QFETCH(QByteArray, data);
    QFETCH(QString, url);
    const auto citation = codec::readCitation(success(data), CitationId{12085});
    QVERIFY(citation);
    QCOMPARE(citation->url.toString(), url);
    QCOMPARE(citation->id, CitationId{12085});
}

void TestCodec::keeps64Bits()
{
    // 2^53 + 1 is the first whole number that a double cannot hold.
    const auto message = codec::readMessage(success(
        R"({"id":9007199254740993,"conversation_id":"9007199254740993","citations":[9007199254740993]})"));
    QCOMPARE(message->id.value, 9007199254740993);
    QCOMPARE(message->conversation.value, 9007199254740993);
    QCOMPARE(message->citations.first().value, 9007199254740993);
}

void TestCodec::mendsHostileText()
{
    const auto message = codec::readMessage(success(
        R"({"id":1,"user_query":"a\u0000b","openai_response":"\ud83d x \ude00\ud83d \ud83d\ude00"})"));
    QCOMPARE(message->question, u"a\uFFFDb"_s);
    QCOMPARE(message->answer, u"\uFFFD x \uFFFD\uFFFD 😀"_s);

    for (const auto &sample : hostile::samples()) {
        const QJsonObject object{{u"id"_s, 1},
                                 {u"user_query"_s, sample.text},
                                 {u"metadata"_s, QJsonObject{{u"external_id"_s, sample.text}}}};
        const QJsonObject reply{{u"data"_s, object}, {u"status"_s, u"success"_s}};
        const auto read = codec::readMessage(QJsonDocument(reply).toJson(QJsonDocument::Compact));
        QVERIFY2(read, qPrintable(sample.name));
        QCOMPARE(codec::wellFormed(read->question), read->question);
        QCOMPARE(read->externalId, read->question);
        // The JSON parser itself drops a byte order mark that stands first; nothing else is lost.
        const qsizetype mark = sample.text.startsWith(QChar(QChar::ByteOrderMark)) ? 1 : 0;
        QCOMPARE(read->question.size(), sample.text.size() - mark);
        QVERIFY(!read->question.contains(QChar(0)));
    }
}

void TestCodec::saysWhereJsonBreaks()
{
    const QByteArray reply = success(projectJson);
    const auto cut = codec::readProject(reply.left(100));
    QVERIFY2(cut.error().detail.endsWith(u"of 100"), qPrintable(cut.error().detail));
    QByteArray broken = reply;
    const auto place = broken.indexOf("Bot");
    broken[place] = '\xFF';
    const auto utf8 = codec::readProject(broken);
    QVERIFY2(utf8.error().detail.contains(u"byte %1 of %2"_s.arg(place).arg(broken.size())) ||
                 utf8.error().detail.contains(u"byte %1 of %2"_s.arg(place + 1).arg(broken.size())),
             qPrintable(utf8.error().detail));
}

void TestCodec::renameWithoutBody_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("done");
    QTest::newRow("empty") << ""_qba << true;
    QTest::newRow("blanks") << "\r\n"_qba << true;
    QTest::newRow("null") << success("null") << true;
    QTest::newRow("empty list") << success("[]") << true;
    QTest::newRow("nameless") << success("{\"id\":null}") << true;
    QTest::newRow("web page") << "<html>"_qba << false;
    QTest::newRow("error") << R"({"status":"error"})"_qba << false;
    QTest::newRow("nothing said") << "{}"_qba << false;
}

void TestCodec::renameWithoutBody()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, done);
    const auto renamed = codec::readRenamed(body, key, u"Asked"_s);
    QCOMPARE(renamed.has_value(), done);
    if (!done) {
        QCOMPARE(renamed.error().kind, ErrorKind::BadResponse);
        return;
    }
    QCOMPARE(*renamed, (Conversation{{}, key.session, key.project, u"Asked"_s, std::nullopt, {}, {}}));
}

void TestCodec::deletionNeedsProof_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("proof");
    QTest::newRow("proof") << R"({"status":"success","data":{"deleted":true}})"_qba << true;
    QTest::newRow("proof, data first") << success(R"({"deleted":true})") << true;
    const auto row = [](const char *body) { QTest::newRow(body) << QByteArray(body) << false; };
    row("");
    row("<html><body>Deleted</body></html>");
    row("true");
    row("{}");
    row(R"({"status":"success"})");
    row(R"({"status":"success","data":null})");
    row(R"({"status":"success","data":[]})");
    row(R"({"status":"success","data":true})");
    row(R"({"status":"success","data":{}})");
    row(R"({"status":"success","data":{"deleted":false}})");
    row(R"({"status":"success","data":{"deleted":null}})");
    row(R"({"status":"success","data":{"deleted":1}})");
    row(R"({"status":"success","data":{"deleted":"true"}})");
    row(R"({"status":"success","deleted":true})");
    row(R"({"data":{"deleted":true}})");
    row(R"({"status":null,"data":{"deleted":true}})");
    row(R"({"status":"error","data":{"deleted":true}})");
    row(R"({"status":"success","data":{"deleted":true})");
}

void TestCodec::deletionNeedsProof()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, proof);
    const Result<Done> result = codec::readDeletion(body);
    QCOMPARE(result.has_value(), proof);
    if (proof)
        return;
    QCOMPARE(result.error().kind, ErrorKind::Unclear);
    QVERIFY(!result.error().detail.isEmpty());
}

void TestCodec::classifiesErrors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("costsQueries");
    QTest::addColumn<int>("retryAfter"); // Seconds; -1: none
    QTest::addColumn<ErrorKind>("kind");
    const auto row = [](const char *name, int status, const QByteArray &body, bool sends, int after,
                        ErrorKind kind) { QTest::newRow(name) << status << body << sends << after << kind; };
    const QByteArray credits =
        R"({"status":"error","data":{"code":429,"message":)"
        R"("You have exhausted your current query credits. Please contact customer service"}})";
    const QByteArray pace = R"({"message":"Too Many Attempts."})";
    row("301", 301, "", false, -1, ErrorKind::BadResponse);
    row("200", 200, "", false, -1, ErrorKind::BadResponse);
    row("400", 400, R"({"status":"error","data":{"code":400,"message":"Agent id must be integer"}})", false,
        -1, ErrorKind::Validation);
    row("401", 401, "", false, -1, ErrorKind::Unauthorised);
    row("403", 403, R"({"message":"This action is unauthorized."})", false, -1, ErrorKind::Forbidden);
    row("404", 404, "<html>", false, -1, ErrorKind::NotFound);
    row("404 with the body of a 401", 404, R"({"data":{"code":401,"message":"API Token is invalid"}})", false,
        -1, ErrorKind::NotFound);
    row("408", 408, "", false, -1, ErrorKind::Timeout);
    row("410", 410, "", false, -1, ErrorKind::NotFound);
    row("413", 413, "", false, -1, ErrorKind::Validation);
    row("422", 422, R"({"message":"The name is too long.","errors":{"name":["x"]}})", false, -1,
        ErrorKind::Validation);
    row("500", 500, "", false, -1, ErrorKind::Server);
    row("501", 501, "", false, -1, ErrorKind::Server);
    row("503 with a wait", 503, "<html>", false, 5, ErrorKind::Server);
    row("429 with a wait", 429, "", false, 30, ErrorKind::RateLimited);
    row("429 on a read", 429, "", false, -1, ErrorKind::RateLimited);
    row("429 on a read, text", 429, pace, false, -1, ErrorKind::RateLimited);
    row("429 on sending, a wait", 429, pace, true, 30, ErrorKind::RateLimited);
    row("429 on sending, text of the pace", 429, pace, true, -1, ErrorKind::RateLimited);
    row("429 on sending, silent", 429, "", true, -1, ErrorKind::CreditsExhausted);
    row("429 on sending, credits", 429, credits, true, -1, ErrorKind::CreditsExhausted);
    row("429 on sending, credits and a wait", 429, credits, true, 30, ErrorKind::CreditsExhausted);
    row("429 on a read, credits", 429, credits, false, -1, ErrorKind::CreditsExhausted);
}

void TestCodec::classifiesErrors()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, costsQueries);
    QFETCH(int, retryAfter);
    QFETCH(ErrorKind, kind);
    codec::ErrorContext context;
    context.costsQueries = costsQueries;
    if (retryAfter >= 0)
        context.retryAfter = std::chrono::seconds(retryAfter);
    const Error error = codec::readError(status, body, context);
    QCOMPARE(error.kind, kind);
    QCOMPARE(error.httpStatus, status);
    QCOMPARE(error.retryAfter, context.retryAfter);
    QCOMPARE(error.detail, u"HTTP %1"_s.arg(status));
}

void TestCodec::readsErrorTexts_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("text");
    QTest::newRow("documented") << R"({"status":"error","url":"x","data":{"code":400,"message":"A"}})"_qba
                                << u"A"_s;
    QTest::newRow("Laravel") << "{\n    \"message\": \"B\"\n}"_qba << u"B"_s;
    QTest::newRow("both") << R"({"message":"B","data":{"message":"A"},"error":"C"})"_qba << u"A"_s;
    QTest::newRow("error text") << R"({"error":"C"})"_qba << u"C"_s;
    QTest::newRow("error object") << R"({"error":{"message":"C","type":"x"}})"_qba << u"C"_s;
    QTest::newRow("validation") << R"({"message":"B","errors":{"name":["D"]}})"_qba << u"B D"_s;
    QTest::newRow("validation that says all")
        << R"({"message":"B: D","errors":{"name":["D"]}})"_qba << u"B: D"_s;
    QTest::newRow("errors alone") << R"({"errors":{"name":["D","E"]}})"_qba << u"D"_s;
    QTest::newRow("errors as list") << R"({"errors":["D"]})"_qba << u"D"_s;
    QTest::newRow("errors as objects") << R"({"errors":[{"message":"D"}]})"_qba << u"D"_s;
    QTest::newRow("data null") << R"({"status":"error","data":null,"message":"B"})"_qba << u"B"_s;
    QTest::newRow("data list") << R"({"status":"error","data":[],"error":"C"})"_qba << u"C"_s;
    QTest::newRow("wrong types") << R"({"data":{"message":5},"message":[],"error":7,"errors":true})"_qba
                                 << QString();
    QTest::newRow("blank") << R"({"message":"  ","error":" C "})"_qba << u"C"_s;
    QTest::newRow("plain") << "upstream connect error\n"_qba << u"upstream connect error"_s;
    QTest::newRow("web page") << "<html><h1>502 Bad Gateway</h1>"_qba << QString();
    QTest::newRow("cut JSON") << R"({"message":"B)"_qba << QString();
    QTest::newRow("bytes") << "\x1f\x8b\x08\x01"_qba << QString();
    QTest::newRow("NUL") << R"({"message":"a\u0000b\ud83d"})"_qba << u"a\uFFFDb\uFFFD"_s;
    QTest::newRow("long") << "{\"message\":\"" + QByteArray(5000, 'x') + "\"}" << QString(1000, u'x');
    QTest::newRow("long, not cut inside a character")
        << "{\"message\":\"" + QByteArray(999, 'x') + QByteArray("\xF0\x9F\x98\x80").repeated(9) + "\"}"
        << QString(999, u'x');
    QTest::newRow("empty") << ""_qba << QString();
}

void TestCodec::readsErrorTexts()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, text);
    QCOMPARE(codec::readError(422, body).serverMessage, text);
}

QTEST_GUILESS_MAIN(TestCodec)
#include "tst_codec.moc"
