// SPDX-License-Identifier: GPL-3.0-or-later
// What is on screen, read from the pixels and the sizes: run once as it is and once at 200 %.
#include "gui/journey.h"
#include "gui/messageworld.h"
#include "gui/panefixture.h"

#include <QAbstractButton>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenuBar>
#include <QScopeGuard>
#include <QScreen>
#include <QToolBar>

#include <functional>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

/// Where two pictures of the same size differ.
QRect difference(const QImage &a, const QImage &b)
{
    QRect found;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            if (a.pixel(x, y) != b.pixel(x, y))
                found |= QRect(x, y, 1, 1);
        }
    }
    return found;
}

/// A question and its answer as they are painted.
QImage pictureOf(const std::function<void(Message &)> &change)
{
    MessageWorld world;
    world.addAnswer(u"Hello"_s);
    world.stored().first().requestSource.clear();
    change(world.stored().first());
    world.showReady();
    world.view().clearSelection();
    world.view().setCurrentIndex({});
    return world.view().viewport()->grab().toImage();
}

int darkest(const QImage &image)
{
    int found = 255;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            found = std::min(found, qGray(image.pixel(x, y)));
    }
    return found;
}

QList<QAction *> everyActionOf(const QMenu *menu)
{
    QList<QAction *> all;
    for (QAction *action : menu->actions()) {
        if (action->menu())
            all += everyActionOf(action->menu());
        else
            all += action;
    }
    return all;
}

/// Whose text is cut, or nothing.
QString cutControl(const QWidget &window)
{
    for (const QAbstractButton *button : window.findChildren<QAbstractButton *>()) {
        // The button of an action within a field is an icon: its text is only its name.
        if (qobject_cast<const QLineEdit *>(button->parentWidget()))
            continue;
        const QSize least = button->minimumSizeHint();
        if (button->isVisible() && !button->text().isEmpty() &&
            (button->width() < least.width() || button->height() < least.height()))
            return button->objectName() + u' ' + button->text();
    }
    for (const QLabel *label : window.findChildren<QLabel *>()) {
        // Those that say of themselves that they may be narrower have their whole text elsewhere.
        if (!label->isVisible() || label->text().isEmpty() || label->wordWrap() ||
            label->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored)
            continue;
        const int needed = label->fontMetrics().horizontalAdvance(label->text());
        if (label->contentsRect().width() < needed || label->height() < label->fontMetrics().height())
            return label->objectName() + u' ' + label->text();
    }
    for (const QComboBox *box : window.findChildren<QComboBox *>()) {
        const int needed = box->fontMetrics().horizontalAdvance(box->currentText());
        if (box->isVisible() && !box->isEditable() && box->width() < needed)
            return box->objectName() + u' ' + box->currentText();
    }
    return {};
}

} // namespace

class TestAppearance : public QObject
{
    Q_OBJECT

private slots:
    void reactionsAndOriginsAreShown_data();
    void reactionsAndOriginsAreShown();
    void daysAreSeparated();
    void sourcesAreShownByTheirTitles();
    void rowsWithoutANameAreQuieter();
    void toolbarHasActionsOfTheMenus();
    void nothingIsCut_data();
    void nothingIsCut();
};

void TestAppearance::reactionsAndOriginsAreShown_data()
{
    QTest::addColumn<Reaction>("reaction");
    QTest::addColumn<QString>("origin");
    QTest::newRow("liked") << Reaction::Liked << QString();
    QTest::newRow("disliked") << Reaction::Disliked << QString();
    QTest::newRow("origin") << Reaction::None << u"web"_s;
}

void TestAppearance::reactionsAndOriginsAreShown()
{
    QFETCH(const Reaction, reaction);
    QFETCH(const QString, origin);
    const QImage plain = pictureOf([](Message &) {});
    const QImage marked = pictureOf([&](Message &message) {
        message.reaction = reaction;
        message.requestSource = origin;
    });
    QCOMPARE(marked.size(), plain.size()); // nothing moves for it
    const QRect where = difference(plain, marked);
    QVERIFY2(!where.isEmpty(), "It is not painted.");
    // In the one line over the bubble.
    const qreal line = QFontMetricsF(QApplication::font()).height() * plain.devicePixelRatio();
    QVERIFY2(where.height() <= 2 * line, qPrintable(QString::number(where.height())));
    if (reaction != Reaction::None) {
        const QImage other = pictureOf([&](Message &message) {
            message.reaction = reaction == Reaction::Liked ? Reaction::Disliked : Reaction::Liked;
        });
        QVERIFY2(!difference(other, marked).isEmpty(), "One cannot be told from the other.");
    }
}

void TestAppearance::daysAreSeparated()
{
    MessageWorld world;
    world.addAnswer(u"Hello"_s);
    world.addAnswer(u"Hello again"_s);
    world.stored().last().createdAt = world.stored().first().createdAt.addDays(1);
    world.showReady();
    world.view().setCurrentIndex({});
    const QImage picture = world.view().viewport()->grab().toImage();
    const auto headingOf = [&](int row) {
        const QModelIndex index = world.model.index(row);
        const QRect day =
            world.view().messageDelegate().shown(index, world.view().viewport()->width()).layout.day;
        return day.translated(day.isNull() ? QPoint() : world.view().visualRect(index).topLeft());
    };
    const qreal ratio = picture.devicePixelRatio();
    for (const int row : {0, 2}) {
        const QRect heading = headingOf(row);
        QVERIFY(!heading.isNull());
        const QImage part = picture.copy(QRect(heading.topLeft() * ratio, heading.size() * ratio));
        QVERIFY2(darkest(part) < 160, "There are no words in the heading of a day.");
    }
    QVERIFY(headingOf(1).isNull() && headingOf(3).isNull());
}

void TestAppearance::sourcesAreShownByTheirTitles()
{
    const auto pictureWith = [](const QString &title) {
        MessageWorld world;
        world.api.projectData[world.project].citations[CitationId{5}] = {
            CitationId{5}, title, {}, QUrl(u"https://docs.example/guide"_s)};
        world.addAnswer(u"Hello"_s, {CitationId{5}});
        world.showReady();
        if (!QTest::qWaitFor([&world] {
                return world.citations.state(world.project, CitationId{5}) == CitationService::State::Known;
            }))
            return QImage();
        world.view().setCurrentIndex({});
        return world.view().viewport()->grab().toImage();
    };
    const QImage guide = pictureWith(u"Guide"_s);
    QVERIFY(!guide.isNull());
    QCOMPARE(difference(guide, pictureWith(u"Guide"_s)), QRect());
    QVERIFY(!difference(guide, pictureWith(u"Price list"_s)).isEmpty());
}

void TestAppearance::rowsWithoutANameAreQuieter()
{
    PaneFixture setup(2, 10);
    setup.api.projectData[setup.project].conversations.last().name.clear();
    LOADED(setup, 2);
    setup.pane->resize(800, 300);
    setup.view()->clearSelection();
    setup.view()->setCurrentIndex({});
    const auto cell = [&setup](int row) {
        return setup.view()->viewport()->grab(setup.view()->visualRect(setup.model.index(row, 0))).toImage();
    };
    QCOMPARE(setup.model.index(0, 0).data().toString(), u"Conversation 2"_s); // for want of one
    QVERIFY(setup.model.index(0, 0).data(ConversationListModel::UnnamedRole).toBool());
    QVERIFY(!setup.model.index(1, 0).data(ConversationListModel::UnnamedRole).toBool());
    const int quiet = darkest(cell(0));
    const int loud = darkest(cell(1));
    QVERIFY2(quiet > loud + 20, qPrintable(u"%1 and %2"_s.arg(quiet).arg(loud)));
}

void TestAppearance::toolbarHasActionsOfTheMenus()
{
    Journey journey;
    QVERIFY(journey.show());
    QList<QAction *> inMenus;
    for (const QAction *top : journey.window().menuBar()->actions())
        inMenus += everyActionOf(top->menu());
    const auto *bar = journey.window().findChild<QToolBar *>();
    QVERIFY(bar);
    QStringList names;
    for (QAction *action : bar->actions()) {
        if (action->isSeparator())
            continue;
        QVERIFY2(inMenus.contains(action), qPrintable(action->text())); // the same one, with the same state
        names << QString(action->text()).remove(u'&');
    }
    for (const QString &name : {u"Refresh"_s, u"New conversation"_s, u"Rename"_s, u"Delete"_s})
        QVERIFY2(names.contains(name), qPrintable(names.join(u", "_s)));
}

void TestAppearance::nothingIsCut_data()
{
    QTest::addColumn<qreal>("font");
    QTest::newRow("usual font") << 1.0;
    QTest::newRow("font twice as large") << 2.0;
}

void TestAppearance::nothingIsCut()
{
    QFETCH(const qreal, font);
    const QFont usual = QApplication::font();
    QFont large = usual;
    large.setPointSizeF(usual.pointSizeF() * font);
    QApplication::setFont(large);
    const auto restore = qScopeGuard([&usual] { QApplication::setFont(usual); });
    Journey journey;
    QVERIFY(journey.signIn());
    journey.click(1);
    QVERIFY(journey.waitLoaded());
    const QSize least = journey.window().minimumSizeHint();
    const QSize screen = journey.window().screen()->availableSize();
    if (font < 2 || journey.window().devicePixelRatioF() < 2) // not twice twice as large
        QVERIFY2(least.width() <= screen.width() && least.height() <= screen.height(),
                 qPrintable(u"%1 x %2"_s.arg(least.width()).arg(least.height())));
    QCOMPARE(cutControl(journey.window()), QString());

    // Columns can be read: a date in full, and of a name enough to tell it.
    const QTreeView *list = journey.list();
    const QFontMetrics metrics(list->font());
    for (int row = 0; row < 5; ++row) {
        const QString date =
            list->model()->index(row, ConversationListModel::CreatedColumn).data().toString();
        QVERIFY2(list->columnWidth(ConversationListModel::CreatedColumn) >= metrics.horizontalAdvance(date),
                 qPrintable(date));
        QVERIFY(list->visualRect(list->model()->index(row, 0)).height() >= metrics.height());
    }
    QVERIFY(list->columnWidth(ConversationListModel::NameColumn) >= 8 * metrics.averageCharWidth());
    QVERIFY(journey.transcript()->width() >= 30 * metrics.averageCharWidth());

    journey.action(u"Settings"_s)->trigger();
    QDialog *dialog = journey.dialog(u"settingsDialog"_s);
    QVERIFY(dialog);
    QCOMPARE(cutControl(*dialog), QString());
    dialog->close();
    journey.action(u"Sign out"_s)->trigger();
    dialog = journey.dialog(u"signInDialog"_s);
    QVERIFY(dialog);
    QCOMPARE(cutControl(*dialog), QString());
}

QTEST_MAIN(TestAppearance)
#include "tst_appearance.moc"
