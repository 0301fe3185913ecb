// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/colourscheme.h"

#include "core/logging.h"
#include "ui/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>
#include <QStyle>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1String portalService("org.freedesktop.portal.Desktop");
constexpr QLatin1String portalPath("/org/freedesktop/portal/desktop");
constexpr QLatin1String portalInterface("org.freedesktop.portal.Settings");
constexpr QLatin1String appearance("org.freedesktop.appearance");
constexpr QLatin1String colourKey("color-scheme");

/// Where there is no bus, the bus library would start one of its own for us.
bool hasSessionBus()
{
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !folder.isEmpty() && QFileInfo::exists(folder + u"/bus"_s);
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

} // namespace

ColourScheme::ColourScheme(QObject *parent) : QObject(parent) {}

void ColourScheme::follow()
{
    if (!hasSessionBus())
        return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // From any sender: naming it would make the library look its owner up, and wait for that.
    if (!bus.connect({}, portalPath, portalInterface, u"SettingChanged"_s, this,
                     SLOT(settingChanged(QString, QString, QDBusVariant))))
        qCWarning(lcUi) << "The desktop's choice of light or dark is not followed";
    QDBusMessage question =
        QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, u"Read"_s);
    question << appearance << colourKey;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, &ColourScheme::answered);
}

std::optional<ColourScheme::Wish> ColourScheme::wishOf(QVariant value)
{
    while (value.metaType() == QMetaType::fromType<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    if (value.metaType() != QMetaType::fromType<uint>())
        return {};
    switch (value.toUInt()) {
    case 1:
        return Wish::Dark;
    case 2:
        return Wish::Light;
    default:
        return {};
    }
}

QPalette ColourScheme::darkPalette()
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
    return palette;
}

void ColourScheme::answered(QDBusPendingCallWatcher *watcher)
{
    const QDBusPendingReply<QDBusVariant> reply = *watcher;
    watcher->deleteLater();
    if (!m_isTold && reply.isValid())
        apply(wishOf(QVariant::fromValue(reply.value())));
}

void ColourScheme::settingChanged(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group != appearance || key != colourKey)
        return;
    m_isTold = true;
    apply(wishOf(QVariant::fromValue(value)));
}

void ColourScheme::apply(std::optional<Wish> wish)
{
    // A style of a desktop brings that desktop's colours, and a palette that is dark already is one.
    const bool isMine = QApplication::style()->name().compare("fusion"_L1, Qt::CaseInsensitive) == 0;
    const bool dark = wish == Wish::Dark;
    if (dark && isMine && !m_isApplied && !isDark(QApplication::palette())) {
        m_isApplied = true;
        QApplication::setPalette(darkPalette());
    } else if (!dark && m_isApplied) {
        m_isApplied = false;
        QApplication::setPalette(QPalette());
        QApplication::setPalette(withReadableSelection(QApplication::palette()));
    }
}

} // namespace confab
