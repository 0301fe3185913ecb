// SPDX-License-Identifier: GPL-3.0-or-later
#include "conversationbench.h"

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;

class TestConversationChanges : public QObject
{
    Q_OBJECT

private slots:
    void refreshMerges();
    void refreshOfPartKeepsTheRest();
    void refreshAfterManyNew();
    void refreshOfAllRemovesVanished();
    void refreshOfAllThatFails();
    void takenRowsStayOut();
    void restoredRowsFurtherDownAreCountedOnce();
    void restoredRowsComeBack();
    void settledRowsLeaveTheCount();
    void deletedFurtherDown();
    void ownDeletionsDoNotLoseRows();
    void takenAcrossProjects();
    void forgets();
    void renames();
    void renameRefused_data();
    void renameRefused();
    void renameOutsideBounds_data();
    void renameOutsideBounds();
    void renameWaitsForRename();
    void renameOutlivesPagesAndProjects();
    void renameIsNotUndoneByOlderPage();
    void creates();
    void createFails();
};

void TestConversationChanges::refreshMerges()
{
    Bench bench(8);
    bench.open();
    QSignalSpy resets(&bench.service, &ConversationService::reset);
    QSignalSpy upserts(&bench.service, &ConversationService::upserted);
    bench.api.addConversation(project);
    bench.removeOnServer(4);
    bench.api.projectData[project].conversations.first().name = u"Another name"_s;
    bench.service.refresh();
    QCOMPARE(bench.service.state(), State::Refreshing);
    QCOMPARE(bench.service.loaded(), 8);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(resets.count(), 0);
    QCOMPARE(upserts.count(), 1);
    QCOMPARE(upserts[0][0].value<QList<Conversation>>().size(), 2);
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.service.total(), 8);
    QCOMPARE(bench.lists(), 2);
}

void TestConversationChanges::refreshOfPartKeepsTheRest()
{
    Bench bench(60);
    bench.open();
    bench.service.loadMore();
    QTRY_COMPARE(bench.service.loaded(), 20);
    bench.api.addConversation(project);
    bench.removeOnServer(57);
    bench.service.refresh();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.loaded(), 20);
    QVERIFY(bench.service.find(session(61)));
    QVERIFY(!bench.service.find(session(57)));
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.lists(), 3 + 4);
}

void TestConversationChanges::refreshAfterManyNew()
{
    Bench bench(30);
    bench.open();
    for (int i = 0; i < 25; ++i)
        bench.api.addConversation(project);
    bench.service.refresh();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QVERIFY(!bench.service.isComplete());
    for (int i = 0; i < 10 && !bench.service.isComplete(); ++i) {
        bench.service.loadMore();
        QTRY_COMPARE(bench.service.state(), State::Ready);
    }
    QVERIFY(bench.matchesServer());
}

void TestConversationChanges::refreshOfAllRemovesVanished()
{
    Bench bench(60);
    bench.openAll();
    bench.removeOnServer(2);
    bench.removeOnServer(33);
    bench.removeOnServer(59);
    bench.api.addConversation(project);
    const int before = bench.lists();
    bench.service.refresh();
    QTRY_VERIFY(bench.matchesServer());
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QVERIFY(bench.service.isComplete());
    QCOMPARE(bench.lists() - before, 6);
    QCOMPARE(bench.service.total(), 58);
}

void TestConversationChanges::refreshOfAllThatFails()
{
    Bench bench(60);
    bench.openAll();
    bench.removeOnServer(2);
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.order == SortOrder::Descending)
            bench.api.failNext(Method::Conversations, serverError());
    };
    QSignalSpy failed(&bench.service, &ConversationService::failed);
    bench.service.refresh();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(bench.service.state(), State::Ready);
    // Absence from an incomplete listing proves nothing.
    QVERIFY(bench.service.find(session(2)));
    QVERIFY(!bench.service.isComplete());
}

void TestConversationChanges::takenRowsStayOut()
{
    Bench bench(35);
    bench.open();
    const auto rows = bench.service.take({session(35), session(30), session(1)});
    QCOMPARE(rows.size(), 2); // The third is not here yet.
    QCOMPARE(rows.first().session, session(35));
    QCOMPARE(bench.service.loaded(), 8);
    QCOMPARE(bench.service.total(), 33);
    bench.service.refresh();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(!bench.service.find(session(35)));
    QVERIFY(!bench.service.find(session(30)));
    QCOMPARE(bench.service.loaded(), 33);
    QCOMPARE(bench.service.total(), 33);
    QVERIFY(bench.mirrorIsRight());
}

void TestConversationChanges::restoredRowsComeBack()
{
    Bench bench(35);
    bench.open();
    const auto rows = bench.service.take({session(35), session(30)});
    bench.service.restore(rows);
    QCOMPARE(bench.service.loaded(), 10);
    QCOMPARE(bench.service.total(), 35);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.lists(), 4);
}

/// A rule finds what the list was not read down to: the server counts it.
void TestConversationChanges::restoredRowsFurtherDownAreCountedOnce()
{
    Bench bench(35);
    bench.open();
    QList<Conversation> rows;
    for (const int number : {3, 4}) {
        QVERIFY(!bench.service.find(session(number)));
        rows.append(*bench.api.findConversation({project, session(number)}));
    }
    QVERIFY(bench.service.take({session(3), session(4)}).isEmpty());
    bench.service.restore(rows);
    QCOMPARE(bench.service.total(), 35);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.lists(), 4); // not once more from the start
}

void TestConversationChanges::settledRowsLeaveTheCount()
{
    Bench bench(35);
    bench.openAll();
    bench.service.take({session(35), session(3)});
    QCOMPARE(bench.service.total(), 33);
    // A page that was asked for before the deletion still holds the rows when it arrives afterwards.
    bench.api.hold(true);
    bench.service.refresh();
    QVERIFY(bench.api.releaseNext());
    bench.removeOnServer(35);
    bench.removeOnServer(3);
    bench.service.settle({session(35), session(3)});
    QCOMPARE(bench.service.total(), 33);
    bench.api.hold(false);
    QTRY_VERIFY(bench.matchesServer());
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.total(), 33);
    QVERIFY(bench.service.isComplete());
}

// A retention rule finds what the list has not come to yet.
void TestConversationChanges::deletedFurtherDown()
{
    Bench bench(60);
    bench.open();
    QCOMPARE(bench.service.loaded(), 10);
    bench.service.take({session(5)});
    bench.removeOnServer(5);
    bench.service.settle({session(5)}, true);
    QCOMPARE(bench.service.total(), 59);
    bench.service.settle({session(5)}, true);
    QCOMPARE(bench.service.total(), 59); // once is enough
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.service.total(), 59);
    bench.service.settle({session(77)}, true); // all are here, and it was not among them
    QCOMPARE(bench.service.total(), 59);

    bench.service.open(project, PeopleFilter::Anonymous);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    const qint64 total = bench.service.total();
    QVERIFY(total > bench.service.loaded());
    bench.service.settle({session(6)}, true); // whether it is one of these nobody knows
    QCOMPARE(bench.service.total(), total);
}

void TestConversationChanges::ownDeletionsDoNotLoseRows()
{
    Bench bench(60);
    bench.open();
    bench.service.loadMore();
    QTRY_COMPARE(bench.service.loaded(), 20);
    QList<SessionId> sessions;
    for (int number = 45; number < 55; ++number)
        sessions.append(session(number));
    bench.service.take(sessions);
    for (int number = 45; number < 55; ++number)
        bench.removeOnServer(number);
    bench.service.settle(sessions);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
}

void TestConversationChanges::takenAcrossProjects()
{
    Bench bench(5);
    bench.api.addProject(8, 3);
    bench.open();
    const auto rows = bench.service.take({session(4)});
    bench.service.open(ProjectId{8}, PeopleFilter::Everyone);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    bench.open();
    QVERIFY(!bench.service.find(session(4)));
    QCOMPARE(bench.service.total(), 4);
    bench.service.open(ProjectId{8}, PeopleFilter::Everyone);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    const auto before = bench.service.loaded();
    bench.service.restore(rows);
    QCOMPARE(bench.service.loaded(), before);
    bench.open();
    QVERIFY(bench.service.find(session(4)));
}

void TestConversationChanges::forgets()
{
    Bench bench(5);
    bench.open();
    bench.service.forget(session(4));
    QVERIFY(!bench.service.find(session(4)));
    QCOMPARE(bench.service.total(), 4);
    QVERIFY(bench.mirrorIsRight());
}

void TestConversationChanges::renames()
{
    Bench bench(5);
    bench.open();
    bench.service.rename(session(4), u"  New name "_s);
    QCOMPARE(bench.service.find(session(4))->name, u"New name"_s);
    QCOMPARE(bench.mirror.value(session(4)).name, u"New name"_s);
    QTRY_VERIFY(bench.matchesServer());
    QCOMPARE(bench.api.callsTo(Method::RenameConversation).first().name, u"New name"_s);
    bench.service.rename(session(4), u"New name"_s);
    QCOMPARE(bench.api.count(Method::RenameConversation), 1);
}

void TestConversationChanges::renameRefused_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("validation") << ErrorKind::Validation;
    QTest::newRow("offline") << ErrorKind::Offline;
    QTest::newRow("unclear") << ErrorKind::Unclear;
}

void TestConversationChanges::renameRefused()
{
    QFETCH(ErrorKind, kind);
    Bench bench(5);
    bench.open();
    QSignalSpy failed(&bench.service, &ConversationService::renameFailed);
    const Error error = FakeChatApi::httpError(kind, 422, u"The name is taken"_s);
    bench.api.failNext(Method::RenameConversation, error);
    bench.service.rename(session(4), u"New name"_s);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<ConversationKey>(), (ConversationKey{project, session(4)}));
    QCOMPARE(failed[0][1].toString(), u"New name"_s);
    QCOMPARE(failed[0][2].value<Error>(), error);
    QVERIFY(bench.matchesServer());
}

void TestConversationChanges::renameOutsideBounds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("blank") << u" \t\n"_s << false;
    QTest::newRow("256") << QString(256, u'a') << false;
    QTest::newRow("255") << QString(255, u'a') << true;
    QTest::newRow("255 outside the basic plane") << u"😀"_s.repeated(255) << true;
    QTest::newRow("256 outside the basic plane") << u"😀"_s.repeated(256) << false;
}

void TestConversationChanges::renameOutsideBounds()
{
    QFETCH(QString, name);
    QFETCH(bool, allowed);
    Bench bench(5);
    bench.open();
    QSignalSpy failed(&bench.service, &ConversationService::renameFailed);
    bench.service.rename(session(4), name);
    QCOMPARE(failed.count(), allowed ? 0 : 1);
    QCOMPARE(bench.api.count(Method::RenameConversation), allowed ? 1 : 0);
    QTRY_VERIFY(bench.matchesServer());
}

void TestConversationChanges::renameWaitsForRename()
{
    Bench bench(5);
    bench.open();
    bench.api.hold(true);
    QSignalSpy failed(&bench.service, &ConversationService::renameFailed);
    bench.api.failNext(Method::RenameConversation, serverError());
    bench.service.rename(session(4), u"One"_s);
    bench.service.rename(session(4), u"Two"_s);
    bench.service.rename(session(4), u"Three"_s);
    QCOMPARE(bench.api.count(Method::RenameConversation), 1);
    QCOMPARE(bench.service.find(session(4))->name, u"Three"_s);
    bench.api.hold(false);
    QTRY_VERIFY(bench.matchesServer());
    QCOMPARE(bench.api.count(Method::RenameConversation), 2);
    QCOMPARE(bench.service.find(session(4))->name, u"Three"_s);
    QCOMPARE(failed.count(), 0);
    // Back to what the server has: nothing further to send.
    bench.api.hold(true);
    bench.service.rename(session(4), u"Four"_s);
    bench.service.rename(session(4), u"Five"_s);
    bench.service.rename(session(4), u"Four"_s);
    bench.api.hold(false);
    QTRY_VERIFY(bench.matchesServer());
    QCOMPARE(bench.api.count(Method::RenameConversation), 3);
}

void TestConversationChanges::renameOutlivesPagesAndProjects()
{
    Bench bench(5);
    bench.api.addProject(8, 0);
    bench.open();
    bench.api.hold(true);
    bench.service.rename(session(4), u"New name"_s);
    // A page read meanwhile has the old name, and so has one that was asked for before and arrives after.
    bench.service.refresh();
    QVERIFY(bench.api.releaseLast());
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.find(session(4))->name, u"New name"_s);

    QSignalSpy failed(&bench.service, &ConversationService::renameFailed);
    const auto rows = bench.service.take({session(4)});
    bench.api.hold(false);
    QTRY_COMPARE(bench.api.inFlight(), 0);
    bench.service.restore(rows);
    QTRY_VERIFY(bench.matchesServer());

    // A failure is told even when another project is open by then.
    bench.api.failNext(Method::RenameConversation, serverError());
    bench.service.rename(session(4), u"Refused name"_s);
    bench.service.open(ProjectId{8}, PeopleFilter::Everyone);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<ConversationKey>(), (ConversationKey{project, session(4)}));
    QCOMPARE(failed[0][1].toString(), u"Refused name"_s);
    // And it can be tried again from there.
    bench.service.rename(failed[0][0].value<ConversationKey>(), u"Refused name"_s);
    QTRY_COMPARE(bench.api.inFlight(), 0);
    QCOMPARE(bench.api.findConversation({project, session(4)})->name, u"Refused name"_s);
    QCOMPARE(failed.count(), 1);
    bench.open();
    QVERIFY(bench.matchesServer());
}

void TestConversationChanges::renameIsNotUndoneByOlderPage()
{
    Bench bench(5);
    bench.open();
    bench.api.hold(true);
    bench.service.rename(session(4), u"New name"_s);
    bench.service.refresh();
    QSignalSpy upserted(&bench.service, &ConversationService::upserted);
    QVERIFY(bench.api.releaseNext());
    QTRY_COMPARE(upserted.count(), 1);
    // The page was read on the server before the rename was, and comes after it.
    bench.api.projectData[project].conversations[3].name = u"Conversation 4"_s;
    QVERIFY(bench.api.releaseNext());
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.find(session(4))->name, u"New name"_s);
}

void TestConversationChanges::creates()
{
    Bench bench(25);
    bench.open();
    QSignalSpy created(&bench.service, &ConversationService::created);
    bench.service.create(u" A new one "_s);
    QTRY_COMPARE(created.count(), 1);
    const auto session = created[0][0].value<SessionId>();
    QVERIFY(bench.service.find(session));
    QCOMPARE(bench.service.find(session)->name, u"A new one"_s);
    QCOMPARE(bench.service.total(), 26);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
}

void TestConversationChanges::createFails()
{
    Bench bench(5);
    bench.open();
    QSignalSpy failed(&bench.service, &ConversationService::createFailed);
    bench.service.create(u"  "_s);
    QCOMPARE(failed.count(), 1);
    QCOMPARE(bench.api.count(Method::CreateConversation), 0);
    bench.api.failNext(Method::CreateConversation, serverError());
    bench.service.create(u"A name"_s);
    QTRY_COMPARE(failed.count(), 2);
    QCOMPARE(failed[1][0].value<ProjectId>(), bench.service.project());
    QCOMPARE(failed[1][1].toString(), u"A name"_s);
    QVERIFY(bench.matchesServer());
}

QTEST_GUILESS_MAIN(TestConversationChanges)
#include "tst_conversationchanges.moc"
