// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/searchterm.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

/// The one rule by which words and phrases are found in a text.
class TestSearchTerm : public QObject
{
    Q_OBJECT

private slots:
    void finds_data();
    void finds();
    void blanksAreNothingToLookFor();
    void aLongPhraseIsCut();
};

void TestSearchTerm::finds_data()
{
    QTest::addColumn<QString>("text"); // in its normal form
    QTest::addColumn<QStringList>("sought");
    QTest::addColumn<bool>("typing");
    QTest::addColumn<QStringList>("found");
    const QStringList none;
    QTest::newRow("whole words") << u"parcel parcels aparcel"_s << QStringList{u"Parcel"_s} << false
                                 << QStringList{u"parcel"_s};
    QTest::newRow("beginning, while typing")
        << u"parcel parcels aparcel"_s << QStringList{u"parc"_s} << true << QStringList{u"parc"_s, u"parc"_s};
    QTest::newRow("only the last is being typed")
        << u"lost losses parcel parcels"_s << QStringList{u"los"_s, u"parcel"_s} << true
        << QStringList{u"parcel"_s, u"parcel"_s};
    QTest::newRow("beside letters that are not plain")
        << u"λparcel parcel"_s << QStringList{u"parcel"_s} << false << QStringList{u"parcel"_s};
    QTest::newRow("two words, each by itself")
        << u"the parcel is lost, the parcel"_s << QStringList{u"lost"_s, u"parcel"_s} << false
        << QStringList{u"parcel"_s, u"lost"_s, u"parcel"_s};
    QTest::newRow("a phrase, over signs")
        << u"lost, parcel; lost the parcel"_s << QStringList{u"lost parcel"_s} << false
        << QStringList{u"lost, parcel"_s};
    QTest::newRow("a word with a hyphen is a phrase") << u"e mail e-mail email"_s << QStringList{u"E-Mail"_s}
                                                      << false << QStringList{u"e mail"_s, u"e-mail"_s};
    QTest::newRow("a phrase and a word of it are one place")
        << u"lost parcel"_s << QStringList{u"lost parcel"_s, u"parcel"_s} << false
        << QStringList{u"lost parcel"_s};
    QTest::newRow("two in a script without spaces")
        << u"我的退款政策"_s << QStringList{u"退款"_s} << false << QStringList{u"退款"_s};
    QTest::newRow("one of it") << u"我的退款"_s << QStringList{u"退"_s} << false << QStringList{u"退"_s};
    QTest::newRow("one beside the other")
        << u"我的退款政策"_s << QStringList{u"政策"_s, u"退款"_s} << false << QStringList{u"退款政策"_s};
    QTest::newRow("such a run beside letters")
        << u"iphone手机壳"_s << QStringList{u"iPhone手机"_s} << false << QStringList{u"iphone手机"_s};
    QTest::newRow("Hangul grows endings")
        << u"환불은 환불"_s << QStringList{u"환불"_s} << false << QStringList{u"환불"_s, u"환불"_s};
    QTest::newRow("signs alone") << u"a->b -> c"_s << QStringList{u"->"_s} << false
                                 << QStringList{u"->"_s, u"->"_s};
    QTest::newRow("not there") << u"nothing"_s << QStringList{u"thing"_s} << false << none;
    QTest::newRow("no text") << QString() << QStringList{u"a"_s, u"a b"_s, u"退"_s, u"!"_s} << false << none;
}

void TestSearchTerm::finds()
{
    QFETCH(const QString, text);
    QFETCH(const QStringList, sought);
    QFETCH(const bool, typing);
    QStringList found;
    for (const TextRange &place : searchterm::placesOf(SearchTerm::allOf({sought, typing}), text))
        found << text.mid(place.start, place.length);
    QTEST(found, "found");
}

void TestSearchTerm::blanksAreNothingToLookFor()
{
    QVERIFY(SearchTerm::allOf({{QString(), u" \t"_s, QString(QChar(QChar::Null))}, true}).isEmpty());
    QCOMPARE(SearchTerm::allOf({{u" "_s, u"A  b"_s}, false}).first().normal, u"a b"_s);
}

void TestSearchTerm::aLongPhraseIsCut()
{
    const QString phrase = u"word "_s.repeated(1000);
    QVERIFY(SearchTerm::of(phrase, false).normal.size() <= SearchTerm::longest);
    QCOMPARE(searchterm::placesOf(SearchTerm::allOf({{phrase}, false}), phrase).size(), 1);
}

QTEST_APPLESS_MAIN(TestSearchTerm)
#include "tst_searchterm.moc"
