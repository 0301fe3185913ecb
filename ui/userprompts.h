// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QFuture>
#include <QString>
#include <QUrl>

namespace confab {

/// The questions that Confab asks a person. Each opens a window-modal dialog and answers by a future; closing
/// the dialog is the safe answer. A port, so that the order of questions can be tested apart from the
/// dialogs.
class UserPrompts
{
public:
    enum class QuitChoice { Stay, DeleteNow, Keep };

    struct Deletion
    {
        int count = 0;
        QString projectName;
        QDate oldest; ///< Local days; invalid where no row has a date.
        QDate newest;
        bool lookAgain = false;  ///< What has changed by the time of its turn is kept.
        QString rule = {};       ///< The name of the retention rule that found them; empty where none did.
        bool keepCopy = false;   ///< None goes of which this computer has no complete copy.
        bool typeNumber = false; ///< Out of the ordinary, however few: the person types the number.
    };

    virtual ~UserPrompts() = default;
    /// Names action, number, project, rule and span of dates; above 20, or where it says so, the person types
    /// the number. Cancel is the default.
    [[nodiscard]] virtual QFuture<bool> confirmDeletion(const Deletion &deletion) = 0;
    /// Of conversations in undo windows nothing was sent; of a run something may have been deleted already.
    [[nodiscard]] virtual QFuture<QuitChoice> quitWithDeletions(int waiting, int running) = 0;
    /// The file of an export that has come to `done` of `all` conversations would be lost.
    [[nodiscard]] virtual QFuture<bool> quitWithExport(qsizetype done, qsizetype all) = 0;
    /// Shows the real address (host in punycode) before anything opens it.
    [[nodiscard]] virtual QFuture<bool> openAddress(const QUrl &address, const QString &shownText) = 0;
    /// Before a file behind a citation is fetched from the host and handed to another program.
    [[nodiscard]] virtual QFuture<bool> openSourceFile(const QString &title, const QString &host) = 0;
    /// Where a file is to be kept, with a name or a path to begin with; empty where it is not.
    [[nodiscard]] virtual QFuture<QString> whereToSave(const QString &fileName) = 0;

protected:
    UserPrompts() = default;
    Q_DISABLE_COPY_MOVE(UserPrompts)
};

} // namespace confab
