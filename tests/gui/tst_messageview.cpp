// SPDX-License-Identifier: GPL-3.0-or-later
#include "messageworld.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QSignalSpy>
#include <QToolTip>

using namespace confab;
using namespace Qt::StringLiterals;
using World = MessageWorld;
using Method = FakeChatApi::Method;
using Kind = MessageHit::Kind;

class TestMessageView : public QObject
{
    Q_OBJECT

private slots:
    void onlyRowsNearTheScreenAreLaidOut();
    void sourcesAreAskedOnceAndOnlyOnScreen();
    void sourcesThatWereForgottenAreAskedAgain();
    void titlesMoveNothing();
    void removedSourceSaysSo();
    void clickOnALinkAsksWithItsAddress();
    void clickOnASourceTellsOfIt();
    void copyButtonCopiesTheCode();
    void copiesAsTextAndAsMarkdown();
    void keysReachEverything();
    void toolTips();
    void showMoreShowsMore();
    void colourFollowsThePalette();
};

void TestMessageView::onlyRowsNearTheScreenAreLaidOut()
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

void TestMessageView::sourcesAreAskedOnceAndOnlyOnScreen()
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

void TestMessageView::sourcesThatWereForgottenAreAskedAgain()
{
    World world;
    world.addAnswer(u"Short."_s, {CitationId{5}});
    world.api.projectData[world.project].citations[CitationId{5}] = {CitationId{5}, u"Guide"_s, {}, {}};
    world.showReady();
    QTRY_COMPARE(world.citations.state(world.project, CitationId{5}), CitationService::State::Known);
    // Signing out forgets them; the next person opens the same conversation.
    world.citations.clear();
    world.pane.showConversation({});
    world.show();
    QTRY_COMPARE(world.citations.state(world.project, CitationId{5}), CitationService::State::Known);
    QCOMPARE(world.api.count(Method::Citation), 2);

    // So does an answer that never came.
    world.citations.clear();
    world.pane.showConversation({});
    world.api.failNext(Method::Citation, Error{ErrorKind::Cancelled, 0, {}, {}, {}});
    world.show();
    QTRY_VERIFY(world.api.count(Method::Citation) >= 3 && !world.citations.isLoading());
    QCOMPARE(world.citations.state(world.project, CitationId{5}), CitationService::State::Unknown);
    world.pane.resize(world.pane.width() + 40, world.pane.height());
    QTRY_COMPARE(world.citations.state(world.project, CitationId{5}), CitationService::State::Known);
    QCOMPARE(world.api.count(Method::Citation), 4);
}

void TestMessageView::titlesMoveNothing()
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

void TestMessageView::removedSourceSaysSo()
{
    World world;
    world.addAnswer(u"Short."_s, {CitationId{99}});
    world.showReady();
    QTRY_COMPARE(world.view().messageDelegate().chip(99).state, MessageChip::State::Removed);
    QCOMPARE(world.view().messageDelegate().chip(99).text(1), u"[1] Source was removed"_s);
    world.click(world.find(1, Kind::Chip));
    QVERIFY(world.prompts.addresses.isEmpty());
}

void TestMessageView::clickOnALinkAsksWithItsAddress()
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

void TestMessageView::clickOnASourceTellsOfIt()
{
    World world;
    world.api.projectData[world.project].citations[CitationId{5}] = {
        CitationId{5}, u"Guide"_s, {}, QUrl(u"https://docs.example/guide"_s)};
    world.addAnswer(u"As written :cit[1/1] there."_s, {CitationId{5}});
    world.showReady();
    QTRY_COMPARE(world.view().messageDelegate().chip(5).state, MessageChip::State::Open);
    QCOMPARE(world.view().messageDelegate().chip(5).host, u"docs.example"_s);
    QSignalSpy wanted(&world.view(), &MessageView::sourceWanted);
    const QPoint chip = world.find(1, Kind::Chip);
    world.click(chip);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().at(0).toModelIndex().row(), 1);
    QCOMPARE(wanted.first().at(1).toInt(), 0);
    QVERIFY(wanted.first().at(2).toRect().contains(chip));
    const QPoint reference = world.find(1, Kind::Reference);
    QVERIFY(reference.x() >= 0);
    world.click(reference);
    QCOMPARE(wanted.size(), 2);
    QCOMPARE(wanted.last(), wanted.first());
    QVERIFY(world.prompts.addresses.isEmpty());
}

void TestMessageView::copyButtonCopiesTheCode()
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

void TestMessageView::copiesAsTextAndAsMarkdown()
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

void TestMessageView::keysReachEverything()
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
    QSignalSpy wanted(&world.view(), &MessageView::sourceWanted);
    menu->findChild<QAction *>(u"openSource"_s)->trigger();
    QCOMPARE(wanted.size(), 1);
    menu->close();
    QTRY_VERIFY(!world.view().findChild<QMenu *>(u"messageMenu"_s));
}

void TestMessageView::toolTips()
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

void TestMessageView::showMoreShowsMore()
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

void TestMessageView::colourFollowsThePalette()
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

QTEST_MAIN(TestMessageView)
#include "tst_messageview.moc"
