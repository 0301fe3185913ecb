// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakesecretstore.h"
#include "sandbox/sandboxserver.h"
#include "services/session.h"
#include "services/settings.h"
#include "support/apiclient.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What waits after a 401 goes out for the person it was asked by, and for nobody else: with the true client,
/// by HTTP, for the answer to "who am I" and the calls behind it come from the same queue.
class TestHeldCalls : public QObject
{
    Q_OBJECT

private slots:
    void goOutForTheSamePersonAlone_data();
    void goOutForTheSamePersonAlone();
    void waitOnAfterAWrongKey();
};

namespace {

struct World
{
    World()
    {
        if (!server.start())
            qFatal("%s", qPrintable(server.errorString()));
        client = std::make_unique<ApiClient>(server.baseUrl());
        session = std::make_unique<Session>(*client->api, secrets, settings, client->clock);
    }
    [[nodiscard]] bool signIn(const QString &key, Session::State end = Session::State::SignedIn)
    {
        session->signIn(credentialsFor(server.baseUrl(), key), false);
        return QTest::qWaitFor([this, end] { return session->state() == end; });
    }
    [[nodiscard]] bool expire()
    {
        (void)resultOf(client->api->usage());
        return session->state() == Session::State::Expired;
    }
    [[nodiscard]] int writes() const { return server.callCount(u"^(PUT|POST|DELETE) "_s); }

    SandboxServer server{SandboxOptions{}};
    FakeSecretStore secrets;
    Settings settings{u"heldcalls"_s};
    std::unique_ptr<ApiClient> client;
    std::unique_ptr<Session> session;
};

} // namespace

void TestHeldCalls::goOutForTheSamePersonAlone_data()
{
    QTest::addColumn<bool>("samePerson");
    QTest::newRow("the same person") << true;
    QTest::newRow("another person") << false;
}

void TestHeldCalls::goOutForTheSamePersonAlone()
{
    QFETCH(bool, samePerson);
    World world;
    QVERIFY(world.signIn(QString::fromLatin1(world.server.key())));
    const ProjectId project{world.server.firstProject()};
    const auto key = [&](int index) {
        return ConversationKey{project, SessionId(world.server.sessions(project.value).value(index))};
    };
    world.server.setKey("2|another");
    QVERIFY(world.expire());
    ChatApi &api = *world.client->api;
    const ConversationKey renamed = key(0);
    const ConversationKey deleted = key(1);
    const auto rename = api.renameConversation(renamed, u"In whose name?"_s);
    const auto create = api.createConversation(project, u"In whose name?"_s);
    const auto remove = api.deleteConversation(deleted);
    if (!samePerson) {
        SandboxFault other;
        other.status = 200;
        other.match = u"^GET /api/v1/user$"_s;
        other.body = R"({"data":{"id":424242,"name":"Somebody","email":"s@example.com"},"status":"success"})";
        world.server.addFault(other);
    }
    QVERIFY(world.signIn(u"2|another"_s));
    // Whatever was let go has gone before this, which comes last in the same queue.
    QVERIFY(resultOf(api.project(project, Lane::Background))->has_value());
    if (samePerson) {
        QVERIFY(resultOf(rename)->has_value());
        QVERIFY(resultOf(create)->has_value());
        QVERIFY(resultOf(remove)->has_value());
        QCOMPARE(world.writes(), 3);
        return;
    }
    QCOMPARE(errorOf(rename).kind, ErrorKind::Cancelled);
    QCOMPARE(errorOf(create).kind, ErrorKind::Cancelled);
    QCOMPARE(errorOf(remove).kind, ErrorKind::Cancelled);
    QCOMPARE(world.writes(), 0);
    QVERIFY(world.server.hasConversation(project.value, deleted.session.toString()));
}

void TestHeldCalls::waitOnAfterAWrongKey()
{
    World world;
    QVERIFY(world.signIn(QString::fromLatin1(world.server.key())));
    const ProjectId project{world.server.firstProject()};
    world.server.setKey("2|another");
    QVERIFY(world.expire());
    const auto create = world.client->api->createConversation(project, u"Patience"_s);
    world.session->signIn(credentialsFor(world.server.baseUrl(), u"3|mistyped"_s), false);
    QTRY_COMPARE(world.session->state(), Session::State::Expired);
    world.session->signIn(credentialsFor(world.server.baseUrl(), u"4|abandoned"_s), false);
    world.session->cancelSignIn();
    QCOMPARE(world.session->state(), Session::State::Expired);
    QVERIFY(!create.isFinished());
    QCOMPARE(world.writes(), 0);
    QVERIFY(world.signIn(u"2|another"_s));
    QVERIFY(resultOf(create)->has_value());
    QCOMPARE(world.writes(), 1);
}

QTEST_GUILESS_MAIN(TestHeldCalls)
#include "tst_heldcalls.moc"
