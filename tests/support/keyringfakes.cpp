// SPDX-License-Identifier: GPL-3.0-or-later
// Keychains that misbehave, on the session bus:
//   silent           a Secret Service that never answers
//   kwallet-failing  a KWallet whose writes and removals return -1, which QtKeychain takes for a success
//   kwallet-late     a KWallet that works, but whose writes are answered after 1.5 s
// Says "ready" when it can be found.
#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QMap>
#include <QTimer>

#include <cstdio>

namespace {

class Silent : public QDBusVirtualObject
{
public:
    using QDBusVirtualObject::QDBusVirtualObject;
    [[nodiscard]] QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &, const QDBusConnection &) override { return true; }
};

class Wallet : public QDBusVirtualObject
{
public:
    Wallet(bool failing, QObject *parent) : QDBusVirtualObject(parent), m_failing(failing) {}
    [[nodiscard]] QString introspect(const QString &) const override { return {}; }

    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        const QString member = message.member();
        const QList<QVariant> arguments = message.arguments(); // handle, folder, key, …
        const QString key = arguments.size() > 2 ? arguments.at(2).toString() : QString();
        QVariant answer(0);
        int delay = 0;
        if (member == QLatin1String("networkWallet")) {
            answer = QStringLiteral("kdewallet");
        } else if (member == QLatin1String("open")) {
            answer = 1;
        } else if (member == QLatin1String("entryType")) {
            answer = m_entries.contains(key) ? 1 : 0; // a password, or unknown
        } else if (member == QLatin1String("readPassword")) {
            answer = m_entries.value(key);
        } else if (m_failing) {
            answer = -1;
        } else if (member == QLatin1String("writePassword")) {
            m_entries.insert(key, arguments.at(3).toString());
            delay = 1500;
        } else if (member == QLatin1String("removeEntry")) {
            m_entries.remove(key);
        }
        QTimer::singleShot(delay, this, [message, bus, answer] { bus.send(message.createReply(answer)); });
        return true;
    }

private:
    const bool m_failing;
    QMap<QString, QString> m_entries;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QString mode = QCoreApplication::arguments().value(1);
    const bool silent = mode == QLatin1String("silent");
    auto bus = QDBusConnection::sessionBus();
    QDBusVirtualObject *object = nullptr;
    if (silent)
        object = new Silent(&app);
    else
        object = new Wallet(mode == QLatin1String("kwallet-failing"), &app);
    const bool there = bus.registerVirtualObject(QStringLiteral("/"), object, QDBusConnection::SubPath) &&
                       bus.registerService(silent ? QStringLiteral("org.freedesktop.secrets")
                                                  : QStringLiteral("org.kde.kwalletd5"));
    std::puts(there ? "ready" : "failed");
    std::fflush(stdout);
    return there ? QCoreApplication::exec() : 1;
}
