// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>

// The Secret structure of the Secret Service's D-Bus interface.
struct DBusSecret
{
    QDBusObjectPath session;
    QByteArray parameters;
    QByteArray value;
    QString contentType;
};
Q_DECLARE_METATYPE(DBusSecret)

inline QDBusArgument &operator<<(QDBusArgument &out, const DBusSecret &secret)
{
    out.beginStructure();
    out << secret.session << secret.parameters << secret.value << secret.contentType;
    out.endStructure();
    return out;
}

inline const QDBusArgument &operator>>(const QDBusArgument &in, DBusSecret &secret)
{
    in.beginStructure();
    in >> secret.session >> secret.parameters >> secret.value >> secret.contentType;
    in.endStructure();
    return in;
}

/// Locks and unlocks gnome-keyring's login keyring over D-Bus; true when it was done.
namespace loginkeyring {

inline const QDBusObjectPath path(QStringLiteral("/org/freedesktop/secrets/collection/login"));

inline QDBusMessage ask(const char *interface, const char *method, const QList<QVariant> &arguments)
{
    auto call = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"),
                                               QStringLiteral("/org/freedesktop/secrets"),
                                               QString::fromLatin1(interface), QString::fromLatin1(method));
    call.setArguments(arguments);
    return QDBusConnection::sessionBus().call(call);
}

[[nodiscard]] inline bool lock()
{
    const QList<QDBusObjectPath> keyrings{path};
    const auto reply = ask("org.freedesktop.Secret.Service", "Lock", {QVariant::fromValue(keyrings)});
    return reply.type() == QDBusMessage::ReplyMessage;
}

/// What the desktop's own sign-in does. The name of the interface is gnome-keyring's.
[[nodiscard]] inline bool unlock(const QByteArray &password)
{
    qDBusRegisterMetaType<DBusSecret>();
    const auto session = ask("org.freedesktop.Secret.Service", "OpenSession",
                             {QStringLiteral("plain"), QVariant::fromValue(QDBusVariant(QString()))});
    if (session.type() != QDBusMessage::ReplyMessage)
        return false;
    const DBusSecret secret{
        session.arguments().at(1).value<QDBusObjectPath>(), {}, password, QStringLiteral("text/plain")};
    const auto reply =
        ask("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword",
            {QVariant::fromValue(path), QVariant::fromValue(secret)});
    return reply.type() == QDBusMessage::ReplyMessage;
}

} // namespace loginkeyring
