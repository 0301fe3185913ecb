// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/manualclock.h"
#include "messageworld.h"
#include "models/datetext.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QSignalSpy>

using namespace confab;
using namespace Qt::StringLiterals;
using World = MessageWorld;
using Method = FakeChatApi::Method;

class TestMessagePane : public QObject
{
    Q_OBJECT

private slots:
    void eachStateHasWords();
    void failedOffersRetry();
    void goneIsSaid();
    void severalSelected();
    void widgetsAround();
    void titleAndFacts();
    void countsWhatTheServiceHas();
    void datesAreThoseOfThePersonsClock();
    void theSameConversationIsNotReadTwice();
    void opensAtTheBottomWithOneCall();
    void loadsOlderUntilFilled();
    void olderComeWithoutAJump();
    void olderThatFailAreNotAskedForeverAndCanBeRetried();
    void widthsAndFontsKeepThePlace();
    void staysAtTheBottom();
    void assistiveTechnology();
};

void TestMessagePane::eachStateHasWords()
{
    World world;
    world.pane.show();
    QCOMPARE(world.sentence(), u"Select a conversation to read it"_s);
    world.api.hold(true);
    world.show();
    QTRY_COMPARE(world.sentence(), u"Loading messages…"_s);
    QVERIFY(world.action().isHidden());
    world.api.hold(false);
    world.api.releaseAll();
    QTRY_COMPARE(world.sentence(), u"This conversation has no messages yet"_s);
    QVERIFY(world.action().isVisible());
    world.addAnswer(u"Hello"_s);
    QTest::mouseClick(&world.action(), Qt::LeftButton);
    QTRY_VERIFY(world.view().isVisible());
    QCOMPARE(world.pane.focusTarget(), &world.view());
    world.pane.showConversation({});
    QCOMPARE(world.sentence(), u"Select a conversation to read it"_s);
    QVERIFY(world.pane.focusTarget() != &world.view());
}

void TestMessagePane::failedOffersRetry()
{
    World world;
    world.addAnswer(u"Hello"_s);
    world.api.failNext(Method::Messages, Error{ErrorKind::Offline, 0, {}, {}, {}});
    world.show();
    QTRY_COMPARE(world.messages.state(), MessageService::State::Failed);
    QVERIFY(!world.sentence().isEmpty());
    QCOMPARE(world.action().text(), u"Retry"_s);
    QCOMPARE(world.action().accessibleName(), u"Retry"_s);
    QCOMPARE(world.pane.focusTarget(), &world.action());
    QTest::mouseClick(&world.action(), Qt::LeftButton);
    QTRY_VERIFY(world.view().isVisible());
}

void TestMessagePane::goneIsSaid()
{
    World world;
    const Conversation conversation = *world.api.findConversation(world.key());
    world.api.removeConversation(world.key());
    world.pane.show();
    world.pane.showConversation(conversation);
    QTRY_COMPARE(world.sentence(), u"This conversation is no longer on the server"_s);
    QVERIFY(world.action().isVisible());
}

void TestMessagePane::severalSelected()
{
    World world;
    world.addAnswer(u"Hello"_s);
    world.showReady();
    world.pane.showSelectionCount(12);
    QCOMPARE(world.sentence(), u"12 conversations selected"_s);
    QVERIFY(!world.pane.findChild<QWidget *>(u"messageHeader"_s)->isVisible());
    const int calls = world.api.count(Method::Messages);
    world.show();
    QTRY_VERIFY(world.view().isVisible());
    QCOMPARE(world.api.count(Method::Messages), calls);
}

void TestMessagePane::widgetsAround()
{
    World world;
    world.addAnswer(u"Hello"_s);
    world.showReady();
    // Made in the wrong order on purpose.
    auto *beside = new QPushButton(u"beside"_s, &world.pane);
    auto *below = new QPushButton(u"below"_s, &world.pane);
    auto *above = new QPushButton(u"above"_s, &world.pane);
    world.pane.addBeside(beside);
    world.pane.addBelow(below);
    world.pane.addAbove(above);
    for (QPushButton *button : {above, below, beside})
        button->show();
    world.pane.activateWindow();
    QTRY_VERIFY(below->y() > 0 && beside->x() > 0);
    const auto placeOf = [&](QWidget *widget) {
        return QRect(widget->mapTo(&world.pane, QPoint()), widget->size());
    };
    const QRect view = placeOf(&world.view());
    QVERIFY(placeOf(above).bottom() < view.top());
    QVERIFY(placeOf(below).top() > view.bottom());
    QVERIFY(placeOf(beside).left() > view.right());
    above->setFocus();
    QTRY_VERIFY(above->hasFocus());
    for (QWidget *next : {static_cast<QWidget *>(&world.view()), static_cast<QWidget *>(below),
                          static_cast<QWidget *>(beside)}) {
        QTest::keyClick(world.pane.focusWidget(), Qt::Key_Tab);
        QCOMPARE(world.pane.focusWidget(), next);
    }
    // Under "12 conversations selected" too: their owners decide.
    world.pane.showSelectionCount(12);
    QVERIFY(below->isVisible());
}

void TestMessagePane::titleAndFacts()
{
    World world;
    world.addAnswer(u"Hello"_s);
    world.addAnswer(u"Again"_s);
    world.showReady();
    const auto *title = world.pane.findChild<QLabel *>(u"conversationTitle"_s);
    const auto *facts = world.pane.findChild<QLabel *>(u"conversationFacts"_s);
    QCOMPARE(title->text(), u"Conversation 1"_s);
    QTRY_VERIFY(facts->text().startsWith(u"2 messages · "_s));
    QVERIFY(facts->text().endsWith(u" · web"_s));
    Conversation renamed = *world.api.findConversation(world.key());
    renamed.name = u"<b>New</b>\u202E name"_s;
    world.pane.updateConversation(renamed);
    QCOMPARE(title->text(), u"<b>New</b>\uFFFD name"_s);
    QCOMPARE(title->textFormat(), Qt::PlainText);
    renamed.session = FakeChatApi::session(2);
    renamed.name = u"other"_s;
    world.pane.updateConversation(renamed);
    QVERIFY(title->text().startsWith(u"<b>New"_s));
    renamed = *world.api.findConversation(world.key());
    renamed.name = QString(250, u'W');
    world.pane.updateConversation(renamed);
    QVERIFY(title->text().endsWith(u'…'));
    QCOMPARE(title->accessibleName(), renamed.name);
    QCOMPARE(world.pane.minimumSizeHint().width() < 400, true);
}

void TestMessagePane::countsWhatTheServiceHas()
{
    World world;
    world.addAnswer(u"Hello"_s);
    world.addAnswer(u"Again"_s);
    world.showReady();
    const auto *facts = world.pane.findChild<QLabel *>(u"conversationFacts"_s);
    QTRY_VERIFY(facts->text().startsWith(u"2 messages · "_s));
    Message own;
    own.question = u"Lost on the way"_s;
    own.progress = Progress::Unsent;
    for (own.id = MessageId{-1}; own.id.value >= -7; --own.id.value)
        world.messages.put(world.key(), own);
    QCOMPARE(world.messages.messages().size(), 9);
    QVERIFY2(facts->text().startsWith(u"2 messages · "_s), qPrintable(facts->text()));
    // In its place, and its number is all that is new.
    own.id = MessageId{5000};
    world.messages.renumber(world.key(), MessageId{-1}, own);
    QVERIFY2(facts->text().startsWith(u"3 messages · "_s), qPrintable(facts->text()));
}

void TestMessagePane::datesAreThoseOfThePersonsClock()
{
    FakeChatApi api;
    FakePrompts prompts;
    const ProjectId project = api.addProject(7, 1);
    api.projectData[project].conversations.first().createdAt =
        QDateTime(QDate(2026, 3, 10), QTime(12, 30), Qt::UTC);
    // Half past two in the morning of the next day.
    ManualClock clock(QDateTime(QDate(2026, 3, 10), QTime(13, 0), Qt::UTC), QTimeZone(14 * 3600));
    MessageService messages(api);
    CitationService citations(api);
    MessageListModel model(messages, clock);
    LinkOpener links(prompts);
    MessagePane pane(messages, model, citations, links);
    pane.show();
    pane.showConversation(*api.findConversation({project, FakeChatApi::session(1)}));
    const auto *facts = pane.findChild<QLabel *>(u"conversationFacts"_s);
    QTRY_COMPARE(messages.state(), MessageService::State::Ready);
    const QLocale locale;
    const QString today = datetext::moment(clock.nowUtc(), QDate(2026, 3, 11), clock.zone(), locale);
    QVERIFY(today.startsWith(u"Today"_s));
    const QString time = datetext::time(clock.nowUtc().addSecs(-1800), clock.zone(), locale);
    QVERIFY2(facts->text().contains(u"Today "_s + time), qPrintable(facts->text()));
    clock.advance(std::chrono::hours(24));
    pane.refreshDates();
    QVERIFY2(facts->text().contains(u"Yesterday "_s + time), qPrintable(facts->text()));
}

void TestMessagePane::theSameConversationIsNotReadTwice()
{
    World world;
    world.addAnswer(u"Hello"_s);
    world.showReady();
    world.show();
    QCOMPARE(world.api.count(Method::Messages), 1);
    world.show(2);
    QTRY_COMPARE(world.api.count(Method::Messages), 2);
}

void TestMessagePane::opensAtTheBottomWithOneCall()
{
    World world;
    world.api.addMessages(world.key(), 10000);
    world.showReady();
    QTest::qWait(0);
    QVERIFY(world.bar().maximum() > 0);
    QCOMPARE(world.bar().value(), world.bar().maximum());
    const QRect last = world.view().visualRect(world.model.index(world.model.rowCount() - 1));
    QVERIFY(world.view().viewport()->rect().contains(last.bottomLeft() - QPoint(0, 1)));
    QCOMPARE(world.api.count(Method::Messages), 1);
    QCOMPARE(world.messages.messages().size(), 20);
}

void TestMessagePane::loadsOlderUntilFilled()
{
    World world;
    world.api.messagesPerPage = 1;
    world.api.addMessages(world.key(), 40);
    world.showReady();
    QTRY_VERIFY(world.bar().maximum() > 0);
    const int calls = world.api.count(Method::Messages);
    QVERIFY(calls > 1);
    QVERIFY2(calls < 12, qPrintable(QString::number(calls)));
    QCOMPARE(world.bar().value(), world.bar().maximum());

    World small;
    small.api.messagesPerPage = 1;
    small.api.addMessages(small.key(), 2);
    small.showReady();
    QTRY_VERIFY(small.messages.isComplete());
    QTest::qWait(20);
    QCOMPARE(small.api.count(Method::Messages), 2);
}

void TestMessagePane::olderComeWithoutAJump()
{
    World world;
    for (int i = 0; i < 200; ++i)
        world.addAnswer(longText(1 + i % 7));
    world.showReady();
    const QAbstractItemModelTester tester(&world.model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int page = 2; page <= 5; ++page) {
        world.api.hold(true);
        // Step by step, as a wheel does, so that all guesses on the way are put right.
        while (world.api.inFlight() == 0) {
            const QPersistentModelIndex seen = world.view().indexAt(QPoint(30, 250));
            const int before = world.view().visualRect(seen).top();
            const int value = world.bar().value();
            world.bar().setValue(value - 40);
            const int moved = world.view().visualRect(seen).top() - before;
            QVERIFY2(moved == 40 || value < 40, qPrintable(u"%1 at %2"_s.arg(moved).arg(value)));
            QCoreApplication::processEvents();
        }
        QCOMPARE(world.api.count(Method::Messages), page);
        const QPersistentModelIndex top = world.view().indexAt(QPoint(30, 1));
        const QString text = top.data(MessageListModel::TextRole).toString();
        const int y = world.view().visualRect(top).top();
        const QImage before = world.view().viewport()->grab().toImage();
        const int rows = world.model.rowCount();
        world.api.hold(false);
        world.api.releaseAll();
        QTRY_VERIFY(world.model.rowCount() > rows);
        QCoreApplication::processEvents();
        QCOMPARE(world.view().visualRect(top).top(), y);
        QCOMPARE(top.data(MessageListModel::TextRole).toString(), text);
        QVERIFY(top.row() >= 40);
        // Below the first separator the picture is the same; the row that was first of all loses its own.
        const QImage after = world.view().viewport()->grab().toImage();
        QCOMPARE(after.copy(0, 250, after.width(), after.height() - 250),
                 before.copy(0, 250, before.width(), before.height() - 250));
    }
}

void TestMessagePane::olderThatFailAreNotAskedForeverAndCanBeRetried()
{
    World world;
    world.api.addMessages(world.key(), 100);
    world.showReady();
    world.api.failNext(Method::Messages, Error{ErrorKind::Server, 502, {}, {}, {}}, 1);
    world.bar().setValue(0);
    auto *strip = world.pane.findChild<QWidget *>(u"messageStrip"_s);
    QTRY_VERIFY(strip->isVisible());
    QVERIFY(world.view().isVisible());
    const int calls = world.api.count(Method::Messages);
    for (int i = 0; i < 5; ++i) {
        world.bar().setValue(i * 3);
        QTest::qWait(5);
    }
    QCOMPARE(world.api.count(Method::Messages), calls);
    QTest::mouseClick(world.pane.findChild<QPushButton *>(u"messageStripRetry"_s), Qt::LeftButton);
    QTRY_COMPARE(world.messages.messages().size(), 40);
    QVERIFY(!strip->isVisible());
}

void TestMessagePane::widthsAndFontsKeepThePlace()
{
    World world;
    for (int i = 0; i < 20; ++i)
        world.addAnswer(longText(3));
    world.showReady();
    world.bar().setValue(world.bar().maximum() / 2);
    const QPersistentModelIndex seen = world.view().indexAt(QPoint(30, 100));
    for (const int width : {500, 900, 350, 700}) {
        world.pane.resize(width, 500);
        const QRect rect = world.view().visualRect(seen);
        QVERIFY2(rect.intersects(world.view().viewport()->rect()), qPrintable(QString::number(width)));
    }
    QFont font = world.view().font();
    font.setPointSizeF(font.pointSizeF() * 2);
    const int before = world.view().visualRect(seen).height();
    world.pane.setFont(font);
    QTRY_VERIFY(world.view().visualRect(seen).height() > before * 3 / 2);
    QVERIFY(world.view().visualRect(seen).intersects(world.view().viewport()->rect()));
}

void TestMessagePane::staysAtTheBottom()
{
    World world;
    for (int i = 0; i < 10; ++i)
        world.addAnswer(longText(3));
    world.showReady();
    for (const int width : {400, 900, 600}) {
        world.pane.resize(width, 500);
        QCOMPARE(world.bar().value(), world.bar().maximum());
    }
    world.addAnswer(u"New"_s);
    world.messages.refresh();
    QTRY_COMPARE(world.messages.messages().size(), 11);
    QCoreApplication::processEvents();
    QCOMPARE(world.bar().value(), world.bar().maximum());
    // Someone who reads further up is left alone.
    world.bar().setValue(world.bar().maximum() / 2);
    const QPersistentModelIndex seen = world.view().indexAt(QPoint(30, 100));
    const int y = world.view().visualRect(seen).top();
    world.addAnswer(u"Newer"_s);
    world.messages.refresh();
    QTRY_COMPARE(world.messages.messages().size(), 12);
    QCoreApplication::processEvents();
    QCOMPARE(world.view().visualRect(seen).top(), y);
}

void TestMessagePane::assistiveTechnology()
{
    World world;
    world.addAnswer(u"Text with **bold**"_s);
    world.showReady();
    QCOMPARE(world.view().accessibleName(), u"Messages"_s);
    QAccessibleInterface *list = QAccessible::queryAccessibleInterface(&world.view());
    QVERIFY(list);
    QCOMPARE(list->text(QAccessible::Name), u"Messages"_s);
    QCOMPARE(list->childCount(), 2);
    const QString row = list->child(1)->text(QAccessible::Name);
    QVERIFY2(row.startsWith(u"Agent"_s) && row.endsWith(u"Text with bold"_s), qPrintable(row));
    const auto widgets = world.pane.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (qstrncmp(widget->metaObject()->className(), "confab", 6) != 0 &&
            !widget->objectName().startsWith(u"qt_"_s))
            QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
    }
    for (const auto *button : world.pane.findChildren<QPushButton *>())
        QVERIFY(button->isHidden() || !button->accessibleName().isEmpty());
}

QTEST_MAIN(TestMessagePane)
#include "tst_messagepane.moc"
