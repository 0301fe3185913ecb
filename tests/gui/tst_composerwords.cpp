// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composerwords.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Phase = Answer::Phase;
using Way = ComposerNote::Way;

namespace {

ComposerSituation own()
{
    ComposerSituation now;
    now.me = 5;
    now.createdBy = 5;
    now.usage = {1000, 9, 0, 0};
    return now;
}

Answer troubled(Phase phase, ErrorKind kind, const QString &server = {})
{
    Answer answer;
    answer.phase = phase;
    answer.error = {kind, 0, server, {}, {}};
    return answer;
}

} // namespace

class TestComposerWords : public QObject
{
    Q_OBJECT

private slots:
    void nothingToSay();
    void whoBeganIt();
    void credits();
    void theWorstComesFirst();
    void everyTroubleHasWordsAndWays_data();
    void everyTroubleHasWordsAndWays();
    void theServersOwnWords();
};

void TestComposerWords::nothingToSay()
{
    QCOMPARE(composerWords(own()), ComposerNote::Words());
}

void TestComposerWords::whoBeganIt()
{
    ComposerSituation now = own();
    now.createdBy.reset();
    QVERIFY(composerWords(now).text.contains(u"visitor's thread"_s));
    QVERIFY(!composerWords(now).urgent);
    now.createdBy = 6;
    QVERIFY(composerWords(now).text.contains(u"Somebody else"_s));
    now.hasSpoken = true;
    QVERIFY(composerWords(now).text.isEmpty());
    now.hasSpoken = false;
    now.newConversation = true;
    QVERIFY(composerWords(now).text.isEmpty());
    // Where it is not known who is signed in, it may be anybody's.
    now = own();
    now.me = 0;
    QVERIFY(!composerWords(now).text.isEmpty());
}

void TestComposerWords::credits()
{
    QVERIFY(!areCreditsExhausted({})); // the service did not say
    QVERIFY(!areCreditsExhausted({1000, 999, 0, 0}));
    QVERIFY(areCreditsExhausted({1000, 1000, 0, 0}));
    QVERIFY(areCreditsExhausted({1000, 1003, 0, 0}));
    ComposerSituation now = own();
    now.usage.currentQueries = 1000;
    QVERIFY(composerWords(now).text.contains(u"All 1,000 queries"_s));
    QVERIFY(composerWords(now).urgent);
}

void TestComposerWords::theWorstComesFirst()
{
    ComposerSituation now = own();
    now.createdBy.reset();
    now.usage.currentQueries = 1000;
    QVERIFY(composerWords(now).text.contains(u"queries"_s));
    now.projectReady = false;
    QCOMPARE(composerWords(now).text, u"This project is not ready to answer yet."_s);
    now.notStarted = Error{ErrorKind::Server, 500, {}, {}, {}};
    QVERIFY(composerWords(now).text.endsWith(u"Your question was not sent."_s));
    now.trouble = troubled(Phase::Refused, ErrorKind::Offline);
    QVERIFY(composerWords(now).text.startsWith(u"The question was not sent."_s));
}

void TestComposerWords::everyTroubleHasWordsAndWays_data()
{
    QTest::addColumn<Phase>("phase");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("part");
    QTest::addColumn<QList<Way>>("ways");
    const QList<Way> missing{Way::SendAgain, Way::LookAgain, Way::Edit};
    const QList<Way> refused{Way::SendAgain, Way::Edit, Way::CopyDetails};
    QTest::newRow("unknown") << Phase::Unknown << ErrorKind::Unclear << u"The connection was closed"_s
                             << QList<Way>();
    // Nothing is offered to be sent before the messages have been read.
    QTest::newRow("looking") << Phase::Looking << ErrorKind::Unclear << u"Reading the messages"_s
                             << QList<Way>();
    QTest::newRow("not to be read") << Phase::LookFailed << ErrorKind::Offline
                                    << u"The server cannot be reached."_s
                                    << QList{Way::LookAgain, Way::CopyDetails};
    QTest::newRow("missing") << Phase::Missing << ErrorKind::Unclear << u"not among the newest"_s << missing;
    QTest::newRow("stopped") << Phase::Missing << ErrorKind::Cancelled << u"It was stopped before"_s
                             << missing;
    QTest::newRow("refused") << Phase::Refused << ErrorKind::Forbidden << u"may not ask questions"_s
                             << refused;
    QTest::newRow("credits") << Phase::Refused << ErrorKind::CreditsExhausted << u"query credits"_s
                             << refused;
}

void TestComposerWords::everyTroubleHasWordsAndWays()
{
    QFETCH(const Phase, phase);
    QFETCH(const ErrorKind, kind);
    QFETCH(const QString, part);
    QFETCH(const QList<Way>, ways);
    ComposerSituation now = own();
    now.trouble = troubled(phase, kind);
    const ComposerNote::Words words = composerWords(now);
    QVERIFY2(words.text.contains(part), qPrintable(words.text));
    QCOMPARE(words.ways, ways);
    QVERIFY(words.urgent);
}

void TestComposerWords::theServersOwnWords()
{
    ComposerSituation now = own();
    now.trouble = troubled(Phase::Missing, ErrorKind::Server, u"The <b>model</b> is\noverloaded"_s);
    QVERIFY2(composerWords(now).text.startsWith(u"No answer came: The <b>model</b> is overloaded."_s),
             qPrintable(composerWords(now).text));
    now.trouble->record.answer = u"Half"_s;
    QVERIFY2(composerWords(now).text.startsWith(
                 u"The service broke the answer off: The <b>model</b> is overloaded."_s),
             qPrintable(composerWords(now).text));
    now.trouble->record.answer.clear();
    now.trouble->error.serverMessage.clear();
    QVERIFY(composerWords(now).text.startsWith(u"No answer came."_s));
    now.trouble->record.answer = u"Half"_s;
    QVERIFY(composerWords(now).text.startsWith(u"The answer broke off."_s));
}

QTEST_MAIN(TestComposerWords)
#include "tst_composerwords.moc"
