// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/exportbench.h"

using namespace confab;
using namespace std::chrono_literals;
using Method = FakeChatApi::Method;
using State = ExportService::State;
using ItemState = ExportItem::State;

namespace {

const QList<int> all{12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1};

/// The questions of the service's conversation, oldest first.
QStringList saidIn(const ExportBench &bench, qint64 number)
{
    QStringList questions;
    for (const Message &each :
         bench.api.projectData[bench.first].messages.value(FakeChatApi::session(number)))
        questions << each.question;
    return questions;
}

void sayNow(ExportBench &bench, qint64 number)
{
    bench.api.addMessages(bench.key(number), 1);
    bench.api.projectData[bench.first].messages[FakeChatApi::session(number)].last().createdAt =
        bench.clock.nowUtc().addSecs(-60);
}

void cite(ExportBench &bench, qint64 number, const QList<CitationId> &ids)
{
    bench.api.addMessages(bench.key(number), 1);
    bench.api.projectData[bench.first].messages[FakeChatApi::session(number)].last().citations = ids;
}

} // namespace

/// What an export reads, from where, and for how many calls.
class TestExportService : public QObject
{
    Q_OBJECT

private slots:
    void readsEachPageOnceAndBehindEverything();
    void theFileHasTheOrderOfTheRequest();
    void aCopyThatRestsCostsNothing();
    void aCopyThatMayHaveGrownCostsOneCall();
    void aCopyThatDoesNotJoinIsReadAnew();
    void copiesByReportsAreReadForTheirSources();
    void addressesThatNoCopyHasAreRead();
    void aSourceIsAskedForOnce();
    void sourcesAreNotAskedForAgainstTheWish();
    void offlineTheArchiveIsAll();
    void offlineTheReportsKnowWhatIsEmpty();
    void whatIsReadIsLearnt();
    void theEstimateIsWhatItCosts_data();
    void theEstimateIsWhatItCosts();
    void messagesThatCannotBeReadAreCounted();
    void newMessagesMeanwhileLeaveNoHole();
};

void TestExportService::readsEachPageOnceAndBehindEverything()
{
    ExportBench bench;
    QVERIFY(bench.saves(bench.request({12, 11})));
    QCOMPARE(bench.messageCalls(), 3 + 1);
    QCOMPARE(bench.api.calls.size(), 4);
    for (const FakeChatApi::Call &call : std::as_const(bench.api.calls))
        QCOMPARE(call.lane, Lane::Background);
    QCOMPARE(bench.questions(0), saidIn(bench, 12));
    QCOMPARE(bench.questions(1), QStringList());
    const ExportReport &report = bench.exports().report();
    QCOMPARE(report.counts, (ExportCounts{2, 45}));
    QVERIFY(report.isWhole());
    QCOMPARE(report.items.first().messages, 45);
    QVERIFY(!report.items.first().fromArchive);
    QCOMPARE(report.items.first().asOf, bench.clock.nowUtc());
    QCOMPARE(bench.exports().progress(), (ExportProgress{2, 2, 4, 0}));
    QCOMPARE(bench.files(), QStringList{u"out.json"_s});
}

void TestExportService::theFileHasTheOrderOfTheRequest()
{
    ExportBench bench;
    for (const int number : {1, 5, 7, 9})
        bench.api.addMessages(bench.key(number), 1);
    bench.api.hold(true);
    bench.api.calls.clear();
    bench.exports().start(bench.request({9, 1, 7, 5}));
    QVERIFY(waitFor([&] { return bench.messageCalls() == 4; }));
    while (bench.api.releaseLast()) // the last one first
        QCoreApplication::processEvents();
    QVERIFY(bench.reachesState(State::Saved));
    QCOMPARE(bench.names(), (QStringList{u"09"_s, u"01"_s, u"07"_s, u"05"_s}));
}

void TestExportService::aCopyThatRestsCostsNothing()
{
    ExportBench bench;
    bench.sync();
    bench.clock.advance(2h);
    QVERIFY(bench.saves(bench.request(all)));
    QCOMPARE(bench.api.calls.size(), 0);
    QCOMPARE(bench.names().size(), 12);
    QCOMPARE(bench.questions(0), saidIn(bench, 12));
    const ExportItem item = bench.exports().report().items.first();
    QVERIFY(item.fromArchive);
    QVERIFY(item.asOf < bench.clock.nowUtc().addSecs(-3600)); // the sync's time
    QCOMPARE(bench.conversations().first()[u"from_archive"].toBool(), true);
    QCOMPARE(bench.conversations().first()[u"as_of"].toString(), item.asOf.toString(Qt::ISODateWithMs));
}

void TestExportService::aCopyThatMayHaveGrownCostsOneCall()
{
    ExportBench bench;
    sayNow(bench, 12);
    bench.sync();
    sayNow(bench, 12); // which no sync has seen
    QVERIFY(bench.saves(bench.request({12})));
    QCOMPARE(bench.api.calls.size(), 1);
    QCOMPARE(bench.questions(0), saidIn(bench, 12));
    QCOMPARE(bench.questions(0).size(), 47);
    QVERIFY(!bench.exports().report().items.first().fromArchive);
}

void TestExportService::aCopyThatDoesNotJoinIsReadAnew()
{
    ExportBench bench;
    sayNow(bench, 12);
    bench.sync();
    // One went from among the old ones, and one came: the numbers are the same, the messages are not.
    auto &list = bench.api.projectData[bench.first].messages[FakeChatApi::session(12)];
    list.removeAt(3);
    QVERIFY(bench.saves(bench.request({12})));
    QCOMPARE(bench.messageCalls(), 3);
    QCOMPARE(bench.questions(0), saidIn(bench, 12));
}

void TestExportService::copiesByReportsAreReadForTheirSources()
{
    ExportBench bench;
    cite(bench, 12, {CitationId{501}});
    bench.sync(true);
    // The person has opened it, so that its newest page and its total are known by the service's word.
    bench.workspace->messages().open(bench.key(12));
    QVERIFY(waitFor([&] {
        return bench.value(bench.workspace->archive().archive().conversation(bench.key(12))).total == 46;
    }));
    QVERIFY(bench.saves(bench.request({12})));
    QCOMPARE(bench.messageCalls(), 3);
    QCOMPARE(bench.conversations().first()[u"sources"].toArray().size(), 1);
}

void TestExportService::addressesThatNoCopyHasAreRead()
{
    ExportBench bench;
    bench.api.projectData[bench.first].messages[FakeChatApi::session(12)].first().userIp = u"203.0.113.9"_s;
    bench.sync();
    ExportRequest request = bench.request({12});
    QVERIFY(bench.saves(request));
    QCOMPARE(bench.messageCalls(), 0);
    QVERIFY(!bench.conversations().first()[u"messages"][0].toObject().contains(u"user_ip"_s));
    request.options.personalData = true;
    QVERIFY(bench.saves(request));
    QCOMPARE(bench.messageCalls(), 3);
    QCOMPARE(bench.conversations().first()[u"messages"][0][u"user_ip"].toString(), u"203.0.113.9"_s);
}

void TestExportService::aSourceIsAskedForOnce()
{
    ExportBench bench;
    bench.api.projectData[bench.first].citations = {
        {CitationId{501}, {CitationId{501}, u"One"_s, u"First"_s, QUrl(u"https://example.com/1"_s)}},
        {CitationId{502}, {CitationId{502}, u"Two"_s, {}, {}}}};
    cite(bench, 3, {CitationId{501}, CitationId{502}});
    cite(bench, 2, {CitationId{502}, CitationId{503}});
    cite(bench, 2, {CitationId{503}, CitationId{501}});
    QVERIFY(bench.saves(bench.request({3, 2})));
    QCOMPARE(bench.citationCalls(), 3);
    for (const FakeChatApi::Call &call : bench.api.callsTo(Method::Citation))
        QCOMPARE(call.lane, Lane::Background);
    const QJsonArray sources = bench.conversations().at(1)[u"sources"].toArray();
    QCOMPARE(sources.size(), 3);
    QCOMPARE(sources[0][u"title"].toString(), u"Two"_s);
    QCOMPARE(sources[1][u"state"].toString(), u"removed"_s);
    QCOMPARE(sources[2][u"address"].toString(), u"https://example.com/1"_s);
    QCOMPARE(bench.exports().report().sourcesNotFound, 0);

    // The archive keeps what was found.
    bench.sync();
    QVERIFY(bench.saves(bench.request({3, 2})));
    QVERIFY(bench.archives(CitationId{501}));
    QVERIFY(bench.archives(CitationId{502}));
    QVERIFY(bench.saves(bench.request({3, 2})));
    QCOMPARE(bench.citationCalls(), 1); // 503, which is not to be had
}

void TestExportService::sourcesAreNotAskedForAgainstTheWish()
{
    ExportBench bench;
    cite(bench, 3, {CitationId{501}});
    ExportRequest request = bench.request({3});
    request.options.lookUpSources = false;
    QVERIFY(bench.saves(request));
    QCOMPARE(bench.citationCalls(), 0);
    QCOMPARE(bench.conversations().first()[u"sources"][0][u"state"].toString(), u"not_looked_up"_s);
}

void TestExportService::offlineTheArchiveIsAll()
{
    ExportBench bench;
    bench.api.projectData[bench.first].citations = {{CitationId{501}, {CitationId{501}, u"One"_s, {}, {}}}};
    cite(bench, 12, {CitationId{501}, CitationId{502}});
    bench.sync();
    // The person looked at one source.
    bench.workspace->citations().request(bench.first, CitationId{501});
    QVERIFY(bench.archives(CitationId{501}));
    bench.clock.advance(24h * 30);
    bench.api.addConversation(bench.first, u"New"_s); // number 13, which the archive does not know
    bench.api.unreachable = true;

    ExportRequest request = bench.request({12, 13, 1});
    request.offline = true;
    bench.api.calls.clear();
    bench.exports().start(request);
    QVERIFY(bench.reachesState(State::Open));
    QCOMPARE(bench.api.calls.size(), 0);
    const ExportReport report = bench.exports().report();
    QCOMPARE(report.items.at(0).state, ItemState::Written);
    QVERIFY(report.items.at(0).fromArchive);
    QCOMPARE(report.items.at(0).messages, 46);
    QCOMPARE(report.items.at(1).state, ItemState::Failed);
    QCOMPARE(report.items.at(1).error->kind, ErrorKind::Storage);
    QCOMPARE(report.items.at(2).state, ItemState::Written); // known to be empty
    QVERIFY(!QFile::exists(bench.path()));
    bench.exports().keep({{report.items.at(1).conversation, u"Not here."_s}});
    QVERIFY(bench.reachesState(State::Saved));
    QCOMPARE(bench.names(), (QStringList{u"12"_s, u"01"_s}));
    QCOMPARE(bench.questions(0), saidIn(bench, 12));
    QCOMPARE(bench.file()[u"left_out"][0][u"name"].toString(), u"New"_s);
    const QJsonValue sources = bench.conversations().first()[u"sources"];
    QCOMPARE(sources[0][u"title"].toString(), u"One"_s);
    QCOMPARE(sources[1][u"state"].toString(), u"not_looked_up"_s);
}

void TestExportService::offlineTheReportsKnowWhatIsEmpty()
{
    ExportBench bench;
    bench.sync(true);
    const QDateTime synced = bench.clock.nowUtc();
    bench.clock.advance(24h);
    bench.api.unreachable = true;
    ArchiveBatch batch; // it came after the sync, so nothing is known of it
    Conversation made = *bench.api.findConversation(bench.key(2));
    made.id = ConversationId{13};
    made.session = FakeChatApi::session(13);
    made.createdAt = synced.addSecs(60);
    batch.conversations = {made};
    QVERIFY(waitForEnd(bench.workspace->archive().archive().store(batch)));

    ExportRequest request = bench.request({12, 1});
    request.conversations.append(made);
    request.offline = true;
    bench.api.calls.clear();
    bench.exports().start(request);
    QVERIFY(bench.reachesState(State::Open));
    QCOMPARE(bench.api.calls.size(), 0);
    const ExportReport report = bench.exports().report();
    QCOMPARE(report.items.at(1).state, ItemState::Written);
    QVERIFY(report.items.at(1).fromArchive);
    QCOMPARE(report.items.at(1).messages, 0);
    QCOMPARE(report.items.at(1).missing, 0);
    QCOMPARE(report.items.at(1).asOf, synced);
    QCOMPARE(report.items.at(2).state, ItemState::Failed);
    QCOMPARE(report.items.at(2).error->kind, ErrorKind::Storage);
}

void TestExportService::whatIsReadIsLearnt()
{
    ExportBench bench;
    bench.sync(true);
    bench.api.addMessages(bench.key(4), 25);
    QVERIFY(bench.saves(bench.request({4})));
    QVERIFY(waitFor([&] { return bench.archivedMessages(bench.first) == 45 + 25; }));
}

void TestExportService::theEstimateIsWhatItCosts_data()
{
    QTest::addColumn<bool>("archive");
    QTest::addColumn<bool>("reports");
    QTest::addColumn<bool>("offline");
    QTest::newRow("no archive") << false << false << false;
    QTest::newRow("an archive by conversations") << true << false << false;
    QTest::newRow("an archive by reports") << true << true << false;
    QTest::newRow("offline") << true << false << true;
}

void TestExportService::theEstimateIsWhatItCosts()
{
    QFETCH(const bool, archive);
    QFETCH(const bool, reports);
    QFETCH(const bool, offline);
    ExportBench bench;
    sayNow(bench, 1);
    if (archive)
        bench.sync(reports);
    ExportRequest request = bench.request(all);
    request.offline = offline;
    const auto estimate = bench.exports().estimate(request);
    QVERIFY(waitForEnd(estimate));
    const int expected = offline    ? 0
                         : !archive ? 12 // at least one each
                         : reports  ? 3 + 11
                                    : 1;
    QCOMPARE(*estimate.result(), expected);
    QVERIFY(bench.saves(request));
    QCOMPARE(bench.messageCalls(), archive ? expected : 14);
}

void TestExportService::messagesThatCannotBeReadAreCounted()
{
    ExportBench bench;
    bench.sync();
    // The archive knows that there are more than it has.
    ArchiveBatch batch;
    batch.pages = {{bench.key(12), {}, 50, bench.clock.nowUtc()}};
    QVERIFY(waitForEnd(bench.workspace->archive().archive().store(batch)));
    ExportRequest request = bench.request({12});
    request.offline = true;
    QVERIFY(bench.saves(request));
    QCOMPARE(bench.exports().report().items.first().missing, 5);
    QCOMPARE(bench.exports().report().partial(), 1);
    QCOMPARE(bench.conversations().first()[u"messages_missing"].toInt(), 5);
}

void TestExportService::newMessagesMeanwhileLeaveNoHole()
{
    ExportBench bench;
    const QStringList before = saidIn(bench, 12);
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.method == Method::Messages && call.page == 2)
            bench.api.addMessages(bench.key(12), 3);
    };
    QVERIFY(bench.saves(bench.request({12})));
    QCOMPARE(bench.questions(0), before);
    QCOMPARE(bench.exports().report().items.first().missing, 0);
}

QTEST_GUILESS_MAIN(TestExportService)
#include "tst_exportservice.moc"
