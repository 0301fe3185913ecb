// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/userprompts.h"

#include <QPointer>
#include <QWidget>

namespace confab {

/// The questions as window-modal dialogs over a window. Each is answered exactly once: if the window goes
/// with the question open, or has gone already, the answer is the safe one.
class DialogPrompts final : public UserPrompts
{
public:
    explicit DialogPrompts(QWidget *window) : m_window(window) {}

    [[nodiscard]] QFuture<bool> confirmDeletion(const Deletion &deletion) override;
    [[nodiscard]] QFuture<QuitChoice> quitWithDeletions(int waiting, int running) override;
    [[nodiscard]] QFuture<bool> quitWithExport(qsizetype done, qsizetype all) override;
    [[nodiscard]] QFuture<bool> openAddress(const QUrl &address, const QString &shownText) override;
    [[nodiscard]] QFuture<bool> openSourceFile(const QString &title, const QString &host) override;
    [[nodiscard]] QFuture<QString> whereToSave(const QString &fileName) override;

private:
    QPointer<QWidget> m_window;
};

} // namespace confab
