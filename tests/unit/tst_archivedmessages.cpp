// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/manualclock.h"
#include "models/messagelistmodel.h"
#include "support/messagebench.h"

#include <QAbstractItemModelTester>

using namespace confab;
using namespace confab::messagebench;
using namespace Qt::StringLiterals;

namespace {

const QDateTime checked(QDate(2026, 3, 9), QTime(8, 0), Qt::UTC);

/// A conversation of which an archive has all that was said so far; it answers what the service asks of it.
struct ArchivedBench : Bench
{
    explicit ArchivedBench(int messages) : Bench(messages)
    {
        archive = stored();
        QObject::connect(&service, &MessageService::archivedOlderWanted, &service,
                         [this](const ConversationKey &key, MessageId before) {
                             ++asked;
                             if (answers)
                                 service.addArchived(key, newest(before, pageful));
                         });
    }
    /// At most `count` messages before that one.
    [[nodiscard]] QList<Message> newest(MessageId before, int count) const
    {
        QList<Message> found;
        for (auto it = archive.crbegin(); it != archive.crend() && found.size() < count; ++it) {
            if (!before.isValid() || it->id < before)
                found.append(*it);
        }
        return found;
    }
    void show()
    {
        service.showArchived(first, {newest({}, pageful), archive.size(), archive.size(), checked});
    }
    /// The archive answers before the service.
    void openArchived()
    {
        api.hold(true);
        service.open(first);
        show();
        forget();
    }
    void answer()
    {
        api.hold(false);
        QTRY_COMPARE(service.state(), State::Ready);
    }
    /// No row was put in, taken out or made anew.
    [[nodiscard]] bool stoodStill() const
    {
        return reset.isEmpty() && prepended.isEmpty() && inserted.isEmpty() && removed.isEmpty();
    }

    static constexpr int pageful = 30;
    ManualClock clock;
    MessageListModel model{service, clock};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
    QList<Message> archive; ///< Oldest first.
    int asked = 0;
    bool answers = true;
};

} // namespace

/// Messages that the archive has, and what the service says of them.
class TestArchivedMessages : public QObject
{
    Q_OBJECT

private slots:
    void knowsThatThereIsNothing();
    void thereBeforeTheService();
    void wholeTheyStay();
    void olderOnesComeFromTheArchive();
    void newOnesJoinOn();
    void aHoleIsNeverShown_data();
    void aHoleIsNeverShown();
    void notWholeYet();
    void olderOnesBeforeTheServiceAnswers();
    void anArchiveThatCountedTooMuch();
    void aConversationThatCannotBeRead();
    void lateArchive();
    void anotherConversation();
    void goneAtTheService();
    void ownRecordsStay();
    void noReactionWhileReadOnly();
};

void TestArchivedMessages::knowsThatThereIsNothing()
{
    ArchivedBench bench(3);
    bench.api.hold(true);
    bench.service.open(first);
    bench.service.showArchived(first, {{}, 0, 0, checked, false});
    QVERIFY(!bench.service.isArchived()); // it may only not have been read
    bench.service.showArchived(first, {{}, 0, 0, checked, true});
    QVERIFY(bench.service.isArchived());
    QCOMPARE(bench.service.checkedAt(), checked);
    QVERIFY(bench.service.isComplete());
    bench.answer();
    QVERIFY(!bench.service.messages().isEmpty());
}

void TestArchivedMessages::thereBeforeTheService()
{
    ArchivedBench bench(100);
    bench.openArchived();
    QCOMPARE(bench.ids(), range(71, 100));
    QCOMPARE(bench.service.state(), State::Loading);
    QVERIFY(bench.service.isArchived());
    QCOMPARE(bench.service.checkedAt(), checked);
    QCOMPARE(bench.service.total(), 100);
    QVERIFY(!bench.service.isComplete());
    bench.answer();
    QVERIFY(!bench.service.isArchived());
    QVERIFY(!bench.service.checkedAt().isValid());
    QCOMPARE(bench.ids(), range(71, 100));
    QVERIFY(bench.stoodStill());
}

void TestArchivedMessages::wholeTheyStay()
{
    ArchivedBench bench(25);
    bench.openArchived();
    QVERIFY(bench.service.isComplete());
    bench.answer();
    QCOMPARE(bench.ids(), range(1, 25));
    QVERIFY(bench.service.isComplete());
    QVERIFY(bench.stoodStill());
    QCOMPARE(bench.api.count(Method::Messages), 0); // but for the one that opened it
}

void TestArchivedMessages::olderOnesComeFromTheArchive()
{
    ArchivedBench bench(100);
    bench.openArchived();
    bench.answer();
    for (int pages = 0; !bench.service.isComplete() && pages < 10; ++pages) {
        QVERIFY(bench.service.mayLoadOlder());
        bench.service.loadOlder();
        QTRY_COMPARE(bench.service.state(), State::Ready);
    }
    QCOMPARE(bench.ids(), range(1, 100));
    QCOMPARE(bench.asked, 3);
    QCOMPARE(bench.prepended.size(), 3);
    QVERIFY(bench.reset.isEmpty());
    QCOMPARE(bench.api.count(Method::Messages), 0);
}

void TestArchivedMessages::newOnesJoinOn()
{
    ArchivedBench bench(100);
    bench.openArchived();
    bench.api.addMessages(first, 5);
    bench.answer();
    QCOMPARE(bench.ids(), range(71, 105));
    QVERIFY(bench.stoodStill());
    QCOMPARE(bench.appended.size(), 1);
    QCOMPARE(bench.service.total(), 105);
    bench.service.loadOlder();
    QTRY_COMPARE(bench.ids(), range(41, 105));
    bench.api.addMessages(first, 3);
    bench.service.refresh();
    QTRY_COMPARE(bench.ids(), range(41, 108));
}

void TestArchivedMessages::aHoleIsNeverShown_data()
{
    QTest::addColumn<int>("added");
    QTest::newRow("just beyond the page") << 21;
    QTest::newRow("several pages") << 70;
}

void TestArchivedMessages::aHoleIsNeverShown()
{
    QFETCH(const int, added);
    ArchivedBench bench(100);
    bench.openArchived();
    bench.api.addMessages(first, added);
    bench.answer();
    const qint64 last = 100 + added;
    QCOMPARE(bench.ids(), range(last - 19, last));
    QVERIFY(bench.reset.isEmpty()); // row by row: a view keeps its place where it can
    for (int pages = 0; !bench.service.isComplete() && pages < 20; ++pages) {
        bench.service.loadOlder();
        QTRY_COMPARE(bench.service.state(), State::Ready);
        QCOMPARE(bench.ids(), range(bench.ids().first(), last));
    }
    QCOMPARE(bench.ids(), range(1, last));
    QCOMPARE(bench.asked, 0);
}

/// The archive has both ends of a conversation and not its middle.
void TestArchivedMessages::notWholeYet()
{
    ArchivedBench bench(100);
    bench.archive.removeIf([](const Message &each) { return each.id.value > 60 && each.id.value <= 75; });
    bench.openArchived();
    QCOMPARE(bench.ids().size(), 30);
    bench.answer();
    QCOMPARE(bench.ids(), range(81, 100));
    QVERIFY(bench.reset.isEmpty());
    bench.service.loadOlder();
    QTRY_COMPARE(bench.ids(), range(61, 100));
}

void TestArchivedMessages::olderOnesBeforeTheServiceAnswers()
{
    ArchivedBench bench(100);
    bench.openArchived();
    QVERIFY(bench.service.mayLoadOlder());
    bench.service.loadOlder();
    QCOMPARE(bench.ids(), range(41, 100));
    QCOMPARE(bench.service.state(), State::Loading);
    bench.answers = false;
    bench.service.loadOlder(); // under way when the page comes
    QVERIFY(!bench.service.mayLoadOlder());
    bench.answer();
    QCOMPARE(bench.ids(), range(41, 100));
    bench.service.addArchived(first, bench.newest(MessageId{41}, 30)); // too late: it is asked for anew
    QCOMPARE(bench.ids(), range(41, 100));
    bench.answers = true;
    bench.service.loadOlder();
    bench.service.loadOlder();
    QTRY_COMPARE(bench.ids(), range(1, 100));
    QVERIFY(bench.service.isComplete());
}

/// It has fewer messages than it said: the service is asked for the rest.
void TestArchivedMessages::anArchiveThatCountedTooMuch()
{
    ArchivedBench bench(100);
    bench.openArchived();
    bench.answer();
    bench.archive.removeIf([](const Message &each) { return each.id.value <= 70; });
    bench.service.loadOlder();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(61, 100));
    QCOMPARE(bench.api.count(Method::Messages), 1);
    bench.service.loadOlder();
    QTRY_COMPARE(bench.ids(), range(41, 100));
}

void TestArchivedMessages::aConversationThatCannotBeRead()
{
    ArchivedBench bench(100);
    bench.api.failNext(Method::Messages, serverError);
    bench.openArchived();
    bench.api.hold(false);
    QTRY_COMPARE(bench.service.state(), State::Failed);
    QCOMPARE(bench.failed.size(), 1);
    QCOMPARE(bench.ids(), range(71, 100));
    QCOMPARE(bench.service.checkedAt(), checked);
    while (bench.service.mayLoadOlder())
        bench.service.loadOlder();
    QCOMPARE(bench.ids(), range(1, 100));
    QVERIFY(bench.service.isComplete());
    bench.forget();
    bench.service.refresh();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(1, 100));
    QVERIFY(bench.stoodStill());
    QVERIFY(!bench.service.isArchived());
}

void TestArchivedMessages::lateArchive()
{
    ArchivedBench bench(100);
    bench.open();
    bench.show();
    QCOMPARE(bench.ids(), range(81, 100));
    QVERIFY(bench.stoodStill());
}

void TestArchivedMessages::anotherConversation()
{
    ArchivedBench bench(100);
    bench.api.hold(true);
    bench.service.open(second);
    bench.show();
    QVERIFY(bench.ids().isEmpty());
    bench.service.open(first);
    bench.show();
    bench.answers = false;
    bench.service.loadOlder();
    bench.service.open(second);
    bench.service.addArchived(first, bench.newest(MessageId{71}, 30));
    QVERIFY(bench.ids().isEmpty());
    QVERIFY(!bench.service.isArchived());
}

void TestArchivedMessages::goneAtTheService()
{
    ArchivedBench bench(25);
    bench.api.failSession(first.session, notFound, Method::Messages);
    bench.openArchived();
    bench.api.hold(false);
    QTRY_COMPARE(bench.service.state(), State::Gone);
    bench.show();
    QVERIFY(bench.ids().isEmpty());
    QVERIFY(!bench.service.mayLoadOlder());
}

/// What is being made here stands after the archive's, and stays when the page comes.
void TestArchivedMessages::ownRecordsStay()
{
    ArchivedBench bench(100);
    bench.api.hold(true);
    bench.service.open(first);
    Message own;
    own.id = MessageId{-1};
    own.question = u"Mine"_s;
    own.progress = Progress::Waiting;
    bench.service.put(first, own);
    bench.show();
    QCOMPARE(bench.ids(), range(71, 100) + QList<qint64>{-1});
    bench.api.addMessages(first, 40);
    bench.answer();
    QCOMPARE(bench.ids(), range(121, 140) + QList<qint64>{-1});
}

void TestArchivedMessages::noReactionWhileReadOnly()
{
    ArchivedBench bench(25);
    bench.openArchived();
    QSignalSpy refused(&bench.service, &MessageService::reactionFailed);
    bench.service.setReadOnly(true);
    bench.service.react(MessageId{25}, Reaction::Liked);
    QCOMPARE(refused.size(), 1);
    QCOMPARE(bench.service.find(MessageId{25})->reaction, Reaction::None);
    QCOMPARE(bench.api.count(Method::SetReaction), 0);
    bench.service.setReadOnly(false);
    bench.service.react(MessageId{25}, Reaction::Liked);
    QCOMPARE(bench.api.count(Method::SetReaction), 1);
}

QTEST_GUILESS_MAIN(TestArchivedMessages)
#include "tst_archivedmessages.moc"
