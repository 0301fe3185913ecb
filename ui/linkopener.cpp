// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/linkopener.h"

#include "core/address.h"
#include "ui/userprompts.h"

#include <QDesktopServices>
#include <QFutureWatcher>

namespace confab {

LinkOpener::LinkOpener(UserPrompts &prompts, QObject *parent) : QObject(parent), m_prompts(prompts) {}

QUrl LinkOpener::allowed(const QString &address)
{
    return linkableAddress(address);
}

bool LinkOpener::openFile(const QString &path)
{
    return QDesktopServices::openUrl(QUrl::fromLocalFile(path));
}

void LinkOpener::open(const QString &address, const QString &shownText)
{
    const QUrl url = allowed(address);
    if (url.isEmpty() || m_asking)
        return;
    m_asking = true;
    // Not then(): up to Qt 6.4 a continuation asserts where its context has gone before the answer.
    auto *watcher = new QFutureWatcher<bool>(this);
    connect(watcher, &QFutureWatcher<bool>::finished, this, [this, watcher, url] {
        m_asking = false;
        watcher->deleteLater();
        const QFuture<bool> answer = watcher->future();
        if (!answer.isCanceled() && answer.resultCount() > 0 && answer.result())
            QDesktopServices::openUrl(url);
    });
    watcher->setFuture(m_prompts.openAddress(url, shownText));
}

} // namespace confab
