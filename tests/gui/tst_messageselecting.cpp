// SPDX-License-Identifier: GPL-3.0-or-later
// Selecting text across messages, with real mouse and key events.
#include "gui/messageworld.h"

#include "ui/messageselector.h"
#include "ui/theme.h"

#include <QClipboard>
#include <QDrag>
#include <QGuiApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QTextBlock>
#include <QTimer>

using namespace confab;

namespace {

struct World : MessageWorld
{
    [[nodiscard]] const MarkdownDocument &document(int row) const
    {
        return *view().messageDelegate().shown(model.index(row), view().viewport()->width()).entry->document;
    }
    [[nodiscard]] MessageSelection::Position position(int row, int offset) const
    {
        return {MessageDelegate::key(model.index(row)), offset};
    }
    /// Before the first occurrence of these words in a row, on screen.
    [[nodiscard]] QPoint before(int row, const QString &words) const
    {
        const auto at = int(document(row).toRawText().indexOf(words));
        Q_ASSERT(at >= 0);
        return view().caretRect(position(row, at)).center();
    }
    [[nodiscard]] QPoint after(int row, const QString &words) const
    {
        const auto at = int(document(row).toRawText().indexOf(words) + words.size());
        return view().caretRect(position(row, at)).center();
    }
    void drag(QPoint from, QPoint to) const
    {
        press(from);
        move((from + to) / 2);
        move(to);
        release(to);
    }
    void press(QPoint at, Qt::KeyboardModifiers keys = {}) const
    {
        QTest::mousePress(view().viewport(), Qt::LeftButton, keys, at);
    }
    void move(QPoint at) const
    {
        QMouseEvent event(QEvent::MouseMove, at, view().viewport()->mapToGlobal(at), Qt::NoButton,
                          Qt::LeftButton, {});
        QCoreApplication::sendEvent(view().viewport(), &event);
    }
    void release(QPoint at) const { QTest::mouseRelease(view().viewport(), Qt::LeftButton, {}, at); }
    void key(Qt::Key key, Qt::KeyboardModifiers keys = {}) const { QTest::keyClick(&view(), key, keys); }
    [[nodiscard]] QString selected() const { return view().selector().text(); }
    void ready()
    {
        showReady();
        pane.activateWindow();
        view().setFocus();
        QTRY_VERIFY(view().hasFocus());
        // Two clicks of two steps must not count as a double one.
        QTest::qWait(0);
    }
};

} // namespace

class TestMessageSelecting : public QObject
{
    Q_OBJECT

private slots:
    void positionsAndPointsAgree();
    void dragInOneMessage();
    void dragAcrossMessages();
    void dragBeyondTheEdgeScrolls();
    void doubleAndTripleClick();
    void shiftClickExtends();
    void keysSelect();
    void keysGoOverTheEdge();
    void selectAllAndEscape();
    void staysWhenOlderOnesCome();
    void isPaintedReadably_data();
    void isPaintedReadably();
    void isDraggedOut();
    void aClickOnALinkStillOpens();
};

void TestMessageSelecting::positionsAndPointsAgree()
{
    World world;
    world.addAnswer(
        u"# Title\n\nSome **bold** words\n\n- one\n- two\n\n```\ncode line\n```\n\n| a | b |\n|---|---|\n| cc | dd |\n\nשלום עולם"_s);
    world.ready();
    for (int row = 0; row < 2; ++row) {
        const MarkdownDocument &document = world.document(row);
        for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
            for (int i = 0; i < block.length() - 1; ++i) {
                const int offset = block.position() + i;
                const QModelIndex index = world.model.index(row);
                const int width = world.view().viewport()->width();
                const QRect caret = world.view().messageDelegate().caretRect(index, width, offset);
                QCOMPARE(world.view().messageDelegate().positionAt(index, width, caret.center()), offset);
            }
        }
    }
}

void TestMessageSelecting::dragInOneMessage()
{
    World world;
    world.addAnswer(u"Some **bold words** in a line"_s);
    world.ready();
    QSignalSpy can(&world.pane, &MessagePane::canCopyChanged);
    world.drag(world.before(1, u"ld wo"_s), world.after(1, u"ld wo"_s));
    QCOMPARE(world.selected(), u"ld wo"_s);
    QCOMPARE(world.view().selector().markdown(), u"**ld wo**"_s);
    world.key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"ld wo"_s);
    world.pane.copyMarkdown();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"**ld wo**"_s);
    if (QGuiApplication::clipboard()->supportsSelection())
        QCOMPARE(QGuiApplication::clipboard()->text(QClipboard::Selection), u"ld wo"_s);
    // Backwards, and a click elsewhere lets go.
    world.drag(world.after(1, u"in a"_s), world.before(1, u"words"_s));
    QCOMPARE(world.selected(), u"words in a"_s);
    world.click(world.before(0, u"Question"_s));
    QVERIFY(world.view().selector().selection().isEmpty());
}

void TestMessageSelecting::dragAcrossMessages()
{
    World world;
    world.addAnswer(u"An answer with *stress*\n\nand more"_s);
    world.addAnswer(u"Second answer"_s);
    world.ready();
    world.drag(world.before(0, u"tion 0"_s), world.after(2, u"Quest"_s));
    const QString text = world.selected();
    const QString time = world.model.index(0).data(MessageListModel::TimeTextRole).toString();
    QCOMPARE(text,
             u"Visitor %1\ntion 0\n\nAgent %1\nAn answer with stress\n\nand more\n\nVisitor %1\nQuest"_s.arg(
                 time));
    QCOMPARE(
        world.view().selector().markdown(),
        u"**Visitor** %1\n\ntion 0\n\n**Agent** %1\n\nAn answer with *stress*\n\nand more\n\n**Visitor** %1\n\nQuest"_s
            .arg(time));
    // Upwards from there it is the same.
    world.drag(world.after(2, u"Quest"_s), world.before(0, u"tion 0"_s));
    QCOMPARE(world.selected(), text);
}

void TestMessageSelecting::dragBeyondTheEdgeScrolls()
{
    World world;
    world.addAnswer(longText(30));
    world.addAnswer(longText(30));
    world.ready();
    world.bar().setValue(world.bar().maximum());
    const QPoint start = world.view().viewport()->rect().center();
    const int before = world.bar().value();
    world.press(start);
    world.move(QPoint(start.x(), -60));
    QTRY_VERIFY(world.bar().value() < before - 200 && world.selected().size() > 1000);
    world.release(QPoint(start.x(), -60));
    QVERIFY(world.selected().size() > 1000);
    const int rest = world.bar().value();
    QTest::qWait(50); // three of its steps: it must have stopped
    QCOMPARE(world.bar().value(), rest);
}

void TestMessageSelecting::doubleAndTripleClick()
{
    World world;
    world.addAnswer(u"First paragraph here.\n\nSecond paragraph, longer."_s);
    world.ready();
    const QPoint at = world.before(1, u"graph, longer"_s);
    QTest::mouseClick(world.view().viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(world.view().viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(world.selected(), u"paragraph"_s);
    QTest::mouseClick(world.view().viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(world.selected(), u"Second paragraph, longer."_s);
    // A double click that goes on takes whole words.
    World other;
    other.addAnswer(u"alpha beta gamma delta"_s);
    other.ready();
    const QPoint word = other.before(1, u"ta gamma"_s);
    QTest::mouseDClick(other.view().viewport(), Qt::LeftButton, {}, word);
    other.press(word);
    other.release(word);
    QTest::mouseDClick(other.view().viewport(), Qt::LeftButton, {}, word);
    QCOMPARE(other.selected(), u"beta"_s);
}

void TestMessageSelecting::shiftClickExtends()
{
    World world;
    world.addAnswer(u"one two three four"_s);
    world.ready();
    world.click(world.before(1, u"two"_s));
    QTest::mouseClick(world.view().viewport(), Qt::LeftButton, Qt::ShiftModifier, world.after(1, u"three"_s));
    QCOMPARE(world.selected(), u"two three"_s);
    QTest::mouseClick(world.view().viewport(), Qt::LeftButton, Qt::ShiftModifier, world.before(1, u"one"_s));
    QCOMPARE(world.selected(), u"one "_s);
}

void TestMessageSelecting::keysSelect()
{
    World world;
    world.addAnswer(u"one two three\n\nnext line"_s);
    world.ready();
    world.click(world.before(1, u"two"_s));
    world.key(Qt::Key_Right, Qt::ShiftModifier);
    world.key(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(world.selected(), u"tw"_s);
    world.key(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(world.selected(), u"t"_s);
    world.key(Qt::Key_Right, Qt::ShiftModifier | Qt::ControlModifier);
    QCOMPARE(world.selected(), u"two "_s);
    world.key(Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(world.selected(), u"two three"_s);
    world.key(Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(world.selected(), u"one "_s);
    world.key(Qt::Key_End, Qt::ShiftModifier | Qt::ControlModifier);
    QCOMPARE(world.selected(), u"two three\n\nnext line"_s);
    world.key(Qt::Key_Escape);
    QVERIFY(world.view().selector().selection().isEmpty());
}

void TestMessageSelecting::keysGoOverTheEdge()
{
    World world;
    world.addAnswer(u"first"_s);
    world.addAnswer(u"second"_s);
    world.ready();
    // Without a click, from the start of the current message.
    world.view().setCurrentIndex(world.model.index(1));
    world.key(Qt::Key_Down, Qt::ShiftModifier);
    world.key(Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(world.view().currentIndex().row(), 2);
    const QString text = world.selected();
    QVERIFY2(text.startsWith(u"Agent "_s) && text.contains(u"\nfirst\n\nVisitor "_s) &&
                 text.endsWith(u"\nQuestion 1"_s),
             qPrintable(text));
    world.key(Qt::Key_Home, Qt::ShiftModifier | Qt::ControlModifier);
    QCOMPARE(world.view().currentIndex().row(), 0);
    QCOMPARE(world.selected(), u"Question 0"_s);
    // Moving on without Shift lets go, and Copy means the message again.
    world.key(Qt::Key_Down);
    QVERIFY(world.view().selector().selection().isEmpty());
    world.key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"first"_s);
}

void TestMessageSelecting::selectAllAndEscape()
{
    World world;
    for (int i = 0; i < 30; ++i)
        world.addAnswer(longText(2));
    world.ready();
    world.key(Qt::Key_A, Qt::ControlModifier);
    const auto rows = world.view().selector().selection().rows();
    QVERIFY(rows && rows->first == 0 && rows->second == world.model.rowCount() - 1);
    QCOMPARE(world.selected().count(u"Visitor "_s), world.model.rowCount() / 2);
    world.key(Qt::Key_Escape);
    QVERIFY(!world.view().selector().selection().rows());
}

void TestMessageSelecting::staysWhenOlderOnesCome()
{
    World world;
    for (int i = 0; i < 60; ++i)
        world.addAnswer(u"Answer number %1 with words"_s.arg(i));
    world.ready();
    const int last = world.model.rowCount() - 1;
    const int rows = world.model.rowCount();
    QVERIFY(!world.messages.isComplete());
    world.drag(world.before(last - 2, u"number"_s), world.after(last, u"number 59"_s));
    const QString text = world.selected();
    QVERIFY(text.contains(u"number 58 with words"_s));
    world.messages.loadOlder();
    QTRY_VERIFY(world.model.rowCount() > rows);
    QCOMPARE(world.selected(), text);
    const auto now = world.view().selector().selection().rows();
    QCOMPARE(now->second, world.model.rowCount() - 1);
}

void TestMessageSelecting::isPaintedReadably_data()
{
    QTest::addColumn<QColor>("ground");
    QTest::addColumn<QColor>("ink");
    QTest::newRow("light") << QColor(Qt::white) << QColor(Qt::black);
    QTest::newRow("dark") << QColor(0x18, 0x18, 0x18) << QColor(Qt::white);
}

void TestMessageSelecting::isPaintedReadably()
{
    QFETCH(const QColor, ground);
    QFETCH(const QColor, ink);
    World world;
    world.addAnswer(u"MMMM [MMMM](https://a.example/) MMMM"_s);
    QPalette palette;
    for (const auto role : {QPalette::Window, QPalette::Base})
        palette.setColor(role, ground);
    for (const auto role : {QPalette::Text, QPalette::WindowText})
        palette.setColor(role, ink);
    world.pane.setPalette(palette);
    world.ready();
    world.drag(world.before(1, u"MMMM"_s), world.after(1, u"MMMM MMMM MMMM"_s) - QPoint(1, 0));
    const QRect from = world.view().caretRect(world.position(1, 0));
    const QRect to = world.view().caretRect(world.position(1, int(world.document(1).toRawText().size())));
    const QImage image = world.view()
                             .viewport()
                             ->grab(QRect(from.topLeft(), to.bottomLeft()).adjusted(2, 1, -4, -1))
                             .toImage();
    QHash<QRgb, int> colours;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            ++colours[image.pixel(x, y)];
    }
    QRgb most = 0;
    for (auto it = colours.cbegin(); it != colours.cend(); ++it)
        most = it.value() > colours.value(most) ? it.key() : most;
    // The ground of all that is selected, links too, and an ink that can be read on it.
    const QPalette expected = withReadableSelection(palette);
    const bool active = world.pane.isActiveWindow();
    const auto group = active ? QPalette::Active : QPalette::Inactive;
    QCOMPARE(QColor(most).name(), expected.color(group, QPalette::Highlight).name());
    double strongest = 1;
    for (auto it = colours.cbegin(); it != colours.cend(); ++it)
        strongest = std::max(strongest, contrast(QColor(it.key()), QColor(most)));
    QVERIFY2(strongest >= 4.5, qPrintable(QString::number(strongest)));
}

void TestMessageSelecting::isDraggedOut()
{
    World world;
    world.addAnswer(u"Some **bold words** in a line"_s);
    world.ready();
    world.drag(world.before(1, u"bold"_s), world.after(1, u"words"_s));
    QStringList carried;
    QTimer::singleShot(0, &world.view(), [&] {
        if (const auto *drag = world.view().findChild<QDrag *>()) {
            carried += drag->mimeData()->text();
            carried += QString::fromUtf8(drag->mimeData()->data(u"text/markdown"_s));
        }
        QDrag::cancel();
    });
    const QPoint at = world.after(1, u"bo"_s);
    world.press(at);
    world.move(at + QPoint(0, 40));
    QCOMPARE(carried, (QStringList{u"bold words"_s, u"**bold words**"_s}));
    QCOMPARE(world.selected(), u"bold words"_s);
}

void TestMessageSelecting::aClickOnALinkStillOpens()
{
    World world;
    world.addAnswer(u"Go to [this page](https://a.example/1) now"_s);
    world.ready();
    world.click(world.before(1, u"page"_s));
    QTRY_COMPARE(world.prompts.addresses.size(), 1);
    // From a link the mouse can select too, and then nothing opens.
    world.drag(world.before(1, u"this"_s), world.after(1, u"page"_s));
    QCOMPARE(world.selected(), u"this page"_s);
    QCOMPARE(world.prompts.addresses.size(), 1);
}

QTEST_MAIN(TestMessageSelecting)
#include "tst_messageselecting.moc"
