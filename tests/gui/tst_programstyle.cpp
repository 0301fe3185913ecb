// SPDX-License-Identifier: GPL-3.0-or-later
// What has to be seen of the focus, of boxes and of menus, measured on the pixels in light and in dark.
#include "gui/journey.h"
#include "ui/programstyle.h"
#include "ui/questiondialog.h"
#include "ui/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QMenuBar>
#include <QPushButton>
#include <QStyleOptionButton>
#include <QTabWidget>
#include <QToolButton>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

constexpr double ofText = 4.5;
constexpr double ofShapes = 3;

/// What there is most of.
QColor groundOf(const QImage &image)
{
    QHash<QRgb, int> counts;
    QRgb most = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (++counts[image.pixel(x, y)] > counts.value(most))
                most = image.pixel(x, y);
        }
    }
    return most;
}

/// Of the pixel that stands out most.
double strongest(const QImage &image, const QColor &ground)
{
    double found = 1;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            found = std::max(found, contrast(image.pixelColor(x, y), ground));
    }
    return found;
}

/// Of the pixel that changes most.
double change(const QImage &before, const QImage &after)
{
    double found = 1;
    for (int y = 0; y < before.height(); ++y) {
        for (int x = 0; x < before.width(); ++x)
            found = std::max(found, contrast(before.pixelColor(x, y), after.pixelColor(x, y)));
    }
    return found;
}

/// Those pixels alone that had that colour and have another one now, in one line.
QImage changedFrom(const QColor &colour, const QImage &before, const QImage &after)
{
    QList<QRgb> changed;
    for (int y = 0; y < before.height(); ++y) {
        for (int x = 0; x < before.width(); ++x) {
            if (before.pixelColor(x, y) == colour && after.pixelColor(x, y) != colour)
                changed << after.pixel(x, y);
        }
    }
    QImage image(std::max<int>(1, int(changed.size())), 1, QImage::Format_RGB32);
    image.fill(colour);
    for (int x = 0; x < int(changed.size()); ++x)
        image.setPixel(x, 0, changed.at(x));
    return image;
}

QImage pictureOf(QWidget *widget, const QRect &rect)
{
    return widget->grab(rect).toImage();
}

QImage rowOf(const QAbstractItemView *view, int row)
{
    return pictureOf(view->viewport(), view->visualRect(view->model()->index(row, 0)));
}

/// The two topmost lines: there is no text.
QImage topOf(QImage image)
{
    return image.copy(0, 0, image.width(), qRound(2 * image.devicePixelRatio()));
}

void setColours(bool dark)
{
    QApplication::setPalette(QPalette());
    QApplication::setPalette(dark ? darkPalette()
                                  : withVisibleFocus(withReadableSelection(QApplication::palette())));
}

} // namespace

class TestProgramStyle : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QApplication::setStyle(new ProgramStyle); }
    void cleanup() { QApplication::setPalette(QPalette()); }

    void theListWithTheFocusIsSeen_data() { lightAndDark(); }
    void theListWithTheFocusIsSeen();
    void theCurrentRowIsSeen_data() { lightAndDark(); }
    void theCurrentRowIsSeen();
    void theFlatButtonWithTheFocusIsSeen_data() { lightAndDark(); }
    void theFlatButtonWithTheFocusIsSeen();
    void theDefaultButtonWithTheFocusIsSeen_data() { lightAndDark(); }
    void theDefaultButtonWithTheFocusIsSeen();
    void theListOfThePaletteLooksInUse();
    void boxesHaveAnEdge_data() { lightAndDark(); }
    void boxesHaveAnEdge();
    void menusHaveAnEdge_data() { lightAndDark(); }
    void menusHaveAnEdge();
    void menusHaveSeparators_data() { lightAndDark(); }
    void menusHaveSeparators();
    void markedTextIsSeenWithoutTheFocus_data() { lightAndDark(); }
    void markedTextIsSeenWithoutTheFocus();
    void openDialogsFollow();

private:
    static void lightAndDark()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
};

void TestProgramStyle::theListWithTheFocusIsSeen()
{
    QFETCH(const bool, dark);
    setColours(dark);
    Journey journey;
    QVERIFY(journey.signIn());
    journey.click(1);
    QVERIFY(journey.waitLoaded());
    auto *views = journey.window().findChild<QListWidget *>(u"views"_s);
    const QTreeView *list = journey.list();
    QVERIFY(views && list->hasFocus());
    const QImage listInUse = rowOf(list, 1);
    const QImage viewsAtRest = rowOf(views, views->currentRow());
    views->setFocus(Qt::OtherFocusReason);
    const QImage listAtRest = rowOf(list, 1);
    const QImage viewsInUse = rowOf(views, views->currentRow());
    QVERIFY(contrast(groundOf(listInUse), groundOf(listAtRest)) >= ofShapes);
    QVERIFY(contrast(groundOf(viewsInUse), groundOf(viewsAtRest)) >= ofShapes);
    for (const QImage &image : {listInUse, listAtRest, viewsInUse, viewsAtRest})
        QVERIFY(strongest(image, groundOf(image)) >= ofText);
    // The icon, which has a mode for selected rows but none for those at rest.
    const int side =
        qRound(views->visualItemRect(views->currentItem()).height() * viewsAtRest.devicePixelRatio());
    for (const QImage &image : {viewsInUse, viewsAtRest}) {
        const int ring = qRound(3 * image.devicePixelRatio());
        const QImage icon = image.copy(ring, ring, side - 2 * ring, side - 2 * ring);
        QVERIFY(strongest(icon, groundOf(image)) >= ofShapes);
    }
    // At rest it can still be told from the other rows.
    QVERIFY(contrast(groundOf(listAtRest), groundOf(rowOf(list, 2))) >= 1.3);
}

void TestProgramStyle::theCurrentRowIsSeen()
{
    QFETCH(const bool, dark);
    setColours(dark);
    Journey journey;
    QVERIFY(journey.signIn());
    journey.click(1);
    QVERIFY(journey.waitLoaded());
    const QTreeView *list = journey.list();
    const QImage selected = rowOf(list, 1);
    QVERIFY(strongest(topOf(selected), groundOf(selected)) >= ofShapes);
    Journey::press(Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(list->currentIndex().row(), 2);
    QVERIFY(!list->selectionModel()->isSelected(list->currentIndex()));
    const QImage current = rowOf(list, 2);
    QVERIFY(strongest(topOf(current), groundOf(current)) >= ofShapes);
    const QImage other = rowOf(list, 3);
    QVERIFY(strongest(topOf(other), groundOf(other)) < 1.1);
}

void TestProgramStyle::theFlatButtonWithTheFocusIsSeen()
{
    QFETCH(const bool, dark);
    setColours(dark);
    Journey journey;
    QVERIFY(journey.signIn());
    auto *button = journey.window().findChild<QToolButton *>(u"columnsButton"_s);
    QVERIFY(button && button->isVisible());
    const QColor ground = button->palette().color(QPalette::Window);
    QVERIFY(strongest(topOf(pictureOf(button, button->rect())), ground) < 1.2);
    journey.filter()->setFocus(Qt::OtherFocusReason);
    for (int i = 0; i < 20 && !button->hasFocus(); ++i)
        Journey::press(Qt::Key_Tab);
    QVERIFY(button->hasFocus());
    QVERIFY(strongest(topOf(pictureOf(button, button->rect())), ground) >= ofShapes);
}

void TestProgramStyle::theDefaultButtonWithTheFocusIsSeen()
{
    QFETCH(const bool, dark);
    setColours(dark);
    Journey journey;
    QVERIFY(journey.signIn());
    journey.action(u"Settings"_s)->trigger();
    QDialog *dialog = journey.dialog(u"settingsDialog"_s);
    QVERIFY(dialog);
    QPushButton *close = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Close);
    QVERIFY(close->isDefault() && close->hasFocus());
    Journey::press(Qt::Key_Tab);
    QVERIFY(!close->hasFocus());
    const QImage without = pictureOf(close, close->rect());
    Journey::press(Qt::Key_Tab, Qt::ShiftModifier);
    QVERIFY(close->hasFocus());
    const QImage with = pictureOf(close, close->rect());
    QVERIFY(change(without, with) >= ofShapes);
}

/// The focus is in the line above it.
void TestProgramStyle::theListOfThePaletteLooksInUse()
{
    setColours(false);
    Journey journey;
    QVERIFY(journey.signIn());
    QVERIFY(journey.activate());
    Journey::press(Qt::Key_K, Qt::ControlModifier);
    const QDialog *dialog = journey.dialog(u"palette"_s);
    QVERIFY(dialog);
    const auto *list = dialog->findChild<QListWidget *>();
    QCOMPARE(groundOf(rowOf(list, list->currentRow())).name(),
             list->palette().color(QPalette::Active, QPalette::Highlight).name());
}

void TestProgramStyle::boxesHaveAnEdge()
{
    QFETCH(const bool, dark);
    setColours(dark);
    Journey journey;
    journey.answerArchive(ArchiveSettings::Consent::Keep);
    QVERIFY(journey.signIn());
    journey.action(u"Settings"_s)->trigger();
    QDialog *dialog = journey.dialog(u"settingsDialog"_s);
    QVERIFY(dialog);
    auto *pages = dialog->findChild<QTabWidget *>();
    pages->setCurrentIndex(pages->count() - 1);
    auto *box = dialog->findChild<QCheckBox *>(u"keepPersonalData"_s);
    QVERIFY(box && box->isVisible() && box->isEnabled() && !box->isChecked());
    QStyleOptionButton option;
    option.initFrom(box);
    QRect square = box->style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, box);
    const auto edge = [](const QImage &image, const QRect &at) {
        const int y = qRound(at.center().y() * image.devicePixelRatio());
        return image.pixelColor(qRound(at.left() * image.devicePixelRatio()), y);
    };
    QColor found = edge(pictureOf(box, box->rect()), square);
    QVERIFY2(contrast(found, box->palette().color(QPalette::Window)) >= ofShapes, qPrintable(found.name()));
    QVERIFY2(contrast(found, box->palette().color(QPalette::Base)) >= ofShapes, qPrintable(found.name()));

    auto *projects = dialog->findChild<QAbstractItemView *>(u"archivedProjects"_s);
    QVERIFY(projects && projects->isVisible() && projects->isEnabled());
    QStyleOptionViewItem item;
    item.initFrom(projects);
    item.rect = projects->visualRect(projects->model()->index(1, 0));
    item.features = QStyleOptionViewItem::HasCheckIndicator;
    square = projects->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &item, projects);
    found = edge(pictureOf(projects->viewport(), projects->viewport()->rect()), square);
    QVERIFY2(contrast(found, projects->palette().color(QPalette::Base)) >= ofShapes,
             qPrintable(found.name()));
}

void TestProgramStyle::menusHaveAnEdge()
{
    QFETCH(const bool, dark);
    setColours(dark);
    Journey journey;
    QVERIFY(journey.signIn());
    QMenu *menu = journey.window().menuBar()->actions().first()->menu();
    menu->popup(journey.window().mapToGlobal(QPoint(50, 50)));
    QVERIFY(QTest::qWaitForWindowExposed(menu));
    const QImage image = pictureOf(menu, menu->rect());
    for (const auto role : {QPalette::Base, QPalette::Window}) {
        const QColor ground = menu->palette().color(role);
        QVERIFY(contrast(image.pixelColor(0, image.height() / 2), ground) >= ofShapes);
        QVERIFY(contrast(image.pixelColor(image.width() / 2, image.height() - 1), ground) >= ofShapes);
    }
    // The icon of the row that is marked, on the colour of the selection.
    QAction *first = menu->actions().first();
    QVERIFY(first->isEnabled() && !first->icon().isNull());
    menu->setActiveAction(first);
    const QRect row = menu->actionGeometry(first);
    const QImage icon = pictureOf(menu, QRect(row.topLeft(), QSize(row.height(), row.height())));
    const QColor marked = menu->palette().color(QPalette::Active, QPalette::Highlight);
    QCOMPARE(groundOf(icon).name(), marked.name());
    const double seen = strongest(icon, marked);
    QVERIFY2(seen >= ofShapes, qPrintable(QString::number(seen)));
    menu->close();
}

/// Quieter than the edge, which is that of a control, and still to be seen.
void TestProgramStyle::menusHaveSeparators()
{
    QFETCH(const bool, dark);
    setColours(dark);
    Journey journey;
    QVERIFY(journey.signIn());
    QMenu *menu = journey.window().menuBar()->actions().first()->menu();
    menu->popup(journey.window().mapToGlobal(QPoint(50, 50)));
    QVERIFY(QTest::qWaitForWindowExposed(menu));
    int separators = 0;
    for (QAction *each : menu->actions()) {
        if (!each->isSeparator())
            continue;
        ++separators;
        const QRect row = menu->actionGeometry(each);
        const QImage image = pictureOf(menu, row.adjusted(row.width() / 4, 0, -row.width() / 4, 0));
        const double seen = strongest(image, groundOf(image));
        QVERIFY2(seen >= 1.8 && seen < ofShapes, qPrintable(QString::number(seen)));
    }
    QVERIFY(separators > 1);
    menu->close();
}

/// On the bubble under it, with words that can be read on it.
void TestProgramStyle::markedTextIsSeenWithoutTheFocus()
{
    QFETCH(const bool, dark);
    setColours(dark);
    Journey journey;
    QVERIFY(journey.signIn());
    journey.click(1);
    QVERIFY(journey.waitLoaded());
    QListView *transcript = journey.transcript();
    const auto pictures = [transcript] {
        QList<QImage> all;
        for (const int row : {0, 1}) { // the visitor's and the agent's
            const QModelIndex index = transcript->model()->index(row, 0);
            all << pictureOf(transcript->viewport(), transcript->visualRect(index));
        }
        return all;
    };
    transcript->scrollToTop();
    const QList<QImage> plain = pictures();
    transcript->setFocus();
    Journey::press(Qt::Key_A, Qt::ControlModifier);
    const QList<QImage> inUse = pictures();
    journey.list()->setFocus();
    const QList<QImage> atRest = pictures();
    const Theme theme = Theme::of(transcript->palette());
    for (int i = 0; i < 2; ++i) {
        const QColor bubble = i == 0 ? theme.visitorBubble : theme.agentBubble;
        QVERIFY(inUse.at(i) != atRest.at(i));
        const QImage marked = changedFrom(bubble, plain.at(i), atRest.at(i));
        const QColor ground = groundOf(marked);
        const double seen = contrast(ground, bubble);
        QVERIFY2(seen >= ofShapes, qPrintable(QString::number(seen)));
        QVERIFY(strongest(atRest.at(i), ground) >= ofText);
    }
}

void TestProgramStyle::openDialogsFollow()
{
    setColours(false);
    Journey journey;
    QVERIFY(journey.signIn());
    journey.action(u"Settings"_s)->trigger();
    QDialog *settings = journey.dialog(u"settingsDialog"_s);
    QVERIFY(settings);
    auto *question = new QuestionDialog(u"people"_s, u"Really?"_s, settings);
    question->addSafeAnswer(u"No"_s);
    question->show();
    QVERIFY(QTest::qWaitForWindowExposed(question));
    auto *picture = question->findChild<QLabel *>(u"questionIcon"_s);
    for (const bool dark : {false, true, false}) {
        setColours(dark);
        QTRY_COMPARE(Theme::of(settings->palette()).dark, dark);
        const QColor ground = settings->palette().color(QPalette::Window);
        int captions = 0;
        for (const QLabel *label : settings->findChildren<QLabel *>()) {
            if (!label->objectName().endsWith(u"Caption"_s) || !label->isEnabled())
                continue;
            ++captions;
            QVERIFY2(contrast(label->palette().color(QPalette::WindowText), ground) >= ofText,
                     qPrintable(label->objectName()));
        }
        QVERIFY(captions > 0);
        QVERIFY(strongest(pictureOf(picture, picture->rect()), ground) >= ofShapes);
    }
}

QTEST_MAIN(TestProgramStyle)
#include "tst_programstyle.moc"
