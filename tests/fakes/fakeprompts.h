// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/userprompts.h"

#include <QList>
#include <QPromise>

#include <memory>

namespace confab {

/// Answers every question at once as the test decided, or, with hold set, when the test says so.
class FakePrompts : public UserPrompts
{
public:
    struct Address
    {
        QUrl address;
        QString shownText;
    };

    bool yes = true;
    QuitChoice quitChoice = QuitChoice::Stay;
    bool hold = false;

    QList<Deletion> deletions;
    QList<QPair<int, int>> quits; ///< Waiting and running.
    QList<Address> addresses;
    QStringList openedFiles;
    QStringList savedNames;
    QString savePath; ///< The answer to whereToSave().

    [[nodiscard]] QFuture<bool> confirmDeletion(const Deletion &deletion) override
    {
        deletions.append(deletion);
        return answer();
    }
    [[nodiscard]] QFuture<QuitChoice> quitWithDeletions(int waiting, int running) override
    {
        quits.append({waiting, running});
        QPromise<QuitChoice> promise;
        promise.start();
        promise.addResult(quitChoice);
        promise.finish();
        return promise.future();
    }
    [[nodiscard]] QFuture<bool> quitWithExport(qsizetype, qsizetype) override { return answer(); }
    [[nodiscard]] QFuture<bool> openAddress(const QUrl &address, const QString &shownText) override
    {
        addresses.append({address, shownText});
        return answer();
    }
    [[nodiscard]] QFuture<bool> openSourceFile(const QString &title, const QString &) override
    {
        openedFiles.append(title);
        return answer();
    }
    [[nodiscard]] QFuture<QString> whereToSave(const QString &fileName) override
    {
        savedNames.append(fileName);
        QPromise<QString> promise;
        promise.start();
        promise.addResult(savePath);
        promise.finish();
        return promise.future();
    }
    /// Answers the oldest question that waits.
    void release(bool with)
    {
        const auto promise = m_waiting.takeFirst();
        promise->addResult(with);
        promise->finish();
    }
    [[nodiscard]] qsizetype waiting() const { return m_waiting.size(); }

private:
    QFuture<bool> answer()
    {
        auto promise = std::make_shared<QPromise<bool>>();
        promise->start();
        m_waiting.append(promise);
        if (!hold)
            release(yes);
        return promise->future();
    }

    QList<std::shared_ptr<QPromise<bool>>> m_waiting;
};

} // namespace confab
