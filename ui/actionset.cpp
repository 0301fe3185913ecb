// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actionset.h"

#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QAction>
#include <QGuiApplication>
#include <QKeySequence>

namespace confab {

QAction *ActionSet::add(const char *objectName, const QString &text, const QKeySequence &shortcut,
                        const QString &icon)
{
    auto *action = new QAction(text, this);
    action->setObjectName(QString::fromLatin1(objectName));
    action->setShortcut(shortcut);
    if (!icon.isEmpty())
        action->setIcon(themedIcon(icon));
    QString name = text;
    name.remove(QChar(0x2026));
    action->setToolTip(plainToolTip(tr("%1 (%2)").arg(name, keysText(shortcut))));
    m_all.append(action);
    return action;
}

QString ActionSet::keysText(const QKeySequence &keys)
{
    const QString text = keys.toString(QKeySequence::NativeText);
    return QGuiApplication::isRightToLeft() ? isolated(text) : text;
}

QKeySequence ActionSet::key(const char *text)
{
    return QKeySequence(QString::fromLatin1(text));
}

QString ActionSet::icon(const char *name)
{
    return QString::fromLatin1(name);
}

} // namespace confab
