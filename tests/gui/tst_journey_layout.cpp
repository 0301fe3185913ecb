// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/version.h"
#include "gui/journey.h"

#include <QHeaderView>
#include <QLabel>
#include <QScopeGuard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabWidget>
#include <QWheelEvent>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

SandboxOptions small()
{
    SandboxOptions options;
    options.conversations = 30;
    options.conversationsPerPage = 50;
    return options;
}

QString describe(const QWidget *widget)
{
    return QString::fromLatin1(widget->metaObject()->className()) + u" \""_s + widget->accessibleName() +
           u"\" "_s + widget->objectName();
}

} // namespace

/// Where things stand, what has the keyboard, and what is remembered of it.
class TestJourneyLayout : public QObject
{
    Q_OBJECT

private slots:
    void remembersWhereTheListStood();
    void tabFollowsTheEye_data();
    void tabFollowsTheEye();
    void startsInTheList();
    void settlesOnceEverythingIsThere();
    void givesDatesTheRoomTheyNeed();
    void putsCaptionsBesideTheirFields_data();
    void putsCaptionsBesideTheirFields();
    void tellsItsSettingsAndVersion();
};

void TestJourneyLayout::remembersWhereTheListStood()
{
    SandboxOptions options;
    options.conversations = 90;
    options.conversationsPerPage = 100;
    Journey journey(options);
    QVERIFY(journey.signIn());
    const auto top = [&journey] { return journey.list()->indexAt(QPoint(20, 0)).row(); };
    journey.click(3);
    QVERIFY(journey.waitLoaded());
    const QPoint middle = journey.list()->viewport()->rect().center();
    QWheelEvent wheel(middle, journey.list()->viewport()->mapToGlobal(middle), QPoint(0, -700),
                      QPoint(0, -960), {}, {}, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(journey.list()->viewport(), &wheel);
    QTRY_VERIFY(top() > 5);
    const int before = top();
    const QStringList selected = journey.selectedRows();

    QVERIFY(journey.restart());
    QTRY_COMPARE(top(), before);
    QCOMPARE(journey.selectedRows(), selected);

    // At the very top it stays there, so that what is new comes into sight.
    journey.list()->setFocus();
    Journey::press(Qt::Key_Home);
    QTRY_COMPARE(top(), 0);
    QVERIFY(journey.restart());
    QCOMPARE(journey.list()->verticalScrollBar()->value(), 0);
}

void TestJourneyLayout::tabFollowsTheEye_data()
{
    QTest::addColumn<bool>("mirrored");
    QTest::newRow("left to right") << false;
    QTest::newRow("right to left") << true;
}

/// From the side pane to the transcript, through all that is between: never back to a pane that was left, and
/// within a pane never upwards, nor against the direction of reading in one line.
void TestJourneyLayout::tabFollowsTheEye()
{
    QFETCH(const bool, mirrored);
    QApplication::setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
    const auto restore = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(0);
    QVERIFY(journey.waitLoaded());
    const auto *splitter = journey.window().findChild<QSplitter *>(u"panes"_s);
    const auto paneOf = [splitter](const QWidget *widget) {
        for (int pane = 0; pane < splitter->count(); ++pane) {
            if (splitter->widget(pane)->isAncestorOf(widget))
                return pane;
        }
        return -1;
    };
    journey.projectPicker()->setFocus();
    QList<const QWidget *> seen;
    for (int step = 0; step < 60; ++step) {
        const QWidget *focus = QApplication::focusWidget();
        QVERIFY(focus && focus->isVisible());
        if (seen.contains(focus))
            break;
        if (paneOf(focus) >= 0)
            seen << focus;
        Journey::press(Qt::Key_Tab);
    }
    QSet<int> panes;
    for (qsizetype i = 0; i < seen.size(); ++i) {
        panes << paneOf(seen[i]);
        if (i == 0)
            continue;
        const QWidget *from = seen[i - 1];
        const QWidget *to = seen[i];
        const QByteArray step = describe(from).toUtf8() + " -> " + describe(to).toUtf8();
        QVERIFY2(paneOf(from) <= paneOf(to), step.constData());
        if (paneOf(from) != paneOf(to))
            continue;
        const QRect a(from->mapTo(&journey.window(), QPoint()), from->size());
        const QRect b(to->mapTo(&journey.window(), QPoint()), to->size());
        const bool sameLine = a.top() <= b.center().y() && b.center().y() <= a.bottom();
        if (sameLine)
            QVERIFY2(mirrored ? b.center().x() < a.center().x() : b.center().x() > a.center().x(),
                     step.constData());
        else
            QVERIFY2(b.center().y() > a.center().y(), step.constData());
    }
    QCOMPARE(panes, (QSet<int>{0, 1, 2}));
    for (const QString &name :
         {u"Filter conversations"_s, u"Date"_s, u"People"_s, u"Conversations"_s, u"Messages"_s})
        QVERIFY2(std::any_of(seen.begin(), seen.end(),
                             [&name](const QWidget *widget) { return widget->accessibleName() == name; }),
                 qPrintable(name));
}

void TestJourneyLayout::startsInTheList()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    QTRY_VERIFY(journey.list()->hasFocus());
    Journey::press(Qt::Key_Down);
    QCOMPARE(journey.selectedRows().size(), 1);
}

void TestJourneyLayout::settlesOnceEverythingIsThere()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(2);
    QVERIFY(journey.waitLoaded());
    journey.crash(); // the conversation is remembered at once, not at the end
    SandboxFault slow;
    slow.kind = SandboxFault::Kind::Hang;
    slow.match = u"/messages(\\?|$)"_s;
    journey.addFault(slow);
    QVERIFY(journey.show());
    QSignalSpy settled(&journey.window(), &MainWindow::settled);
    journey.window().start(journey.server().baseUrl());
    const auto opens = [&journey] {
        return journey.workspace().messages().state() == MessageService::State::Loading;
    };
    // Time goes on between two turns of the event loop alone, as it does for the clock on the wall.
    QTRY_VERIFY((QCoreApplication::sendPostedEvents(), journey.advance(1s), opens()));
    QCOMPARE(journey.rowCount(), 30);
    QTest::qWait(0);
    QCOMPARE(settled.count(), 0);
    journey.server().clearFaults();
    QVERIFY(journey.waitRepeated());
    QTRY_COMPARE((journey.advance(1ms), settled.count()), 1);
}

void TestJourneyLayout::givesDatesTheRoomTheyNeed()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QTreeView &list = *journey.list();
    const int column = ConversationListModel::CreatedColumn;
    QVERIFY(!list.isColumnHidden(column));
    for (int row = 0; row < journey.rowCount(); ++row) {
        const QString date = list.model()->index(row, column).data().toString();
        const int needed = list.fontMetrics().horizontalAdvance(date) + 8;
        QVERIFY2(list.columnWidth(column) >= needed, qPrintable(date));
    }
}

void TestJourneyLayout::putsCaptionsBesideTheirFields_data()
{
    tabFollowsTheEye_data();
}

void TestJourneyLayout::putsCaptionsBesideTheirFields()
{
    QFETCH(const bool, mirrored);
    QApplication::setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
    const auto restore = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.action(u"Settings"_s)->trigger();
    const QDialog *dialog = journey.dialog(u"settingsDialog"_s);
    QVERIFY(dialog);
    for (const QString &name : {u"settingsAccount"_s, u"settingsServer"_s, u"settingsKey"_s}) {
        const auto *value = dialog->findChild<QLabel *>(name);
        const auto *caption = dialog->findChild<QLabel *>(name + u"Caption"_s);
        QVERIFY(value && caption && value->isVisible() && caption->isVisible());
        const int captionX = caption->mapTo(dialog, caption->rect().center()).x();
        const int valueX = value->mapTo(dialog, value->rect().center()).x();
        QCOMPARE(captionX > valueX, mirrored);
        const QRect painted = caption->fontMetrics().boundingRect(caption->text());
        QVERIFY(caption->width() >= painted.width());
    }
}

void TestJourneyLayout::tellsItsSettingsAndVersion()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.action(u"Settings"_s)->trigger();
    QDialog *settings = journey.dialog(u"settingsDialog"_s);
    QVERIFY(settings);
    const auto said = [](const QDialog *dialog, const QString &name) {
        const auto *label = dialog->findChild<QLabel *>(name);
        return label ? label->text() : QString();
    };
    QCOMPARE(said(settings, u"settingsServer"_s), journey.server().baseUrl().toString());
    QCOMPARE(said(settings, u"settingsKey"_s), u"The keychain of your system"_s);
    QVERIFY(!said(settings, u"settingsAccount"_s).isEmpty());
    QVERIFY(said(settings, u"settingsFolder"_s).contains(u"confab"_s));
    auto *pages = settings->findChild<QTabWidget *>(u"pages"_s);
    QVERIFY(pages);
    for (int page = 0; page < pages->count(); ++page) { // none is empty
        pages->setCurrentIndex(page);
        const auto labels = pages->widget(page)->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->isVisible() && !label->text().isEmpty();
        }));
    }
    const QByteArray key = journey.server().key();
    for (const QLabel *label : settings->findChildren<QLabel *>())
        QVERIFY(!label->text().contains(QString::fromLatin1(key)));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());

    QVERIFY(journey.activate());
    journey.action(u"About Confab"_s)->trigger();
    const QDialog *about = journey.dialog(u"aboutDialog"_s);
    QVERIFY(about);
    QCOMPARE(said(about, u"aboutVersion"_s), QStringLiteral(CONFAB_VERSION));
    QVERIFY(said(about, u"aboutQt"_s).contains(QLatin1String(qVersion())));
    QVERIFY(!said(about, u"aboutKeychain"_s).isEmpty());
    QVERIFY(said(about, u"aboutLicence"_s).contains(u"General Public License"_s));
}

QTEST_MAIN(TestJourneyLayout)
#include "tst_journey_layout.moc"
