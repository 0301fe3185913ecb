// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "models/projectlistmodel.h"
#include "services/projectservice.h"
#include "ui/namedcombobox.h"
#include "ui/sidepane.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

struct World
{
    explicit World(const QStringList &names)
    {
        for (qsizetype i = 0; i < names.size(); ++i)
            api.addProject(i + 1, 0, names.at(i));
        service.load();
        pane.resize(260, 400);
        pane.show();
        pane.activateWindow();
    }

    [[nodiscard]] bool isReady()
    {
        return QTest::qWaitForWindowActive(&pane) && QTest::qWaitFor([this] { return !service.isLoading(); });
    }
    [[nodiscard]] QComboBox &picker() const { return *pane.findChild<QComboBox *>(u"projectPicker"_s); }
    [[nodiscard]] QAbstractItemView &popup() const { return *picker().completer()->popup(); }
    [[nodiscard]] QStringList offered() const
    {
        QStringList names;
        for (int row = 0; popup().isVisible() && row < popup().model()->rowCount(); ++row)
            names << popup().model()->index(row, 0).data().toString();
        return names;
    }
    void type(const QString &text)
    {
        pane.focusProject();
        picker().lineEdit()->clear();
        for (const QChar letter : text) {
            // As an input method sends it: what a key is called depends on the keyboard.
            QInputMethodEvent event;
            event.setCommitString(QString(letter));
            QCoreApplication::sendEvent(picker().lineEdit(), &event);
        }
    }
    [[nodiscard]] static QString nameOf(const QList<QVariant> &arguments, const World &world)
    {
        const int row = world.model.rowOf(arguments.first().value<ProjectId>());
        return world.model.index(row).data().toString();
    }

    FakeChatApi api;
    ProjectService service{api};
    ProjectListModel model{service};
    SidePane pane{model};
};

} // namespace

/// The project picker, as somebody uses it who types.
class TestSidePane : public QObject
{
    Q_OBJECT

private slots:
    void enterTakesTheClosest_data();
    void enterTakesTheClosest();
    void theListFoldsAsEnterDoes();
    void enterInTheListTakesWhatIsMarkedThere();
    void whatMatchesNothingGoes();
    void aLongNameStandsAtItsBeginning();
    void noViewIsMarkedUnderTheSearch();
    void theListIsNoLongerThanItIsTold();
    void aButtonStandsAmongTheViews_data();
    void aButtonStandsAmongTheViews();
};

void TestSidePane::enterTakesTheClosest_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("chosen");
    QTest::newRow("the name itself") << u"Shop"_s << u"Shop"_s;
    QTest::newRow("beginning before inside") << u"help"_s << u"Help centre"_s;
    QTest::newRow("inside") << u"desk"_s << u"Old help desk"_s;
    QTest::newRow("accents") << u"ATENCION AL"_s << u"Atención al cliente"_s;
    QTest::newRow("accents typed where there are none") << u"shóp"_s << u"Shop"_s;
    QTest::newRow("blanks around") << u"  shop "_s << u"Shop"_s;
}

void TestSidePane::enterTakesTheClosest()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, chosen);
    World world({u"Shop for pets"_s, u"The shop"_s, u"Shop"_s, u"Old help desk"_s, u"Help centre"_s,
                 u"Atención al cliente"_s});
    QVERIFY(world.isReady());
    QSignalSpy told(&world.pane, &SidePane::projectChosen);
    world.type(typed);
    QTest::keyClick(world.picker().lineEdit(), Qt::Key_Return);
    QCOMPARE(told.size(), 1);
    QCOMPARE(World::nameOf(told.first(), world), chosen);
}

void TestSidePane::theListFoldsAsEnterDoes()
{
    World world({u"Shop"_s, u"Atención al cliente"_s, u"Straße"_s});
    QVERIFY(world.isReady());
    world.type(u"atencion"_s);
    QTRY_COMPARE(world.offered(), QStringList{u"Atención al cliente"_s});
    world.type(u"STRASSE"_s);
    QTRY_COMPARE(world.offered(), QStringList{u"Straße"_s});
}

void TestSidePane::enterInTheListTakesWhatIsMarkedThere()
{
    World world({u"Shop for pets"_s, u"The shop"_s, u"Shop"_s});
    QVERIFY(world.isReady());
    QSignalSpy told(&world.pane, &SidePane::projectChosen);
    world.type(u"shop"_s);
    QTRY_COMPARE(world.offered().size(), 3);
    QTest::keyClick(&world.popup(), Qt::Key_Down);
    QTest::keyClick(&world.popup(), Qt::Key_Down);
    QCOMPARE(world.popup().currentIndex().data().toString(), u"The shop"_s);
    QTest::keyClick(&world.popup(), Qt::Key_Return);
    QTRY_COMPARE(told.size(), 1);
    QCOMPARE(World::nameOf(told.first(), world), u"The shop"_s);
    QCOMPARE(world.picker().currentText(), u"The shop"_s);
}

void TestSidePane::whatMatchesNothingGoes()
{
    World world({u"Shop"_s});
    QVERIFY(world.isReady());
    QSignalSpy told(&world.pane, &SidePane::projectChosen);
    world.pane.setProject(ProjectId{1});
    world.type(u"xyz"_s);
    QTest::keyClick(world.picker().lineEdit(), Qt::Key_Return);
    QCOMPARE(told.size(), 0);
    QCOMPARE(world.picker().currentText(), u"Shop"_s);
}

void TestSidePane::aLongNameStandsAtItsBeginning()
{
    const QString long_ = u"A project whose name is far longer than the field for it is wide"_s;
    World world({u"Shop"_s, long_});
    QVERIFY(world.isReady());
    connect(&world.pane, &SidePane::projectChosen, &world.pane, &SidePane::setProject);
    world.pane.setProject(ProjectId{1});
    world.type(u"a project"_s);
    QTRY_COMPARE(world.offered().size(), 1);
    QTest::keyClick(&world.popup(), Qt::Key_Down);
    QTest::keyClick(&world.popup(), Qt::Key_Return);
    QTRY_COMPARE(world.picker().currentText(), long_);
    QTRY_COMPARE(world.picker().lineEdit()->cursorPosition(), 0);
}

void TestSidePane::noViewIsMarkedUnderTheSearch()
{
    World world({u"Shop"_s});
    QVERIFY(world.isReady());
    auto *views = world.pane.findChild<QListWidget *>(u"views"_s);
    QSignalSpy chosen(&world.pane, &SidePane::viewChosen);
    QCOMPARE(views->selectedItems().size(), 1);
    world.pane.setCovered(true);
    QVERIFY(views->selectedItems().isEmpty());
    world.pane.setDateFilter({DateFilter::Kind::Yesterday, 90, {}, {}});
    QVERIFY(views->selectedItems().isEmpty());
    // The focus alone chooses nothing, and the current row can still be clicked.
    views->setFocus();
    QCOMPARE(chosen.size(), 0);
    QTest::mouseClick(views->viewport(), Qt::LeftButton, {}, views->visualItemRect(views->item(2)).center());
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().value<DateFilter>().kind, DateFilter::Kind::Yesterday);
    world.pane.setCovered(false);
    QCOMPARE(views->selectedItems(), QList{views->item(2)});
    QCOMPARE(chosen.size(), 1);
}

void TestSidePane::theListIsNoLongerThanItIsTold()
{
    QStringList names;
    for (int i = 0; i < 60; ++i)
        names << u"Project %1"_s.arg(i);
    World world(names);
    QVERIFY(world.isReady());
    for (const bool editable : {true, false}) { // styles show the one as a list, the other as a menu
        NamedComboBox other;
        other.addItems(names);
        other.setMaxVisibleItems(16);
        if (!editable)
            other.show();
        QComboBox &box = editable ? world.picker() : other;
        QVERIFY(QTest::qWaitForWindowExposed(box.window()));
        box.showPopup();
        QTRY_VERIFY(box.view()->isVisible());
        const int row = box.view()->sizeHintForRow(0);
        QTRY_VERIFY(box.view()->viewport()->height() <= row * box.maxVisibleItems());
        QVERIFY(box.view()->viewport()->height() > row * (box.maxVisibleItems() - 2));
        QVERIFY(
            box.view()->viewport()->rect().intersects(box.view()->visualRect(box.view()->currentIndex())));
        box.hidePopup();
    }
}

void TestSidePane::aButtonStandsAmongTheViews_data()
{
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::newRow("left to right") << Qt::LeftToRight;
    QTest::newRow("right to left") << Qt::RightToLeft;
}

/// With the icon and the text of one of them it cannot be told from it.
void TestSidePane::aButtonStandsAmongTheViews()
{
    QFETCH(const Qt::LayoutDirection, direction);
    World world({u"Shop"_s});
    world.pane.setLayoutDirection(direction);
    const auto *views = world.pane.findChild<QListWidget *>(u"views"_s);
    const QListWidgetItem *today = views->item(1);
    QAction action(today->icon(), today->text());
    action.setObjectName(u"alike"_s);
    world.pane.addView(&action);
    QVERIFY(world.isReady());
    auto *button = world.pane.findChild<QToolButton *>(u"alikeView"_s);
    QVERIFY(button && button->isVisible());
    // Where something is drawn on the ground, from the pane's left edge.
    const auto ink = [&world](const QWidget *of, const QRect &rect) {
        const QRect place(of->mapTo(&world.pane, rect.topLeft()), rect.size());
        const QImage image = world.pane.grab(place).toImage();
        const QRgb ground = image.pixel(0, 0);
        QList<int> columns;
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 0; y < image.height(); ++y) {
                if (image.pixel(x, y) != ground) {
                    columns << place.left() + x;
                    break;
                }
            }
        }
        return columns;
    };
    const QList<int> ofView = ink(views->viewport(), views->visualItemRect(today));
    QVERIFY(ofView.size() > 20);
    QCOMPARE(ink(button, button->rect()), ofView);
    QCOMPARE(button->height(), views->visualItemRect(today).height());
}

QTEST_MAIN(TestSidePane)
#include "tst_sidepane.moc"
