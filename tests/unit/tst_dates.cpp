// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Kind = DateFilter::Kind;

namespace {

const QList<QByteArray> zoneNames{
    "UTC",           "America/Sao_Paulo", "Asia/Kolkata",   "Pacific/Apia",
    "Europe/London", "Africa/Cairo",      "America/Havana", "Pacific/Kiritimati"};

QDateTime utc(const char *iso)
{
    QDateTime moment = QDateTime::fromString(QLatin1String(iso), Qt::ISODateWithMs);
    moment.setTimeSpec(Qt::UTC);
    return moment;
}

DateFilter custom(QDate from, QDate to)
{
    return {Kind::Custom, 90, from, to};
}

qint64 minutes(const TimeSpan &span)
{
    return span.from.secsTo(span.to) / 60;
}

} // namespace

class TestDates : public QObject
{
    Q_OBJECT

private slots:
    void zonesAreKnown();
    void dayStart_data();
    void dayStart();
    void relativeFilters_data();
    void relativeFilters();
    void unusualDays_data();
    void unusualDays();
    void missingDayIsEmpty();
    void consecutiveDaysTouch_data();
    void consecutiveDaysTouch();
    void everyMomentIsInItsDay_data();
    void everyMomentIsInItsDay();
    void custom();
    void olderThanIsBounded();
    void invalidMomentMatchesNothing();
    void invalidNowSelectsNothing();
    void invalidZoneIsUtc();
};

void TestDates::zonesAreKnown()
{
    for (const QByteArray &name : zoneNames)
        QVERIFY2(QTimeZone(name).isValid(), name);
}

void TestDates::dayStart_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QDate>("date");
    QTest::addColumn<QDateTime>("start");
    QTest::newRow("ordinary") << QByteArray("Asia/Kolkata") << QDate(2026, 3, 1)
                              << utc("2026-02-28T18:30:00");
    QTest::newRow("no midnight, Sao Paulo")
        << QByteArray("America/Sao_Paulo") << QDate(2018, 11, 4) << utc("2018-11-04T03:00:00");
    QTest::newRow("no midnight, Havana")
        << QByteArray("America/Havana") << QDate(2024, 3, 10) << utc("2024-03-10T05:00:00");
    QTest::newRow("no midnight, Cairo")
        << QByteArray("Africa/Cairo") << QDate(2024, 4, 26) << utc("2024-04-25T22:00:00");
    QTest::newRow("two midnights, Havana")
        << QByteArray("America/Havana") << QDate(2024, 11, 3) << utc("2024-11-03T04:00:00");
    QTest::newRow("no such day, Apia")
        << QByteArray("Pacific/Apia") << QDate(2011, 12, 30) << utc("2011-12-30T10:00:00");
    QTest::newRow("the day after it")
        << QByteArray("Pacific/Apia") << QDate(2011, 12, 31) << utc("2011-12-30T10:00:00");
}

void TestDates::dayStart()
{
    QFETCH(const QByteArray, zone);
    QFETCH(const QDate, date);
    QFETCH(const QDateTime, start);
    QCOMPARE(confab::dayStart(date, QTimeZone(zone)), start);
    QCOMPARE(confab::dayStart(date, QTimeZone(zone)).timeSpec(), Qt::UTC);
    QVERIFY(!confab::dayStart({}, QTimeZone(zone)).isValid());
}

void TestDates::relativeFilters_data()
{
    QTest::addColumn<DateFilter>("filter");
    QTest::addColumn<QDateTime>("from");
    QTest::addColumn<QDateTime>("to");
    // It is 02:00 on 3 November in Kolkata while UTC still has the day before.
    QTest::newRow("today") << DateFilter{Kind::Today, 90, {}, {}} << utc("2026-11-02T18:30:00")
                           << utc("2026-11-03T18:30:00");
    QTest::newRow("yesterday") << DateFilter{Kind::Yesterday, 90, {}, {}} << utc("2026-11-01T18:30:00")
                               << utc("2026-11-02T18:30:00");
    QTest::newRow("7 days") << DateFilter{Kind::Last7Days, 90, {}, {}} << utc("2026-10-27T18:30:00")
                            << utc("2026-11-03T18:30:00");
    QTest::newRow("30 days") << DateFilter{Kind::Last30Days, 90, {}, {}} << utc("2026-10-04T18:30:00")
                             << utc("2026-11-03T18:30:00");
    QTest::newRow("older than 1") << DateFilter{Kind::OlderThan, 1, {}, {}} << QDateTime()
                                  << utc("2026-11-01T18:30:00");
    QTest::newRow("older than 90") << DateFilter{Kind::OlderThan, 90, {}, {}} << QDateTime()
                                   << utc("2026-08-04T18:30:00");
}

void TestDates::relativeFilters()
{
    QFETCH(const DateFilter, filter);
    QFETCH(const QDateTime, from);
    QFETCH(const QDateTime, to);
    const TimeSpan span = spanOf(filter, utc("2026-11-02T20:30:00"), QTimeZone("Asia/Kolkata"));
    QCOMPARE(span.from, from);
    QCOMPARE(span.to, to);
    QVERIFY(!span.everything);
    QVERIFY(!from.isValid() || span.contains(from));
    QVERIFY(!from.isValid() || !span.contains(from.addMSecs(-1)));
    QVERIFY(span.contains(to.addMSecs(-1)));
    QVERIFY(!span.contains(to));
}

void TestDates::unusualDays_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QDate>("date");
    QTest::addColumn<qint64>("length");
    QTest::newRow("ordinary") << QByteArray("Europe/London") << QDate(2026, 6, 1) << qint64(24 * 60);
    QTest::newRow("spring, London") << QByteArray("Europe/London") << QDate(2026, 3, 29) << qint64(23 * 60);
    QTest::newRow("autumn, London") << QByteArray("Europe/London") << QDate(2026, 10, 25) << qint64(25 * 60);
    QTest::newRow("spring, Sao Paulo")
        << QByteArray("America/Sao_Paulo") << QDate(2018, 11, 4) << qint64(23 * 60);
    QTest::newRow("autumn, Sao Paulo")
        << QByteArray("America/Sao_Paulo") << QDate(2018, 2, 17) << qint64(25 * 60);
    QTest::newRow("spring, Havana") << QByteArray("America/Havana") << QDate(2024, 3, 10) << qint64(23 * 60);
    QTest::newRow("spring, Cairo") << QByteArray("Africa/Cairo") << QDate(2024, 4, 26) << qint64(23 * 60);
    QTest::newRow("half an hour, Lord Howe")
        << QByteArray("Australia/Lord_Howe") << QDate(2026, 4, 5) << qint64(24 * 60 + 30);
    QTest::newRow("before the missing day, Apia")
        << QByteArray("Pacific/Apia") << QDate(2011, 12, 29) << qint64(24 * 60);
}

void TestDates::unusualDays()
{
    QFETCH(const QByteArray, zone);
    QFETCH(const QDate, date);
    QFETCH(const qint64, length);
    const QTimeZone place(zone);
    const TimeSpan day = spanOf(::custom(date, date), {}, place);
    QCOMPARE(minutes(day), length);
    // The same day as "today", asked in its middle, and as "yesterday", asked a day later.
    const QDateTime noon = QDateTime(date, QTime(12, 0), place).toUTC();
    QCOMPARE(spanOf({Kind::Today, 90, {}, {}}, noon, place), day);
    const QDate next = localDay(day.to, place);
    const QDateTime nextNoon = QDateTime(next, QTime(12, 0), place).toUTC();
    if (next == date.addDays(1))
        QCOMPARE(spanOf({Kind::Yesterday, 90, {}, {}}, nextNoon, place), day);
}

void TestDates::missingDayIsEmpty()
{
    const QTimeZone apia("Pacific/Apia");
    const QDate missing(2011, 12, 30);
    const TimeSpan span = spanOf(::custom(missing, missing), {}, apia);
    QVERIFY(span.from.isValid());
    QVERIFY(span.to.isValid());
    QCOMPARE(minutes(span), 0);
    QVERIFY(!span.contains(span.from));
    // "Yesterday" on the day after it is the day that was not.
    const QDateTime noonAfter = QDateTime(missing.addDays(1), QTime(12, 0), apia).toUTC();
    QCOMPARE(minutes(spanOf({Kind::Yesterday, 90, {}, {}}, noonAfter, apia)), 0);
    QCOMPARE(minutes(spanOf(::custom(missing.addDays(-1), missing.addDays(1)), {}, apia)), 48 * 60);
}

void TestDates::consecutiveDaysTouch_data()
{
    QTest::addColumn<QByteArray>("zone");
    for (const QByteArray &name : zoneNames)
        QTest::newRow(name) << name;
}

void TestDates::consecutiveDaysTouch()
{
    QFETCH(const QByteArray, zone);
    const QTimeZone place(zone);
    for (const int year : {2011, 2018, 2024, 2026}) {
        QDateTime end;
        for (QDate date(year - 1, 12, 20); date <= QDate(year + 1, 1, 10); date = date.addDays(1)) {
            const TimeSpan day = spanOf(::custom(date, date), {}, place);
            QVERIFY(day.from.isValid() && day.to.isValid());
            QVERIFY(day.from <= day.to);
            if (end.isValid())
                QCOMPARE(day.from, end);
            end = day.to;
        }
    }
}

void TestDates::everyMomentIsInItsDay_data()
{
    consecutiveDaysTouch_data();
}

void TestDates::everyMomentIsInItsDay()
{
    QFETCH(const QByteArray, zone);
    const QTimeZone place(zone);
    for (const char *around :
         {"2011-12-28T00:00:00", "2018-11-02T00:00:00", "2024-03-08T00:00:00", "2024-04-24T00:00:00"}) {
        for (int step = 0; step < 4 * 24 * 4; ++step) {
            const QDateTime moment = utc(around).addSecs(step * 900);
            const QDate day = localDay(moment, place);
            QVERIFY(spanOf(::custom(day, day), {}, place).contains(moment));
            QVERIFY(!spanOf(::custom(day.addDays(-1), day.addDays(-1)), {}, place).contains(moment));
            QVERIFY(!spanOf(::custom(day.addDays(1), day.addDays(1)), {}, place).contains(moment));
            QVERIFY(spanOf({Kind::Today, 90, {}, {}}, moment, place).contains(moment));
            QVERIFY(spanOf({Kind::Last7Days, 90, {}, {}}, moment, place).contains(moment));
            QVERIFY(!spanOf({Kind::OlderThan, 1, {}, {}}, moment, place).contains(moment));
        }
    }
}

void TestDates::custom()
{
    const QTimeZone london("Europe/London");
    const QDate first(2026, 3, 1);
    const QDate last(2026, 3, 31);
    const TimeSpan span = spanOf(::custom(first, last), {}, london);
    QCOMPARE(span.from, utc("2026-03-01T00:00:00"));
    QCOMPARE(span.to, utc("2026-03-31T23:00:00"));
    QCOMPARE(spanOf(::custom(last, first), {}, london), span);
    const TimeSpan since = spanOf(::custom(first, {}), {}, london);
    QVERIFY(since.contains(utc("9000-01-01T00:00:00")));
    QVERIFY(!since.contains(utc("2026-02-28T23:59:59.999")));
    const TimeSpan until = spanOf(::custom({}, last), {}, london);
    QVERIFY(until.contains(utc("1970-01-01T00:00:00")));
    QVERIFY(!until.contains(utc("2026-03-31T23:00:00")));
    const TimeSpan open = spanOf(::custom({}, {}), {}, london);
    QVERIFY(open.contains(utc("2026-03-31T23:00:00")));
    QVERIFY(!open.everything);
    // Dates beyond what a moment can hold do not turn into an open end.
    const QDate far = QDate::fromJulianDay(Q_INT64_C(700'000'000'000));
    QVERIFY(far.isValid());
    QVERIFY(!spanOf(::custom(far, {}), {}, london).contains(utc("2026-03-31T23:00:00")));
    QVERIFY(!spanOf(::custom({}, QDate::fromJulianDay(-1'000'000)), {}, london)
                 .contains(utc("2026-03-31T23:00:00")));
}

void TestDates::olderThanIsBounded()
{
    const QDateTime now = utc("2026-11-02T20:30:00");
    const QTimeZone zone = QTimeZone::utc();
    QCOMPARE(spanOf({Kind::OlderThan, 0, {}, {}}, now, zone),
             spanOf({Kind::OlderThan, 1, {}, {}}, now, zone));
    QCOMPARE(spanOf({Kind::OlderThan, -5, {}, {}}, now, zone),
             spanOf({Kind::OlderThan, 1, {}, {}}, now, zone));
    QCOMPARE(spanOf({Kind::OlderThan, 99999, {}, {}}, now, zone),
             spanOf({Kind::OlderThan, 3650, {}, {}}, now, zone));
    QVERIFY(spanOf({Kind::OlderThan, 3650, {}, {}}, now, zone).to.isValid());
}

void TestDates::invalidMomentMatchesNothing()
{
    const QDateTime now = utc("2026-11-02T20:30:00");
    const QTimeZone zone = QTimeZone::utc();
    for (const Kind kind :
         {Kind::Today, Kind::Yesterday, Kind::Last7Days, Kind::Last30Days, Kind::OlderThan, Kind::Custom})
        QVERIFY(!spanOf({kind, 90, {}, {}}, now, zone).contains(QDateTime()));
    QVERIFY(spanOf({}, now, zone).contains(QDateTime()));
    QVERIFY(spanOf({}, now, zone).everything);
    QVERIFY(!TimeSpan{}.contains(QDateTime()));
}

void TestDates::invalidNowSelectsNothing()
{
    for (const Kind kind :
         {Kind::Today, Kind::Yesterday, Kind::Last7Days, Kind::Last30Days, Kind::OlderThan}) {
        const TimeSpan span = spanOf({kind, 90, {}, {}}, QDateTime(), QTimeZone::utc());
        for (const char *moment : {"1969-12-31T23:59:59", "1970-01-01T00:00:00", "2026-11-02T20:30:00"})
            QVERIFY(!span.contains(utc(moment)));
    }
}

void TestDates::invalidZoneIsUtc()
{
    const QDateTime now = utc("2026-11-02T20:30:00");
    QCOMPARE(spanOf({Kind::Today, 90, {}, {}}, now, QTimeZone()),
             spanOf({Kind::Today, 90, {}, {}}, now, QTimeZone::utc()));
    QCOMPARE(localDay(now, QTimeZone()), QDate(2026, 11, 2));
    QVERIFY(!localDay({}, QTimeZone::utc()).isValid());
}

QTEST_GUILESS_MAIN(TestDates)
#include "tst_dates.moc"
