// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ids.h"

#include <QSet>
#include <QTest>

#include <type_traits>

using namespace confab;
using namespace Qt::StringLiterals;

static_assert(!std::is_convertible_v<ProjectId, ConversationId>,
              "an id of one kind never takes another's place");
static_assert(!std::is_convertible_v<QString, SessionId>,
              "a text becomes a session id only where somebody says so");

class TestIds : public QObject
{
    Q_OBJECT

private slots:
    void sessionIsValid_data();
    void sessionIsValid();
    void numericIds();
    void keysNeedBothParts();
    void sessionsCompareByText();
};

void TestIds::sessionIsValid_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("valid");
    QTest::newRow("uuid") << u"f1b9aaf0-5e4e-11eb-ae93-0242ac130002"_s << true;
    QTest::newRow("eight") << u"Az_-0912"_s << true;
    QTest::newRow("128") << QString(128, u'a') << true;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("seven") << u"abcdefg"_s << false;
    QTest::newRow("129") << QString(129, u'a') << false;
    QTest::newRow("one folder up") << u".."_s << false;
    QTest::newRow("folders up, long enough") << u"../../../.."_s << false;
    QTest::newRow("slash") << u"abcd/efgh"_s << false;
    QTest::newRow("backslash") << u"abcd\\efgh"_s << false;
    QTest::newRow("encoded") << u"abcd%2Fefgh"_s << false;
    QTest::newRow("query") << u"abcdefgh?x=1"_s << false;
    QTest::newRow("fragment") << u"abcdefgh#"_s << false;
    QTest::newRow("blank") << u"abcd efgh"_s << false;
    QTest::newRow("line break at the end") << u"abcdefgh\n"_s << false;
    QTest::newRow("NUL") << u"abcdefgh"_s + QChar(0) << false;
    QTest::newRow("full-width letters") << u"ａｂｃｄｅｆｇｈ"_s << false;
    QTest::newRow("arabic digits") << u"٠١٢٣٤٥٦٧"_s << false;
    QTest::newRow("override") << u"abcd\u202Eefgh"_s << false;
}

void TestIds::sessionIsValid()
{
    QFETCH(const QString, text);
    QFETCH(const bool, valid);
    const SessionId id(text);
    QCOMPARE(id.isValid(), valid);
    QCOMPARE(id.toString(), text);
    QCOMPARE((ConversationKey{ProjectId{1}, id}.isValid()), valid);
}

void TestIds::numericIds()
{
    QVERIFY(!ProjectId{}.isValid());
    QVERIFY(!ProjectId{-1}.isValid());
    QVERIFY(ProjectId{1}.isValid());
    QCOMPARE(MessageId{9007199254740993}.toString(), u"9007199254740993"_s);
    QVERIFY(ConversationId{2} < ConversationId{10});
    const QSet<CitationId> set{CitationId{1}, CitationId{2}, CitationId{1}};
    QCOMPARE(set.size(), 2);
}

void TestIds::keysNeedBothParts()
{
    QVERIFY(!ConversationKey{}.isValid());
    QVERIFY(!(ConversationKey{ProjectId{0}, SessionId(u"abcdefgh"_s)}.isValid()));
    QVERIFY(!(ConversationKey{ProjectId{1}, SessionId()}.isValid()));
}

void TestIds::sessionsCompareByText()
{
    const SessionId a(u"aaaaaaaa"_s);
    const SessionId b(u"bbbbbbbb"_s);
    QVERIFY(a < b);
    QVERIFY(a == SessionId(u"aaaaaaaa"_s));
    QCOMPARE(qHash(a, 7), qHash(SessionId(u"aaaaaaaa"_s), 7));
}

QTEST_GUILESS_MAIN(TestIds)
#include "tst_ids.moc"
