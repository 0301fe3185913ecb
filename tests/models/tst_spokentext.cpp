// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spokentext.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

class TestSpokenText : public QObject
{
    Q_OBJECT

private slots:
    void spoken_data();
    void spoken();
    void hugeTextIsCut();
};

void TestSpokenText::spoken_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("words");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("plain") << u"Your parcel\nleft today."_s << u"Your parcel left today."_s;
    QTest::newRow("emphasis") << u"**Very** _important_ ~~not~~ `code`"_s << u"Very important not code"_s;
    QTest::newRow("snake case and sums") << u"order_id 2 - 1 = 1"_s << u"order_id 2 - 1 = 1"_s;
    QTest::newRow("heading") << u"## Returns\n\nSee #3."_s << u"Returns See #3."_s;
    QTest::newRow("lists") << u"- one\n* two\n1. three"_s << u"one two 1. three"_s;
    QTest::newRow("quote") << u"> said\n> > twice"_s << u"said twice"_s;
    QTest::newRow("link") << u"See [our page](https://example.com/a_b) now"_s << u"See our page now"_s;
    QTest::newRow("reference") << u"See [our page][1]"_s << u"See our page"_s;
    QTest::newRow("marks of sources")
        << u"See docs. :cit[1/2] End:cit[x] of :cit[3/"_s << u"See docs. End:citx of :cit3/"_s;
    QTest::newRow("image") << u"![A parcel](x.png)"_s << u"A parcel"_s;
    QTest::newRow("table") << u"| a | b |\n|---|:-:|\n| 1 | 2 |"_s << u"a b 1 2"_s;
    QTest::newRow("code") << u"Run:\n```sh\nls *_x\n```\ndone"_s << u"Run: ls *_x done"_s;
    QTest::newRow("rule") << u"a\n\n---\n\nb"_s << u"a b"_s;
    QTest::newRow("escapes") << u"2 \\* 3"_s << u"2 * 3"_s;
    QTest::newRow("unfinished link") << u"a ](b [c"_s << u"a (b c"_s;
    QTest::newRow("right to left") << u"**שלום** עולם"_s << u"שלום עולם"_s;
}

void TestSpokenText::spoken()
{
    QFETCH(const QString, markdown);
    QFETCH(const QString, words);
    QCOMPARE(spokenText(markdown), words);
}

void TestSpokenText::hugeTextIsCut()
{
    QVERIFY(spokenText(QString(1'000'000, u'x')).size() <= 16 * 1024);
    QVERIFY(spokenText(u"[("_s.repeated(100'000)).size() <= 16 * 1024);
}

QTEST_GUILESS_MAIN(TestSpokenText)
#include "tst_spokentext.moc"
