// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/places.h"
#include "ui/theme.h"

#include <QApplication>
#include <QDirIterator>
#include <QFile>
#include <QPainter>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

QPalette paletteOf(const QColor &window, const QColor &base, const QColor &text)
{
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::Button, window);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(role, text);
    return palette;
}

QStringList iconNames()
{
    QStringList names;
    QDirIterator files(QStringLiteral(CONFAB_SOURCE_DIR) + u"/resources/icons"_s, {u"*.svg"_s});
    while (files.hasNext()) {
        files.next();
        if (files.fileInfo().baseName() != u"confab"_s)
            names << files.fileInfo().baseName();
    }
    return names;
}

/// Colours of the opaque pixels, and how many pixels have any ink.
int inkOf(const QImage &image, QColor *darkest)
{
    int ink = 0;
    int best = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor colour = image.pixelColor(x, y);
            ink += colour.alpha() > 0;
            if (colour.alpha() > best) {
                best = colour.alpha();
                *darkest = colour;
            }
        }
    }
    return ink;
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void contrastIsThatOfWcag();
    void selectedTextCanBeRead();
    void textCanBeReadOnEverySurface_data();
    void textCanBeReadOnEverySurface();
    void followsTheLightnessOfTheWindow();
    void everyIconDraws_data();
    void everyIconDraws();
    void iconsFollowThePaletteAtPaintTime();
    void iconsAreCrispAtTwoHundredPercent();
    void applicationIconHasEverySize();
};

void TestTheme::contrastIsThatOfWcag()
{
    QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
    QVERIFY(qAbs(contrast(QColor(u"#767676"_s), Qt::white) - 4.54) < 0.01);
    QCOMPARE(contrast(Qt::red, Qt::blue), contrast(Qt::blue, Qt::red));
}

void TestTheme::selectedTextCanBeRead()
{
    const auto ratio = [](const QPalette &palette, QPalette::ColorGroup group) {
        return contrast(palette.color(group, QPalette::HighlightedText),
                        palette.color(group, QPalette::Highlight));
    };
    QPalette fusion;
    fusion.setColor(QPalette::Highlight, QColor(48, 140, 198));
    fusion.setColor(QPalette::HighlightedText, Qt::white);
    QVERIFY(ratio(fusion, QPalette::Active) < 4.5); // what it is for
    const QPalette better = withReadableSelection(fusion);
    for (const auto group : {QPalette::Active, QPalette::Inactive})
        QVERIFY(ratio(better, group) >= 4.5);
    // No more than it takes, and nothing else.
    QVERIFY(ratio(better, QPalette::Active) < 5.5);
    QCOMPARE(better.color(QPalette::Window), fusion.color(QPalette::Window));
    QCOMPARE(withReadableSelection(better), better);
    QPalette dark;
    dark.setColor(QPalette::Highlight, QColor(0x50, 0x50, 0x80));
    dark.setColor(QPalette::HighlightedText, Qt::black);
    QVERIFY(ratio(withReadableSelection(dark), QPalette::Active) >= 4.5);
}

void TestTheme::textCanBeReadOnEverySurface_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("system") << QGuiApplication::palette();
    QTest::newRow("light") << paletteOf(u"#efefef"_s, Qt::white, Qt::black);
    QTest::newRow("light grey") << paletteOf(u"#d6d2cc"_s, u"#f4f4f4"_s, u"#222222"_s);
    QTest::newRow("dark") << paletteOf(u"#2b2b2b"_s, u"#1e1e1e"_s, u"#eeeeee"_s);
    QTest::newRow("breeze dark") << paletteOf(u"#31363b"_s, u"#232629"_s, u"#eff0f1"_s);
    QTest::newRow("black") << paletteOf(Qt::black, Qt::black, Qt::white);
    QTest::newRow("low contrast text") << paletteOf(u"#fdf6e3"_s, u"#fdf6e3"_s, u"#586e75"_s);
}

void TestTheme::textCanBeReadOnEverySurface()
{
    QFETCH(QPalette, palette);
    const Theme theme = Theme::of(palette);
    const QList<QColor> own{theme.visitorBubble, theme.agentBubble, theme.codeSurface};
    for (const QColor &surface : own)
        QVERIFY2(contrast(surface, palette.color(QPalette::Text)) >= 4.5, qPrintable(surface.name()));
    QList<QColor> all = own;
    for (const auto role : {QPalette::Window, QPalette::Base, QPalette::Button})
        all << palette.color(role);
    for (const QColor &ink : {theme.accent, theme.warning, theme.danger, theme.success, theme.muted}) {
        for (const QColor &surface : std::as_const(all))
            QVERIFY2(contrast(ink, surface) >= 4.5, qPrintable(ink.name() + u" on "_s + surface.name()));
    }
    for (const auto role : {QPalette::Window, QPalette::Base}) {
        QVERIFY(contrast(theme.edge, palette.color(role)) >= 3.0);
        QVERIFY(contrast(theme.separator, palette.color(role)) >= 2.0);
    }
    const QPalette focus = withVisibleFocus(palette);
    QVERIFY(contrast(focus.color(QPalette::Inactive, QPalette::HighlightedText),
                     focus.color(QPalette::Inactive, QPalette::Highlight)) >=
            std::min(4.5, contrast(palette.color(QPalette::Inactive, QPalette::HighlightedText),
                                   palette.color(QPalette::Inactive, QPalette::Highlight))));
    QCOMPARE(withVisibleFocus(focus), focus);
    const QPalette marks = withVisibleMarks(withReadableSelection(focus));
    const QColor ground = marks.color(QPalette::Inactive, QPalette::Highlight);
    QVERIFY(contrast(marks.color(QPalette::Inactive, QPalette::HighlightedText), ground) >= 4.5);
    for (const QColor &surface : own) {
        const double inUse = contrast(marks.color(QPalette::Active, QPalette::Highlight), surface);
        QVERIFY2(contrast(ground, surface) >= std::min(3.0, inUse), qPrintable(surface.name()));
    }
    // Icons and focus rings are painted in these two.
    for (const QColor &surface : std::as_const(all))
        QVERIFY(contrast(palette.color(QPalette::WindowText), surface) >= 3.0);
}

void TestTheme::followsTheLightnessOfTheWindow()
{
    const Theme light = Theme::of(paletteOf(u"#efefef"_s, Qt::white, Qt::black));
    const Theme dark = Theme::of(paletteOf(u"#2b2b2b"_s, u"#1e1e1e"_s, u"#eeeeee"_s));
    QVERIFY(!light.dark);
    QVERIFY(dark.dark);
    QVERIFY(light.visitorBubble != dark.visitorBubble);
    QVERIFY2(light.visitorBubble != light.agentBubble, "the two sides have to differ");
}

void TestTheme::everyIconDraws_data()
{
    QTest::addColumn<QString>("name");
    const QStringList names = iconNames();
    for (const QString &name : names)
        QTest::newRow(qPrintable(name)) << name;
    // What the rest of the program asks for by name.
    for (const char *name : {"refresh",      "new",      "rename",  "delete", "search",  "undo",    "retry",
                             "settings",     "sign-out", "copy",    "link",   "like",    "dislike", "close",
                             "people",       "calendar", "project", "info",   "warning", "offline", "empty",
                             "chevron-down", "check",    "quote",   "source", "error"})
        QVERIFY2(names.contains(QLatin1String(name)), name);
}

void TestTheme::everyIconDraws()
{
    QFETCH(QString, name);
    QVERIFY(QFile::exists(u":/icons/"_s + name + u".svg"_s) || !themedIcon(name).isNull());
    for (const int side : {16, 24, 48}) {
        const QImage image = themedIcon(name).pixmap(QSize(side, side), 1.0).toImage();
        QCOMPARE(image.size(), QSize(side, side));
        QColor darkest;
        const int ink = inkOf(image, &darkest);
        QVERIFY2(ink > side, "nothing was drawn");
        QVERIFY2(ink < side * side * 3 / 4, "an area was filled: the set is made of lines");
    }
    // Strokes stay inside their square: nothing is cut at the edge.
    const QImage image = themedIcon(name).pixmap(QSize(96, 96), 1.0).toImage();
    for (int i = 0; i < 96; ++i) {
        QCOMPARE(image.pixelColor(i, 0).alpha(), 0);
        QCOMPARE(image.pixelColor(0, i).alpha(), 0);
        QCOMPARE(image.pixelColor(i, 95).alpha(), 0);
        QCOMPARE(image.pixelColor(95, i).alpha(), 0);
    }
    QFile file(u":/icons/"_s + name + u".svg"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray svg = file.readAll();
    QVERIFY(svg.contains("viewBox=\"0 0 24 24\"") && svg.contains("stroke-width=\"1.5\"") &&
            svg.contains("stroke-linejoin=\"round\"") && svg.contains("fill=\"none\""));
}

void TestTheme::iconsFollowThePaletteAtPaintTime()
{
    const QPalette before = QGuiApplication::palette();
    const QIcon icon = themedIcon(u"delete"_s);
    QPalette palette = before;
    palette.setColor(QPalette::Active, QPalette::WindowText, Qt::red);
    palette.setColor(QPalette::Disabled, QPalette::WindowText, Qt::green);
    palette.setColor(QPalette::Active, QPalette::HighlightedText, Qt::blue);
    QGuiApplication::setPalette(palette);
    QColor normal;
    QColor disabled;
    QColor selected;
    QVERIFY(inkOf(icon.pixmap(QSize(48, 48), 1.0).toImage(), &normal) > 0);
    QVERIFY(inkOf(icon.pixmap(QSize(48, 48), 1.0, QIcon::Disabled).toImage(), &disabled) > 0);
    QVERIFY(inkOf(icon.pixmap(QSize(48, 48), 1.0, QIcon::Selected).toImage(), &selected) > 0);
    QGuiApplication::setPalette(before);
    QCOMPARE(normal.rgb(), QColor(Qt::red).rgb());
    QCOMPARE(disabled.rgb(), QColor(Qt::green).rgb());
    QCOMPARE(selected.rgb(), QColor(Qt::blue).rgb());
}

void TestTheme::iconsAreCrispAtTwoHundredPercent()
{
    const QPixmap pixmap = themedIcon(u"new"_s).pixmap(QSize(16, 16), 2.0);
    QCOMPARE(pixmap.size(), QSize(32, 32));
    QCOMPARE(pixmap.devicePixelRatio(), 2.0);

    // Painted on a screen of 200 %: drawn in its pixels, not magnified.
    QImage screen(32, 32, QImage::Format_ARGB32_Premultiplied);
    screen.fill(Qt::transparent);
    screen.setDevicePixelRatio(2.0);
    QPainter painter(&screen);
    themedIcon(u"new"_s).paint(&painter, QRect(0, 0, 16, 16));
    painter.end();
    QCOMPARE(screen.convertToFormat(QImage::Format_ARGB32),
             pixmap.toImage().convertToFormat(QImage::Format_ARGB32));
}

void TestTheme::applicationIconHasEverySize()
{
    const QIcon icon = applicationIcon();
    for (const int side : {16, 48, 256}) {
        const QImage image = icon.pixmap(QSize(side, side), 1.0).toImage();
        QCOMPARE(image.size(), QSize(side, side));
        QVERIFY(image.pixelColor(side / 2, side / 4).alpha() > 200);
    }
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
