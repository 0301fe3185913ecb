// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/retentionrule.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Verdict = RetentionVerdict;

Q_DECLARE_METATYPE(confab::RetentionVerdict)

namespace {

const QDateTime now(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);

QDateTime utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0)
{
    return {QDate(year, month, day), QTime(hour, minute, second), Qt::UTC};
}

RetentionRule silentFor(int days)
{
    RetentionRule rule;
    rule.name = u"Rule"_s;
    rule.silentDays = days;
    rule.keepLiked = false;
    return rule;
}

/// One that the rule of 90 days finds.
struct Stale
{
    Stale()
    {
        conversation.name = u"Refund for order 88213"_s;
        conversation.createdAt = utc(2025, 1, 1);
        facts.messages = 3;
        facts.lastMessageAt = utc(2025, 1, 2);
        facts.whole = true;
        facts.checkedAt = now;
    }
    [[nodiscard]] Verdict by(const RetentionRule &rule, const QTimeZone &zone = QTimeZone::utc()) const
    {
        return judge(rule, RetentionTerms::of(rule, now, zone), conversation, &facts);
    }
    Conversation conversation;
    ThreadFacts facts;
};

} // namespace

class TestRetentionRule : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatIsSilent();
    void goesByDaysOfTheZone_data();
    void goesByDaysOfTheZone();
    void anEmptyOneIsAsOldAsItsMaking();
    void neverWithoutAUsableDate_data();
    void neverWithoutAUsableDate();
    void neverWithoutAClock();
    void keepsByReactions();
    void keepsByTheNameThatIsShown();
    void keepsByName_data();
    void keepsByName();
    void neverWhatWasNotReadLately();
    void neverWithoutFacts();
};

void TestRetentionRule::findsWhatIsSilent()
{
    const Stale stale;
    QCOMPARE(stale.by(silentFor(90)), Verdict::Found);
    QCOMPARE(stale.by(silentFor(3650)), Verdict::Recent);
}

void TestRetentionRule::goesByDaysOfTheZone_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QDateTime>("lastMessage");
    QTest::addColumn<Verdict>("verdict");
    // Ninety days before the tenth of March is the tenth of December.
    QTest::newRow("the last second before")
        << QByteArray("UTC") << utc(2025, 12, 9, 23, 59, 59) << Verdict::Found;
    QTest::newRow("its first second") << QByteArray("UTC") << utc(2025, 12, 10) << Verdict::Recent;
    QTest::newRow("before, in Berlin")
        << QByteArray("Europe/Berlin") << utc(2025, 12, 9, 22, 59, 59) << Verdict::Found;
    QTest::newRow("first second, in Berlin")
        << QByteArray("Europe/Berlin") << utc(2025, 12, 9, 23) << Verdict::Recent;
    QTest::newRow("before, in New York")
        << QByteArray("America/New_York") << utc(2025, 12, 10, 4, 59, 59) << Verdict::Found;
    QTest::newRow("first second, in New York")
        << QByteArray("America/New_York") << utc(2025, 12, 10, 5) << Verdict::Recent;
}

void TestRetentionRule::goesByDaysOfTheZone()
{
    QFETCH(QByteArray, zone);
    QFETCH(QDateTime, lastMessage);
    QFETCH(Verdict, verdict);
    Stale stale;
    stale.facts.lastMessageAt = lastMessage;
    QCOMPARE(stale.by(silentFor(90), QTimeZone(zone)), verdict);
}

void TestRetentionRule::anEmptyOneIsAsOldAsItsMaking()
{
    Stale stale;
    stale.facts.messages = 0;
    stale.facts.lastMessageAt = {};
    QCOMPARE(stale.by(silentFor(90)), Verdict::Found);
    QCOMPARE(lastSaidIn(stale.conversation, stale.facts, now), stale.conversation.createdAt);
    stale.conversation.createdAt = now.addDays(-3);
    QCOMPARE(stale.by(silentFor(90)), Verdict::Recent);
    // A message that is older than its conversation does not make the conversation older.
    stale.facts.messages = 1;
    stale.facts.lastMessageAt = utc(2024, 1, 1);
    QCOMPARE(stale.by(silentFor(90)), Verdict::Recent);
}

void TestRetentionRule::neverWithoutAUsableDate_data()
{
    QTest::addColumn<QDateTime>("date");
    QTest::newRow("none") << QDateTime();
    QTest::newRow("no such day") << QDateTime(QDate(2025, 2, 30), QTime(0, 0), Qt::UTC);
    QTest::newRow("zeroes") << QDateTime(QDate(0, 0, 0), QTime(0, 0), Qt::UTC);
    QTest::newRow("the beginning of Unix") << QDateTime::fromSecsSinceEpoch(0, Qt::UTC);
    QTest::newRow("before the service") << utc(2019, 12, 31, 23, 59, 59);
    QTest::newRow("a second from now") << now.addSecs(1);
    QTest::newRow("2099") << utc(2099, 1, 1);
}

void TestRetentionRule::neverWithoutAUsableDate()
{
    QFETCH(QDateTime, date);
    Stale made;
    made.conversation.createdAt = date;
    QCOMPARE(made.by(silentFor(1)), Verdict::Undated);
    QVERIFY(!lastSaidIn(made.conversation, made.facts, now).isValid());
    Stale said;
    said.facts.lastMessageAt = date;
    QCOMPARE(said.by(silentFor(1)), Verdict::Undated);
}

void TestRetentionRule::neverWithoutAClock()
{
    const Stale stale;
    const RetentionRule rule = silentFor(90);
    const RetentionTerms none = RetentionTerms::of(rule, {}, QTimeZone::utc());
    QCOMPARE(judge(rule, none, stale.conversation, &stale.facts), Verdict::Undated);
}

void TestRetentionRule::keepsByReactions()
{
    RetentionRule rule = silentFor(90);
    Stale stale;
    stale.facts.liked = 1;
    stale.facts.disliked = 1;
    QCOMPARE(stale.by(rule), Verdict::Found);
    rule.keepDisliked = true;
    QCOMPARE(stale.by(rule), Verdict::Disliked);
    rule.keepLiked = true;
    QCOMPARE(stale.by(rule), Verdict::Liked);
    stale.facts.liked = 0;
    QCOMPARE(stale.by(rule), Verdict::Disliked);
    stale.facts.disliked = 0;
    QCOMPARE(stale.by(rule), Verdict::Found);
    // An answer that was not read may be a liked one.
    stale.facts.whole = false;
    QCOMPARE(stale.by(rule), Verdict::Unread);
    rule.keepLiked = rule.keepDisliked = false;
    QCOMPARE(stale.by(rule), Verdict::Found);
}

void TestRetentionRule::keepsByName_data()
{
    QTest::addColumn<QStringList>("parts");
    QTest::addColumn<Verdict>("verdict");
    QTest::newRow("a part") << QStringList{u"order"_s} << Verdict::Named;
    QTest::newRow("in capitals") << QStringList{u"REFUND"_s} << Verdict::Named;
    QTest::newRow("with accents") << QStringList{u"réfund"_s} << Verdict::Named;
    QTest::newRow("the second") << QStringList{u"invoice"_s, u"88213"_s} << Verdict::Named;
    QTest::newRow("another word") << QStringList{u"invoice"_s} << Verdict::Found;
    QTest::newRow("nothing") << QStringList{QString()} << Verdict::Found;
    QTest::newRow("what has no glyph") << QStringList{QString(QChar(0x200D))} << Verdict::Found;
}

/// A name is shown with one blank where it has a line break or two blanks, and is kept by what is shown.
void TestRetentionRule::keepsByTheNameThatIsShown()
{
    RetentionRule rule = silentFor(90);
    rule.keepNames = QStringList{u"contract 4711"_s};
    Stale stale;
    for (const QString &name : {u"Contract 4711"_s, u"Contract\n4711"_s, u"The  Contract \t 4711."_s}) {
        stale.conversation.name = name;
        QCOMPARE(stale.by(rule), Verdict::Named);
    }
    stale.conversation.name = u"Contract4711"_s;
    QCOMPARE(stale.by(rule), Verdict::Found);
}

void TestRetentionRule::keepsByName()
{
    QFETCH(QStringList, parts);
    QFETCH(Verdict, verdict);
    RetentionRule rule = silentFor(90);
    rule.keepNames = parts;
    QCOMPARE(Stale().by(rule), verdict);
}

void TestRetentionRule::neverWhatWasNotReadLately()
{
    Stale stale;
    stale.facts.checkedAt = utc(2026, 3, 9); // the first moment of yesterday
    QCOMPARE(stale.by(silentFor(90)), Verdict::Found);
    stale.facts.checkedAt = utc(2026, 3, 8, 23, 59, 59);
    QCOMPARE(stale.by(silentFor(90)), Verdict::Unread);
    stale.facts.checkedAt = {};
    QCOMPARE(stale.by(silentFor(90)), Verdict::Unread);
}

void TestRetentionRule::neverWithoutFacts()
{
    const Stale stale;
    const RetentionRule rule = silentFor(1);
    QCOMPARE(judge(rule, RetentionTerms::of(rule, now, QTimeZone::utc()), stale.conversation, nullptr),
             Verdict::Unread);
}

QTEST_GUILESS_MAIN(TestRetentionRule)
#include "tst_retentionrule.moc"
