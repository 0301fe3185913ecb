// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/messageworld.h"
#include "ui/messagebuttons.h"
#include "ui/messagedelegate.h"

#include <QSignalSpy>
#include <QToolButton>

using namespace confab;

namespace {

struct Buttons : MessageWorld
{
    std::unique_ptr<MessageButtons> buttons;

    explicit Buttons(int answers = 2, const QString &text = u"Short."_s)
    {
        for (int i = 0; i < answers; ++i)
            addAnswer(text);
        showReady();
        buttons = std::make_unique<MessageButtons>(view());
        pane.activateWindow(); // No window manager does.
        if (!QTest::qWaitForWindowActive(&pane))
            qFatal("The window did not become active");
    }
    [[nodiscard]] QToolButton *button(const QString &name) const
    {
        for (QToolButton *each : view().findChildren<QToolButton *>()) {
            if (each->accessibleName() == name && each->isVisible())
                return each;
        }
        return nullptr;
    }
    void hover(int row) const
    {
        // A mouse reaches only what is on screen.
        const QPoint at = view().visualRect(model.index(row)).intersected(view().viewport()->rect()).center();
        QTest::mouseMove(view().viewport(), at + QPoint(1, 1));
        QTest::mouseMove(view().viewport(), at);
    }
    [[nodiscard]] int rowOfButtons() const { return view().indexAt(buttons->geometry().center()).row(); }
};

} // namespace

class TestMessageButtons : public QObject
{
    Q_OBJECT

private slots:
    void appearOverTheAnswerUnderTheMouse();
    void appearAtTheCurrentAnswer();
    void theKeyboardReachesThem();
    void theKeyboardPassesALinkOnTheWay();
    void aClickChoosesAndASecondTakesBack();
    void mirrorWithTheLayout();
    void stayWithinReachOfALongAnswer_data();
    void stayWithinReachOfALongAnswer();
    void aKeyBringsThemBackFromTheMouse();
    void goWithTheirRow();
    void whatStillGrowsHasNone();
};

void TestMessageButtons::appearOverTheAnswerUnderTheMouse()
{
    Buttons world;
    QVERIFY(!world.buttons->isVisible());
    world.hover(1);
    QTRY_VERIFY(world.button(u"Like"_s) && world.button(u"Dislike"_s));
    QCOMPARE(world.rowOfButtons(), 1);
    world.hover(3);
    QTRY_COMPARE(world.rowOfButtons(), 3);
    world.hover(2); // A question has none.
    QTRY_VERIFY(!world.buttons->isVisible());
    QVERIFY(world.button(u"Like"_s) == nullptr);
    world.hover(1);
    QTRY_VERIFY(world.buttons->isVisible());
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(world.view().viewport(), &leave);
    QTRY_VERIFY(!world.buttons->isVisible());
}

void TestMessageButtons::appearAtTheCurrentAnswer()
{
    Buttons world;
    world.view().setFocus();
    world.view().setCurrentIndex(world.model.index(3));
    QTRY_VERIFY(world.buttons->isVisible());
    QCOMPARE(world.rowOfButtons(), 3);
    QTest::keyClick(&world.view(), Qt::Key_Up);
    QTRY_VERIFY(!world.buttons->isVisible());
    QTest::keyClick(&world.view(), Qt::Key_Up);
    QTRY_VERIFY(world.buttons->isVisible());
    QCOMPARE(world.rowOfButtons(), 1);
    world.view().clearFocus();
    QTRY_VERIFY(!world.buttons->isVisible());
}

void TestMessageButtons::theKeyboardReachesThem()
{
    Buttons world;
    QSignalSpy chosen(world.buttons.get(), &MessageButtons::reactionChosen);
    world.view().setFocus();
    world.view().setCurrentIndex(world.model.index(1));
    QTRY_VERIFY(world.buttons->isVisible());
    QTest::keyClick(&world.view(), Qt::Key_Tab);
    QTRY_VERIFY(world.button(u"Like"_s)->hasFocus());
    QTest::keyClick(world.button(u"Like"_s), Qt::Key_Tab);
    QTRY_VERIFY(world.button(u"Dislike"_s)->hasFocus());
    QTest::keyClick(world.button(u"Dislike"_s), Qt::Key_Space);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().at(0).value<MessageId>().value,
             world.model.index(1).data(MessageListModel::MessageIdRole).toLongLong());
    QCOMPARE(chosen.first().at(1).value<Reaction>(), Reaction::Disliked);
    QTest::keyClick(world.button(u"Dislike"_s), Qt::Key_Escape);
    QTRY_VERIFY(world.view().hasFocus());
    QCOMPARE(world.view().currentIndex().row(), 1);
}

void TestMessageButtons::theKeyboardPassesALinkOnTheWay()
{
    Buttons world(1, u"See [a page](https://a.example/1)."_s);
    world.view().setFocus();
    world.view().setCurrentIndex(world.model.index(1));
    QTRY_VERIFY(world.buttons->isVisible());
    QTest::keyClick(&world.view(), Qt::Key_Tab);
    QVERIFY(world.view().hasFocus());
    QCOMPARE(world.view().accessibleDescription(), u"a page"_s);
    QTest::keyClick(&world.view(), Qt::Key_Tab);
    QTRY_VERIFY(world.button(u"Like"_s)->hasFocus());
    QTest::keyClick(world.button(u"Like"_s), Qt::Key_Tab);
    QTRY_VERIFY(world.button(u"Dislike"_s)->hasFocus());
    QTest::keyClick(world.button(u"Dislike"_s), Qt::Key_Backtab, Qt::ShiftModifier);
    QTRY_VERIFY(world.button(u"Like"_s)->hasFocus());
    QTest::keyClick(world.button(u"Like"_s), Qt::Key_Backtab, Qt::ShiftModifier);
    QTRY_VERIFY(world.view().hasFocus());
}

void TestMessageButtons::aClickChoosesAndASecondTakesBack()
{
    Buttons world;
    connect(world.buttons.get(), &MessageButtons::reactionChosen, &world.messages, &MessageService::react);
    world.hover(3);
    QTRY_VERIFY(world.button(u"Like"_s));
    QVERIFY(!world.button(u"Like"_s)->isChecked());
    QTest::mouseClick(world.button(u"Like"_s), Qt::LeftButton);
    QVERIFY(world.button(u"Like"_s)->isChecked());
    QCOMPARE(world.messages.messages().last().reaction, Reaction::Liked);
    QTRY_COMPARE(world.stored().last().reaction, Reaction::Liked);
    QTest::mouseClick(world.button(u"Dislike"_s), Qt::LeftButton);
    QVERIFY(!world.button(u"Like"_s)->isChecked());
    QTRY_COMPARE(world.stored().last().reaction, Reaction::Disliked);
    QTest::mouseClick(world.button(u"Dislike"_s), Qt::LeftButton);
    QTRY_COMPARE(world.stored().last().reaction, Reaction::None);
    QVERIFY(!world.button(u"Dislike"_s)->isChecked());
    QCOMPARE(world.api.count(FakeChatApi::Method::SetReaction), 3);
    // Refused: the button goes back with the row.
    world.api.failNext(FakeChatApi::Method::SetReaction, FakeChatApi::httpError(ErrorKind::Validation, 422));
    QTest::mouseClick(world.button(u"Like"_s), Qt::LeftButton);
    QVERIFY(world.button(u"Like"_s)->isChecked());
    QTRY_VERIFY(!world.button(u"Like"_s)->isChecked());
}

void TestMessageButtons::mirrorWithTheLayout()
{
    Buttons world;
    world.hover(1);
    QTRY_VERIFY(world.buttons->isVisible());
    const int width = world.view().viewport()->width();
    QVERIFY(world.buttons->geometry().left() > width / 2);
    QVERIFY(world.button(u"Like"_s)->x() < world.button(u"Dislike"_s)->x());
    world.pane.setLayoutDirection(Qt::RightToLeft);
    QTRY_VERIFY(world.buttons->geometry().right() < width / 2);
    QTRY_VERIFY(world.button(u"Like"_s)->x() > world.button(u"Dislike"_s)->x());
}

void TestMessageButtons::stayWithinReachOfALongAnswer_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("mirrored");
    QTest::newRow("wide") << 700 << false;
    QTest::newRow("narrow") << 224 << false;
    QTest::newRow("narrow and mirrored") << 224 << true;
}

/// And no word of it is under them.
void TestMessageButtons::stayWithinReachOfALongAnswer()
{
    QFETCH(const int, width);
    QFETCH(const bool, mirrored);
    Buttons world(1, longText(60));
    world.pane.setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
    world.pane.resize(width, world.pane.height());
    const QModelIndex answer = world.model.index(1);
    QTRY_VERIFY(world.view().visualRect(answer).top() < 0);
    world.hover(1);
    QTRY_VERIFY(world.buttons->isVisible());
    QVERIFY(world.view().viewport()->rect().contains(world.buttons->geometry()));
    const MessageLayout layout =
        world.view().messageDelegate().shown(answer, world.view().viewport()->width()).layout;
    const QRect words = layout.content.translated(world.view().visualRect(answer).topLeft());
    QVERIFY(words.isValid());
    QVERIFY(!world.buttons->geometry().intersects(words));
}

void TestMessageButtons::aKeyBringsThemBackFromTheMouse()
{
    Buttons world;
    world.view().setFocus();
    world.view().setCurrentIndex(world.model.index(3));
    world.hover(1);
    QTRY_COMPARE(world.rowOfButtons(), 1);
    QTest::keyClick(&world.view(), Qt::Key_Tab); // to the buttons of the answer that has the focus
    QTRY_VERIFY(world.button(u"Like"_s)->hasFocus());
    QCOMPARE(world.rowOfButtons(), 3);
}

void TestMessageButtons::goWithTheirRow()
{
    Buttons world;
    world.view().setFocus();
    world.view().setCurrentIndex(world.model.index(1));
    QTRY_VERIFY(world.buttons->isVisible());
    world.button(u"Like"_s)->setFocus();
    world.messages.close();
    QTRY_VERIFY(!world.buttons->isVisible());
    // Nothing to react to, and the focus is not lost with them.
    QTRY_VERIFY(QApplication::focusWidget() == nullptr || QApplication::focusWidget()->isVisible());
}

void TestMessageButtons::whatStillGrowsHasNone()
{
    Buttons world(1);
    Message own;
    own.id = MessageId{-1};
    own.question = u"Mine"_s;
    own.answer = u"So far"_s;
    own.progress = Progress::Answering;
    world.messages.put(world.key(), own);
    QTRY_COMPARE(world.model.rowCount(), 4);
    world.hover(1);
    QTRY_VERIFY(world.buttons->isVisible());
    world.hover(3);
    QTRY_VERIFY(!world.buttons->isVisible());
    Message full = own;
    full.id = MessageId{5000};
    full.progress = Progress::Stored;
    world.messages.renumber(world.key(), own.id, full);
    world.hover(1);
    QTRY_VERIFY(world.buttons->isVisible());
    world.hover(3);
    QTRY_COMPARE(world.rowOfButtons(), 3);
}

QTEST_MAIN(TestMessageButtons)
#include "tst_messagebuttons.moc"
