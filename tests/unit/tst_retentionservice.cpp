// SPDX-License-Identifier: GPL-3.0-or-later
#include "archivebench.h"

#include <QSignalSpy>

#include <limits>

using namespace confab;
using namespace std::chrono_literals;
using State = SyncStatus::State;
using Method = FakeChatApi::Method;
using Obstacle = RetentionObstacle;
using Verdict = RetentionVerdict;

namespace {

/// Twelve conversations at noon of the tenth of March: one to four are silent since last year, five has
/// nothing in it since then, six is liked, seven to twelve were spoken in this week.
struct World : ArchiveBench
{
    World()
    {
        auto &data = api.projectData[first];
        data.messages.clear();
        for (Conversation &each : data.conversations)
            each.createdAt = each.updatedAt = clock.nowUtc().addDays(-400 + each.id.value);
        for (int number = 1; number <= 12; ++number) {
            if (number != 5)
                say(number, 2, clock.nowUtc().addDays(number <= 6 ? -300 + number : -3));
        }
        data.messages[key(6).session].last().reaction = Reaction::Liked;
    }
    void say(int number, int count, const QDateTime &at)
    {
        api.addMessages(key(number), count);
        auto &list = api.projectData[first].messages[key(number).session];
        for (qsizetype i = list.size() - count; i < list.size(); ++i)
            list[i].createdAt = at.addSecs(i);
    }
    void begin()
    {
        signIn();
        keep();
        QVERIFY(reaches(State::Idle));
    }
    [[nodiscard]] RetentionService &retention() { return workspace->retention(); }

    /// What a dry run came to; nothing where there was an obstacle.
    std::optional<RetentionReview> review(const RetentionRule &by)
    {
        std::optional<RetentionReview> result;
        obstacle.reset();
        QObject context;
        QObject::connect(&retention(), &RetentionService::reviewed, &context,
                         [&](const RetentionReview &made) { result = made; });
        QObject::connect(&retention(), &RetentionService::refused, &context,
                         [&](Obstacle why, const Error &error) {
                             obstacle = why;
                             reason = error;
                         });
        retention().review(first, by);
        if (!waitFor([&] { return result || obstacle; }))
            QTest::qFail("The dry run did not end", __FILE__, __LINE__);
        if (obstacle)
            qInfo() << "Obstacle" << int(*obstacle) << int(reason.kind) << reason.httpStatus;
        return result;
    }
    [[nodiscard]] int callsTo(Method method) const
    {
        const auto calls = api.callsTo(method);
        return int(std::count_if(calls.begin(), calls.end(),
                                 [this](const FakeChatApi::Call &call) { return call.project == first; }));
    }
    [[nodiscard]] int messageCalls(qint64 number) const
    {
        const auto calls = api.callsTo(Method::Messages);
        return int(std::count_if(calls.begin(), calls.end(), [&](const FakeChatApi::Call &call) {
            return call.project == first && call.session == key(number).session;
        }));
    }
    [[nodiscard]] QSet<SessionId> deleted() const
    {
        QSet<SessionId> sessions;
        for (const FakeChatApi::Call &call : api.callsTo(Method::DeleteConversation))
            sessions.insert(call.session);
        return sessions;
    }
    [[nodiscard]] static RetentionRule rule(int days = 90)
    {
        RetentionRule made;
        made.name = u"Old"_s;
        made.silentDays = days;
        return made;
    }

    std::optional<Obstacle> obstacle;
    Error reason;
};

QList<qint64> numbersOf(const RetentionReview &review)
{
    QList<qint64> numbers;
    for (const RetentionFind &found : review.found)
        numbers.append(found.conversation.id.value);
    return numbers;
}

QList<SessionId> sessionsOf(const RetentionReview &review)
{
    QList<SessionId> sessions;
    for (const RetentionFind &found : review.found)
        sessions.append(found.conversation.session);
    return sessions;
}

} // namespace

class TestRetentionService : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatTheRuleSays();
    void byReportsItCostsNoMoreThanASync();
    void looksAtWhatWasNotReadLately();
    void aLookThatFailsIsNoReview();
    void whatHasGoneIsNotFound();
    void deletesWhatWasChosen();
    void keepsWhatWasSpokenInMeanwhile();
    void keepsWhatWasLikedSince();
    void keepsACopyOfWhatItDeletes();
    void saysWhatIsUnusual();
    void needsTheArchive();
    void needsTheWholeList();
    void beginsAsAnotherRoundEnds();
    void endsWithTheSync();
    void goesByTheClockOfTheService_data();
    void goesByTheClockOfTheService();
    void neverBeforeItWasLastCarriedOut();
    void cancelEndsIt();
};

void TestRetentionService::findsWhatTheRuleSays()
{
    World world;
    world.begin();
    const auto review = world.review(World::rule());
    QVERIFY(review);
    QCOMPARE(numbersOf(*review), (QList<qint64>{5, 1, 2, 3, 4})); // the longest silent first
    QCOMPARE(review->project, world.first);
    QCOMPARE(review->conversations, 12);
    QCOMPARE(review->verdicts.value(Verdict::Found), 5);
    QCOMPARE(review->verdicts.value(Verdict::Liked), 1);
    QCOMPARE(review->verdicts.value(Verdict::Recent), 6);
    QCOMPARE(review->found.at(1).facts.messages, 2);
    QCOMPARE(review->found.at(1).lastSaidAt, world.clock.nowUtc().addDays(-299).addSecs(1));
    QCOMPARE(world.api.count(Method::DeleteConversation), 0);

    RetentionRule strict = World::rule();
    strict.keepLiked = false;
    strict.keepNames = {u"CONVERSATION 3"_s};
    const auto other = world.review(strict);
    QVERIFY(other);
    QCOMPARE(numbersOf(*other), (QList<qint64>{5, 1, 2, 4, 6}));
    QCOMPARE(other->verdicts.value(Verdict::Named), 1);
}

void TestRetentionService::byReportsItCostsNoMoreThanASync()
{
    World world;
    world.begin();
    const qsizetype lists = world.callsTo(Method::Conversations);
    const qsizetype reports = world.callsTo(Method::Intelligence);
    world.clock.advance(5 * 24h);
    QVERIFY(world.reaches(State::Idle));
    const qsizetype listsLater = world.callsTo(Method::Conversations);
    const qsizetype reportsLater = world.callsTo(Method::Intelligence);
    QVERIFY(listsLater > lists && reportsLater > reports); // the rounds of the clock
    const auto review = world.review(World::rule());
    QVERIFY(review);
    QCOMPARE(review->found.size(), 5);
    QCOMPARE(world.callsTo(Method::Conversations), listsLater + 1);
    QCOMPARE(world.callsTo(Method::Intelligence), reportsLater + 1);
    QCOMPARE(world.callsTo(Method::Messages), 0);
}

// Without reports the sync leaves alone what rested for a week, and no list tells of a new message.
void TestRetentionService::looksAtWhatWasNotReadLately()
{
    World world;
    world.api.refusesReports = 403;
    world.begin();
    world.clock.advance(3 * 24h);
    QVERIFY(world.reaches(State::Idle));
    world.say(2, 1, world.clock.nowUtc().addSecs(-60));
    world.say(3, 1, world.clock.nowUtc().addDays(-200));
    // Those that were spoken in this week are read by the sync.
    const auto looks = [&world] {
        QList<int> made;
        for (int number = 1; number <= 6; ++number)
            made.append(world.messageCalls(number));
        return made;
    };
    QCOMPARE(looks(), (QList<int>{1, 1, 1, 1, 1, 1}));
    QSignalSpy progress(&world.retention(), &RetentionService::progressed);
    const auto review = world.review(World::rule());
    QVERIFY(review);
    QCOMPARE(numbersOf(*review), (QList<qint64>{5, 1, 4, 3}));
    QCOMPARE(review->found.last().facts.messages, 3);
    QCOMPARE(review->verdicts.value(Verdict::Recent), 7);
    QCOMPARE(review->verdicts.value(Verdict::Unread), 0);
    QCOMPARE(looks(), (QList<int>{2, 2, 2, 2, 2, 1})); // the liked one stays whatever else it says
    QVERIFY(world.api.maxInFlight() <= RetentionService::ahead + 1);
    QCOMPARE(progress.first(), (QVariantList{0, 0}));
    QCOMPARE(progress.last(), (QVariantList{5, 5}));
    for (const FakeChatApi::Call &call : world.api.callsTo(Method::Messages))
        QCOMPARE(call.lane, Lane::Background);

    // What was looked at is known for the next time.
    const auto again = world.review(World::rule());
    QVERIFY(again);
    QCOMPARE(numbersOf(*again), numbersOf(*review));
    QCOMPARE(looks(), (QList<int>{2, 3, 2, 2, 2, 1})); // the second by the sync: it is in use again
}

void TestRetentionService::aLookThatFailsIsNoReview()
{
    World world;
    world.api.refusesReports = 403;
    world.begin();
    world.clock.advance(3 * 24h);
    QVERIFY(world.reaches(State::Idle));
    world.api.failSession(world.key(4).session, FakeChatApi::httpError(ErrorKind::Server, 500),
                          Method::Messages);
    QVERIFY(!world.review(World::rule()));
    QCOMPARE(world.obstacle, Obstacle::SyncFailed);
    QCOMPARE(world.reason.httpStatus, 500);
    world.api.healSession(world.key(4).session);
    const auto review = world.review(World::rule());
    QVERIFY(review);
    QCOMPARE(review->found.size(), 5);
}

void TestRetentionService::whatHasGoneIsNotFound()
{
    World world;
    world.api.refusesReports = 403;
    world.begin();
    world.clock.advance(3 * 24h);
    QVERIFY(world.reaches(State::Idle));
    // The list tells of it, its messages do not.
    world.api.failSession(world.key(4).session, FakeChatApi::httpError(ErrorKind::NotFound, 404),
                          Method::Messages);
    const auto review = world.review(World::rule());
    QVERIFY(review);
    QCOMPARE(numbersOf(*review), (QList<qint64>{5, 1, 2, 3}));
    QCOMPARE(review->verdicts.value(Verdict::Unread), 1);
}

void TestRetentionService::deletesWhatWasChosen()
{
    World world;
    world.begin();
    Workspace &workspace = *world.workspace;
    const RetentionRule rule = World::rule();
    QVERIFY(workspace.retentionRules().set(server, world.first, {rule}));
    const auto review = world.review(rule);
    QVERIFY(review);
    QList<SessionId> chosen = sessionsOf(*review);
    QVERIFY(chosen.removeOne(world.key(2).session));
    chosen.append(world.key(9).session); // was not found, and so cannot be chosen
    workspace.carryOut(*review, chosen);
    QCOMPARE(workspace.deletions().waitingCount(), 4);
    QVERIFY(!workspace.conversations().find(world.key(1).session));
    QVERIFY(workspace.undo());
    QVERIFY(workspace.conversations().find(world.key(1).session));
    world.clock.advance(1min);
    QCOMPARE(world.deleted(), QSet<SessionId>());
    const auto carriedOutAt = [&] {
        return workspace.retentionRules().of(server, world.first).value(0).carriedOutAt;
    };
    QVERIFY(!carriedOutAt().isValid()); // what was taken back was not carried out
    QVERIFY(workspace.conversations().find(world.key(9).session));

    workspace.carryOut(*review, chosen);
    const Conversation late = world.api.addConversation(world.first);
    auto &list = world.api.projectData[world.first].conversations;
    list.last().createdAt = world.clock.nowUtc().addDays(-399); // it would be found, and was not seen
    QSignalSpy finished(&workspace.deletions(), &DeletionService::finished);
    world.clock.advance(DeletionService::undoWindow);
    QTRY_COMPARE(finished.size(), 1);
    const auto report = finished.first().first().value<DeletionReport>();
    QCOMPARE(report.rule, u"Old"_s);
    QVERIFY(report.isClean());
    QCOMPARE(world.deleted(), (QSet<SessionId>{world.key(1).session, world.key(3).session,
                                               world.key(4).session, world.key(5).session}));
    QVERIFY(world.api.findConversation(late.key()));
    QCOMPARE(carriedOutAt(), review->terms.now);
}

void TestRetentionService::keepsWhatWasSpokenInMeanwhile()
{
    World world;
    world.begin();
    const auto review = world.review(World::rule());
    QVERIFY(review);
    world.say(1, 1, world.clock.nowUtc().addDays(-80)); // late, and still younger than the limit
    world.say(3, 1, world.clock.nowUtc());
    world.api.projectData[world.first].conversations[3].name = u"Renamed"_s;
    QSignalSpy finished(&world.workspace->deletions(), &DeletionService::finished);
    world.workspace->carryOut(*review, sessionsOf(*review));
    world.clock.advance(DeletionService::undoWindow);
    QTRY_COMPARE(finished.size(), 1);
    const auto report = finished.first().first().value<DeletionReport>();
    QCOMPARE(report.count(DeletionItem::State::Deleted), 2);
    QCOMPARE(report.count(DeletionItem::State::Changed), 3);
    QCOMPARE(world.deleted(), (QSet<SessionId>{world.key(2).session, world.key(5).session}));
}

// No report tells of a reaction to an old message: it is seen right before the conversation would go.
void TestRetentionService::keepsWhatWasLikedSince()
{
    World world;
    world.say(4, 30, world.clock.nowUtc().addDays(-200)); // two pages
    world.begin();
    const auto review = world.review(World::rule());
    QVERIFY(review);
    for (const int number : {3, 4})
        world.api.projectData[world.first].messages[world.key(number).session].first().reaction =
            Reaction::Liked;
    QSignalSpy finished(&world.workspace->deletions(), &DeletionService::finished);
    world.workspace->carryOut(*review, sessionsOf(*review));
    world.clock.advance(DeletionService::undoWindow);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(world.deleted(),
             (QSet<SessionId>{world.key(1).session, world.key(2).session, world.key(5).session}));
    const auto report = finished.first().first().value<DeletionReport>();
    QCOMPARE(report.count(DeletionItem::State::Changed), 2);
}

// What the archive does not hold whole is read before it goes, and stays where that fails.
void TestRetentionService::keepsACopyOfWhatItDeletes()
{
    World world;
    world.begin();
    RetentionRule rule = World::rule();
    rule.keepLiked = false;
    const auto review = world.review(rule);
    QVERIFY(review);
    QCOMPARE(review->found.size(), 6);
    // Two grow by messages that are as old as the rest: the archive lacks them.
    world.say(2, 50, world.clock.nowUtc().addDays(-200));
    world.say(4, 50, world.clock.nowUtc().addDays(-200));
    const int before = world.callsTo(Method::Messages);
    Workspace &workspace = *world.workspace;
    QSignalSpy finished(&workspace.deletions(), &DeletionService::finished);
    workspace.carryOut(*review, sessionsOf(*review));
    // Its second page cannot be read: it is asked for when the first is in the archive, turns later.
    const auto failLater = [&world] {
        world.api.failSession(world.key(4).session, FakeChatApi::httpError(ErrorKind::Server, 500),
                              Method::Messages);
    };
    world.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        emit world.api.serverTimeSeen(world.clock.nowUtc());
        if (call.method == Method::Messages && call.session == world.key(4).session && call.page == 1)
            QMetaObject::invokeMethod(&world.api, failLater, Qt::QueuedConnection);
    };
    world.clock.advance(DeletionService::undoWindow);
    QTRY_COMPARE(finished.size(), 1);
    world.api.beforeAnswer = nullptr;
    const auto report = finished.first().first().value<DeletionReport>();
    QCOMPARE(report.count(DeletionItem::State::Deleted), 5);
    QCOMPARE(report.count(DeletionItem::State::Failed), 1);
    QVERIFY(!world.deleted().contains(world.key(4).session));
    // One look for each, and two more pages of the second.
    QCOMPARE(world.callsTo(Method::Messages), before + 6 + 2 + 1);
    const auto archived = world.value(
        workspace.archive().archive().messages(world.key(2), {}, std::numeric_limits<int>::max()));
    QCOMPARE(archived.size(), 52);
}

void TestRetentionService::saysWhatIsUnusual()
{
    RetentionReview review;
    review.rule = World::rule();
    review.conversations = 1000;
    QVERIFY(review.isUnusual(1)); // never carried out
    review.rule.carriedOutAt = QDateTime(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
    QVERIFY(!review.isUnusual(DeletionService::askAbove));
    QVERIFY(review.isUnusual(DeletionService::askAbove + 1));
    review.conversations = 40;
    QVERIFY(!review.isUnusual(9));
    QVERIFY(review.isUnusual(10)); // a quarter
    review.conversations = 1;
    QVERIFY(review.isUnusual(1));
}

void TestRetentionService::needsTheArchive()
{
    World world;
    world.signIn();
    QVERIFY(!world.review(World::rule()));
    QCOMPARE(world.obstacle, Obstacle::NoArchive);
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    world.workspace->archive().setKeepsProject(world.first, false);
    QVERIFY(!world.review(World::rule()));
    QCOMPARE(world.obstacle, Obstacle::NoArchive);
    world.workspace->archive().setKeepsProject(world.first, true);
    QVERIFY(world.review(World::rule()));

    world.api.me.id = 2;
    world.workspace->session().signOut();
    QTRY_COMPARE(world.workspace->session().state(), Session::State::SignedOut);
    world.signIn(u"1002|another"_s);
    world.keep();
    QVERIFY(!world.review(World::rule()));
    QCOMPARE(world.obstacle, Obstacle::OthersArchive);
}

// Nothing is judged by a list that could not be read to its end.
void TestRetentionService::needsTheWholeList()
{
    World world;
    world.begin();
    world.api.unreachable = true;
    QSignalSpy refused(&world.retention(), &RetentionService::refused);
    QSignalSpy reviewed(&world.retention(), &RetentionService::reviewed);
    world.retention().review(world.first, World::rule());
    const auto ended = [&] {
        world.clock.advance(1s);
        return !refused.isEmpty() || !reviewed.isEmpty();
    };
    QVERIFY(waitFor(ended));
    QVERIFY(reviewed.isEmpty());
    QCOMPARE(refused.first().first().value<Obstacle>(), Obstacle::SyncFailed);
    QCOMPARE(refused.first().last().value<Error>().kind, ErrorKind::Offline);
    world.api.unreachable = false;
    QVERIFY(world.review(World::rule()));
}

// The end of a round that was under way before says nothing of the dry run.
void TestRetentionService::beginsAsAnotherRoundEnds()
{
    World world;
    world.begin();
    QSignalSpy refused(&world.retention(), &RetentionService::refused);
    QSignalSpy reviewed(&world.retention(), &RetentionService::reviewed);
    bool asked = false;
    connect(&world.sync(), &SyncService::synced, this, [&](ProjectId project) {
        if (project == world.second && !std::exchange(asked, true)) // the last of the round
            world.retention().review(world.first, World::rule());
    });
    world.sync().syncNow();
    QTRY_VERIFY(asked && !world.retention().isReviewing());
    QCOMPARE(reviewed.size(), 1);
    QVERIFY(refused.isEmpty());
}

void TestRetentionService::endsWithTheSync()
{
    World world;
    world.begin();
    world.api.hold(true);
    QSignalSpy refused(&world.retention(), &RetentionService::refused);
    world.retention().review(world.first, World::rule());
    QTRY_COMPARE(world.sync().status().state, State::Running);
    world.sync().pause();
    QCOMPARE(refused.size(), 1);
    QCOMPARE(refused.first().first().value<Obstacle>(), Obstacle::SyncStopped);
    QVERIFY(!world.retention().isReviewing());

    world.retention().review(world.first, World::rule()); // asked for by the person, it ends the pause
    QTRY_COMPARE(world.sync().status().state, State::Running);
    world.workspace->session().signOut();
    QTRY_COMPARE(refused.size(), 2);
    QCOMPARE(refused.last().first().value<Obstacle>(), Obstacle::SyncStopped);
    world.api.hold(false);
}

void TestRetentionService::goesByTheClockOfTheService_data()
{
    QTest::addColumn<qint64>("ahead"); // seconds, of the clock here
    QTest::addColumn<bool>("reviewed");
    constexpr qint64 day = 24 * 3600;
    QTest::newRow("right") << qint64(0) << true;
    QTest::newRow("23 hours fast") << day - 3600 << true;
    QTest::newRow("a day fast") << day << false;
    QTest::newRow("a day slow") << -day << false;
    QTest::newRow("ten years fast") << 3650 * day << false;
    QTest::newRow("ten years slow") << -3650 * day << false;
}

void TestRetentionService::goesByTheClockOfTheService()
{
    QFETCH(qint64, ahead);
    QFETCH(bool, reviewed);
    World world;
    const QDateTime right = world.clock.nowUtc();
    world.api.beforeAnswer = [&world, right](const FakeChatApi::Call &) {
        emit world.api.serverTimeSeen(right);
    };
    world.begin();
    world.clock.setNow(right.addSecs(ahead));
    const auto review = world.review(World::rule());
    QCOMPARE(review.has_value(), reviewed);
    if (reviewed) {
        QCOMPARE(review->terms.now, right);
        QCOMPARE(review->found.size(), 5);
    } else {
        QCOMPARE(world.obstacle, Obstacle::ClocksDiffer);
    }
}

void TestRetentionService::neverBeforeItWasLastCarriedOut()
{
    World world;
    world.begin();
    RetentionRule rule = World::rule();
    rule.carriedOutAt = world.clock.nowUtc().addSecs(3600);
    QVERIFY(!world.review(rule));
    QCOMPARE(world.obstacle, Obstacle::ClockWentBack);
    rule.carriedOutAt = world.clock.nowUtc();
    QVERIFY(world.review(rule));
}

void TestRetentionService::cancelEndsIt()
{
    World world;
    world.api.refusesReports = 403;
    world.begin();
    world.clock.advance(3 * 24h);
    QVERIFY(world.reaches(State::Idle));
    QSignalSpy refused(&world.retention(), &RetentionService::refused);
    QSignalSpy reviewed(&world.retention(), &RetentionService::reviewed);
    QSignalSpy progress(&world.retention(), &RetentionService::progressed);
    world.retention().review(world.first, World::rule());
    world.retention().cancel(); // before it has begun
    world.retention().review(world.first, World::rule());
    QTRY_VERIFY(!progress.isEmpty());
    world.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        emit world.api.serverTimeSeen(world.clock.nowUtc());
        if (call.method == Method::Messages && call.session == world.key(3).session)
            world.retention().cancel();
    };
    QTRY_VERIFY(!world.retention().isReviewing());
    world.api.beforeAnswer = nullptr;
    const int messages = world.callsTo(Method::Messages);
    QTRY_COMPARE(world.api.inFlight(), 0);
    QCOMPARE(world.callsTo(Method::Messages), messages);
    QVERIFY(refused.isEmpty() && reviewed.isEmpty());

    // A second one takes the place of the first, without a word of that.
    world.api.beforeAnswer = [&](const FakeChatApi::Call &) {
        emit world.api.serverTimeSeen(world.clock.nowUtc());
    };
    world.retention().review(world.first, World::rule(200));
    const auto review = world.review(World::rule(299));
    QVERIFY(review);
    QCOMPARE(reviewed.size(), 1);
    QCOMPARE(review->rule.silentDays, 299);
}

QTEST_GUILESS_MAIN(TestRetentionService)
#include "tst_retentionservice.moc"
