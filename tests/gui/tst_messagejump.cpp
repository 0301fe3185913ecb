// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/messageworld.h"

#include "ui/messagejump.h"
#include "ui/theme.h"

#include <QCalendarWidget>
#include <QScopeGuard>
#include <QTableView>
#include <QToolButton>

using namespace confab;
using Method = FakeChatApi::Method;

namespace {

/// Ninety messages, three a day, in pages of twenty.
struct World : MessageWorld
{
    static constexpr int count = 90;
    const QDate start = QDate::currentDate().addDays(-40);
    MessageJump *jump = new MessageJump(messages, view(), clock, &pane);

    World()
    {
        pane.addAbove(jump);
        for (int i = 0; i < count; ++i) {
            addAnswer(longText(1) + u"number %1"_s.arg(i));
            stored().last().createdAt = QDateTime(start.addDays(i / 3), QTime(12, 0), Qt::UTC);
        }
    }
    [[nodiscard]] int pages() const { return (count + api.messagesPerPage - 1) / api.messagesPerPage; }
    /// The first message on screen.
    [[nodiscard]] QString top() const
    {
        return view().indexAt(QPoint(view().viewport()->width() / 2, 2)).data().toString();
    }
    [[nodiscard]] bool atTop(const QModelIndex &index) const
    {
        return std::abs(view().visualRect(index).top()) <= 1;
    }
};

} // namespace

class TestMessageJump : public QObject
{
    Q_OBJECT

private slots:
    void toTheFirstReadsAllPages();
    void toTheLast();
    void toADateReadsWhatItTakes();
    void toADateWithoutMessages();
    void isCancelled();
    void endsWithAFailure();
    void theCalendarChooses();
    void theCalendarCanBeRead();
};

void TestMessageJump::toTheFirstReadsAllPages()
{
    World world;
    world.showReady();
    QCOMPARE(world.api.count(Method::Messages), 1);
    world.jump->toFirst();
    QVERIFY(world.jump->isVisible());
    QTRY_VERIFY(!world.jump->isReading());
    QVERIFY(!world.jump->isVisible());
    QCOMPARE(world.api.count(Method::Messages), world.pages());
    QCOMPARE(world.view().currentIndex().row(), 0);
    QVERIFY(world.atTop(world.model.index(0)));
    // It is all here now.
    world.jump->toLast();
    world.jump->toFirst();
    QVERIFY(world.atTop(world.model.index(0)));
    QCOMPARE(world.api.count(Method::Messages), world.pages());
}

void TestMessageJump::toTheLast()
{
    World world;
    world.showReady();
    world.bar().setValue(world.bar().maximum() / 2);
    world.jump->toLast();
    QCOMPARE(world.bar().value(), world.bar().maximum());
    QCOMPARE(world.view().currentIndex().row(), world.model.rowCount() - 1);
}

void TestMessageJump::toADateReadsWhatItTakes()
{
    World world;
    world.showReady();
    // Message 45 is the first of day 15; it is in the third page from the end.
    world.jump->toDate(world.start.addDays(15));
    QTRY_VERIFY(!world.jump->isReading());
    QVERIFY(world.atTop(world.view().currentIndex()));
    QCOMPARE(world.view().currentIndex().data().toString(), u"Question 45"_s);
    // The page with the day before was read too, else the first of the day could be missing.
    QCOMPARE(world.api.count(Method::Messages), 3);
}

void TestMessageJump::toADateWithoutMessages()
{
    World world;
    world.showReady();
    world.jump->toDate(world.start.addDays(-10));
    QTRY_VERIFY(!world.jump->isReading());
    QCOMPARE(world.view().currentIndex().data().toString(), u"Question 0"_s);
    world.jump->toDate(world.start.addDays(1000));
    QTRY_COMPARE(world.view().currentIndex().row(), world.model.rowCount() - 1);
}

void TestMessageJump::isCancelled()
{
    World world;
    world.showReady();
    world.api.hold(true);
    world.jump->toFirst();
    auto *cancel = world.jump->findChild<QPushButton *>(u"jumpCancel"_s);
    QVERIFY(cancel->isVisible());
    QVERIFY(world.jump->findChild<QLabel *>(u"jumpText"_s)->text().contains(u"20 of 90"_s));
    QTest::mouseClick(cancel, Qt::LeftButton);
    QVERIFY(!world.jump->isReading() && !world.jump->isVisible());
    const int calls = world.api.count(Method::Messages);
    world.api.hold(false);
    world.api.releaseAll();
    QTRY_COMPARE(world.messages.state(), MessageService::State::Ready);
    QTest::qWait(0);
    QCOMPARE(world.api.count(Method::Messages), calls);
}

void TestMessageJump::endsWithAFailure()
{
    World world;
    world.showReady();
    world.api.failNext(Method::Messages, FakeChatApi::httpError(ErrorKind::Server, 500, u"Oops"_s));
    world.jump->toFirst();
    QTRY_VERIFY(!world.jump->isReading());
    QVERIFY(!world.jump->isVisible());
    QVERIFY(!world.messages.isComplete());
}

void TestMessageJump::theCalendarChooses()
{
    World world;
    world.showReady();
    world.jump->askForDate();
    auto *calendar = world.jump->findChild<QCalendarWidget *>();
    QVERIFY(calendar && calendar->isVisible());
    QCOMPARE(calendar->accessibleName(), u"Go to date"_s);
    QVERIFY(calendar->selectedDate() > world.start.addDays(20)); // the day on screen, not today
    QVERIFY(calendar->selectedDate() < world.start.addDays(31));
    calendar->setSelectedDate(world.start.addDays(28));
    QTest::keyClick(calendar->findChild<QTableView *>(), Qt::Key_Return);
    QTRY_VERIFY(!world.jump->findChild<QCalendarWidget *>());
    QTRY_VERIFY(!world.jump->isReading());
    QCOMPARE(world.view().currentIndex().data().toString(), u"Question 84"_s);
}

/// When it opens in a light window, and after the desktop has turned dark.
void TestMessageJump::theCalendarCanBeRead()
{
    const auto restore = qScopeGuard([] { QApplication::setPalette(QPalette()); });
    QApplication::setPalette(withVisibleFocus(withReadableSelection(QApplication::palette())));
    World world;
    world.showReady();
    world.jump->askForDate();
    const auto *calendar = world.jump->findChild<QCalendarWidget *>();
    QVERIFY(calendar && calendar->isVisible());
    for (const bool dark : {false, true}) {
        if (dark)
            QApplication::setPalette(darkPalette());
        QTRY_COMPARE(Theme::of(calendar->palette()).dark, dark);
        const QPalette palette = calendar->palette();
        for (const auto day : {Qt::Saturday, Qt::Sunday}) {
            const QColor ink = calendar->weekdayTextFormat(day).foreground().color();
            for (const auto ground : {QPalette::Base, QPalette::AlternateBase, QPalette::Window})
                QVERIFY2(contrast(ink, palette.color(ground)) >= 4.5, qPrintable(ink.name()));
        }
        // One ink, that of the words beside them: no picture of another program.
        for (const QString &name : {u"qt_calendar_prevmonth"_s, u"qt_calendar_nextmonth"_s}) {
            const auto *arrow = calendar->findChild<QToolButton *>(name);
            QVERIFY(arrow);
            const QImage image = arrow->icon().pixmap(arrow->iconSize()).toImage();
            int inked = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    if (image.pixelColor(x, y).alpha() < 200)
                        continue;
                    ++inked;
                    const QColor ink = image.pixelColor(x, y);
                    QVERIFY2(contrast(ink, palette.color(QPalette::HighlightedText)) < 1.1,
                             qPrintable(ink.name()));
                }
            }
            QVERIFY(inked > 0);
        }
    }
}

QTEST_MAIN(TestMessageJump)
#include "tst_messagejump.moc"
