// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "fakes/fakechatapi.h"
#include "fakes/fakeprompts.h"
#include "models/messagelistmodel.h"
#include "services/citationservice.h"
#include "services/messageservice.h"
#include "ui/linkopener.h"
#include "ui/messagepane.h"
#include "ui/messageview.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QToolTip>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

using Method = FakeChatApi::Method;
using Kind = MessageHit::Kind;

/// The pane on real services and a service in memory.
struct World
{
    FakeChatApi api;
    FakePrompts prompts;
    SystemClock clock;
    MessageService messages{api};
    CitationService citations{api};
    MessageListModel model{messages, clock};
    LinkOpener links{prompts};
    MessagePane pane{messages, model, citations, links};
    ProjectId project;

    World()
    {
        project = api.addProject(7, 3);
        prompts.yes = false;
        pane.resize(700, 500);
    }
    [[nodiscard]] ConversationKey key(int number = 1) const
    {
        return {project, FakeChatApi::session(number)};
    }
    [[nodiscard]] QList<Message> &stored(int number = 1)
    {
        return api.projectData[project].messages[key(number).session];
    }
    void show(int number = 1)
    {
        pane.show();
        pane.showConversation(*api.findConversation(key(number)));
    }
    void showReady(int number = 1)
    {
        show(number);
        QTRY_COMPARE(messages.state(), MessageService::State::Ready);
        QTRY_VERIFY(model.rowCount() > 0 && view().height() > 0);
    }
    [[nodiscard]] MessageView &view() const { return *pane.findChild<MessageView *>(); }
    [[nodiscard]] QScrollBar &bar() const { return *view().verticalScrollBar(); }
    [[nodiscard]] QString sentence() const
    {
        const auto *page = pane.findChild<QWidget *>(u"messageSentencePage"_s);
        return page->isVisible() ? pane.findChild<QLabel *>(u"messageSentence"_s)->text() : QString();
    }
    [[nodiscard]] QPushButton &action() const { return *pane.findChild<QPushButton *>(u"messageAction"_s); }
    void addAnswer(const QString &answer, const QList<CitationId> &sources = {})
    {
        Message message;
        message.id = MessageId{1000 + stored().size()};
        message.question = u"Question %1"_s.arg(stored().size());
        message.answer = answer;
        message.createdAt = QDateTime(QDate(2026, 3, 2), QTime(9, 30), Qt::UTC);
        message.citations = sources;
        message.requestSource = u"web"_s;
        stored().append(message);
    }
    /// A point of the viewport where the row has this; (-1, -1) where it has none.
    [[nodiscard]] QPoint find(int row, Kind kind) const
    {
        const QModelIndex index = model.index(row);
        const QRect rect = view().visualRect(index).intersected(view().viewport()->rect());
        const QPoint origin = view().visualRect(index).topLeft();
        for (int y = rect.top(); y <= rect.bottom(); y += 3) {
            for (int x = rect.left(); x <= rect.right(); x += 3) {
                if (view()
                        .messageDelegate()
                        .hit(index, view().viewport()->width(), QPoint(x, y) - origin)
                        .kind == kind)
                    return {x, y};
            }
        }
        return {-1, -1};
    }
    void click(QPoint where) const { QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, where); }
};

QString longText(int paragraphs)
{
    return u"A paragraph that is long enough to need more than one line in a window of this width, mostly.\n\n"_s
        .repeated(paragraphs);
}

} // namespace

class TestMessagePane : public QObject
{
    Q_OBJECT

private slots:
    void eachStateHasWords();
    void failedOffersRetry();
    void goneIsSaid();
    void severalSelected();
    void titleAndFacts();
    void theSameConversationIsNotReadTwice();
    void opensAtTheBottomWithOneCall();
    void loadsOlderUntilFilled();
    void olderComeWithoutAJump();
    void olderThatFailAreNotAskedForeverAndCanBeRetried();
    void widthsAndFontsKeepThePlace();
    void staysAtTheBottom();
    void onlyRowsNearTheScreenAreLaidOut();
    void sourcesAreAskedOnceAndOnlyOnScreen();
    void titlesMoveNothing();
    void removedSourceSaysSo();
    void clickOnALinkAsksWithItsAddress();
    void clickOnASourceOpensIt();
    void copyButtonCopiesTheCode();
    void copiesAsTextAndAsMarkdown();
    void keysReachEverything();
    void toolTips();
    void showMoreShowsMore();
    void colourFollowsThePalette();
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

void TestMessagePane::onlyRowsNearTheScreenAreLaidOut()
{
    World world;
    world.api.messagesPerPage = 2000;
    for (int i = 0; i < 2000; ++i)
        world.addAnswer(longText(2));
    world.showReady();
    const auto measured = [&world] {
        int count = 0;
        for (int row = 0; row < world.model.rowCount(); ++row)
            count += world.view().heights().isMeasured(row) ? 1 : 0;
        return count;
    };
    QCOMPARE(world.model.rowCount(), 4000);
    QVERIFY2(measured() < 40, qPrintable(QString::number(measured())));
    world.pane.resize(650, 500);
    QVERIFY(measured() < 40);
    for (int value = world.bar().maximum(); value > world.bar().maximum() / 2;
         value -= world.bar().maximum() / 200)
        world.bar().setValue(value);
    QVERIFY(world.view().messageDelegate().cache().count() <= MessageDocumentCache::maxDocuments);
}

void TestMessagePane::sourcesAreAskedOnceAndOnlyOnScreen()
{
    World world;
    for (int i = 1; i <= 20; ++i)
        world.addAnswer(longText(4), {CitationId{i}, CitationId{500}});
    world.showReady();
    QTRY_VERIFY(world.api.count(Method::Citation) > 0);
    QTest::qWait(10);
    const int first = world.api.count(Method::Citation);
    QVERIFY2(first < 10, qPrintable(QString::number(first)));
    for (int pass = 0; pass < 3; ++pass) {
        for (int value = world.bar().maximum(); value >= 0; value -= 100) {
            world.bar().setValue(value);
            QCoreApplication::processEvents();
        }
        world.bar().setValue(0);
        QTest::qWait(10);
    }
    QHash<qint64, int> asked;
    for (const auto &call : world.api.callsTo(Method::Citation))
        ++asked[call.id];
    QCOMPARE(asked.size(), 21);
    for (const int times : std::as_const(asked))
        QCOMPARE(times, 1); // Though the fake has none of them, so that all were removed.
}

void TestMessagePane::titlesMoveNothing()
{
    World world;
    world.api.projectData[world.project].citations[CitationId{5}] = {
        CitationId{5}, QString(200, u'W'), {}, {}};
    world.addAnswer(u"Short."_s, {CitationId{5}});
    world.api.projectData[world.project].settings = {};
    world.showReady();
    const QRect before = world.view().visualRect(world.model.index(1));
    const QImage loading = world.view().viewport()->grab().toImage();
    QTRY_COMPARE(world.citations.state(world.project, CitationId{5}), CitationService::State::Known);
    QCoreApplication::processEvents();
    QCOMPARE(world.view().visualRect(world.model.index(1)), before);
    QCOMPARE(world.view().messageDelegate().chip(5).title, QString(200, u'W'));
}

void TestMessagePane::removedSourceSaysSo()
{
    World world;
    world.addAnswer(u"Short."_s, {CitationId{99}});
    world.showReady();
    QTRY_COMPARE(world.view().messageDelegate().chip(99).state, MessageChip::State::Removed);
    QCOMPARE(world.view().messageDelegate().chip(99).text(1), u"[1] Source was removed"_s);
    world.click(world.find(1, Kind::Chip));
    QVERIFY(world.prompts.addresses.isEmpty());
}

void TestMessagePane::clickOnALinkAsksWithItsAddress()
{
    World world;
    world.addAnswer(u"See [https://good.example](https://other.example/x) or [bad](javascript:alert(1))."_s);
    world.showReady();
    const QPoint link = world.find(1, Kind::Link);
    QVERIFY(link.x() >= 0);
    QTest::mouseMove(world.view().viewport(), link);
    QTRY_COMPARE(world.view().viewport()->cursor().shape(), Qt::PointingHandCursor);
    world.click(link);
    QCOMPARE(world.prompts.addresses.size(), 1);
    QCOMPARE(world.prompts.addresses.first().address, QUrl(u"https://other.example/x"_s));
    QCOMPARE(world.prompts.addresses.first().shownText, u"https://good.example"_s);
    // Pressing on a link and letting go elsewhere opens nothing.
    QTest::mousePress(world.view().viewport(), Qt::LeftButton, {}, link);
    QTest::mouseRelease(world.view().viewport(), Qt::LeftButton, {}, QPoint(2, 2));
    QTest::qWait(0);
    QCOMPARE(world.prompts.addresses.size(), 1);
}

void TestMessagePane::clickOnASourceOpensIt()
{
    World world;
    world.api.projectData[world.project].citations[CitationId{5}] = {
        CitationId{5}, u"Guide"_s, {}, QUrl(u"https://docs.example/guide"_s)};
    world.addAnswer(u"As written :cit[1/1] there."_s, {CitationId{5}});
    world.showReady();
    QTRY_COMPARE(world.view().messageDelegate().chip(5).state, MessageChip::State::Open);
    world.click(world.find(1, Kind::Chip));
    QCOMPARE(world.prompts.addresses.size(), 1);
    QCOMPARE(world.prompts.addresses.first().address, QUrl(u"https://docs.example/guide"_s));
    QCOMPARE(world.prompts.addresses.first().shownText, u"Guide"_s);
    QTest::qWait(0);
    const QPoint reference = world.find(1, Kind::Reference);
    QVERIFY(reference.x() >= 0);
    QTRY_VERIFY((world.click(reference), world.prompts.addresses.size() == 2));
}

void TestMessagePane::copyButtonCopiesTheCode()
{
    World world;
    world.addAnswer(u"Run\n\n```\nfirst\n```\n\nthen\n\n```\n  second <b>\nline\n```"_s);
    world.showReady();
    QList<QPoint> buttons;
    const QModelIndex index = world.model.index(1);
    const QRect rect = world.view().visualRect(index);
    for (int y = rect.top(); y < rect.bottom(); y += 2) {
        for (int x = rect.left(); x < rect.right(); x += 4) {
            const auto hit = world.view().messageDelegate().hit(index, world.view().viewport()->width(),
                                                                QPoint(x, y) - rect.topLeft());
            if (hit.kind == Kind::CopyCode && hit.number == buttons.size())
                buttons.append({x, y});
        }
    }
    QCOMPARE(buttons.size(), 2);
    world.click(buttons.at(1));
    QCOMPARE(QGuiApplication::clipboard()->text(), u"  second <b>\nline"_s);
    world.click(buttons.at(0));
    QCOMPARE(QGuiApplication::clipboard()->text(), u"first"_s);
    // The button is drawn where the pointer is, and nowhere else.
    world.view().setCurrentIndex({});
    QTest::mouseMove(world.view().viewport(), QPoint(2, 2));
    QTRY_VERIFY(!world.view().viewport()->testAttribute(Qt::WA_SetCursor));
}

void TestMessagePane::copiesAsTextAndAsMarkdown()
{
    World world;
    const QString markdown = u"# Title\n\n**Bold** [link](https://a.example/)\n\n- one\n- two"_s;
    world.addAnswer(markdown);
    world.showReady();
    QSignalSpy can(&world.pane, &MessagePane::canCopyChanged);
    world.view().setFocus();
    world.view().setCurrentIndex(world.model.index(1));
    QCOMPARE(can.size(), 1);
    QCOMPARE(can.first().first().toBool(), true);
    QTest::keyClick(&world.view(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"Title\n\nBold link\n\n- one\n- two"_s);
    world.pane.copyMarkdown();
    QCOMPARE(QGuiApplication::clipboard()->text(), markdown);
    QTest::keyClick(&world.view(), Qt::Key_A, Qt::ControlModifier);
    world.pane.copyText();
    const QString both = QGuiApplication::clipboard()->text();
    QVERIFY2(both.startsWith(u"Visitor "_s), qPrintable(both));
    QVERIFY(both.contains(u"\nQuestion 0\n\nAgent "_s));
    QVERIFY(both.endsWith(u"\nTitle\n\nBold link\n\n- one\n- two"_s));
    world.pane.showSelectionCount(3);
    QCOMPARE(can.last().first().toBool(), false);
    QGuiApplication::clipboard()->clear();
    world.pane.copyText();
    QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
}

void TestMessagePane::keysReachEverything()
{
    World world;
    world.api.projectData[world.project].citations[CitationId{5}] = {
        CitationId{5}, u"R&D"_s, {}, QUrl(u"https://docs.example/"_s)};
    world.addAnswer(u"[one](https://a.example/1)\n\n```\ncode\n```"_s, {CitationId{5}});
    world.showReady();
    QTRY_COMPARE(world.view().messageDelegate().chip(5).state, MessageChip::State::Open);
    world.view().setFocus();
    world.view().setCurrentIndex(world.model.index(0));
    QTest::keyClick(&world.view(), Qt::Key_Down);
    QCOMPARE(world.view().currentIndex().row(), 1);
    QTest::keyClick(&world.view(), Qt::Key_Return);
    auto *menu = world.view().findChild<QMenu *>(u"messageMenu"_s);
    QVERIFY(menu);
    QTRY_VERIFY(menu->isVisible());
    QStringList names;
    for (const QAction *action : menu->actions()) {
        if (!action->isSeparator())
            names += action->objectName();
    }
    QCOMPARE(names, (QStringList{u"copyText"_s, u"copyMarkdown"_s, u"copyCode"_s, u"openLink"_s,
                                 u"copyLink"_s, u"openSource"_s}));
    QVERIFY(menu->findChild<QAction *>(u"openSource"_s)->text().contains(u"R&&D"_s));
    menu->findChild<QAction *>(u"copyCode"_s)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"code"_s);
    menu->findChild<QAction *>(u"copyLink"_s)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"https://a.example/1"_s);
    menu->findChild<QAction *>(u"openLink"_s)->trigger();
    QCOMPARE(world.prompts.addresses.last().address, QUrl(u"https://a.example/1"_s));
    QTest::qWait(0);
    menu->findChild<QAction *>(u"openSource"_s)->trigger();
    QCOMPARE(world.prompts.addresses.last().address, QUrl(u"https://docs.example/"_s));
    menu->close();
    QTRY_VERIFY(!world.view().findChild<QMenu *>(u"messageMenu"_s));
}

void TestMessagePane::toolTips()
{
    World world;
    world.addAnswer(u"[x](https://real.example/<b>)"_s);
    world.showReady();
    const auto tip = [&world](QPoint at) {
        QToolTip::hideText();
        QHelpEvent event(QEvent::ToolTip, at, world.view().viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(world.view().viewport(), &event);
        return QToolTip::text();
    };
    const QString time = tip(world.find(1, Kind::Meta));
    const QString full = world.model.index(1).data(MessageListModel::FullTimeTextRole).toString();
    QVERIFY2(time.contains(full.toHtmlEscaped()), qPrintable(time));
    World linked;
    linked.addAnswer(u"[x](https://real.example/a)"_s);
    linked.showReady();
    const QPoint at = linked.find(1, Kind::Link);
    QHelpEvent event(QEvent::ToolTip, at, linked.view().viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(linked.view().viewport(), &event);
    QVERIFY(QToolTip::text().contains(u"https://real.example/a"_s));
    QToolTip::hideText();
}

void TestMessagePane::showMoreShowsMore()
{
    World world;
    world.addAnswer(longText(1000));
    world.showReady();
    const QModelIndex index = world.model.index(1);
    const int height = world.view().visualRect(index).height();
    world.bar().setValue(world.bar().maximum());
    const QPoint more = world.find(1, Kind::More);
    QVERIFY(more.x() >= 0);
    const int top = world.view().visualRect(index).top();
    world.click(more);
    QTRY_VERIFY(world.view().visualRect(index).height() > height * 3 / 2);
    Q_UNUSED(top)
    // Copying gives the whole message in any case.
    world.view().setCurrentIndex(index);
    QVERIFY(world.view().textToCopy().size() > 80000);
}

void TestMessagePane::colourFollowsThePalette()
{
    World world;
    world.addAnswer(u"Text"_s);
    world.showReady();
    const auto bubble = [&world] {
        const QImage image = world.view().viewport()->grab().toImage();
        const auto shown =
            world.view().messageDelegate().shown(world.model.index(1), world.view().viewport()->width());
        const QPoint corner = shown.layout.bubble.topLeft() + QPoint(12, 3) +
                              world.view().visualRect(world.model.index(1)).topLeft();
        return image.pixelColor(corner);
    };
    QCOMPARE(bubble(), Theme::of(world.pane.palette()).agentBubble);
    QPalette dark;
    dark.setColor(QPalette::Window, QColor(0x20, 0x20, 0x20));
    dark.setColor(QPalette::Base, QColor(0x10, 0x10, 0x10));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        dark.setColor(role, Qt::white);
    world.pane.setPalette(dark);
    QCOMPARE(bubble(), Theme::of(dark).agentBubble);
    QVERIFY(Theme::of(dark).dark);
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
