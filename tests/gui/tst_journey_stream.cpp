// SPDX-License-Identifier: GPL-3.0-or-later
// What an answer that comes costs the screen, and what one hears who does not see it.
#include "bench/paintwatch.h"
#include "gui/talk.h"

#include <QAccessible>
#include <QLabel>

using namespace confab;
using namespace confab::talk;

namespace {

/// An alert as assistive technology gets it: by whom, and with what words at that moment.
struct Alert
{
    const QObject *from;
    QString words;
};

/// Catches what Qt would tell assistive technology, while it lives.
class AlertWatch
{
public:
    AlertWatch()
    {
        all.clear();
        m_before = QAccessible::installUpdateHandler(&AlertWatch::take);
    }
    ~AlertWatch() { QAccessible::installUpdateHandler(m_before); }
    Q_DISABLE_COPY_MOVE(AlertWatch)

    /// Since the last time.
    [[nodiscard]] static QStringList words()
    {
        QStringList list;
        for (const Alert &alert : std::as_const(all))
            list << alert.words;
        all.clear();
        return list;
    }

    inline static QList<Alert> all;

private:
    static void take(QAccessibleEvent *event)
    {
        if (event->type() == QAccessible::Alert)
            all.append({event->object(), event->accessibleInterface()->text(QAccessible::Name)});
    }

    QAccessible::UpdateHandler m_before;
};

const QString complete = u"Answer complete"_s;

} // namespace

class TestJourneyStream : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void oneRepaintAFrame();
    void theEndOfAnAnswerIsTold();
    void whatWasStoppedIsNotComplete();
    void whatBrokeIsNotComplete_data();
    void whatBrokeIsNotComplete();
    void anAnswerElsewhereIsNotTold();
};

void TestJourneyStream::initTestCase()
{
    QTRY_VERIFY(QAccessible::isActive()); // else nobody is told of anything
}

// Chunks come several to a frame; a frame is as long as the clock says.
void TestJourneyStream::oneRepaintAFrame()
{
    SandboxOptions options = Talk::few();
    options.tokenPause = 10ms;
    Talk talk(options);
    QVERIFY(talk.begin());
    const ConversationKey key = talk.workspace().messages().key();
    const auto isAnswering = [&] {
        const Answer *answer = talk.workspace().answers().running(key);
        return answer && answer->phase == Answer::Phase::Answering;
    };
    bool counting = false;
    int frames = 0;
    int paints = 0;
    int inFrame = 0;
    int most = 0;
    const bench::PaintWatch watch(*talk.transcript(), [&] {
        if (!counting || !isAnswering())
            return;
        ++paints;
        most = std::max(most, ++inFrame);
    });
    qsizetype shown = 0;
    // How long an answer is, is the service's matter.
    for (int question = 1; paints < 12 && question < 9; ++question) {
        talk.writeAndSend(u"Tell me of returns, part %1"_s.arg(question));
        QVERIFY(talk.until([&] { return talk.isAnswering(); }));
        const qsizetype before = talk.answers().last().size();
        counting = true;
        ++frames; // in which it got there
        inFrame = 0;
        qsizetype seen = before;
        int turns = 0;
        QVERIFY(QTest::qWaitFor(
            [&] {
                if (!isAnswering())
                    return true;
                seen = talk.answers().last().size();
                if (++turns % 4 == 0) { // each turn takes ten milliseconds, and brings chunks
                    inFrame = 0;
                    ++frames;
                    talk.advance(16ms);
                }
                return false;
            },
            20'000));
        counting = false;
        shown += seen - before;
        QVERIFY(talk.isQuietAgain());
        QCOMPARE(talk.progress(), int(Progress::Stored));
    }
    QVERIFY2(paints <= frames, qPrintable(u"%1 paints in %2 frames"_s.arg(paints).arg(frames)));
    QCOMPARE(most, 1);
    QVERIFY(paints >= 12); // they were seen to grow
    QVERIFY2(shown > 12 * paints, "the chunks came no faster than the frames");
}

void TestJourneyStream::theEndOfAnAnswerIsTold()
{
    Talk talk;
    QVERIFY(talk.begin());
    const AlertWatch watch;
    talk.addFault(talk.fault(Kind::HoldStream, posts));
    talk.writeAndSend(u"Where is my parcel?"_s);
    QVERIFY(talk.until([&] { return talk.isAnswering(); }));
    QVERIFY(AlertWatch::all.isEmpty()); // not with every piece
    talk.server().clearFaults();
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(AlertWatch::all.size(), 1);
    QCOMPARE(AlertWatch::all.first().from, talk.window().findChild<QLabel *>(u"composerStatus"_s));
    QCOMPARE(AlertWatch::words(), QStringList{complete});
    // The same words again are news again.
    talk.writeAndSend(u"And when?"_s);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(AlertWatch::words(), QStringList{complete});
    talk.action(u"Refresh"_s)->trigger();
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(AlertWatch::words(), QStringList());
}

void TestJourneyStream::whatWasStoppedIsNotComplete()
{
    Talk talk;
    QVERIFY(talk.begin());
    const AlertWatch watch;
    QVERIFY(talk.holdAnswer());
    QVERIFY(talk.pressButton(u"Stop"_s));
    talk.server().clearFaults();
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(AlertWatch::words(), QStringList{u"Stopped"_s});
    // Nor when what the service has of it takes its place: nobody waits for that any more.
    talk.action(u"Refresh"_s)->trigger();
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(AlertWatch::words(), QStringList());
    QCOMPARE(talk.status(), u"Stopped"_s);
}

void TestJourneyStream::whatBrokeIsNotComplete_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("cut") << Kind::CutStream;
    QTest::newRow("without its end mark") << Kind::StreamWithoutFinish;
    QTest::newRow("an error in the midst") << Kind::MidStreamError;
}

// It is so once the service's own record, whole, was found.
void TestJourneyStream::whatBrokeIsNotComplete()
{
    QFETCH(const Kind, kind);
    Talk talk;
    QVERIFY(talk.begin());
    const AlertWatch watch;
    SandboxFault unread = talk.fault(Kind::Status, faults::messageCalls);
    unread.status = 403;
    talk.addFault(unread);
    talk.addFault(talk.fault(kind, posts, 1));
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.waitNote(u"could not be read to see whether the service has your question"_s));
    QVERIFY(talk.isQuietAgain());
    const QStringList told = AlertWatch::words();
    QVERIFY(!told.contains(complete));
    QCOMPARE(told.last(), talk.note());
    QVERIFY(talk.status() != complete);
    talk.server().clearFaults();
    QVERIFY(talk.pressButton(u"Look again"_s));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(AlertWatch::words().count(complete), 1);
}

void TestJourneyStream::anAnswerElsewhereIsNotTold()
{
    Talk talk;
    QVERIFY(talk.begin());
    const AlertWatch watch;
    QVERIFY(talk.holdAnswer());
    talk.advance(1s);
    talk.click(1);
    QVERIFY(talk.until([&] { return talk.sendButton() != nullptr; }));
    talk.server().clearFaults();
    QVERIFY(talk.waitLoaded());
    QVERIFY(talk.until([&] { return talk.calls(usageCalls) > 1; })); // it has ended
    QVERIFY(talk.waitLoaded());
    QVERIFY(!AlertWatch::words().contains(complete));
    QVERIFY(talk.status() != complete);
}

QTEST_MAIN(TestJourneyStream)
#include "tst_journey_stream.moc"
