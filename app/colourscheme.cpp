// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/colourscheme.h"

#include "core/logging.h"
#include "ui/programstyle.h"
#include "ui/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>

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
    qRegisterMetaType<QDBusVariant>(); // the bus looks the slot's types up by their names
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
    const bool isMine = ProgramStyle::choosesColours();
    const bool dark = wish == Wish::Dark;
    if (dark && isMine && !m_isApplied && !isDark(QApplication::palette())) {
        m_isApplied = true;
        QApplication::setPalette(darkPalette());
    } else if (!dark && m_isApplied) {
        m_isApplied = false;
        QApplication::setPalette(QPalette());
        QApplication::setPalette(withVisibleFocus(withReadableSelection(QApplication::palette())));
    }
}

} // namespace confab
