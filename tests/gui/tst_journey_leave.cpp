// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody leaves while a reply is on its way: the window is closed, another project opened, the program
// ended. Nothing is said of it, and nothing touches what is gone (the sanitizers look on).
#include "gui/journey.h"

#include <QFrame>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

enum class Stage { Created, Waiting, HalfBody };
enum class Leaving { CloseWindow, SwitchProject, Quit };

} // namespace

class TestJourneyLeave : public QObject
{
    Q_OBJECT

private slots:
    void isSilent_data();
    void isSilent();
};

void TestJourneyLeave::isSilent_data()
{
    QTest::addColumn<bool>("ofMessages");
    QTest::addColumn<Stage>("stage");
    QTest::addColumn<Leaving>("leaving");
    const std::pair<const char *, Stage> stages[]{{"created", Stage::Created},
                                                  {"sent, without a byte of reply", Stage::Waiting},
                                                  {"headers and half a body", Stage::HalfBody}};
    const std::pair<const char *, Leaving> ways[]{{"window closed", Leaving::CloseWindow},
                                                  {"another project", Leaving::SwitchProject},
                                                  {"quit", Leaving::Quit}};
    for (const bool ofMessages : {false, true}) {
        for (const auto &[stageName, stage] : stages) {
            for (const auto &[wayName, leaving] : ways)
                QTest::addRow("%s, %s, %s", ofMessages ? "messages" : "list", stageName, wayName)
                    << ofMessages << stage << leaving;
        }
    }
}

void TestJourneyLeave::isSilent()
{
    QFETCH(const bool, ofMessages);
    QFETCH(const Stage, stage);
    QFETCH(const Leaving, leaving);
    SandboxOptions options;
    options.conversations = 12;
    options.conversationsPerPage = 20;
    Journey journey(options);
    QVERIFY(journey.signIn());
    journey.click(0);
    QVERIFY(journey.waitLoaded());

    SandboxFault fault;
    fault.kind = stage == Stage::HalfBody ? SandboxFault::Kind::HangMidBody : SandboxFault::Kind::Hang;
    fault.match = ofMessages ? u"/messages"_s
                             : u"^GET /api/v1/projects/%1/conversations(\\?|$)"_s.arg(journey.project());
    journey.addFault(fault);
    journey.server().clearCalls();
    if (ofMessages) {
        journey.advance(1s); // or the click would count as arrowing quickly through the list
        journey.click(3);
        QTRY_COMPARE(journey.workspace().messages().state(), MessageService::State::Loading);
    } else {
        journey.workspace().conversations().refresh();
        QVERIFY(journey.workspace().conversations().state() != ConversationService::State::Ready);
    }
    if (stage != Stage::Created)
        QTRY_VERIFY(journey.calls(fault.match) > 0);
    if (stage == Stage::HalfBody)
        QTest::qWait(30); // for the bytes; the reply is never whole, however long

    if (leaving == Leaving::SwitchProject) {
        const qint64 other = journey.server().projectIds().at(1);
        journey.workspace().openProject(ProjectId{other});
        journey.server().clearFaults(); // what hung ends now, and is nobody's any more
        QVERIFY(journey.waitLoaded());
        QCOMPARE(journey.workspace().project().value, other);
        QCOMPARE(journey.workspace().conversations().state(), ConversationService::State::Ready);
        QCOMPARE(journey.rowCount(), journey.server().conversationCount(other));
        QCOMPARE(journey.bannerText(), QString());
        return;
    }
    QVERIFY(journey.window().close());
    if (leaving == Leaving::Quit)
        journey.crash(); // everything goes, in the order in which the program takes it down
    journey.server().clearFaults();
    for (int turn = 0; turn < 20; ++turn)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    if (leaving == Leaving::CloseWindow) {
        QVERIFY(!journey.window().isVisible());
        const auto *banner = journey.window().findChild<QFrame *>(u"banner"_s);
        QVERIFY(banner && banner->isHidden());
        QVERIFY(!journey.hasDialog());
    }
}

QTEST_MAIN(TestJourneyLeave)
#include "tst_journey_leave.moc"
