// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datetext.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

class TestDateText : public QObject
{
    Q_OBJECT

private slots:
    void moment_data();
    void moment();
    void momentByLocale_data();
    void momentByLocale();
    void dayIsCountedInTheZone();
    void full_data();
    void full();
    void day();
    void invalidIsEmpty();
};

namespace {
const QTimeZone utcZone = QTimeZone::utc();
const QLocale british(QLocale::English, QLocale::UnitedKingdom);
const QDate today(2026, 11, 10); // a Tuesday

QDateTime at(QDate date, QTime time = QTime(14, 2, 9))
{
    return QDateTime(date, time, Qt::UTC);
}
} // namespace

void TestDateText::moment_data()
{
    QTest::addColumn<QDate>("date");
    QTest::addColumn<QString>("text");
    QTest::newRow("today") << today << u"Today 14:02"_s;
    QTest::newRow("yesterday") << QDate(2026, 11, 9) << u"Yesterday 14:02"_s;
    QTest::newRow("two days ago") << QDate(2026, 11, 8) << u"Sunday 14:02"_s;
    QTest::newRow("six days ago") << QDate(2026, 11, 4) << u"Wednesday 14:02"_s;
    QTest::newRow("a week ago") << QDate(2026, 11, 3) << u"3 Nov 14:02"_s;
    QTest::newRow("this year") << QDate(2026, 1, 1) << u"1 Jan 14:02"_s;
    QTest::newRow("last year") << QDate(2025, 12, 31) << u"31 Dec 2025 14:02"_s;
    QTest::newRow("tomorrow") << QDate(2026, 11, 11) << u"11 Nov 14:02"_s;
    QTest::newRow("next year") << QDate(2027, 1, 1) << u"1 Jan 2027 14:02"_s;
}

void TestDateText::moment()
{
    QFETCH(const QDate, date);
    QFETCH(const QString, text);
    QCOMPARE(datetext::moment(at(date), today, utcZone, british), text);
    QString within = text; // a day of the week and a month keep their capitals
    within.replace(u"Today"_s, u"today"_s).replace(u"Yesterday"_s, u"yesterday"_s);
    QCOMPARE(datetext::moment(at(date), today, utcZone, british, datetext::Place::InSentence), within);
}

void TestDateText::momentByLocale_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QString>("thisYear");
    QTest::addColumn<QString>("otherYear");
    QTest::addColumn<QString>("day");
    QTest::newRow("C") << u"C"_s << u"3 Nov 14:02"_s << u"3 Nov 2026 14:02"_s << u"Tuesday, 3 November"_s;
    QTest::newRow("en_US") << u"en_US"_s << u"Nov 3 2:02 PM"_s << u"Nov 3, 2026 2:02 PM"_s
                           << u"Tuesday, November 3"_s;
    QTest::newRow("de") << u"de_DE"_s << u"3. Nov. 14:02"_s << u"3. Nov. 2026 14:02"_s
                        << u"Dienstag, 3. November"_s;
    QTest::newRow("es") << u"es_ES"_s << u"3 de nov 14:02"_s << u"3 de nov de 2026 14:02"_s
                        << u"martes, 3 de noviembre"_s;
    QTest::newRow("ja") << u"ja_JP"_s << u"11月3日 14:02"_s << u"2026年11月3日 14:02"_s << u"11月3日火曜日"_s;
    QTest::newRow("hu") << u"hu_HU"_s << u"nov. 3. 14:02"_s << u"2026. nov. 3. 14:02"_s
                        << u"november 3., kedd"_s;
    QTest::newRow("tr") << u"tr_TR"_s << u"3 Kas 14:02"_s << u"3 Kas 2026 14:02"_s << u"3 Kasım Salı"_s;
    QTest::newRow("ar") << u"ar_EG"_s << u"٣ نوفمبر ٢:٠٢ م"_s << u"٣ نوفمبر ٢٠٢٦ ٢:٠٢ م"_s
                        << u"الثلاثاء، ٣ نوفمبر"_s;
}

void TestDateText::momentByLocale()
{
    QFETCH(const QString, locale);
    QFETCH(const QString, thisYear);
    QFETCH(const QString, otherYear);
    QFETCH(const QString, day);
    const QLocale place(locale);
    // Newer locale data writes some blanks as U+202F or U+00A0.
    const auto plain = [](QString text) {
        return text.replace(QChar(0x202F), u' ').replace(QChar::Nbsp, u' ');
    };
    QCOMPARE(plain(datetext::moment(at(QDate(2026, 11, 3)), QDate(2026, 12, 24), utcZone, place)), thisYear);
    QCOMPARE(plain(datetext::moment(at(QDate(2026, 11, 3)), QDate(2027, 12, 24), utcZone, place)), otherYear);
    QCOMPARE(plain(datetext::day(QDate(2026, 11, 3), QDate(2026, 12, 24), place)), day);
}

void TestDateText::dayIsCountedInTheZone()
{
    const QTimeZone kolkata("Asia/Kolkata");
    const QDateTime evening = at(QDate(2026, 11, 9), QTime(20, 0)); // 01:30 on the 10th there
    QCOMPARE(datetext::moment(evening, today, kolkata, british), u"Today 01:30"_s);
    QCOMPARE(datetext::moment(evening, today, utcZone, british), u"Yesterday 20:00"_s);
    QCOMPARE(datetext::time(evening, kolkata, british), u"01:30"_s);
}

void TestDateText::full_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QString>("text");
    QTest::newRow("UTC") << QByteArray("UTC") << u"Tuesday, 3 November 2026 14:02:09 UTC+00:00"_s;
    QTest::newRow("half an hour") << QByteArray("Asia/Kolkata")
                                  << u"Tuesday, 3 November 2026 19:32:09 UTC+05:30"_s;
    QTest::newRow("west") << QByteArray("America/St_Johns")
                          << u"Tuesday, 3 November 2026 10:32:09 UTC-03:30"_s;
    QTest::newRow("invalid zone") << QByteArray() << u"Tuesday, 3 November 2026 14:02:09 UTC+00:00"_s;
}

void TestDateText::full()
{
    QFETCH(const QByteArray, zone);
    QFETCH(const QString, text);
    QCOMPARE(datetext::full(at(QDate(2026, 11, 3)), QTimeZone(zone), british), text);
}

void TestDateText::day()
{
    QCOMPARE(datetext::day(QDate(2026, 11, 3), today, british), u"Tuesday, 3 November"_s);
    QCOMPARE(datetext::day(QDate(2025, 11, 3), today, british), u"Monday, 3 November 2025"_s);
    QCOMPARE(datetext::shortDay(QDate(2026, 11, 3), today, british), u"3 Nov"_s);
    QCOMPARE(datetext::shortDay(QDate(2025, 11, 3), today, british), u"3 Nov 2025"_s);
}

void TestDateText::invalidIsEmpty()
{
    QCOMPARE(datetext::moment({}, today, utcZone, british), QString());
    QCOMPARE(datetext::time({}, utcZone, british), QString());
    QCOMPARE(datetext::full({}, utcZone, british), QString());
    QCOMPARE(datetext::day({}, today, british), QString());
    QCOMPARE(datetext::shortDay({}, today, british), QString());
    QCOMPARE(datetext::moment(at(today), {}, utcZone, british), u"10 Nov 2026 14:02"_s);
}

QTEST_GUILESS_MAIN(TestDateText)
#include "tst_datetext.moc"
