// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/manualclock.h"
#include "ui/banner.h"

#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace confab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Window : QWidget
{
    Window()
    {
        auto *layout = new QVBoxLayout(this);
        layout->addWidget(banner = new Banner(clock, this));
        layout->addWidget(field = new QLineEdit(this));
        resize(900, 200);
        show();
        activateWindow();
        field->setFocus();
    }

    [[nodiscard]] QString text() const { return banner->findChild<QLabel *>(u"bannerText"_s)->text(); }
    [[nodiscard]] QPushButton *action(int index) const
    {
        return banner->findChild<QPushButton *>(u"bannerAction%1"_s.arg(index));
    }

    ManualClock clock;
    Banner *banner;
    QLineEdit *field;
};

Notice passing(const QString &id, const QString &text = u"Saved"_s)
{
    return {id, Notice::Kind::Info, text, {}};
}

Notice lasting(const QString &id, const QString &text = u"It failed."_s)
{
    Notice notice{id, Notice::Kind::Error, text, u"Try again."_s};
    notice.lasting = true;
    return notice;
}

} // namespace

class TestBanner : public QObject
{
    Q_OBJECT

private slots:
    void hiddenUntilThereIsSomethingToSay();
    void passingNoticeGoesAfterTenSeconds();
    void lastingNoticeStaysUntilClosed();
    void pointerStopsTheTime();
    void focusStopsTheTime();
    void lastingNoticeComesBackAfterAPassingOne();
    void anOfferIsNotCoveredByWhatOnlyTells();
    void kindsDifferInWordAndIcon();
    void actionsRunAndClose();
    void mayPostAgainFromAnAction();
    void newWordsMoveNoFocus();
    void focusGoesBackWhenItCloses();
    void showsHowFarItIs();
    void announcesWhatIsNew();
    void textIsPlain();
    void buttonsGoUnderTheWordsWhereItIsNarrow();
};

void TestBanner::hiddenUntilThereIsSomethingToSay()
{
    Window window;
    QVERIFY(window.banner->isHidden());
    QCOMPARE(window.banner->accessibleName(), u"Notification"_s);
    window.banner->post(passing(u"a"_s));
    QVERIFY(window.banner->isVisible());
    QCOMPARE(window.banner->current(), u"a"_s);
    window.banner->withdraw(u"a"_s);
    QVERIFY(window.banner->isHidden());
}

void TestBanner::passingNoticeGoesAfterTenSeconds()
{
    Window window;
    window.banner->post(passing(u"a"_s));
    window.clock.advance(9999ms);
    QVERIFY(window.banner->isVisible());
    window.clock.advance(1ms);
    QVERIFY(window.banner->isHidden());
    QVERIFY(!window.banner->holds(u"a"_s));
}

void TestBanner::lastingNoticeStaysUntilClosed()
{
    Window window;
    bool dismissed = false;
    Notice notice = lasting(u"a"_s);
    notice.dismissed = [&dismissed] { dismissed = true; };
    window.banner->post(notice);
    window.clock.advance(1h);
    QVERIFY(window.banner->isVisible());
    QTest::mouseClick(window.banner->findChild<QToolButton *>(u"bannerClose"_s), Qt::LeftButton);
    QVERIFY(window.banner->isHidden());
    QVERIFY(dismissed);
}

void TestBanner::pointerStopsTheTime()
{
    Window window;
    window.banner->post(passing(u"a"_s));
    window.clock.advance(6s);
    window.banner->setAttribute(Qt::WA_UnderMouse, true);
    QEnterEvent enter(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5));
    QCoreApplication::sendEvent(window.banner, &enter);
    window.clock.advance(1min);
    QVERIFY2(window.banner->isVisible(), "it went from under the pointer");
    window.banner->setAttribute(Qt::WA_UnderMouse, false);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(window.banner, &leave);
    window.clock.advance(3999ms);
    QVERIFY(window.banner->isVisible());
    window.clock.advance(1ms);
    QVERIFY(window.banner->isHidden());
}

void TestBanner::focusStopsTheTime()
{
    Window window;
    QVERIFY(QTest::qWaitForWindowActive(&window));
    Notice notice = passing(u"a"_s);
    notice.actions = {{u"Undo"_s, {}}};
    window.banner->post(notice);
    window.action(0)->setFocus();
    QCoreApplication::processEvents();
    window.clock.advance(1min);
    QVERIFY(window.banner->isVisible());
    window.field->setFocus();
    QCoreApplication::processEvents();
    window.clock.advance(10s);
    QVERIFY(window.banner->isHidden());
}

void TestBanner::lastingNoticeComesBackAfterAPassingOne()
{
    Window window;
    QSignalSpy changes(window.banner, &Banner::currentChanged);
    window.banner->post(lasting(u"failed"_s));
    window.banner->post(passing(u"saved"_s));
    QCOMPARE(window.banner->current(), u"saved"_s);
    QVERIFY(window.banner->holds(u"failed"_s));
    window.clock.advance(10s);
    QCOMPARE(window.banner->current(), u"failed"_s);
    QCOMPARE(window.text(), u"It failed."_s);
    window.banner->withdraw(u"failed"_s);
    QVERIFY(window.banner->isHidden());
    QCOMPARE(changes.size(), 4);
}

void TestBanner::anOfferIsNotCoveredByWhatOnlyTells()
{
    Window window;
    Notice offer{u"undo"_s, Notice::Kind::Pending, u"1 conversation deleted"_s, {}};
    offer.lasting = true;
    window.banner->post(offer);
    QSignalSpy announced(window.banner, &Banner::announced);
    Notice run{u"run"_s, Notice::Kind::Info, u"Deleting 3 conversations"_s, {}};
    run.lasting = true;
    window.banner->post(run);
    window.banner->post({u"done"_s, Notice::Kind::Success, u"Deleted for good"_s, {}});
    QCOMPARE(window.banner->current(), u"undo"_s);
    QCOMPARE(window.text(), u"1 conversation deleted"_s);
    QCOMPARE(announced.count(), 0);
    // What failed comes up, and is not covered by news either while there is an offer below.
    window.banner->post(lasting(u"error"_s));
    QCOMPARE(window.banner->current(), u"error"_s);
    window.banner->post(passing(u"news"_s));
    QCOMPARE(window.banner->current(), u"error"_s);
    window.banner->withdraw(u"error"_s);
    QCOMPARE(window.banner->current(), u"undo"_s);
    window.banner->withdraw(u"undo"_s);
    QCOMPARE(window.banner->current(), u"news"_s);
    QVERIFY(announced.last().first().toString().contains(u"Saved"_s));
    window.clock.advance(10s);
    QCOMPARE(window.banner->current(), u"run"_s);
}

void TestBanner::kindsDifferInWordAndIcon()
{
    Window window;
    QStringList words;
    QList<QImage> icons;
    for (const auto kind :
         {Notice::Kind::Info, Notice::Kind::Success, Notice::Kind::Warning, Notice::Kind::Error}) {
        window.banner->post({u"a"_s, kind, u"Text"_s, {}});
        const QString word = window.banner->findChild<QLabel *>(u"bannerWord"_s)->text();
        QVERIFY(!word.isEmpty() && !words.contains(word));
        words << word;
        // Shapes, not colours: what is opaque differs.
        const QImage icon = window.banner->findChild<QLabel *>(u"bannerIcon"_s)
                                ->pixmap(Qt::ReturnByValue)
                                .toImage()
                                .convertToFormat(QImage::Format_Alpha8);
        QVERIFY(!icons.contains(icon));
        icons << icon;
    }
}

void TestBanner::actionsRunAndClose()
{
    Window window;
    int undone = 0;
    int copied = 0;
    Notice notice = lasting(u"a"_s);
    notice.actions = {{u"Undo"_s, [&undone] { ++undone; }},
                      {u"Copy details"_s, [&copied] { ++copied; }, true}};
    window.banner->post(notice);
    QCOMPARE(window.action(0)->accessibleName(), u"Undo"_s);
    QTest::mouseClick(window.action(1), Qt::LeftButton);
    QCOMPARE(copied, 1);
    QVERIFY2(window.banner->isVisible(), "copying the details is no answer");
    QTest::mouseClick(window.action(0), Qt::LeftButton);
    QCOMPARE(undone, 1);
    QVERIFY(window.banner->isHidden());
}

void TestBanner::mayPostAgainFromAnAction()
{
    Window window;
    Notice notice = lasting(u"a"_s);
    notice.actions = {
        {u"Retry"_s, [&window] { window.banner->post(lasting(u"a"_s, u"It failed again."_s)); }}};
    window.banner->post(notice);
    QTest::mouseClick(window.action(0), Qt::LeftButton);
    QCOMPARE(window.text(), u"It failed again."_s);
    QVERIFY(window.banner->isVisible());
}

void TestBanner::newWordsMoveNoFocus()
{
    Window window;
    QVERIFY(QTest::qWaitForWindowActive(&window));
    Notice notice = lasting(u"run"_s, u"Deleting 1 of 3"_s);
    notice.actions = {{u"Cancel"_s, {}, true}};
    window.banner->post(notice);
    QCOMPARE(window.focusWidget(), window.field);
    window.action(0)->setFocus();
    notice.text = u"Deleting 2 of 3"_s;
    window.banner->post(notice);
    QCOMPARE(window.focusWidget(), window.action(0));
    QCOMPARE(window.text(), u"Deleting 2 of 3"_s);
    QTest::mouseClick(window.action(0), Qt::LeftButton);
    QCOMPARE(window.focusWidget(), window.action(0));
}

void TestBanner::focusGoesBackWhenItCloses()
{
    Window window;
    QVERIFY(QTest::qWaitForWindowActive(&window));
    Notice notice = lasting(u"a"_s);
    notice.actions = {{u"Retry"_s, {}}};
    window.banner->post(notice);
    window.action(0)->setFocus();
    QTest::keyClick(window.action(0), Qt::Key_Space);
    QVERIFY(window.banner->isHidden());
    QCOMPARE(window.focusWidget(), window.field);
}

void TestBanner::showsHowFarItIs()
{
    Window window;
    Notice notice = lasting(u"run"_s, u"Deleting 37 of 100"_s);
    notice.progress = Notice::Progress{37, 100};
    window.banner->post(notice);
    const auto *bar = window.banner->findChild<QProgressBar *>();
    QVERIFY(bar->isVisible());
    QCOMPARE(bar->value(), 37);
    QCOMPARE(bar->maximum(), 100);
    window.banner->post(lasting(u"other"_s));
    QVERIFY(!bar->isVisible());
}

void TestBanner::announcesWhatIsNew()
{
    Window window;
    QSignalSpy said(window.banner, &Banner::announced);
    Notice notice = lasting(u"run"_s, u"Deleting 1 of 3"_s);
    notice.hint.clear();
    notice.progress = Notice::Progress{1, 3};
    window.banner->post(notice);
    QCOMPARE(said.size(), 1);
    QCOMPARE(said.last().first().toString(), u"Problem: Deleting 1 of 3"_s);
    // A count that goes on would talk without end.
    notice.text = u"Deleting 2 of 3"_s;
    notice.progress = Notice::Progress{2, 3};
    window.banner->post(notice);
    QCOMPARE(said.size(), 1);
    QCOMPARE(window.banner->accessibleDescription(), u"Problem: Deleting 2 of 3"_s);
    window.banner->post(passing(u"b"_s));
    QCOMPARE(said.size(), 2);
}

void TestBanner::textIsPlain()
{
    Window window;
    Notice notice = lasting(u"a"_s, u"<h1>x</h1><img src='file:///nonexistent/fifo'>"_s);
    notice.hint = u"<b>y</b>"_s;
    notice.actions = {{u"Q&A"_s, {}}};
    window.banner->post(notice);
    const auto labels = window.banner->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        QCOMPARE(label->textFormat(), Qt::PlainText);
    QCOMPARE(window.action(0)->text(), u"Q&&A"_s);
}

void TestBanner::buttonsGoUnderTheWordsWhereItIsNarrow()
{
    Window window;
    Notice notice = lasting(u"a"_s, u"The conversations could not be loaded."_s);
    notice.actions = {{u"Retry"_s, {}}, {u"Copy details"_s, {}}};
    window.banner->post(notice);
    const auto *text = window.banner->findChild<QLabel *>(u"bannerText"_s);
    const auto *actions = window.banner->findChild<QWidget *>(u"bannerActions"_s);
    window.resize(1200, 200);
    QTRY_VERIFY(actions->geometry().left() > text->geometry().right());
    window.resize(380, 200);
    QTRY_VERIFY(actions->geometry().top() > text->geometry().bottom());
    QVERIFY(window.banner->rect().contains(actions->geometry()));
}

QTEST_MAIN(TestBanner)
#include "tst_banner.moc"
