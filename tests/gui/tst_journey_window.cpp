// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include <QAccessible>
#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QTreeWidget>

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

QList<QAction *> actionsOf(Journey &journey)
{
    QList<QAction *> named;
    for (QAction *action : journey.window().findChildren<QAction *>()) {
        if (action->objectName().startsWith(u"action"_s))
            named << action;
    }
    return named;
}

/// Parts of Qt's own controls, which no style sheet, test or screen reader asks for by name.
bool isInner(const QWidget *widget)
{
    const QString name = widget->objectName();
    return name.startsWith(u"qt_"_s) || widget->inherits("QScrollBar") ||
           widget->inherits("QSplitterHandle") || widget->inherits("QMenu") ||
           widget->inherits("QComboBoxPrivateContainer") || widget->inherits("QAbstractItemView") ||
           widget->inherits("QLineEditIconButton") || widget->inherits("QToolBarExtension") ||
           widget->inherits("QRubberBand");
}

QString describe(const QWidget *widget)
{
    return u"%1 %2 in %3"_s.arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName(),
                                widget->parentWidget() ? widget->parentWidget()->objectName() : u"nothing"_s);
}

QString spoken(const QAbstractItemView *view, int row)
{
    QAccessibleInterface *face = QAccessible::queryAccessibleInterface(const_cast<QAbstractItemView *>(view));
    QAccessibleTableInterface *table = face ? face->tableInterface() : nullptr;
    QAccessibleInterface *cell = table ? table->cellAt(row, 0) : nullptr;
    return cell ? cell->text(QAccessible::Name) : QString();
}

} // namespace

/// Names, keys and memory of the window.
class TestJourneyWindow : public QObject
{
    Q_OBJECT

private slots:
    void namesItsControls();
    void namesTheSignInDialog();
    void readsRowsAndMessages();
    void givesEveryActionAShortcutOfItsOwn();
    void cyclesThePanes();
    void runsActionsAndOpensProjectsFromThePalette();
    void remembersItsLayout();
    void namesEveryWidget();
    void showsPlainTextOnly();
};

void TestJourneyWindow::namesItsControls()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    QVERIFY(journey.control<QComboBox>(u"Project"_s));
    QVERIFY(journey.control<QLineEdit>(u"Filter conversations"_s));
    QVERIFY(journey.control<QComboBox>(u"Date"_s));
    QVERIFY(journey.control<QComboBox>(u"People"_s));
    QVERIFY(journey.control<QAbstractItemView>(u"Conversations"_s));
    journey.click(0);
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.control<QAbstractItemView>(u"Messages"_s));
    Journey::press(Qt::Key_Delete);
    QVERIFY(journey.control<QFrame>(u"Notification"_s));
    QVERIFY(journey.control<QPushButton>(u"Undo"_s));
    for (const QString &name : {u"New conversation"_s, u"Rename"_s, u"Delete"_s, u"Refresh"_s, u"Undo"_s,
                                u"Retry"_s, u"Settings"_s, u"Sign out"_s})
        QVERIFY2(journey.action(name), qPrintable(name));
}

void TestJourneyWindow::namesTheSignInDialog()
{
    Journey journey(small());
    QVERIFY(journey.startSignedOut());
    QDialog *dialog = journey.dialog(u"signInDialog"_s);
    QCOMPARE(dialog->windowTitle(), u"Sign in"_s);
    QVERIFY(journey.control<QLineEdit>(u"API key"_s, dialog));
    QVERIFY(journey.control<QLineEdit>(u"Server address"_s, dialog)); // not the usual one, so it is open
    QVERIFY(journey.control<QCheckBox>(u"Remember in the keychain"_s, dialog));
    QVERIFY(journey.control<QPushButton>(u"Sign in"_s, dialog));
}

void TestJourneyWindow::readsRowsAndMessages()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    for (int row : {0, 14, 29})
        QCOMPARE(spoken(journey.list(), row), journey.rows().at(row));
    journey.click(0);
    QVERIFY(journey.waitLoaded());
    const QAbstractItemModel &messages = *journey.transcript()->model();
    for (int row = 0; row < 2; ++row) {
        const QString said = spoken(journey.transcript(), row);
        const QString sender = row == 0 ? u"Visitor"_s : u"Agent"_s;
        QVERIFY2(said.startsWith(sender + u", Today "_s), qPrintable(said));
        const QString time = messages.index(row, 0).data(MessageListModel::TimeTextRole).toString();
        QVERIFY(!time.isEmpty() && said.contains(time));
        const QString word =
            messages.index(row, 0).data(MessageListModel::TextRole).toString().section(u' ', 0, 0);
        QVERIFY2(said.section(u": "_s, 1).startsWith(word.left(3)), qPrintable(said));
    }
}

void TestJourneyWindow::givesEveryActionAShortcutOfItsOwn()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    QMap<QString, QString> owners;
    const QList<QAction *> actions = actionsOf(journey);
    QVERIFY(actions.size() >= 20);
    for (const QAction *action : actions) {
        QVERIFY2(!action->shortcut().isEmpty(), qPrintable(action->text()));
        for (const QKeySequence &keys : action->shortcuts()) {
            const QString text = keys.toString();
            QVERIFY2(!owners.contains(text), qPrintable(text + u' ' + owners.value(text)));
            owners.insert(text, action->text());
        }
    }
    Journey::press(Qt::Key_F1);
    QDialog *dialog = journey.dialog(u"shortcutsDialog"_s);
    QVERIFY(dialog);
    const auto *list = journey.control<QTreeWidget>(u"Keyboard shortcuts"_s, dialog);
    QVERIFY(list);
    QCOMPARE(list->topLevelItemCount(), actions.size() + MessageActions::keys().size());
    QStringList listed;
    for (int row = 0; row < list->topLevelItemCount(); ++row)
        listed << list->topLevelItem(row)->text(0);
    for (const QAction *action : actions)
        QVERIFY2(listed.contains(QString(action->text()).remove(u'&').remove(u'…')),
                 qPrintable(action->text()));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
}

void TestJourneyWindow::cyclesThePanes()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(0);
    QVERIFY(journey.waitLoaded());
    QWidget *views = journey.control<QListWidget>(u"Views"_s);
    const QList<QWidget *> panes{journey.list(), journey.transcript(), views};
    for (int step = 0; step < 6; ++step) {
        QVERIFY2(panes.at(step % 3)->hasFocus(), qPrintable(QString::number(step)));
        Journey::press(Qt::Key_F6);
    }
    QVERIFY(panes.at(0)->hasFocus());
    Journey::press(Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(panes.at(2)->hasFocus());
    Journey::press(Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(panes.at(1)->hasFocus());
    Journey::press(Qt::Key_L, Qt::ControlModifier);
    QVERIFY(journey.filter()->hasFocus());
    Journey::press(Qt::Key_Down);
    QVERIFY(journey.list()->hasFocus());
    Journey::press(Qt::Key_Return); // on to the transcript
    QVERIFY(journey.transcript()->hasFocus());
}

void TestJourneyWindow::runsActionsAndOpensProjectsFromThePalette()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    Journey::press(Qt::Key_K, Qt::ControlModifier);
    QDialog *palette = journey.dialog(u"palette"_s);
    QVERIFY(palette);
    QVERIFY(journey.control<QLineEdit>(u"Find action or project"_s, palette)->hasFocus());
    Journey::type(u"new conv"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.dialog(u"nameDialog"_s));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.activate());

    Journey::press(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(journey.dialog(u"palette"_s));
    Journey::type(u"atencion"_s); // accents do not matter
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.projectPicker()->currentText(), u"Atención al cliente"_s);
    QVERIFY(!journey.hasDialog());
}

void TestJourneyWindow::remembersItsLayout()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(7);
    QVERIFY(journey.waitLoaded());
    const QString name = journey.rows().at(7);
    journey.window().resize(1400, 900);
    auto *splitter = journey.window().findChild<QSplitter *>(u"panes"_s);
    QVERIFY(splitter);
    const QWidget *handle = splitter->handle(2);
    const QPoint middle = handle->rect().center();
    const QList<int> before = splitter->sizes();
    QTest::mousePress(const_cast<QWidget *>(handle), Qt::LeftButton, {}, middle);
    QTest::mouseMove(const_cast<QWidget *>(handle), middle + QPoint(60, 0));
    QTest::mouseRelease(const_cast<QWidget *>(handle), Qt::LeftButton, {}, middle + QPoint(60, 0));
    const QList<int> sizes = splitter->sizes();
    QVERIFY(sizes != before);
    const QSize size = journey.window().size();

    QVERIFY(journey.restart());
    QCOMPARE(journey.window().size(), size);
    QCOMPARE(journey.window().findChild<QSplitter *>(u"panes"_s)->sizes(), sizes);
    QCOMPARE(journey.selectedRows(), QStringList{name});
    QCOMPARE(journey.window().findChild<QLabel *>(u"conversationTitle"_s)->accessibleName(), name);
}

void TestJourneyWindow::namesEveryWidget()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(0);
    QVERIFY(journey.waitLoaded());
    Journey::press(Qt::Key_Delete);
    QVERIFY(journey.waitLoaded());
    QVERIFY(!journey.bannerText().isEmpty());
    QStringList nameless;
    for (const QWidget *widget : journey.window().findChildren<QWidget *>()) {
        if (isInner(widget) || (widget->parentWidget() && isInner(widget->parentWidget()) &&
                                !widget->inherits("QAbstractItemView")))
            continue;
        if (widget->objectName().isEmpty())
            nameless << u"no object name: "_s + describe(widget);
        if (widget->isVisible() && widget->focusPolicy() != Qt::NoFocus &&
            widget->accessibleName().isEmpty() && !widget->inherits("QMenuBar")) {
            QAccessibleInterface *face = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            if (!face || face->text(QAccessible::Name).isEmpty())
                nameless << u"no accessible name: "_s + describe(widget);
        }
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(u'\n' + nameless.join(u'\n')));
}

void TestJourneyWindow::showsPlainTextOnly()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(0);
    QVERIFY(journey.waitLoaded());
    const auto richLabels = [] {
        QStringList found;
        for (const QWidget *widget : QApplication::allWidgets()) {
            const auto *label = qobject_cast<const QLabel *>(widget);
            if (label && !label->text().isEmpty() && label->textFormat() != Qt::PlainText)
                found << describe(label) + u": "_s + label->text();
        }
        return found;
    };
    QCOMPARE(richLabels(), QStringList());
    for (const QString &name :
         {u"Settings"_s, u"About Confab"_s, u"Keyboard shortcuts"_s, u"New conversation"_s}) {
        journey.action(name)->trigger();
        QTRY_VERIFY(journey.hasDialog());
        QCOMPARE(richLabels(), QStringList());
        for (QDialog *dialog : journey.window().findChildren<QDialog *>())
            dialog->close();
        QTRY_VERIFY(!journey.hasDialog());
    }
}

QTEST_MAIN(TestJourneyWindow)
#include "tst_journey_window.moc"
