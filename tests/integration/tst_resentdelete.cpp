// SPDX-License-Identifier: GPL-3.0-or-later
// A connection that is dropped under a DELETE: Qt sends it once more where the connection was a kept one, and
// the answer to the second says that there is nothing to delete, although the first did it.
#include "fakes/manualclock.h"
#include "services/deletionjournal.h"
#include "services/deletionlog.h"
#include "services/deletionservice.h"
#include "support/apiclient.h"
#include "support/evilserver.h"
#include "support/replies.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

class TestResentDelete : public QObject
{
    Q_OBJECT

private slots:
    void endsAsDeleted_data();
    void endsAsDeleted();
};

void TestResentDelete::endsAsDeleted_data()
{
    QTest::addColumn<bool>("warm");
    QTest::addColumn<bool>("reset");
    QTest::addColumn<bool>("done"); // before the connection went
    QTest::addColumn<bool>("projectAnswers");
    for (const bool warm : {false, true}) {
        for (const bool reset : {false, true}) {
            for (const bool done : {false, true}) {
                for (const bool answers : {false, true})
                    QTest::addRow("%s, %s, %s, project %s", warm ? "kept connection" : "fresh connection",
                                  reset ? "reset" : "closed", done ? "done" : "not done",
                                  answers ? "answers" : "gone")
                        << warm << reset << done << answers;
            }
        }
    }
}

void TestResentDelete::endsAsDeleted()
{
    QFETCH(const bool, warm);
    QFETCH(const bool, reset);
    QFETCH(const bool, done);
    QFETCH(const bool, projectAnswers);
    const EvilAnswer notFound = evil::say(evil::http(404, R"({"status":"error","data":{"code":404}})"));
    const EvilAnswer drop = reset ? evil::resetWithoutReply() : evil::closeWithoutReply();
    bool there = true;
    int deletes = 0;
    EvilServer server;
    server.answer = [&](QTcpSocket &socket, const EvilRequest &request) {
        if (request.target.endsWith("/user")) {
            evil::say(evil::http(200, replies::userReply))(socket, request);
        } else if (request.verb == "DELETE") {
            if (++deletes == 1) {
                there = !done;
                drop(socket, request);
            } else if (there) {
                there = false;
                evil::say(evil::http(200, replies::success(R"({"deleted":true})")))(socket, request);
            } else {
                notFound(socket, request);
            }
        } else if (request.target.contains("/messages")) {
            const QByteArray page = replies::success(R"({"conversation":)" + replies::conversationJson +
                                                     R"(,"messages":)" + replies::paginator({}) + "}");
            (there ? evil::say(evil::http(200, page)) : notFound)(socket, request);
        } else {
            (projectAnswers ? evil::say(evil::http(200, replies::success(replies::projectJson)))
                            : notFound)(socket, request);
        }
    };
    ApiClient client(server.baseUrl());
    if (warm)
        QCOMPARE(valueOf(client.api->user()).id, 7);

    const QTemporaryDir folder;
    ManualClock clock(client.clock.nowUtc()); // of one day with the client's
    DeletionJournal journal(folder.filePath(u"deletions.jsonl"_s));
    DeletionLog log(folder.filePath(u"deletion-log.jsonl"_s));
    DeletionService service(*client.api, journal, log, clock);
    QSignalSpy finished(&service, &DeletionService::finished);
    Conversation conversation;
    conversation.id = ConversationId{219};
    conversation.project = replies::project;
    conversation.session = replies::key.session;
    conversation.name = u"Ärger 😀"_s;
    service.remove(replies::project, {conversation});
    clock.advance(DeletionService::undoWindow);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
    const auto report = finished[0][0].value<DeletionReport>();
    const DeletionItem &item = report.items.first();

    QVERIFY(deletes >= 1 && deletes <= 2);
    QCOMPARE(report.isClean(), item.isSettled());
    if (item.isSettled()) {
        QVERIFY(!there); // nothing is called deleted that is there
        // Without the project's word only a reply to the second DELETE can have said so.
        QVERIFY(projectAnswers || (deletes == 2 && !done));
    } else {
        // And what is gone is at worst called unclear, which is looked up before anything is sent again.
        QVERIFY(there ? item.state == DeletionItem::State::Failed : !projectAnswers);
        QVERIFY(there || item.state == DeletionItem::State::Unknown);
    }
}

QTEST_GUILESS_MAIN(TestResentDelete)
#include "tst_resentdelete.moc"
