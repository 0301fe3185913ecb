// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "models/searchresultsmodel.h"
#include "services/projectservice.h"
#include "services/searchservice.h"
#include "support/syncworld.h"

#include <QAbstractItemModelTester>

using namespace confab;
using namespace Qt::StringLiterals;
using Role = SearchResultsModel::Role;

namespace {

const QDateTime now(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);

struct World
{
    World()
    {
        api.addProject(1, 0, u"Shop"_s);
        api.addProject(2);
        projects.load();
        QTRY_VERIFY(!projects.isLoading());
    }
    /// Messages with ids that follow each other, a minute apart; the last one is of now.
    void put(qint64 project, const QString &name, qint64 firstId, const QStringList &questions)
    {
        Conversation conversation;
        conversation.id = ConversationId{project * 100};
        conversation.session = SessionId(u"session-%1"_s.arg(project));
        conversation.project = ProjectId{project};
        conversation.name = name;
        ArchivedPage page;
        page.key = conversation.key();
        for (qsizetype i = 0; i < questions.size(); ++i) {
            Message message;
            message.id = MessageId{firstId + i};
            message.question = questions.at(i);
            message.answer = u"It left **on Monday**."_s;
            message.createdAt = now.addSecs(-60 * (questions.size() - 1 - i));
            page.messages.append({message, {}});
        }
        ArchiveBatch batch;
        batch.conversations = {conversation};
        batch.pages = {page};
        batch.seenAt = now;
        QVERIFY(QTest::qWaitFor([stored = store.feed.store(batch)] { return stored.isFinished(); }));
    }
    [[nodiscard]] bool found(const QString &text, ProjectId project = {})
    {
        service.search(text, project);
        return settled();
    }
    [[nodiscard]] bool settled()
    {
        return QTest::qWaitFor([this] { return !service.isSearching(); }, 20'000);
    }
    [[nodiscard]] QString text(int row, int role) const { return model.index(row).data(role).toString(); }
    /// The snippet with its hits in brackets.
    [[nodiscard]] QString marked(int row) const
    {
        QString line = text(row, Role::SnippetRole);
        const auto hits = model.index(row).data(Role::HitsRole).value<QList<TextRange>>();
        for (auto hit = hits.crbegin(); hit != hits.crend(); ++hit) {
            line.insert(hit->start + hit->length, u']');
            line.insert(hit->start, u'[');
        }
        return line;
    }

    ManualClock clock{now};
    FakeChatApi api;
    ProjectService projects{api};
    ArchiveWorld store;
    SearchService service{store.archive, clock};
    SearchResultsModel model{service, projects, clock};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

} // namespace

class TestSearchResultsModel : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatWasFound();
    void namesTheProjectWhereTheyAreMixed();
    void hostileTextIsClean();
    void furtherHitsAreInserted();
    void aNewSearchIsAReset();
    void theDayChanges();
};

void TestSearchResultsModel::showsWhatWasFound()
{
    World world;
    world.put(1, u"Refund for order 88213"_s, 1, {u"Where is my parcel?"_s});
    QVERIFY(world.found(u"parcel"_s));
    QCOMPARE(world.model.rowCount(), 1);
    QCOMPARE(world.text(0, Qt::DisplayRole), u"Refund for order 88213"_s);
    QVERIFY(!world.model.index(0).data(Role::UnnamedRole).toBool());
    QCOMPARE(world.text(0, Role::SenderRole), u"Visitor"_s);
    QCOMPARE(world.text(0, Role::ProjectRole), QString());
    QCOMPARE(world.model.index(0).data(Role::MessageIdRole).toLongLong(), 1);
    QVERIFY2(world.text(0, Role::TimeTextRole).startsWith(u"Today "_s),
             qPrintable(world.text(0, Role::TimeTextRole)));
    QCOMPARE(world.marked(0), u"Where is my [parcel]?"_s);
    const QString spoken = world.text(0, Qt::AccessibleTextRole);
    QVERIFY2(spoken.startsWith(u"Refund for order 88213, Visitor, Today "_s) &&
                 spoken.endsWith(u": Where is my parcel?"_s),
             qPrintable(spoken));
    QVERIFY(world.model.hitAt(0) && !world.model.hitAt(1) && !world.model.hitAt(-1));

    QVERIFY(world.found(u"monday"_s));
    QCOMPARE(world.text(0, Role::SenderRole), u"Agent"_s);
    QCOMPARE(world.marked(0), u"It left on [Monday]."_s);
}

void TestSearchResultsModel::namesTheProjectWhereTheyAreMixed()
{
    World world;
    world.put(1, u"One"_s, 1, {u"parcel"_s});
    world.put(2, {}, 2, {u"parcel"_s});
    world.model.setShowsProject(true);
    QVERIFY(world.found(u"parcel"_s));
    QCOMPARE(world.model.rowCount(), 2);
    QCOMPARE(world.text(0, Role::TitleRole), u"Conversation 200"_s);
    QVERIFY(world.model.index(0).data(Role::UnnamedRole).toBool());
    QCOMPARE(world.text(0, Role::ProjectRole), u"Project"_s); // its name
    QCOMPARE(world.text(1, Role::ProjectRole), u"Shop"_s);
    QVERIFY(world.text(1, Qt::AccessibleTextRole).startsWith(u"One, Shop, Visitor"_s));
    // It has gone from the account: its number is left.
    world.projects.clear();
    QCOMPARE(world.text(1, Role::ProjectRole), u"Project 1"_s);
}

void TestSearchResultsModel::hostileTextIsClean()
{
    World world;
    world.put(1, u"invoice \u202Efdp.exe\n<b>"_s, 1,
              {u"\u202E\u2066 the\tparcel \u200B<img src=x>\nparcel"_s});
    QVERIFY(world.found(u"parcel"_s));
    QCOMPARE(world.model.rowCount(), 1);
    QCOMPARE(world.text(0, Role::TitleRole), u"invoice \uFFFDfdp.exe <b>"_s);
    const QString snippet = world.text(0, Role::SnippetRole);
    for (const char16_t bad : {u'\u202E', u'\u2066', u'\u200B', u'\n', u'\t'})
        QVERIFY2(!snippet.contains(QChar(bad)), qPrintable(snippet));
    const QString marked = world.marked(0);
    QCOMPARE(marked.count(u"[parcel]"_s), 2);
}

void TestSearchResultsModel::furtherHitsAreInserted()
{
    World world;
    world.put(1, u"Long"_s, 1, QStringList(120, u"parcel"_s));
    QSignalSpy inserted(&world.model, &QAbstractItemModel::rowsInserted);
    QVERIFY(!world.model.canFetchMore({}));
    QVERIFY(world.found(u"parcel "_s));
    QCOMPARE(world.model.rowCount(), SearchService::perPage);
    QVERIFY(world.model.canFetchMore({}));
    world.model.fetchMore({});
    QVERIFY(!world.model.canFetchMore({})); // it is on its way
    QVERIFY(world.settled());
    QCOMPARE(world.model.rowCount(), 2 * SearchService::perPage);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted.first().at(1).toInt(), SearchService::perPage);
    while (world.model.canFetchMore({})) {
        world.model.fetchMore({});
        QVERIFY(world.settled());
    }
    QCOMPARE(world.model.rowCount(), 120);
    QCOMPARE(world.model.index(119).data(Role::MessageIdRole).toLongLong(), 1);
}

void TestSearchResultsModel::aNewSearchIsAReset()
{
    World world;
    world.put(1, u"One"_s, 1, {u"parcel"_s, u"invoice"_s});
    QSignalSpy reset(&world.model, &QAbstractItemModel::modelReset);
    QVERIFY(world.found(u"parcel"_s));
    QCOMPARE(reset.size(), 1);
    QVERIFY(world.found(u"invoice"_s));
    QCOMPARE(reset.size(), 2);
    QCOMPARE(world.marked(0), u"[invoice]"_s);
    world.service.clear();
    QCOMPARE(world.model.rowCount(), 0);
}

void TestSearchResultsModel::theDayChanges()
{
    World world;
    world.put(1, u"One"_s, 1, {u"parcel"_s});
    QVERIFY(world.found(u"parcel"_s));
    QSignalSpy changed(&world.model, &QAbstractItemModel::dataChanged);
    world.clock.setNow(now.addDays(1));
    world.model.refreshDates();
    QCOMPARE(changed.size(), 1);
    QVERIFY(world.text(0, Role::TimeTextRole).startsWith(u"Yesterday "_s));
}

QTEST_GUILESS_MAIN(TestSearchResultsModel)
#include "tst_searchresultsmodel.moc"
