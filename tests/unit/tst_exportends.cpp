// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/smalldisk.h"
#include "unit/exportbench.h"

#include <QSignalSpy>

using namespace confab;
using namespace std::chrono_literals;
using Method = FakeChatApi::Method;
using State = ExportService::State;
using ItemState = ExportItem::State;

namespace {

constexpr QFileDevice::Permissions others =
    QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;

const QByteArray good = "what stood there before\n";

void put(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// How an export ends: whole, in part and saying so, or not at all, with what stood there before untouched.
class TestExportEnds : public QObject
{
    Q_OBJECT

private slots:
    void theNameIsTakenOnlyByTheWholeFile();
    void cancelSendsNothingFurther();
    void whatWasCancelledCanGoOn();
    void oneThatIsGoneIsReported();
    void oneThatIsGoneIsTakenFromTheCopy();
    void retryReadsOnlyWhatIsMissing();
    void fiveFailuresInARowStopIt();
    void aRefusedKeyStopsIt();
    void aRefusalElsewhereStopsIt();
    void signingOutThrowsItAway();
    void aFolderThatCannotBeWrittenIsTold();
    void aFullDiskLeavesTheOldFile();
    void aSecondExportTakesThePlaceOfTheFirst();
};

void TestExportEnds::theNameIsTakenOnlyByTheWholeFile()
{
    ExportBench bench;
    put(bench.path(), good);
    QVERIFY(QFile::setPermissions(bench.path(), QFileDevice::ReadOwner | QFileDevice::WriteOwner | others));
    bench.api.hold(true);
    bench.exports().start(bench.request({12, 11}));
    for (int pages = 0; pages < 3; ++pages) {
        QVERIFY(waitFor([&] { return bench.api.inFlight() > 0; }));
        QCOMPARE(contentOf(bench.path()), good);
        bench.api.releaseNext();
    }
    bench.api.hold(false);
    QVERIFY(bench.reachesState(State::Saved));
    QCOMPARE(bench.names(), (QStringList{u"12"_s, u"11"_s}));
    QVERIFY(!(QFileInfo(bench.path()).permissions() & others));
    QCOMPARE(bench.files(), QStringList{u"out.json"_s});
}

void TestExportEnds::cancelSendsNothingFurther()
{
    ExportBench bench;
    put(bench.path(), good);
    bench.api.hold(true);
    bench.exports().start(bench.request({12, 11, 10, 9, 8, 7, 6, 5}));
    QVERIFY(waitFor([&] { return bench.api.inFlight() == ExportService::ahead; }));
    bench.api.releaseNext(); // the first page of three
    QVERIFY(waitFor([&] { return bench.api.inFlight() == ExportService::ahead; }));
    bench.api.calls.clear();
    bench.exports().cancel();
    QVERIFY(bench.reachesState(State::Open));
    QCOMPARE(bench.api.inFlight(), 0);
    bench.api.hold(false);
    QVERIFY(bench.exports().report().cancelled);
    QCOMPARE(bench.exports().report().count(ItemState::Waiting), 8);
    QCOMPARE(bench.exports().progress().callsLeft, 0);
    bench.exports().discard();
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
    QCOMPARE(bench.files(), QStringList{u"out.json"_s});
    QCOMPARE(contentOf(bench.path()), good);
}

void TestExportEnds::whatWasCancelledCanGoOn()
{
    ExportBench bench;
    bench.api.hold(true);
    bench.exports().start(bench.request({11, 10, 12, 9}));
    QVERIFY(waitFor([&] { return bench.api.inFlight() == 4; }));
    bench.api.releaseNext();
    QVERIFY(waitFor([&] { return bench.exports().report().count(ItemState::Written) == 1; }));
    bench.exports().cancel();
    QVERIFY(bench.reachesState(State::Open));
    bench.api.hold(false);
    bench.api.calls.clear();
    bench.exports().retry();
    QVERIFY(bench.reachesState(State::Saved));
    QCOMPARE(bench.messageCalls(), 1 + 3 + 1); // not the one that is written
    QCOMPARE(bench.names(), (QStringList{u"11"_s, u"10"_s, u"12"_s, u"09"_s}));
}

void TestExportEnds::oneThatIsGoneIsReported()
{
    ExportBench bench;
    const ExportRequest request = bench.request({12, 7, 3});
    bench.api.removeConversation(bench.key(7));
    bench.exports().start(request);
    QVERIFY(bench.reachesState(State::Open));
    const ExportReport report = bench.exports().report();
    QVERIFY(!report.isWhole());
    QVERIFY(!report.reason);
    QCOMPARE(report.items.at(1).state, ItemState::Failed);
    QCOMPARE(report.items.at(1).error->kind, ErrorKind::NotFound);
    QCOMPARE(report.items.at(2).state, ItemState::Written);
    QVERIFY(!QFile::exists(bench.path()));
    bench.exports().keep({{report.items.at(1).conversation, u"Gone."_s}});
    QVERIFY(bench.reachesState(State::Saved));
    QCOMPARE(bench.names(), (QStringList{u"12"_s, u"03"_s}));
    QCOMPARE(bench.file()[u"left_out"][0][u"reason"].toString(), u"Gone."_s);
    QCOMPARE(bench.file()[u"counts"][u"conversations"].toInt(), 2);
    QCOMPARE(bench.exports().report().counts, (ExportCounts{2, 45}));
}

void TestExportEnds::oneThatIsGoneIsTakenFromTheCopy()
{
    ExportBench bench;
    bench.api.addMessages(bench.key(7), 2);
    bench.sync(true); // without sources, so that the service is asked
    const ExportRequest request = bench.request({7});
    bench.api.removeConversation(bench.key(7));
    QVERIFY(bench.saves(request));
    QCOMPARE(bench.messageCalls(), 1);
    const ExportItem item = bench.exports().report().items.first();
    QVERIFY(item.removed);
    QVERIFY(item.fromArchive);
    QCOMPARE(item.messages, 2);
    QVERIFY(bench.conversations().first()[u"removed_from_server"].toBool());
}

void TestExportEnds::retryReadsOnlyWhatIsMissing()
{
    ExportBench bench;
    const Error broken = FakeChatApi::httpError(ErrorKind::Server, 500, u"Server Error"_s);
    bench.api.failSession(FakeChatApi::session(7), broken, Method::Messages);
    bench.api.failSession(FakeChatApi::session(5), broken, Method::Messages);
    bench.exports().start(bench.request({12, 7, 5, 3}));
    QVERIFY(bench.reachesState(State::Open));
    QCOMPARE(bench.exports().report().count(ItemState::Failed), 2);
    bench.api.healSession(FakeChatApi::session(5));
    bench.api.calls.clear();
    bench.exports().retry();
    QVERIFY(waitFor([&] { return bench.exports().state() == State::Open; }));
    QCOMPARE(bench.messageCalls(), 2);
    QCOMPARE(bench.exports().report().count(ItemState::Failed), 1);
    bench.api.healSession(FakeChatApi::session(7));
    bench.api.calls.clear();
    bench.exports().retry();
    QVERIFY(bench.reachesState(State::Saved));
    QCOMPARE(bench.messageCalls(), 1);
    QCOMPARE(bench.names(), (QStringList{u"12"_s, u"03"_s, u"05"_s, u"07"_s}));
    QVERIFY(bench.exports().report().isWhole());
}

void TestExportEnds::fiveFailuresInARowStopIt()
{
    ExportBench bench;
    QList<int> numbers;
    for (int number = 12; number > 0; --number)
        numbers << number;
    const ExportRequest request = bench.request(numbers);
    bench.api.calls.clear();
    bench.api.unreachable = true;
    bench.exports().start(request);
    QVERIFY(bench.reachesState(State::Open));
    const ExportReport report = bench.exports().report();
    QCOMPARE(report.count(ItemState::Failed), ExportService::failuresInARow);
    QCOMPARE(report.count(ItemState::Waiting), 12 - ExportService::failuresInARow);
    QVERIFY(report.reason);
    QCOMPARE(report.reason->kind, ErrorKind::Offline);
    QVERIFY(bench.messageCalls() <= ExportService::failuresInARow + ExportService::ahead - 1);
}

void TestExportEnds::aRefusedKeyStopsIt()
{
    ExportBench bench;
    const Error refused = FakeChatApi::httpError(ErrorKind::Unauthorised, 401);
    bench.api.failSession(FakeChatApi::session(11), refused, Method::Messages);
    bench.api.hold(true);
    bench.exports().start(bench.request({10, 11, 12}));
    QVERIFY(waitFor([&] { return bench.api.inFlight() == 3; }));
    bench.api.releaseNext();
    bench.api.releaseNext();
    QVERIFY(bench.reachesState(State::Open));
    QCOMPARE(bench.api.inFlight(), 0);
    QCOMPARE(bench.exports().report().reason->kind, ErrorKind::Unauthorised);
    QCOMPARE(bench.exports().report().items.at(0).state, ItemState::Written); // it had come
    QCOMPARE(bench.exports().report().items.at(1).state, ItemState::Waiting);
    bench.api.hold(false);
    bench.api.healSession(FakeChatApi::session(11));
    bench.exports().retry();
    QVERIFY(bench.reachesState(State::Saved));
    QCOMPARE(bench.names(), (QStringList{u"10"_s, u"11"_s, u"12"_s}));
}

/// The calls would be held until the person has signed in, and the window would show an export that stands.
void TestExportEnds::aRefusalElsewhereStopsIt()
{
    ExportBench bench;
    bench.api.hold(true);
    bench.exports().start(bench.request({10, 11, 12}));
    QVERIFY(waitFor([&] { return bench.api.inFlight() == 3; }));
    bench.api.refuseKey();
    QVERIFY(bench.reachesState(State::Open));
    QCOMPARE(bench.exports().report().reason->kind, ErrorKind::Unauthorised);
    QCOMPARE(bench.api.inFlight(), 0);
}

void TestExportEnds::signingOutThrowsItAway()
{
    ExportBench bench;
    bench.api.hold(true);
    bench.exports().start(bench.request({10, 12}));
    QVERIFY(waitFor([&] { return bench.api.inFlight() == 2; }));
    bench.api.releaseNext();
    bench.workspace->session().signOut();
    QCOMPARE(bench.exports().state(), State::Idle);
    bench.api.hold(false);
    QCoreApplication::processEvents();
    QCOMPARE(bench.exports().state(), State::Idle);
    QCOMPARE(bench.files(), QStringList());
}

void TestExportEnds::aFolderThatCannotBeWrittenIsTold()
{
    ExportBench bench;
    ExportRequest request = bench.request({12});
    request.path = bench.folder.filePath(u"no such folder/out.json"_s);
    bench.exports().start(request);
    QVERIFY(bench.reachesState(State::Failed));
    QCOMPARE(bench.exports().error().kind, ErrorKind::Storage);
    QVERIFY(!bench.exports().error().detail.isEmpty());
    QCOMPARE(bench.api.inFlight(), 0);
    // Another try is another export.
    QVERIFY(bench.saves(bench.request({12})));
}

void TestExportEnds::aFullDiskLeavesTheOldFile()
{
    const QString disk = smallDisk(u"128k"_s);
    if (disk.isEmpty())
        return;
    ExportBench bench;
    put(disk + u"/out"_s, good);
    // Many small pieces, some that are larger than the disk, and a single one: after that nothing more is
    // written, so that no later write fails (QSaveFile commits what one short write has left).
    bench.api.addMessages(bench.key(11), 1);
    bench.api.addMessages(bench.key(10), 3);
    for (const auto &[number, size] : {std::pair(12, qsizetype(4'000)), std::pair(10, qsizetype(200'000)),
                                       std::pair(11, qsizetype(200'000))}) {
        for (Message &each : bench.api.projectData[bench.first].messages[FakeChatApi::session(number)])
            each.answer = QString(size, u'a');
        for (const ExportFormat format : {ExportFormat::Html, ExportFormat::Markdown, ExportFormat::PlainText,
                                          ExportFormat::Csv, ExportFormat::Json}) {
            ExportRequest request = bench.request({number});
            request.path = disk + u"/out"_s;
            request.options.format = format;
            bench.exports().start(request);
            QVERIFY(bench.reachesState(State::Failed));
            QCOMPARE(bench.exports().error().kind, ErrorKind::Storage);
            QCOMPARE(contentOf(disk + u"/out"_s), good);
            QCOMPARE(QDir(disk).entryList(QDir::Files | QDir::Hidden), QStringList{u"out"_s});
        }
    }
}

void TestExportEnds::aSecondExportTakesThePlaceOfTheFirst()
{
    ExportBench bench;
    bench.api.hold(true);
    bench.exports().start(bench.request({10}));
    QVERIFY(waitFor([&] { return bench.api.inFlight() == 1; }));
    bench.exports().start(bench.request({11}));
    QCOMPARE(bench.api.inFlight(), 1);
    bench.api.hold(false);
    QVERIFY(bench.reachesState(State::Saved));
    QCOMPARE(bench.names(), QStringList{u"11"_s});
    QCOMPARE(bench.files(), QStringList{u"out.json"_s});
}

QTEST_GUILESS_MAIN(TestExportEnds)
#include "tst_exportends.moc"
