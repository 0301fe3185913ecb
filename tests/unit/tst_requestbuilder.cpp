// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/requestbuilder.h"
#include "support/hostile.h"
#include "support/places.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <functional>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

using Built = Result<ApiRequest>;

const QUrl base(u"https://app.customgpt.ai/api/v1"_s);
const ConversationKey key{ProjectId{42}, SessionId(u"6842bec2-0d0f-4a9c-8a55-1c1f9b8d7e11"_s)};
const QString projectRoot = u"https://app.customgpt.ai/api/v1/projects/42"_s;
const QString conversationRoot = projectRoot + u"/conversations/6842bec2-0d0f-4a9c-8a55-1c1f9b8d7e11"_s;

QString urlOf(const Built &built)
{
    return built ? QString::fromLatin1(built->url.toEncoded()) : built.error().detail;
}

bool refused(const Built &built)
{
    return !built && built.error().kind == ErrorKind::Refused && built.error().httpStatus == 0;
}

QJsonObject bodyOf(const Built &built)
{
    return QJsonDocument::fromJson(built->body).object();
}

/// Every call that takes a conversation's key.
QList<Built> allOf(const ConversationKey &which)
{
    const OutgoingMessage message{u"Hello"_s, {}, {}};
    return {requests::renameConversation(base, which, u"Name"_s),
            requests::deleteConversation(base, which),
            requests::messages(base, which, 1),
            requests::message(base, which, MessageId{1}),
            requests::sendMessage(base, which, message),
            requests::streamMessage(base, which, message),
            requests::setReaction(base, which, MessageId{1}, Reaction::Liked),
            requests::clearReaction(base, which, MessageId{1}),
            requests::claims(base, which, MessageId{1}),
            requests::trustScore(base, which, MessageId{1})};
}

/// Every call that takes a project's id alone.
QList<Built> allOf(ProjectId project)
{
    return {requests::project(base, project),
            requests::projectSettings(base, project),
            requests::conversations(base, project, {}),
            requests::createConversation(base, project, u"Name"_s),
            requests::intelligence(base, project, 1, {}),
            requests::citation(base, project, CitationId{1})};
}

} // namespace

class TestRequestBuilder : public QObject
{
    Q_OBJECT

private slots:
    void writesUrls_data();
    void writesUrls();
    void writesBodies();
    void tellsWhatCostsQueries();
    void keepsServerPath_data();
    void keepsServerPath();
    void refusesUnusableServers_data();
    void refusesUnusableServers();
    void refusesHostileSessionIds();
    void refusesNumbersBelowOne();
    void namesAreTrimmedAndBounded_data();
    void namesAreTrimmedAndBounded();
    void messageBounds();
    void encodesQueries();
    void onlyConversationsCanBeDeleted();
    void verbForDeletingIsWrittenOnce();
};

void TestRequestBuilder::writesUrls_data()
{
    QTest::addColumn<Built>("built");
    QTest::addColumn<QByteArray>("verb");
    QTest::addColumn<QString>("url");
    QTest::addColumn<ApiRequest::Kind>("kind");
    const QString root = u"https://app.customgpt.ai/api/v1"_s;
    const auto json = ApiRequest::Kind::Json;
    const auto row = [](const char *name, const Built &built, const char *verb, const QString &url,
                        ApiRequest::Kind kind) {
        QTest::newRow(name) << built << QByteArray(verb) << url << kind;
    };

    row("user", requests::user(base), "GET", root + u"/user"_s, json);
    row("usage", requests::usage(base), "GET", root + u"/limits/usage"_s, json);
    row("projects", requests::projects(base, 3), "GET", root + u"/projects?page=3&order=desc&orderBy=id"_s,
        json);
    row("project", requests::project(base, key.project), "GET", projectRoot, json);
    row("settings", requests::projectSettings(base, key.project), "GET", projectRoot + u"/settings"_s, json);
    row("conversations", requests::conversations(base, key.project, {}), "GET",
        projectRoot + u"/conversations?page=1&order=desc&orderBy=id"_s, json);
    row("oldest first, anonymous",
        requests::conversations(base, key.project, {7, SortOrder::Ascending, PeopleFilter::Anonymous}), "GET",
        projectRoot + u"/conversations?page=7&order=asc&orderBy=id&userFilter=anonymous"_s, json);
    row("team",
        requests::conversations(base, key.project, {1, SortOrder::Descending, PeopleFilter::TeamMembers}),
        "GET", projectRoot + u"/conversations?page=1&order=desc&orderBy=id&userFilter=team_member"_s, json);
    row("me", requests::conversations(base, key.project, {1, SortOrder::Descending, PeopleFilter::Me}), "GET",
        projectRoot + u"/conversations?page=1&order=desc&orderBy=id&userFilter=me"_s, json);
    row("create", requests::createConversation(base, key.project, u"A"_s), "POST",
        projectRoot + u"/conversations"_s, json);
    row("rename", requests::renameConversation(base, key, u"A"_s), "PUT", conversationRoot, json);
    row("delete", requests::deleteConversation(base, key), "DELETE", conversationRoot, json);
    row("messages", requests::messages(base, key, 2), "GET",
        conversationRoot + u"/messages?page=2&order=desc"_s, json);
    const QDateTime noon(QDate(2026, 3, 10), QTime(12, 0), QTimeZone("Asia/Tokyo"));
    row("intelligence", requests::intelligence(base, key.project, 2, {}), "GET",
        projectRoot + u"/reports/intelligence?page=2&limit=100"_s, json);
    row("intelligence of a span", requests::intelligence(base, key.project, 1, {noon, noon.addDays(1)}),
        "GET",
        projectRoot + u"/reports/intelligence?page=1&limit=100&start_date=2026-03-10T03%3A00%3A00Z"
                      "&end_date=2026-03-11T03%3A00%3A00Z"_s,
        json);
    row("message", requests::message(base, key, MessageId{9007199254740993}), "GET",
        conversationRoot + u"/messages/9007199254740993"_s, json);
    row("send", requests::sendMessage(base, key, {u"Hi"_s, {}, {}}), "POST",
        conversationRoot + u"/messages"_s, json);
    row("stream", requests::streamMessage(base, key, {u"Hi"_s, u"de"_s, u"CRM-1"_s}), "POST",
        conversationRoot + u"/messages?stream=true&lang=de&external_id=CRM-1"_s, ApiRequest::Kind::Stream);
    row("reaction", requests::setReaction(base, key, MessageId{5}, Reaction::Liked), "PUT",
        conversationRoot + u"/messages/5/feedback"_s, json);
    row("claims", requests::claims(base, key, MessageId{5}), "GET",
        conversationRoot + u"/messages/5/claims"_s, json);
    row("trust score", requests::trustScore(base, key, MessageId{5}), "GET",
        conversationRoot + u"/messages/5/trust-score"_s, json);
    row("citation", requests::citation(base, key.project, CitationId{12}), "GET",
        projectRoot + u"/citations/12"_s, json);
    row("preview", requests::preview(base, CitationId{12}), "GET", root + u"/preview/12"_s,
        ApiRequest::Kind::Raw);
}

void TestRequestBuilder::writesUrls()
{
    QFETCH(Built, built);
    QFETCH(QByteArray, verb);
    QFETCH(QString, url);
    QFETCH(ApiRequest::Kind, kind);
    QCOMPARE(urlOf(built), url);
    QCOMPARE(built->verb, verb);
    QCOMPARE(built->kind, kind);
    QCOMPARE(built->isRead(), verb == "GET");
    QCOMPARE(built->isDeletion(), verb == "DELETE");
    QCOMPARE(built->contentType, built->body.isEmpty() ? QByteArray() : "application/json"_qba);
    QCOMPARE(built->body.isEmpty(), verb == "GET" || verb == "DELETE");
    QVERIFY(!urlOf(built).contains(u"duration"));
}

void TestRequestBuilder::writesBodies()
{
    QCOMPARE(bodyOf(requests::createConversation(base, key.project, u" Ärger 😀 "_s)),
             (QJsonObject{{u"name"_s, u"Ärger 😀"_s}}));
    QCOMPARE(bodyOf(requests::renameConversation(base, key, u"A\"b\\c"_s)),
             (QJsonObject{{u"name"_s, u"A\"b\\c"_s}}));
    // The prompt alone: no stream, no model, no persona.
    const OutgoingMessage message{u"  What?\n"_s, u"en"_s, u"X"_s};
    QCOMPARE(bodyOf(requests::sendMessage(base, key, message)), (QJsonObject{{u"prompt"_s, u"  What?\n"_s}}));
    QCOMPARE(bodyOf(requests::streamMessage(base, key, message)),
             (QJsonObject{{u"prompt"_s, u"  What?\n"_s}}));
    const auto reaction = [](Reaction which) {
        return bodyOf(requests::setReaction(base, key, MessageId{1}, which)).value(u"reaction"_s);
    };
    QCOMPARE(reaction(Reaction::Liked), QJsonValue(u"liked"_s));
    QCOMPARE(reaction(Reaction::Disliked), QJsonValue(u"disliked"_s));
    QCOMPARE(reaction(Reaction::None), QJsonValue(u"neutral"_s));
    QCOMPARE(requests::clearReaction(base, key, MessageId{1})->body, "{\"reaction\":null}"_qba);
    // Neither half a character nor a NUL is sent.
    QCOMPARE(bodyOf(requests::sendMessage(base, key, {QString(QChar(0xD83D)) + u'x' + QChar(0), {}, {}})),
             (QJsonObject{{u"prompt"_s, u"\uFFFDx\uFFFD"_s}}));
}

void TestRequestBuilder::keepsServerPath_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("url");
    QTest::newRow("slash at the end")
        << u"https://example.com/api/v1/"_s << u"https://example.com/api/v1/user"_s;
    QTest::newRow("no path") << u"https://example.com"_s << u"https://example.com/user"_s;
    QTest::newRow("root") << u"https://example.com/"_s << u"https://example.com/user"_s;
    QTest::newRow("port") << u"http://127.0.0.1:8080/api/v1"_s << u"http://127.0.0.1:8080/api/v1/user"_s;
    QTest::newRow("escape") << u"https://example.com/a%20b/v1"_s << u"https://example.com/a%20b/v1/user"_s;
    QTest::newRow("query") << u"https://example.com/v1?x=1#y"_s << u"https://example.com/v1/user"_s;
}

void TestRequestBuilder::keepsServerPath()
{
    QFETCH(QString, server);
    QFETCH(QString, url);
    QCOMPARE(urlOf(requests::user(QUrl(server))), url);
}

void TestRequestBuilder::refusesUnusableServers_data()
{
    QTest::addColumn<QString>("server");
    for (const char *server :
         {"", "ftp://example.com/api", "file:///etc/passwd", "example.com", "https:///api/v1"})
        QTest::newRow(server) << QString::fromLatin1(server);
}

void TestRequestBuilder::refusesUnusableServers()
{
    QFETCH(QString, server);
    QVERIFY(refused(requests::user(QUrl(server))));
    QVERIFY(refused(requests::deleteConversation(QUrl(server), key)));
}

void TestRequestBuilder::refusesHostileSessionIds()
{
    QStringList texts{u".."_s,           u"../../.."_s,   u"........"_s,  u"abcdefg"_s,
                      u"abcdefgh/"_s,    u"abcd efgh"_s,  u"abcdefgh?"_s, u"abcdefgh#x"_s,
                      u"%2e%2e%2f%2e"_s, u"abcdefgh\n"_s, u"äbcdefgh"_s,  QString(129, u'a')};
    for (const auto &sample : hostile::samples())
        texts.append(sample.text);
    int checked = 0;
    for (const QString &text : std::as_const(texts)) {
        const SessionId session(text);
        if (session.isValid())
            continue;
        ++checked;
        for (const Built &built : allOf({ProjectId{42}, session}))
            QVERIFY2(refused(built), qPrintable(text.left(40)));
    }
    QVERIFY(checked >= 30);
}

void TestRequestBuilder::refusesNumbersBelowOne()
{
    for (const qint64 id : {qint64(0), qint64(-1), std::numeric_limits<qint64>::min()}) {
        for (const Built &built : allOf(ProjectId{id}))
            QVERIFY(refused(built));
        for (const Built &built : allOf(ConversationKey{ProjectId{id}, key.session}))
            QVERIFY(refused(built));
        QVERIFY(refused(requests::message(base, key, MessageId{id})));
        QVERIFY(refused(requests::setReaction(base, key, MessageId{id}, Reaction::Liked)));
        QVERIFY(refused(requests::clearReaction(base, key, MessageId{id})));
        QVERIFY(refused(requests::claims(base, key, MessageId{id})));
        QVERIFY(refused(requests::trustScore(base, key, MessageId{id})));
        QVERIFY(refused(requests::citation(base, key.project, CitationId{id})));
        QVERIFY(refused(requests::preview(base, CitationId{id})));
    }
    for (const int page : {0, -1, std::numeric_limits<int>::min()}) {
        QVERIFY(refused(requests::projects(base, page)));
        QVERIFY(refused(requests::messages(base, key, page)));
        QVERIFY(refused(requests::conversations(base, key.project, {page, {}, {}})));
        QVERIFY(refused(requests::intelligence(base, key.project, page, {})));
    }
}

void TestRequestBuilder::namesAreTrimmedAndBounded_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("sent"); // Empty: refused.
    const QString emoji = u"😀"_s;
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("blanks") << u" \t\n\u00A0 "_s << QString();
    QTest::newRow("trimmed") << u"  a b \n"_s << u"a b"_s;
    QTest::newRow("255") << QString(255, u'x') << QString(255, u'x');
    QTest::newRow("256") << QString(256, u'x') << QString();
    QTest::newRow("255 after trimming") << u' ' + QString(255, u'x') + u' ' << QString(255, u'x');
    // 510 UTF-16 units and 1020 bytes are 255 characters.
    QTest::newRow("255 emoji") << emoji.repeated(255) << emoji.repeated(255);
    QTest::newRow("256 emoji") << emoji.repeated(256) << QString();
    QTest::newRow("lone surrogate") << u'a' + QString(QChar(0xDC00)) << u"a\uFFFD"_s;
}

void TestRequestBuilder::namesAreTrimmedAndBounded()
{
    QFETCH(QString, name);
    QFETCH(QString, sent);
    for (const Built &built : {requests::createConversation(base, key.project, name),
                               requests::renameConversation(base, key, name)}) {
        if (sent.isEmpty())
            QVERIFY(refused(built));
        else
            QCOMPARE(bodyOf(built).value(u"name"_s).toString(), sent);
    }
}

void TestRequestBuilder::messageBounds()
{
    QVERIFY(refused(requests::sendMessage(base, key, {{}, {}, {}})));
    QVERIFY(refused(requests::streamMessage(base, key, {u" \n "_s, {}, {}})));
    QVERIFY(requests::sendMessage(base, key, {u"x"_s, {}, QString(128, u'x')}));
    QVERIFY(requests::sendMessage(base, key, {u"x"_s, {}, u"😀"_s.repeated(128)}));
    QVERIFY(refused(requests::sendMessage(base, key, {u"x"_s, {}, QString(129, u'x')})));
    QVERIFY(requests::sendMessage(base, key, {u"x"_s, u"pt-BR"_s, {}}));
    QVERIFY(refused(requests::sendMessage(base, key, {u"x"_s, u"en&stream=true"_s, {}})));
    QVERIFY(refused(requests::sendMessage(base, key, {u"x"_s, QString(36, u'x'), {}})));
}

void TestRequestBuilder::tellsWhatCostsQueries()
{
    int costly = 0;
    QList<Built> every = allOf(key) + allOf(key.project);
    every += {requests::user(base), requests::usage(base), requests::projects(base, 1),
              requests::preview(base, CitationId{1})};
    for (const Built &built : std::as_const(every))
        costly += built->costsQueries ? 1 : 0;
    QCOMPARE(costly, 4);
    QVERIFY(requests::sendMessage(base, key, {u"x"_s, {}, {}})->costsQueries);
    QVERIFY(requests::streamMessage(base, key, {u"x"_s, {}, {}})->costsQueries);
    QVERIFY(requests::claims(base, key, MessageId{1})->costsQueries);
    QVERIFY(requests::trustScore(base, key, MessageId{1})->costsQueries);
}

void TestRequestBuilder::encodesQueries()
{
    const Built built = requests::sendMessage(base, key, {u"x"_s, {}, u"a+b&c=d #ü%41"_s});
    QCOMPARE(urlOf(built), conversationRoot + u"/messages?external_id=a%2Bb%26c%3Dd%20%23%C3%BC%2541"_s);
}

void TestRequestBuilder::onlyConversationsCanBeDeleted()
{
    static const QRegularExpression allowed(
        u"\\A/api/v1/projects/[0-9]+/conversations/[A-Za-z0-9_-]{8,128}\\z"_s);
    QList<Built> every = allOf(key) + allOf(key.project);
    every += {requests::user(base), requests::usage(base), requests::projects(base, 1),
              requests::preview(base, CitationId{1})};
    int deleting = 0;
    for (const Built &built : std::as_const(every)) {
        QVERIFY(built);
        if (built->verb != "DELETE")
            continue;
        ++deleting;
        QVERIFY(allowed.match(built->url.path()).hasMatch());
        QVERIFY(!built->url.hasQuery());
    }
    QCOMPARE(deleting, 1);
}

/// Code that could delete a project must not exist. Requests are written in one place, and so is the verb.
void TestRequestBuilder::verbForDeletingIsWrittenOnce()
{
    QStringList places;
    for (const char *folder : {"app", "src", "ui"}) {
        QDirIterator files(QStringLiteral(CONFAB_SOURCE_DIR "/") + QString::fromLatin1(folder),
                           {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            // The sandbox is the other end: it has to know the verb to serve it.
            if (file.fileName().contains("/src/sandbox/"_L1))
                continue;
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            places.insert(places.size(), text.count("\"DELETE\""), file.fileName());
            // Qt's own ways to the verb: the network job sends what was written here, nobody else anything.
            const bool isJob = file.fileName().endsWith("/src/api/networkjob.cpp"_L1);
            QVERIFY2(text.count("deleteResource(") <= (isJob ? 1 : 0), qPrintable(file.fileName()));
        }
    }
    QCOMPARE(places, QStringList{QStringLiteral(CONFAB_SOURCE_DIR "/src/api/requestbuilder.cpp")});
}

QTEST_GUILESS_MAIN(TestRequestBuilder)
#include "tst_requestbuilder.moc"
