// SPDX-License-Identifier: GPL-3.0-or-later
#include "conversationbench.h"
#include "fakes/manualclock.h"
#include "models/conversationlistmodel.h"

#include <QAbstractItemModelTester>

using namespace confab;
using namespace confab::bench;

namespace {

/// A list of which the archive knew the first `count` conversations, and a model that notes every change.
struct ArchivedBench : Bench
{
    explicit ArchivedBench(int count) : Bench(count)
    {
        archive = api.projectData[project].conversations;
        QObject::connect(&model, &QAbstractItemModel::modelReset, &model, [this] { ++resets; });
        QObject::connect(&model, &QAbstractItemModel::rowsInserted, &model,
                         [this](const QModelIndex &, int first, int last) { inserted += last - first + 1; });
        QObject::connect(&model, &QAbstractItemModel::rowsRemoved, &model,
                         [this](const QModelIndex &, int first, int last) { removed += last - first + 1; });
        QObject::connect(&service, &ConversationService::failed, &service, [this] { ++failures; });
    }
    /// Opens the project; the archive answers before the service.
    void openArchived()
    {
        api.hold(true);
        service.open(project, PeopleFilter::Everyone);
        show();
        forget();
    }
    void show() { service.showArchived(project, PeopleFilter::Everyone, archive); }
    void answer()
    {
        api.hold(false);
        QTRY_COMPARE(service.state(), State::Ready);
    }
    void forget() { resets = inserted = removed = 0; }
    [[nodiscard]] QList<qint64> shown() const
    {
        QList<qint64> numbers;
        for (int row = 0; row < model.rowCount(); ++row)
            numbers << service.find(model.sessionAt(row))->id.value;
        return numbers;
    }
    /// Each row once, newest first, in the model as in the service.
    [[nodiscard]] bool isInOrder() const
    {
        const QList<qint64> numbers = shown();
        return std::adjacent_find(numbers.begin(), numbers.end(), std::less_equal<>()) == numbers.end() &&
               numbers.size() == service.loaded() + service.archived() && mirror.size() == numbers.size() &&
               unknownRemovals == 0;
    }

    ManualClock clock;
    ConversationListModel model{service, clock};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
    QList<Conversation> archive;
    int resets = 0;
    int inserted = 0;
    int removed = 0;
    int failures = 0;
};

} // namespace

/// Rows that the archive has, and what the service says of them.
class TestArchivedRows : public QObject
{
    Q_OBJECT

private slots:
    void thereBeforeTheService();
    void countForNothingUntilHeld();
    void nothingMovesWhereNothingChanged();
    void whatWentAndCameMeanwhile();
    void completeWithoutThem();
    void lateArchive();
    void laterArchive();
    void aListThatFailed();
    void anotherPeopleFilter();
    void takenAndPutBack();
    void takenAndGone();
    void deleted();
    void renamed();
    void refusedWhileReadOnly();
};

void TestArchivedRows::thereBeforeTheService()
{
    ArchivedBench bench(30);
    bench.openArchived();
    QCOMPARE(bench.service.state(), State::LoadingFirst);
    QCOMPARE(bench.model.rowCount(), 30);
    QCOMPARE(bench.service.archived(), 30);
    QVERIFY(bench.isInOrder());
    QVERIFY(!bench.service.isConfirmed(session(30)));
    QCOMPARE(bench.lists(), 1);
}

void TestArchivedRows::countForNothingUntilHeld()
{
    ArchivedBench bench(30);
    bench.openArchived();
    QCOMPARE(bench.service.loaded(), 0);
    QVERIFY(!bench.service.isComplete());
    bench.answer();
    QCOMPARE(bench.service.loaded(), 10);
    QCOMPARE(bench.service.archived(), 20);
    QCOMPARE(bench.service.total(), 30);
    QVERIFY(!bench.service.isComplete());
    QVERIFY(bench.service.isConfirmed(session(21)));
    QVERIFY(!bench.service.isConfirmed(session(20)));
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QCOMPARE(bench.lists(), 3); // as without an archive
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.service.archived(), 0);
}

void TestArchivedRows::nothingMovesWhereNothingChanged()
{
    ArchivedBench bench(30);
    bench.openArchived();
    bench.answer();
    for (int pages = 1; pages < 3; ++pages) {
        bench.service.loadMore();
        QTRY_COMPARE(bench.service.state(), State::Ready);
    }
    QVERIFY(bench.service.isComplete());
    QCOMPARE(bench.lists(), 3);
    QCOMPARE(bench.resets + bench.inserted + bench.removed, 0);
    QVERIFY(bench.matchesServer());
}

void TestArchivedRows::whatWentAndCameMeanwhile()
{
    ArchivedBench bench(30);
    bench.openArchived();
    bench.removeOnServer(28);
    bench.removeOnServer(3);
    bench.api.addConversation(project, u"New"_s);
    bench.answer();
    QVERIFY(bench.isInOrder());
    QCOMPARE(bench.shown().first(), 31);
    QVERIFY(!bench.service.find(session(28))); // its place was in the page
    QVERIFY(bench.service.find(session(3)));   // nobody has looked there
    QCOMPARE(bench.inserted, 1);
    QCOMPARE(bench.removed, 1);
    QCOMPARE(bench.resets, 0);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(!bench.service.find(session(3)));
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.resets, 0);
}

/// One page is all there is.
void TestArchivedRows::completeWithoutThem()
{
    ArchivedBench bench(14);
    bench.openArchived();
    for (qint64 number = 1; number <= 8; ++number)
        bench.removeOnServer(number);
    bench.answer();
    QVERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.model.rowCount(), 6);
}

/// The archive answers after the first page: it has no say in what that page holds.
void TestArchivedRows::lateArchive()
{
    ArchivedBench bench(30);
    bench.removeOnServer(25);
    bench.open();
    bench.show();
    QVERIFY(!bench.service.find(session(25)));
    QCOMPARE(bench.service.loaded(), 10);
    QVERIFY(bench.isInOrder());
    QCOMPARE(bench.service.archived(), 19);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    bench.show();
    QVERIFY(bench.matchesServer());
}

/// A sync has been at work: what it found out of the rows that no page has held.
void TestArchivedRows::laterArchive()
{
    ArchivedBench bench(30);
    bench.openArchived();
    bench.answer();
    bench.archive.removeIf([](const Conversation &each) { return each.session == session(4); });
    for (Conversation &each : bench.archive)
        each.name += u"!"_s;
    bench.show();
    QVERIFY(!bench.service.find(session(4)));
    QCOMPARE(bench.service.find(session(5))->name, u"Conversation 5!"_s);
    QCOMPARE(bench.service.find(session(29))->name, u"Conversation 29"_s); // the service's
    QVERIFY(bench.isInOrder());
}

void TestArchivedRows::aListThatFailed()
{
    ArchivedBench bench(30);
    bench.api.failNext(Method::Conversations, serverError());
    bench.openArchived();
    bench.api.hold(false);
    QTRY_COMPARE(bench.service.state(), State::Failed);
    QCOMPARE(bench.failures, 1);
    QCOMPARE(bench.model.rowCount(), 30);
    bench.service.loadMore();
    bench.service.loadAll();
    QCOMPARE(bench.lists(), 1);
    bench.service.refresh();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.loaded(), 10);
    QCOMPARE(bench.resets + bench.inserted + bench.removed, 0);
}

void TestArchivedRows::anotherPeopleFilter()
{
    ArchivedBench bench(30);
    bench.api.hold(true);
    bench.service.open(project, PeopleFilter::Anonymous);
    bench.show(); // asked for before the filter was changed
    QCOMPARE(bench.model.rowCount(), 0);
    bench.service.showArchived(ProjectId{8}, PeopleFilter::Anonymous, bench.archive);
    QCOMPARE(bench.model.rowCount(), 0);
    bench.service.close();
    bench.service.showArchived({}, PeopleFilter::Anonymous, bench.archive);
    QCOMPARE(bench.model.rowCount(), 0);
}

void TestArchivedRows::takenAndPutBack()
{
    ArchivedBench bench(30);
    bench.openArchived();
    const QList<Conversation> taken = bench.service.take({session(5), session(29)});
    QCOMPARE(taken.size(), 2);
    bench.show(); // does not bring them back
    QVERIFY(!bench.service.find(session(5)));
    bench.answer();
    QVERIFY(!bench.service.find(session(29)));
    QCOMPARE(bench.service.loaded(), 9);
    bench.service.restore(taken);
    QVERIFY(bench.service.isConfirmed(session(29)));
    QVERIFY(bench.service.find(session(5)) && !bench.service.isConfirmed(session(5)));
    QCOMPARE(bench.service.total(), 30);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
}

void TestArchivedRows::takenAndGone()
{
    ArchivedBench bench(30);
    bench.openArchived();
    const QList<Conversation> taken = bench.service.take({session(5), session(29)});
    bench.removeOnServer(5);
    bench.removeOnServer(29);
    bench.answer();
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    bench.service.restore(taken);
    QVERIFY(bench.matchesServer());
    QVERIFY(bench.isInOrder());
}

void TestArchivedRows::deleted()
{
    ArchivedBench bench(30);
    bench.openArchived();
    bench.answer();
    (void)bench.service.take({session(5)});
    bench.removeOnServer(5);
    QCOMPARE(bench.service.total(), 29); // as the list, which has it no longer
    bench.service.settle({session(5)}, true);
    QCOMPARE(bench.service.total(), 29);
    bench.service.settle({session(5)}, true); // once is enough
    QCOMPARE(bench.service.total(), 29);
    bench.show();
    QVERIFY(!bench.service.find(session(5)));
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete() && bench.service.state() == State::Ready);
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.service.total(), 29);
}

void TestArchivedRows::renamed()
{
    ArchivedBench bench(30);
    bench.openArchived();
    bench.answer();
    bench.service.rename(session(5), u"Five"_s);
    bench.show(); // the archive has not heard of it
    QCOMPARE(bench.service.find(session(5))->name, u"Five"_s);
    QTRY_VERIFY(bench.service.isConfirmed(session(5)));
    QCOMPARE(bench.service.find(session(5))->name, u"Five"_s);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QCOMPARE(bench.service.find(session(5))->name, u"Five"_s);
    QVERIFY(bench.isInOrder());
}

void TestArchivedRows::refusedWhileReadOnly()
{
    ArchivedBench bench(30);
    bench.openArchived();
    bench.answer();
    bench.service.setReadOnly(true);
    QSignalSpy renameFailed(&bench.service, &ConversationService::renameFailed);
    QSignalSpy createFailed(&bench.service, &ConversationService::createFailed);
    bench.forget();
    const qsizetype calls = bench.api.calls.size();
    bench.service.rename(session(30), u"Other"_s);
    bench.service.create(u"Another"_s);
    QCOMPARE(renameFailed.size(), 1);
    QCOMPARE(renameFailed.first().at(1).toString(), u"Other"_s);
    QCOMPARE(createFailed.size(), 1);
    QCOMPARE(bench.service.find(session(30))->name, u"Conversation 30"_s);
    QCOMPARE(bench.api.calls.size(), calls);
    bench.service.setReadOnly(false);
    bench.service.rename(session(30), u"Other"_s);
    QCOMPARE(bench.api.calls.size(), calls + 1);
}

QTEST_GUILESS_MAIN(TestArchivedRows)
#include "tst_archivedrows.moc"
