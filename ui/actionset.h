// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QAction;
class QKeySequence;

namespace confab {

/// Actions of one subject, each made once: menus, toolbars, context menus, the palette and the list of
/// shortcuts show the same objects. What they do is connected by others.
class ActionSet : public QObject
{
    Q_OBJECT

public:
    /// In the order of the menus.
    [[nodiscard]] QList<QAction *> all() const { return m_all; }
    /// The keys as a person reads them. In a mirrored window they keep their order: "Ctrl+," is not ",+Ctrl".
    [[nodiscard]] static QString keysText(const QKeySequence &keys);

protected:
    using QObject::QObject;

    QAction *add(const char *objectName, const QString &text, const QKeySequence &shortcut,
                 const QString &icon = {});
    [[nodiscard]] static QKeySequence key(const char *text);
    [[nodiscard]] static QString icon(const char *name);

private:
    QList<QAction *> m_all;
};

} // namespace confab
