// SPDX-License-Identifier: GPL-3.0-or-later
// Finding words in the whole conversation, with real events.
#include "gui/messageworld.h"

#include "ui/findbar.h"
#include "ui/messageselector.h"
#include "ui/theme.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QToolButton>

using namespace confab;
using Method = FakeChatApi::Method;

namespace {

struct World : MessageWorld
{
    FindBar *bar = new FindBar(messages, view(), &pane);

    World() { pane.addAbove(bar); }

    template<class Widget>
    [[nodiscard]] Widget &named(const QString &accessibleName) const
    {
        const QList<Widget *> all = bar->findChildren<Widget *>();
        for (Widget *widget : all) {
            if (widget->accessibleName() == accessibleName)
                return *widget;
        }
        qFatal("No such control: %s", qPrintable(accessibleName));
    }
    [[nodiscard]] QLineEdit &field() const { return named<QLineEdit>(u"Find in conversation"_s); }
    [[nodiscard]] QString count() const { return bar->findChild<QLabel *>(u"findCount"_s)->text(); }
    void ready()
    {
        showReady();
        pane.activateWindow();
        view().setFocus();
        QTRY_VERIFY(view().hasFocus());
    }
    void find(const QString &words)
    {
        bar->open();
        field().clear();
        QTest::keyClicks(&field(), words);
        QTest::keyClick(&field(), Qt::Key_Return);
        settle();
    }
    void settle() { QTRY_VERIFY(!bar->finder().isSearching() && !bar->finder().isReading()); }
    /// How the hits of a row are marked.
    [[nodiscard]] QList<MessageMark::Kind> marks(int row)
    {
        FindMarks marks(view(), bar->finder());
        QList<MessageMark::Kind> kinds;
        for (const MessageMark &mark : marks.of(model.index(row)))
            kinds += mark.kind;
        return kinds;
    }
    [[nodiscard]] bool onScreen() const
    {
        FindMarks marks(view(), bar->finder());
        const auto span = marks.current();
        return span && view().viewport()->rect().contains(view().caretRect({span->message, span->from}));
    }
};

} // namespace

class TestFindBar : public QObject
{
    Q_OBJECT

private slots:
    void findsAcrossMarkup();
    void goesRound();
    void goesOnWhereItsHitIsGone();
    void matchCase();
    void readsTheRest();
    void readingIsCancelled();
    void aFailureEndsTheReading();
    void newMessagesAreSearched();
    void escapeGoesBack();
    void hitsArePainted();
    void findsInWhatIsCut();
    void selectedWordsAreOffered();
    void anotherConversationBeginsAnew();
    void wordsOfASearchAreMarked();
    void wordsOfASearchMoveNothingElsewhere();
    void aCutLineOfWordsIsInItsTooltip();
};

void TestFindBar::findsAcrossMarkup()
{
    World world;
    world.addAnswer(u"First foo **bar** and\n\n- foo\n- `bar`, Föo bar"_s);
    world.addAnswer(u"nothing here"_s);
    world.ready();
    world.find(u"foo bar"_s);
    QTRY_COMPARE(world.count(), u"1 of 3"_s);
    QCOMPARE(world.marks(1), (QList<MessageMark::Kind>{MessageMark::Kind::FoundCurrent,
                                                       MessageMark::Kind::Found, MessageMark::Kind::Found}));
    QVERIFY(world.marks(3).isEmpty());
    world.find(u"no such words"_s);
    QTRY_COMPARE(world.count(), u"Not found"_s);
    QVERIFY(!world.named<QToolButton>(u"Find next"_s).isEnabled());
    world.find({});
    QCOMPARE(world.count(), QString());
}

void TestFindBar::goesRound()
{
    World world;
    for (int i = 0; i < 8; ++i)
        world.addAnswer(longText(3) + u"needle %1"_s.arg(i));
    world.ready();
    world.bar->open();
    QTest::keyClicks(&world.field(), u"needle"_s);
    QTRY_VERIFY(world.count().endsWith(u" of 8"_s));
    QTRY_VERIFY(world.onScreen());
    const int start = world.bar->finder().currentNumber();
    QVERIFY(start > 1); // from what is on screen, not from the beginning
    for (int i = 1; i <= 8; ++i) {
        QTest::keyClick(&world.field(), Qt::Key_Return);
        QCOMPARE(world.bar->finder().currentNumber(), (start - 1 + i) % 8 + 1);
        QVERIFY(world.onScreen());
    }
    QTest::keyClick(&world.field(), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(world.bar->finder().currentNumber(), (start + 6) % 8 + 1);
    QTest::mouseClick(&world.named<QToolButton>(u"Find next"_s), Qt::LeftButton);
    QCOMPARE(world.bar->finder().currentNumber(), start);
    QTest::mouseClick(&world.named<QToolButton>(u"Find previous"_s), Qt::LeftButton);
    QCOMPARE(world.bar->finder().currentNumber(), (start + 6) % 8 + 1);
}

// The service has another text by now: the next hit is the first one, the previous one the last.
void TestFindBar::goesOnWhereItsHitIsGone()
{
    World world;
    for (const char *number : {"one", "two", "three", "four"})
        world.addAnswer(u"needle "_s + QLatin1String(number));
    world.ready();
    world.find(u"needle"_s);
    const MessageFinder &finder = world.bar->finder();
    QTRY_COMPARE(finder.currentNumber(), 1);
    const auto change = [&](int record, int left) {
        world.stored()[record].answer = u"nothing"_s;
        world.messages.refresh();
        QTRY_COMPARE(finder.count(), left);
        QCOMPARE(finder.currentNumber(), 0);
    };
    change(0, 3);
    QTest::keyClick(&world.field(), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(finder.currentNumber(), 3);
    change(3, 2);
    QTest::keyClick(&world.field(), Qt::Key_Return);
    QCOMPARE(finder.currentNumber(), 1);
}

void TestFindBar::matchCase()
{
    World world;
    world.addAnswer(u"Word word WORD wörd"_s);
    world.ready();
    world.find(u"word"_s);
    QTRY_COMPARE(world.count(), u"1 of 4"_s);
    QTest::mouseClick(&world.named<QCheckBox>(u"Match case"_s), Qt::LeftButton, {}, QPoint(8, 8));
    QTRY_COMPARE(world.count(), u"1 of 1"_s);
    QCOMPARE(world.marks(1).size(), 1);
}

// One call a page, and only those.
void TestFindBar::readsTheRest()
{
    World world;
    for (int i = 0; i < 90; ++i)
        world.addAnswer(i % 30 == 0 ? u"a needle"_s : u"hay"_s);
    world.ready();
    const int perPage = int(world.messages.messages().size());
    const int pages = (90 + perPage - 1) / perPage;
    QVERIFY(pages > 2 && !world.messages.isComplete());
    world.bar->open();
    QTest::keyClicks(&world.field(), u"needle"_s);
    QTRY_COMPARE(world.count(), u"3 of 3"_s);
    QVERIFY(world.messages.isComplete());
    QCOMPARE(world.api.count(Method::Messages), pages);
    QVERIFY(!world.bar->findChild<QWidget *>(u"findRest"_s)->isVisible());
}

void TestFindBar::readingIsCancelled()
{
    World world;
    for (int i = 0; i < 90; ++i)
        world.addAnswer(u"a needle"_s);
    world.ready();
    world.api.hold(true);
    world.bar->open();
    QTest::keyClicks(&world.field(), u"needle"_s);
    QTest::keyClick(&world.field(), Qt::Key_Return);
    QTRY_VERIFY(world.bar->finder().isReading());
    auto &cancel = world.named<QPushButton>(u"Cancel reading older messages"_s);
    QTRY_VERIFY(cancel.isVisible());
    const QString progress = world.bar->findChild<QLabel *>(u"findRestText"_s)->text();
    QVERIFY2(progress.contains(u" of 90"_s), qPrintable(progress));
    QTest::mouseClick(&cancel, Qt::LeftButton);
    const int calls = world.api.count(Method::Messages);
    world.api.hold(false);
    world.api.releaseAll();
    QTRY_COMPARE(world.messages.state(), MessageService::State::Ready);
    world.settle();
    QCOMPARE(world.api.count(Method::Messages), calls);
    // What has come is searched all the same, and the rest can still be asked for.
    QTRY_COMPARE(world.bar->finder().count(), int(world.messages.messages().size()));
    QTest::mouseClick(&world.named<QPushButton>(u"Search the rest"_s), Qt::LeftButton);
    QTRY_COMPARE(world.bar->finder().count(), 90);
}

void TestFindBar::aFailureEndsTheReading()
{
    World world;
    for (int i = 0; i < 90; ++i)
        world.addAnswer(u"a needle"_s);
    world.ready();
    world.api.failNext(Method::Messages, FakeChatApi::httpError(ErrorKind::Server, 500, u"Oops"_s));
    world.find(u"needle"_s);
    QTRY_VERIFY(!world.bar->finder().isReading());
    QTRY_COMPARE(world.bar->finder().count(), int(world.messages.messages().size()));
    QVERIFY(world.named<QPushButton>(u"Search the rest"_s).isVisible());
}

void TestFindBar::newMessagesAreSearched()
{
    World world;
    world.addAnswer(u"a needle"_s);
    world.ready();
    world.find(u"needle"_s);
    QTRY_COMPARE(world.count(), u"1 of 1"_s);
    world.addAnswer(u"another needle"_s);
    world.messages.refresh();
    QTRY_COMPARE(world.count(), u"1 of 2"_s);
}

void TestFindBar::escapeGoesBack()
{
    World world;
    world.addAnswer(u"some **words** here"_s);
    world.ready();
    world.find(u"words"_s);
    QTRY_COMPARE(world.count(), u"1 of 1"_s);
    QTest::keyClick(&world.field(), Qt::Key_Escape);
    QVERIFY(!world.bar->isVisible());
    QVERIFY(world.view().hasFocus());
    QCOMPARE(world.view().textToCopy(), u"words"_s);
    QVERIFY(world.marks(1).isEmpty());
}

void TestFindBar::hitsArePainted()
{
    World world;
    world.addAnswer(u"MMM one MMM"_s);
    world.ready();
    world.find(u"mmm"_s);
    QTRY_COMPARE(world.count(), u"1 of 2"_s);
    const Theme theme = Theme::of(world.pane.palette());
    const QImage image = world.view().viewport()->grab().toImage();
    int plain = 0;
    int strong = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            plain += image.pixelColor(x, y) == theme.found;
            strong += image.pixelColor(x, y) == theme.foundCurrent;
        }
    }
    QVERIFY(plain > 50 && strong > 50);
    QVERIFY(contrast(theme.found, theme.foundText) >= 4.5);
    QVERIFY(contrast(theme.foundCurrent, theme.foundText) >= 4.5);
}

void TestFindBar::findsInWhatIsCut()
{
    World world;
    world.addAnswer(longText(1000) + u"the needle"_s);
    world.ready();
    world.find(u"the needle"_s);
    QTRY_COMPARE(world.count(), u"1 of 1"_s);
    QCOMPARE(world.marks(1), QList<MessageMark::Kind>{MessageMark::Kind::FoundCurrent});
    QTRY_VERIFY(world.onScreen());
}

void TestFindBar::selectedWordsAreOffered()
{
    World world;
    world.addAnswer(u"alpha beta gamma"_s);
    world.ready();
    const auto key = MessageDelegate::key(world.model.index(1));
    world.view().selector().select({key, 6, 10});
    world.bar->open();
    QCOMPARE(world.field().text(), u"beta"_s);
    QCOMPARE(world.field().selectedText(), u"beta"_s);
    QVERIFY(world.field().hasFocus());
}

// What was found in the one before is no place to begin at.
void TestFindBar::anotherConversationBeginsAnew()
{
    World world;
    world.addAnswer(u"a needle and another needle"_s);
    world.stored(2).append(world.stored().first());
    world.stored(2).last().answer = u"hay"_s;
    world.ready();
    world.find(u"needle"_s);
    QTRY_COMPARE(world.count(), u"1 of 2"_s);
    world.show(2);
    world.find(u"hay"_s);
    QTRY_COMPARE(world.count(), u"1 of 1"_s);
    QVERIFY(world.onScreen());
}

void TestFindBar::wordsOfASearchAreMarked()
{
    World world;
    world.addAnswer(u"The **parcel** from *Łódź*."_s);
    world.addAnswer(u"A parcel, parcels, a `lost parcel` and a lost | parcel"_s);
    world.addAnswer(u"lost\n\n- parcel"_s);
    world.ready();
    const auto second = MessageDelegate::key(world.model.index(3));
    using Kinds = QList<MessageMark::Kind>;
    constexpr auto found = MessageMark::Kind::Found;
    constexpr auto current = MessageMark::Kind::FoundCurrent;
    world.bar->showWords(second, {{u"lodz"_s, u"lost parcel"_s}, false});
    QTRY_COMPARE(world.count(), u"2 of 4"_s); // none in the questions
    QCOMPARE(world.marks(1), Kinds{found});
    QCOMPARE(world.marks(3), (Kinds{current, found}));
    QCOMPARE(world.marks(5), Kinds{found});
    QVERIFY(world.view().hasFocus());
    QVERIFY(!world.named<QCheckBox>(u"Match case"_s).isVisible() && !world.field().isVisible());
    // The same words once more go to the message that they are wanted in.
    world.bar->showWords(MessageDelegate::key(world.model.index(5)), {{u"lodz"_s, u"lost parcel"_s}, false});
    QCOMPARE(world.count(), u"4 of 4"_s);
    QVERIFY(world.onScreen());
    world.bar->endWords();
    QVERIFY(!world.bar->isVisible() && world.marks(3).isEmpty());
    // The person's own search does not end with them.
    world.find(u"parcel"_s);
    QTRY_VERIFY(!world.count().isEmpty());
    QVERIFY(world.named<QCheckBox>(u"Match case"_s).isVisible() && world.field().isVisible());
    world.bar->endWords();
    QVERIFY(world.bar->isVisible() && !world.marks(3).isEmpty());
}

// What is found in the address of a link, say, or in another message alone.
void TestFindBar::wordsOfASearchMoveNothingElsewhere()
{
    World world;
    world.addAnswer(u"see [here](https://xylophone.example/)"_s);
    for (int i = 0; i < 5; ++i)
        world.addAnswer(longText(5) + u"parcel"_s);
    world.ready();
    world.bar->showWords(MessageDelegate::key(world.model.index(1)), {{u"xylophone"_s}, false});
    world.settle();
    QVERIFY(!world.bar->isVisible());
    world.view().scrollToTop(world.model.index(0));
    const int before = world.MessageWorld::bar().value();
    world.bar->showWords(MessageDelegate::key(world.model.index(1)), {{u"parcel"_s}, false});
    QTRY_VERIFY(world.bar->isVisible());
    world.settle();
    QVERIFY(!world.bar->finder().current());
    QCOMPARE(world.MessageWorld::bar().value(), before);
    world.bar->findNext();
    QCOMPARE(world.count(), u"1 of 5"_s);
    QVERIFY(world.onScreen());
}

void TestFindBar::aCutLineOfWordsIsInItsTooltip()
{
    World world;
    world.addAnswer(u"alpha"_s);
    world.ready();
    QStringList words{u"alpha"_s};
    for (int i = 0; i < 60; ++i)
        words << u"word %1"_s.arg(i);
    world.pane.resize(world.pane.minimumSizeHint().width(), 500);
    const int width = world.pane.width();
    world.bar->showWords(MessageDelegate::key(world.model.index(1)), {words, false});
    QTRY_COMPARE(world.count(), u"1 of 1"_s);
    QCOMPARE(world.pane.width(), width);
    const auto &label = *world.bar->findChild<QLabel *>(u"findWords"_s);
    QVERIFY(label.text().contains(u'…'));
    QVERIFY(label.fontMetrics().horizontalAdvance(label.text()) <= label.width());
    QVERIFY(label.accessibleName().endsWith(u"“word 59”"_s));
    QVERIFY(label.toolTip().contains(u"“word 30”"_s));
    world.pane.resize(4000, 500);
    QTRY_VERIFY(label.width() > width);
    QVERIFY(label.fontMetrics().horizontalAdvance(label.text()) > width);
}

QTEST_MAIN(TestFindBar)
#include "tst_findbar.moc"
