// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <algorithm>
#include <cmath>
#include <initializer_list>

// The resources are in a static library, whose initialiser the linker drops unless something names it: this
// does. It has to stand outside any namespace.
static void registerResources()
{
    static const bool once = [] {
        Q_INIT_RESOURCE(confab);
        return true;
    }();
    Q_UNUSED(once)
}

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr double textContrast = 4.5;
constexpr double shapeContrast = 3;
constexpr double separatorContrast = 2;

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

QColor mixed(const QColor &from, const QColor &to, double share)
{
    const auto part = [share](float a, float b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(part(from.redF(), to.redF()), part(from.greenF(), to.greenF()),
                            part(from.blueF(), to.blueF()));
}

/// The colour itself where it can be read on all surfaces, else as little nearer to the end as it takes.
QColor readable(const QColor &colour, const QColor &end, std::initializer_list<QColor> surfaces,
                double ratio = textContrast)
{
    constexpr int steps = 20;
    for (int step = 0; step < steps; ++step) {
        const QColor candidate = mixed(colour, end, double(step) / steps);
        if (std::all_of(surfaces.begin(), surfaces.end(),
                        [&](const QColor &surface) { return contrast(candidate, surface) >= ratio; }))
            return candidate;
    }
    return end;
}

/// A surface of the theme, or one nearer to the palette's base where the palette's text would be hard to
/// read.
QColor surface(const QColor &colour, const QPalette &palette)
{
    constexpr int steps = 20;
    for (int step = 0; step < steps; ++step) {
        const QColor candidate = mixed(colour, palette.color(QPalette::Base), double(step) / steps);
        if (contrast(candidate, palette.color(QPalette::Text)) >= textContrast)
            return candidate;
    }
    return palette.color(QPalette::Base);
}

QString iconPath(const QString &name)
{
    registerResources();
    return u":/icons/"_s + name + u".svg"_s;
}

class ThemedIconEngine final : public QIconEngine
{
public:
    explicit ThemedIconEngine(QString name) : m_name(std::move(name)) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
        painter->drawPixmap(rect, tintedPixmap(m_name, rect.size(), colour(mode), ratio));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return tintedPixmap(m_name, size, colour(mode), 1.0);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        // The size is in device pixels here already.
        QPixmap result = tintedPixmap(m_name, size, colour(mode), 1.0);
        result.setDevicePixelRatio(scale);
        return result;
    }

    QIconEngine *clone() const override { return new ThemedIconEngine(m_name); }
    QString key() const override { return u"confab"_s; }
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }

private:
    static QColor colour(QIcon::Mode mode)
    {
        const QPalette palette = QGuiApplication::palette();
        switch (mode) {
        case QIcon::Disabled:
            return palette.color(QPalette::Disabled, QPalette::WindowText);
        case QIcon::Selected:
            return palette.color(QPalette::Active, QPalette::HighlightedText);
        case QIcon::Normal:
        case QIcon::Active:
            break;
        }
        return palette.color(QPalette::Active, QPalette::WindowText);
    }

    QString m_name;
};

} // namespace

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QPalette withReadableSelection(QPalette palette)
{
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        const QColor text = palette.color(group, QPalette::HighlightedText);
        const QColor now = palette.color(group, QPalette::Highlight);
        const QColor end = luminance(text) > 0.18 ? QColor(Qt::black) : QColor(Qt::white);
        if (const QColor wanted = readable(now, end, {text}); wanted != now)
            palette.setColor(group, QPalette::Highlight, wanted);
    }
    return palette;
}

QPalette withVisibleFocus(QPalette palette)
{
    const QColor focused = palette.color(QPalette::Active, QPalette::Highlight);
    if (contrast(palette.color(QPalette::Inactive, QPalette::Highlight), focused) >= shapeContrast)
        return palette;
    const QColor text = palette.color(QPalette::Active, QPalette::Text);
    constexpr int steps = 100;
    for (int step = 1; step < steps; ++step) {
        const QColor quiet =
            mixed(focused, palette.color(QPalette::Active, QPalette::Base), double(step) / steps);
        if (contrast(quiet, focused) < shapeContrast || contrast(quiet, text) < textContrast)
            continue;
        palette.setColor(QPalette::Inactive, QPalette::Highlight, quiet);
        palette.setColor(QPalette::Inactive, QPalette::HighlightedText, text);
        break;
    }
    return palette;
}

QPalette withVisibleMarks(QPalette palette)
{
    const Theme theme = Theme::of(palette);
    const QColor quiet = palette.color(QPalette::Inactive, QPalette::Highlight);
    const QColor focused = palette.color(QPalette::Active, QPalette::Highlight);
    const auto isSeen = [&theme](const QColor &ground) {
        return std::min({contrast(ground, theme.visitorBubble), contrast(ground, theme.agentBubble),
                         contrast(ground, theme.codeSurface)}) >= shapeContrast;
    };
    constexpr int steps = 20;
    int step = 0;
    while (step < steps && !isSeen(mixed(quiet, focused, double(step) / steps)))
        ++step;
    const QColor ground = mixed(quiet, focused, double(step) / steps);
    palette.setColor(QPalette::Inactive, QPalette::Highlight, ground);
    for (const QColor &text :
         {palette.color(QPalette::Inactive, QPalette::HighlightedText),
          palette.color(QPalette::Active, QPalette::HighlightedText), QColor(Qt::black), QColor(Qt::white)}) {
        if (contrast(text, ground) < textContrast)
            continue;
        palette.setColor(QPalette::Inactive, QPalette::HighlightedText, text);
        break;
    }
    return palette;
}

QPalette darkPalette()
{
    const QColor window(0x2a, 0x2d, 0x32);
    const QColor text(0xec, 0xee, 0xf1);
    const QColor quiet(0x8b, 0x91, 0x9a);
    QPalette palette(text, QColor(0x36, 0x3a, 0x41), QColor(0x50, 0x56, 0x60), QColor(0x16, 0x18, 0x1b),
                     QColor(0x22, 0x25, 0x29), text, QColor(Qt::white), QColor(0x1d, 0x1f, 0x23), window);
    palette.setColor(QPalette::AlternateBase, QColor(0x24, 0x27, 0x2c));
    palette.setColor(QPalette::ToolTipBase, QColor(0x36, 0x3a, 0x41));
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::PlaceholderText, QColor(0x9a, 0xa1, 0xab));
    // Bright with dark text: Fusion draws the ring of the focus in a darker shade of it, which has to be seen
    // too.
    palette.setColor(QPalette::Highlight, QColor(0x5f, 0x97, 0xea));
    palette.setColor(QPalette::HighlightedText, QColor(0x0f, 0x12, 0x16));
    palette.setColor(QPalette::Link, QColor(0x8f, 0xb9, 0xfa));
    palette.setColor(QPalette::LinkVisited, QColor(0xc4, 0xa7, 0xf5));
    palette.setColor(QPalette::Shadow, QColor(0x0c, 0x0d, 0x0f));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, quiet);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(0x45, 0x4b, 0x55));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, quiet);
    return withVisibleFocus(palette);
}

Theme Theme::of(const QPalette &palette)
{
    Theme theme;
    theme.dark = luminance(palette.color(QPalette::Window)) < 0.18;
    const auto pick = [&theme](const char *light, const char *dark) {
        return QColor(QLatin1String(theme.dark ? dark : light));
    };
    theme.visitorBubble = surface(pick("#f0f2f5", "#2d3138"), palette);
    theme.agentBubble = surface(pick("#e2edfb", "#213450"), palette);
    theme.codeSurface = surface(pick("#e6e9ee", "#16191e"), palette);
    theme.line = pick("#d5dae1", "#434952");
    theme.found = pick("#ffe58a", "#574a10");
    theme.foundCurrent = pick("#ffb347", "#8a5200");
    theme.foundText = pick("#000000", "#ffffff");

    const QColor end = theme.dark ? QColor(Qt::white) : QColor(Qt::black);
    const auto ink = [&](const char *light, const char *dark) {
        return readable(pick(light, dark), end,
                        {theme.visitorBubble, theme.agentBubble, theme.codeSurface,
                         palette.color(QPalette::Window), palette.color(QPalette::Base),
                         palette.color(QPalette::Button)});
    };
    theme.accent = ink("#1d5cc0", "#8fb9fa");
    theme.warning = ink("#855000", "#f2b968");
    theme.danger = ink("#b3261e", "#ff9a91");
    theme.success = ink("#1b6b3a", "#7fd6a0");
    theme.muted = ink("#565f6b", "#aeb6c1");
    const auto outline = [&](double ratio) {
        return readable(theme.line, end, {palette.color(QPalette::Window), palette.color(QPalette::Base)},
                        ratio);
    };
    theme.edge = outline(shapeContrast);
    theme.separator = outline(separatorContrast);
    return theme;
}

QPixmap tintedPixmap(const QString &name, const QSize &size, const QColor &colour, qreal devicePixelRatio)
{
    const QSize pixels = (QSizeF(size) * devicePixelRatio).toSize();
    if (pixels.isEmpty())
        return {};
    const QString key =
        u"confab/%1/%2x%3/%4"_s.arg(name).arg(pixels.width()).arg(pixels.height()).arg(colour.rgba(), 0, 16);
    QPixmap result;
    if (!QPixmapCache::find(key, &result)) {
        QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QSvgRenderer renderer(iconPath(name));
        const int side = std::min(pixels.width(), pixels.height());
        const QRect square(QPoint((pixels.width() - side) / 2, (pixels.height() - side) / 2),
                           QSize(side, side));
        QPainter painter(&image);
        renderer.render(&painter, square);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(image.rect(), colour);
        painter.end();
        result = QPixmap::fromImage(image);
        QPixmapCache::insert(key, result);
    }
    result.setDevicePixelRatio(devicePixelRatio);
    return result;
}

QIcon themedIcon(const QString &name)
{
    registerResources();
    return QIcon(new ThemedIconEngine(name));
}

QIcon applicationIcon()
{
    const QString path = iconPath(u"confab"_s);
    QIcon icon;
    for (const int side : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        QSvgRenderer(path).render(&painter, pixmap.rect());
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace confab
