// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusVariant>
#include <QObject>
#include <QPalette>
#include <QVariant>

#include <optional>

class QDBusPendingCallWatcher;

namespace confab {

/// Light or dark as the desktop asks for, live. Qt 6.4 reads that setting in few desktops by itself; this
/// asks the portal that all of them offer (org.freedesktop.portal.Settings, key "color-scheme"). Silent where
/// there is no bus or no portal, and where the desktop's own style or palette is in charge. Never waits. GUI
/// thread.
class ColourScheme : public QObject
{
    Q_OBJECT

public:
    enum class Wish { Dark, Light };

    explicit ColourScheme(QObject *parent = nullptr);

    /// Asks, and listens from now on.
    void follow();

    /// What the portal's value stands for; nothing where the desktop has no wish. The answer to Read wraps
    /// the number in one variant more than SettingChanged does.
    [[nodiscard]] static std::optional<Wish> wishOf(QVariant value);

private slots:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void answered(QDBusPendingCallWatcher *watcher);
    void apply(std::optional<Wish> wish);

    bool m_isApplied = false; ///< The palette is ours.
    bool m_isTold = false;    ///< A change came; an answer that was on its way is older.
};

} // namespace confab
