// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/apitime.h"
#include "api/replyheaders.h"

#include <QLocale>
#include <QTest>

#include <time.h>

using namespace confab;
using namespace Qt::StringLiterals;

class TestApiTime : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void dependsNeitherOnZoneNorOnLocale_data();
    void dependsNeitherOnZoneNorOnLocale();
    void theServersDate_data();
    void theServersDate();
};

namespace {

void setZone(const char *zone)
{
    qputenv("TZ", zone);
    tzset();
}

QDateTime dateIn(const QByteArray &header)
{
    const QList<QPair<QByteArray, QByteArray>> pairs{{"Date", header}};
    return ReplyHeaders(pairs).date();
}

QDateTime utc(int year, int month, int day, int hour, int minute, int second, int ms = 0)
{
    return {QDate(year, month, day), QTime(hour, minute, second, ms), Qt::UTC};
}

} // namespace

void TestApiTime::cleanup()
{
    setZone("UTC");
    QLocale::setDefault(QLocale::c());
}

void TestApiTime::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QDateTime>("expected");
    QTest::newRow("norm") << u"2025-07-24T21:16:30.000000Z"_s << utc(2025, 7, 24, 21, 16, 30);
    QTest::newRow("milliseconds kept")
        << u"2025-07-24T21:16:30.123987Z"_s << utc(2025, 7, 24, 21, 16, 30, 123);
    QTest::newRow("one decimal") << u"2025-07-24T21:16:30.5Z"_s << utc(2025, 7, 24, 21, 16, 30, 500);
    QTest::newRow("no decimals") << u"2025-07-24T21:16:30Z"_s << utc(2025, 7, 24, 21, 16, 30);
    QTest::newRow("offset east") << u"2025-07-24T23:16:30+02:00"_s << utc(2025, 7, 24, 21, 16, 30);
    QTest::newRow("offset west, no colon") << u"2025-07-24T21:16:30-0330"_s << utc(2025, 7, 25, 0, 46, 30);
    QTest::newRow("without zone") << u"2023-06-26 21:47:23"_s << utc(2023, 6, 26, 21, 47, 23);
    QTest::newRow("without zone, T") << u"2023-06-26T21:47:23"_s << utc(2023, 6, 26, 21, 47, 23);
    QTest::newRow("month by name") << u"25 Jun 2023 05:01:11"_s << utc(2023, 6, 25, 5, 1, 11);
    QTest::newRow("one digit day") << u"5 Dec 2023 12:00:00"_s << utc(2023, 12, 5, 12, 0, 0);
    QTest::newRow("leap day") << u"2024-02-29T00:00:00.000000Z"_s << utc(2024, 2, 29, 0, 0, 0);
    // 02:30 does not exist on that day in Berlin, and exists twice on the other; in UTC it is ordinary.
    QTest::newRow("hour that summer time skips") << u"2025-03-30 02:30:00"_s << utc(2025, 3, 30, 2, 30, 0);
    QTest::newRow("hour that summer time repeats") << u"2025-10-26 02:30:00"_s << utc(2025, 10, 26, 2, 30, 0);
    QTest::newRow("midnight that Cairo skips") << u"2024-04-26 00:00:00"_s << utc(2024, 4, 26, 0, 0, 0);
}

void TestApiTime::reads()
{
    QFETCH(QString, text);
    QFETCH(QDateTime, expected);
    const QDateTime time = parseApiTime(text);
    QVERIFY(time.isValid());
    QCOMPARE(time, expected);
    QCOMPARE(time.timeSpec(), Qt::UTC);
}

void TestApiTime::refuses_data()
{
    QTest::addColumn<QString>("text");
    const QStringList texts{u""_s,
                            u" "_s,
                            u"null"_s,
                            u"0000-00-00 00:00:00"_s,
                            u"0000-00-00T00:00:00.000000Z"_s,
                            u"2025-02-29T00:00:00Z"_s,
                            u"2025-13-01T00:00:00Z"_s,
                            u"2025-07-24T24:00:00Z"_s,
                            u"2025-07-24T21:60:00Z"_s,
                            u"2025-07-24"_s,
                            u"2025-07-24T21:16"_s,
                            u"2025-07-24T21:16:30.Z"_s,
                            u"2025-07-24T21:16:30.1234567890Z"_s,
                            u"2025-07-24T21:16:30 Europe/Berlin"_s,
                            u"2025-07-24T21:16:30+25:00"_s,
                            u"2025-07-24T21:16:30+01:75"_s,
                            u"2025-07-24T21:16:30Z\n"_s,
                            u" 2025-07-24T21:16:30Z"_s,
                            u"-2025-07-24T21:16:30Z"_s,
                            u"12025-07-24T21:16:30Z"_s,
                            u"٢٠٢٥-٠٧-٢٤ ٢١:١٦:٣٠"_s,
                            u"1753391790"_s,
                            u"1753391790.5"_s,
                            u"25 Foo 2023 05:01:11"_s,
                            u"25 Juni 2023 05:01:11"_s,
                            u"31 Jun 2023 05:01:11"_s,
                            u"0 Jun 2023 05:01:11"_s,
                            u"25 jun 2023 05:01:11"_s,
                            u"25 Jun 2023 05:01:11 PM"_s,
                            u"yesterday"_s};
    for (const QString &text : texts)
        QTest::newRow(qPrintable(u'"' + text + u'"')) << text;
}

void TestApiTime::refuses()
{
    QFETCH(QString, text);
    QVERIFY(!parseApiTime(text).isValid());
}

void TestApiTime::dependsNeitherOnZoneNorOnLocale_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QLocale>("locale");
    QTest::newRow("Berlin, German") << "Europe/Berlin"_qba << QLocale(QLocale::German);
    QTest::newRow("Kolkata, Hindi") << "Asia/Kolkata"_qba << QLocale(QLocale::Hindi);
    QTest::newRow("Kiritimati, Arabic")
        << "Pacific/Kiritimati"_qba << QLocale(QLocale::Arabic, QLocale::Egypt);
    QTest::newRow("Los Angeles, Persian") << "America/Los_Angeles"_qba << QLocale(QLocale::Persian);
    QTest::newRow("Cairo, Thai") << "Africa/Cairo"_qba << QLocale(QLocale::Thai);
}

void TestApiTime::dependsNeitherOnZoneNorOnLocale()
{
    QFETCH(QByteArray, zone);
    QFETCH(QLocale, locale);
    setZone(zone.constData());
    QLocale::setDefault(locale);
    QCOMPARE(parseApiTime(u"2025-03-30 02:30:00"_s), utc(2025, 3, 30, 2, 30, 0));
    QCOMPARE(parseApiTime(u"2024-04-26 00:00:00"_s), utc(2024, 4, 26, 0, 0, 0));
    QCOMPARE(parseApiTime(u"2025-07-24T21:16:30.000000Z"_s), utc(2025, 7, 24, 21, 16, 30));
    QCOMPARE(parseApiTime(u"25 May 2023 05:01:11"_s), utc(2023, 5, 25, 5, 1, 11));
    QCOMPARE(parseApiTime(u"25 Oct 2023 05:01:11"_s), utc(2023, 10, 25, 5, 1, 11));
    // An hour that no clock in Berlin showed.
    QCOMPARE(dateIn("Sun, 30 Mar 2025 02:30:00 GMT"), utc(2025, 3, 30, 2, 30, 0));
}

void TestApiTime::theServersDate_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QDateTime>("moment");
    QTest::newRow("as it should be") << "Sun, 06 Nov 1994 08:49:37 GMT"_qba << utc(1994, 11, 6, 8, 49, 37);
    QTest::newRow("last day") << "Thu, 29 Feb 2024 23:59:59 GMT"_qba << utc(2024, 2, 29, 23, 59, 59);
    for (const char *text :
         {"", "Sun, 06 Nov 1994 08:49:37", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
          "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 31 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nox 1994 08:49:37 GMT", "Sun, 06 ovD 1994 08:49:37 GMT",
          "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:-7 GMT", "Sun,\t06 Nov 1994 08:49:37 GMT"})
        QTest::newRow(qstrlen(text) > 0 ? text : "none") << QByteArray(text) << QDateTime();
}

void TestApiTime::theServersDate()
{
    QFETCH(QByteArray, header);
    QTEST(dateIn(header), "moment");
}

QTEST_GUILESS_MAIN(TestApiTime)
#include "tst_apitime.moc"
