// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/codec.h"
#include "api/jsonvalue.h"
#include "support/replies.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

#include <functional>

using namespace confab;
using namespace confab::replies;
using namespace Qt::StringLiterals;

namespace {

using Reader = std::function<tl::expected<void, Error>(const QByteArray &)>;

/// A reader with a check that what it read is within bounds.
struct Shape
{
    const char *name;
    QByteArray reply;
    Reader read;
};

void verifyText(const QString &text)
{
    QCOMPARE(codec::wellFormed(text), text);
}

void verifyTime(const QDateTime &time)
{
    QVERIFY(!time.isValid() || time.timeSpec() == Qt::UTC);
}

void verifyConversation(const Conversation &conversation)
{
    QVERIFY(conversation.key().isValid());
    QCOMPARE(conversation.project, project);
    QVERIFY(conversation.id.value >= 0);
    QVERIFY(!conversation.createdBy || *conversation.createdBy > 0);
    verifyText(conversation.name);
    verifyTime(conversation.createdAt);
    verifyTime(conversation.updatedAt);
}

void verifyMessage(const Message &message)
{
    QVERIFY(message.id.isValid());
    QVERIFY(message.conversation.value >= 0);
    QSet<CitationId> seen;
    for (const CitationId id : message.citations) {
        QVERIFY(id.isValid() && !seen.contains(id));
        seen.insert(id);
    }
    verifyTime(message.createdAt);
    for (const QString &text : {message.question, message.answer, message.requestSource, message.externalId})
        verifyText(text);
}

void verifyProject(const Project &read)
{
    QVERIFY(read.id.isValid());
    verifyText(read.name);
    verifyTime(read.createdAt);
    verifyTime(read.updatedAt);
}

template<class T>
void verifyPage(const Page<T> &page)
{
    QVERIFY(page.number >= 1 && page.lastPage >= 1 && page.perPage >= 0 && page.total >= 0 &&
            page.skipped >= 0);
}

template<class T>
Reader checked(std::function<Result<T>(const QByteArray &)> read, std::function<void(const T &)> verify)
{
    return [=](const QByteArray &body) -> tl::expected<void, Error> {
        const Result<T> result = read(body);
        if (!result)
            return tl::unexpected<Error>(result.error());
        verify(*result);
        return {};
    };
}

QList<Shape> shapes()
{
    const QByteArray conversation = success(conversationJson);
    const QByteArray messages =
        success(R"({"conversation":)" + conversationJson + R"(,"messages":)" + paginator(messageJson) + "}");
    return {
        {"user", userReply, checked<User>(codec::readUser, [](const User &user) { QVERIFY(user.id > 0); })},
        {"usage", usageReply,
         checked<Usage>(codec::readUsage,
                        [](const Usage &usage) {
                            QVERIFY(usage.maxQueries >= 0 && usage.currentQueries >= 0 &&
                                    usage.maxProjects >= 0 && usage.currentProjects >= 0);
                        })},
        {"projects", success(paginator(projectJson, "10")),
         checked<Page<Project>>(codec::readProjects,
                                [](const Page<Project> &page) {
                                    verifyPage(page);
                                    for (const Project &item : page.items)
                                        verifyProject(item);
                                })},
        {"project", success(projectJson), checked<Project>(codec::readProject, verifyProject)},
        {"settings", settingsReply,
         checked<ProjectSettings>(codec::readProjectSettings,
                                  [](const ProjectSettings &settings) {
                                      QVERIFY(!settings.retentionDays || *settings.retentionDays >= 0);
                                  })},
        {"conversations", success(paginator(conversationJson)),
         checked<Page<Conversation>>(
             [](const QByteArray &body) { return codec::readConversations(body, project); },
             [](const Page<Conversation> &page) {
                 verifyPage(page);
                 for (const Conversation &item : page.items)
                     verifyConversation(item);
             })},
        {"conversation", conversation,
         checked<Conversation>([](const QByteArray &body) { return codec::readConversation(body, project); },
                               verifyConversation)},
        {"renamed", conversation,
         checked<Conversation>(
             [](const QByteArray &body) { return codec::readRenamed(body, key, u"Asked"_s); },
             [](const Conversation &renamed) {
                 verifyConversation(renamed);
                 QCOMPARE(renamed.key(), key);
             })},
        {"messages", messages,
         checked<MessagePage>([](const QByteArray &body) { return codec::readMessages(body, key); },
                              [](const MessagePage &page) {
                                  verifyPage(page.messages);
                                  QCOMPARE(page.conversation.key(), key);
                                  verifyConversation(page.conversation);
                                  for (const Message &item : page.messages.items)
                                      verifyMessage(item);
                              })},
        {"message", success(messageJson), checked<Message>(codec::readMessage, verifyMessage)},
        {"citation", citationReply,
         checked<Citation>(
             [](const QByteArray &body) { return codec::readCitation(body, CitationId{12085}); },
             [](const Citation &citation) {
                 QCOMPARE(citation.id, CitationId{12085});
                 QVERIFY(citation.url.isEmpty() || citation.url.scheme() == "https"_L1);
             })},
        {"deletion", success(R"({"deleted":true})"), checked<Done>(codec::readDeletion, [](const Done &) {})},
    };
}

/// Every variant of the value with one field, at any depth, deleted or of another type.
void forEachChange(const QJsonValue &value,
                   const std::function<void(const QJsonValue &, const QString &)> &visit,
                   const QString &path = {})
{
    const QList<QJsonValue> others{QJsonValue::Null,
                                   u"text"_s,
                                   u""_s,
                                   -5,
                                   3.75,
                                   1e300,
                                   true,
                                   false,
                                   QJsonArray{},
                                   QJsonArray{QJsonArray{}, 1, u"x"_s, QJsonValue::Null},
                                   QJsonObject{},
                                   QJsonObject{{u"id"_s, QJsonArray{}}},
                                   u"9223372036854775808"_s,
                                   QString(QChar(0xD800)) + QChar(0)};
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (const QString &name : object.keys()) {
            QJsonObject changed = object;
            changed.remove(name);
            visit(changed, path + u'/' + name + u" removed"_s);
            for (const QJsonValue &other : others) {
                changed.insert(name, other);
                visit(changed, path + u'/' + name);
            }
            forEachChange(
                object.value(name),
                [&](const QJsonValue &inner, const QString &where) {
                    QJsonObject copy = object;
                    copy.insert(name, inner);
                    visit(copy, where);
                },
                path + u'/' + name);
        }
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            const auto replaced = [&](const QJsonValue &inner, const QString &where) {
                QJsonArray copy = array;
                copy.replace(i, inner);
                visit(copy, where);
            };
            for (const QJsonValue &other : others)
                replaced(other, path + u"/entry"_s);
            forEachChange(array.at(i), replaced, path + u"/entry"_s);
        }
    }
}

ErrorKind kindOf(const tl::expected<void, Error> &result)
{
    return result.error().kind;
}

} // namespace

/// Every reply of the service, damaged in every way: cut, of other types, with parts missing, or no JSON at
/// all.
class TestCodecDamage : public QObject
{
    Q_OBJECT

private slots:
    void survivesEveryChangedField_data();
    void survivesEveryChangedField();
    void refusesWhatIsNotTheReply_data();
    void refusesWhatIsNotTheReply();
    void refusesEveryCutReply_data();
    void refusesEveryCutReply();
};

void TestCodecDamage::survivesEveryChangedField_data()
{
    QTest::addColumn<int>("shape");
    const auto all = shapes();
    for (int i = 0; i < all.size(); ++i)
        QTest::newRow(all.at(i).name) << i;
}

void TestCodecDamage::survivesEveryChangedField()
{
    QFETCH(int, shape);
    const Shape checkedShape = shapes().at(shape);
    QVERIFY(checkedShape.read(checkedShape.reply));
    int changes = 0;
    int errors = 0;
    forEachChange(QJsonDocument::fromJson(checkedShape.reply).object(), [&](const QJsonValue &changed,
                                                                            const QString &path) {
        ++changes;
        const auto result = checkedShape.read(QJsonDocument(changed.toObject()).toJson());
        if (result)
            return;
        ++errors;
        QVERIFY2(kindOf(result) == ErrorKind::BadResponse || kindOf(result) == ErrorKind::Unclear,
                 qPrintable(path));
        QVERIFY2(!result.error().detail.isEmpty(), qPrintable(path));
    });
    QVERIFY(changes >= 40);
    QVERIFY(errors >= 5);
}

void TestCodecDamage::refusesWhatIsNotTheReply_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("detail");
    QTest::newRow("nothing") << ""_qba << u"empty"_s;
    QTest::newRow("blanks") << " \r\n"_qba << u"empty"_s;
    QTest::newRow("web page") << "\r\n<!DOCTYPE html><title>Log in to the hotel</title>"_qba << u"web page"_s;
    QTest::newRow("plain text") << "OK"_qba << u"byte"_s;
    QTest::newRow("list") << "[]"_qba << u"list"_s;
    QTest::newRow("number") << "7"_qba << u"byte"_s;
    QTest::newRow("garbage behind") << success("{}") + "x" << u"byte"_s;
    QTest::newRow("broken UTF-8") << success("{\"name\":\"secret\xC3(\"}") << u"byte"_s;
    QTest::newRow("too deep") << success(QByteArray(2000, '[') + QByteArray(2000, ']')) << u"byte"_s;
    QTest::newRow("empty object") << "{}"_qba << u"no data"_s;
    QTest::newRow("status error") << R"({"status":"error","data":{"id":1,"code":400,"message":"secret"}})"_qba
                                  << u"status"_s;
    QTest::newRow("status false") << R"({"status":false,"data":{"id":1}})"_qba << u"status"_s;
    QTest::newRow("data null") << success("null") << u"null"_s;
    QTest::newRow("data text") << success("\"secret\"") << u"text"_s;
    QTest::newRow("data empty list") << success("[]") << u"list"_s;
}

void TestCodecDamage::refusesWhatIsNotTheReply()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, detail);
    for (const Shape &shape : shapes()) {
        const QLatin1StringView name(shape.name);
        // These two have rules, and tests, of their own.
        if (name == "renamed"_L1 || name == "deletion"_L1)
            continue;
        const auto result = shape.read(body);
        QVERIFY2(!result, shape.name);
        QCOMPARE(kindOf(result), ErrorKind::BadResponse);
        QVERIFY2(result.error().detail.contains(detail, Qt::CaseInsensitive),
                 qPrintable(result.error().detail));
        QVERIFY(!result.error().detail.contains(u"secret"));
    }
}

void TestCodecDamage::refusesEveryCutReply_data()
{
    survivesEveryChangedField_data();
}

void TestCodecDamage::refusesEveryCutReply()
{
    QFETCH(int, shape);
    const Shape whole = shapes().at(shape);
    const qsizetype least = QLatin1StringView(whole.name) == "renamed"_L1 ? 1 : 0;
    for (qsizetype length = least; length < whole.reply.size(); ++length)
        QVERIFY2(!whole.read(whole.reply.left(length)), qPrintable(QString::number(length)));
}

QTEST_GUILESS_MAIN(TestCodecDamage)
#include "tst_codecdamage.moc"
