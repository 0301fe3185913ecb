// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogprompts.h"

#include "core/text.h"
#include "ui/deletiondialog.h"
#include "ui/questiondialog.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QPlainTextEdit>
#include <QPromise>
#include <QPushButton>
#include <QStandardPaths>

#include <memory>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

// Layout of one long word takes seconds a megabyte; no address that a person can judge is longer than this.
constexpr qsizetype maxShownAddress = 2048;

class PromptWords
{
    Q_DECLARE_TR_FUNCTIONS(DialogPrompts)

public:
    static QString waitingText(int count)
    {
        return count == 1 ? tr("1 conversation that you deleted is still waiting for its ten seconds to "
                               "pass. Nothing has "
                               "been sent to the server yet.")
                          : tr("%Ln conversations that you deleted are still waiting for their ten seconds "
                               "to pass. Nothing "
                               "has been sent to the server yet.",
                               nullptr, count);
    }

    static QString runningText(int count)
    {
        return count == 1 ? tr("1 conversation is being deleted right now. What the server has deleted does "
                               "not come back.")
                          : tr("%Ln conversations are being deleted right now. What the server has deleted "
                               "does not come back.",
                               nullptr, count);
    }
};

/// An answer that is given once: at the latest, and then the safe one, when the last holder goes. The holder
/// is the dialog's connection, so a dialog that is destroyed unanswered answers as well.
template<class T>
class OneAnswer
{
public:
    explicit OneAnswer(T safe) : m_safe(safe) { m_promise.start(); }
    ~OneAnswer() { give(m_safe); }
    Q_DISABLE_COPY_MOVE(OneAnswer)

    [[nodiscard]] QFuture<T> future() { return m_promise.future(); }

    void give(T value)
    {
        if (m_given)
            return;
        m_given = true;
        m_promise.addResult(value);
        m_promise.finish();
    }

private:
    QPromise<T> m_promise;
    T m_safe;
    bool m_given = false;
};

template<class T>
QFuture<T> ask(QDialog *dialog, T safe, std::function<T(int)> meaning)
{
    auto answer = std::make_shared<OneAnswer<T>>(safe);
    QFuture<T> future = answer->future();
    QObject::connect(dialog, &QDialog::finished, dialog,
                     [answer = std::move(answer), meaning = std::move(meaning)](int result) {
                         answer->give(meaning(result));
                     });
    dialog->open();
    return future;
}

template<class T>
QFuture<T> answered(T value)
{
    return OneAnswer<T>(value).future();
}

} // namespace

QFuture<bool> DialogPrompts::confirmDeletion(const Deletion &deletion)
{
    if (!m_window)
        return answered(false);
    return ask<bool>(new DeletionDialog(deletion, m_window), false,
                     [](int result) { return result == QDialog::Accepted; });
}

QFuture<UserPrompts::QuitChoice> DialogPrompts::quitWithDeletions(int waiting, int running)
{
    if (!m_window)
        return answered(QuitChoice::Stay);
    const QString heading = running > 0 ? PromptWords::tr("Quit while conversations are being deleted?")
                                        : PromptWords::tr("Quit while deletions wait?");
    auto *dialog = new QuestionDialog(u"warning"_s, heading, m_window);
    if (running > 0)
        dialog->addText(u"quitRunning"_s, PromptWords::runningText(running));
    if (waiting > 0)
        dialog->addText(u"quitText"_s, PromptWords::waitingText(waiting));
    QString deleteNow = waiting == 1 ? PromptWords::tr("Delete it now") : PromptWords::tr("Delete them now");
    QString keep = waiting == 1 ? PromptWords::tr("Keep it and quit") : PromptWords::tr("Keep them and quit");
    if (running > 0) {
        deleteNow = PromptWords::tr("Delete them all, then quit");
        keep = PromptWords::tr("Stop and quit");
    }
    dialog->addAnswer(deleteNow, 1, QDialogButtonBox::DestructiveRole);
    dialog->addAnswer(keep, 2, QDialogButtonBox::AcceptRole);
    dialog->addSafeAnswer(PromptWords::tr("Do not quit"));
    return ask<QuitChoice>(dialog, QuitChoice::Stay, [](int result) {
        return result == 1 ? QuitChoice::DeleteNow : result == 2 ? QuitChoice::Keep : QuitChoice::Stay;
    });
}

QFuture<bool> DialogPrompts::quitWithExport(qsizetype done, qsizetype all)
{
    if (!m_window)
        return answered(false);
    auto *dialog =
        new QuestionDialog(u"warning"_s, PromptWords::tr("Quit while an export is under way?"), m_window);
    dialog->addText(u"quitExport"_s,
                    PromptWords::tr("%L1 of %L2 conversations were read. The file is not saved yet, and "
                                    "nothing of it is kept.")
                        .arg(done)
                        .arg(all));
    dialog->addAnswer(PromptWords::tr("Quit without the file"), 1, QDialogButtonBox::DestructiveRole);
    dialog->addSafeAnswer(PromptWords::tr("Do not quit"));
    return ask<bool>(dialog, false, [](int result) { return result == 1; });
}

QFuture<bool> DialogPrompts::openAddress(const QUrl &address, const QString &shownText)
{
    if (!m_window)
        return answered(false);
    const bool mail = address.scheme() == "mailto"_L1;
    auto *dialog = new QuestionDialog(u"link"_s,
                                      mail ? PromptWords::tr("Write to this address?")
                                           : PromptWords::tr("Open this address in your browser?"),
                                      m_window);
    const QString encoded = address.toString(QUrl::FullyEncoded);
    // Punycode: letters of another script that look like Latin ones show themselves.
    if (!mail)
        dialog->addText(u"linkHost"_s, PromptWords::tr("Site: %1").arg(address.host(QUrl::FullyEncoded)));
    const QString shown = text::cleanLine(shownText);
    if (!shown.isEmpty() && shown != encoded)
        dialog->addText(u"linkText"_s, PromptWords::tr("The link's text: %1").arg(shown));
    auto *full = new QPlainTextEdit(dialog);
    full->setObjectName(u"linkAddress"_s);
    full->setAccessibleName(PromptWords::tr("Full address"));
    full->setReadOnly(true);
    full->setTabChangesFocus(true);
    full->setWordWrapMode(QTextOption::WrapAnywhere);
    full->setPlainText(encoded.size() > maxShownAddress ? encoded.left(maxShownAddress) + u'…' : encoded);
    full->setFixedHeight(full->fontMetrics().lineSpacing() * 4 + 16);
    dialog->addWidget(full);
    dialog->addAnswer(mail ? PromptWords::tr("Write a message") : PromptWords::tr("Open in browser"), 1,
                      QDialogButtonBox::AcceptRole);
    dialog->addSafeAnswer(PromptWords::tr("Cancel"));
    return ask<bool>(dialog, false, [](int result) { return result == 1; });
}

QFuture<bool> DialogPrompts::openSourceFile(const QString &title, const QString &host)
{
    if (!m_window)
        return answered(false);
    auto *dialog =
        new QuestionDialog(u"source"_s, PromptWords::tr("Open this file in another program?"), m_window);
    if (!title.isEmpty())
        dialog->addText(u"fileTitle"_s, title);
    dialog->addText(u"fileText"_s,
                    PromptWords::tr("It is fetched from %1 with your key and kept in a private folder "
                                    "until you quit Confab.")
                        .arg(host));
    dialog->addAnswer(PromptWords::tr("Fetch and open"), 1, QDialogButtonBox::AcceptRole);
    dialog->addSafeAnswer(PromptWords::tr("Cancel"));
    return ask<bool>(dialog, false, [](int result) { return result == 1; });
}

QFuture<QString> DialogPrompts::whereToSave(const QString &fileName)
{
    if (!m_window)
        return answered(QString());
    auto *dialog = new QFileDialog(m_window, PromptWords::tr("Save the file"));
    dialog->setObjectName(u"saveDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowModality(Qt::WindowModal);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    if (QFileInfo(folder).isDir())
        dialog->setDirectory(folder);
    dialog->selectFile(fileName);
    return ask<QString>(dialog, QString(), [dialog](int result) {
        return result == QDialog::Accepted ? dialog->selectedFiles().value(0) : QString();
    });
}

} // namespace confab
