// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deletiondialog.h"

#include "core/text.h"
#include "services/deletionservice.h"
#include "ui/plaintext.h"

#include <QCoreApplication>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

class DeletionWords
{
    Q_DECLARE_TR_FUNCTIONS(DeletionDialog)

public:
    static QString question(int count)
    {
        return count == 1 ? tr("Delete 1 conversation?") : tr("Delete %Ln conversations?", nullptr, count);
    }

    static QString button(int count)
    {
        return count == 1 ? tr("Delete 1 conversation") : tr("Delete %Ln conversations", nullptr, count);
    }

    static QString span(const UserPrompts::Deletion &deletion)
    {
        if (!deletion.oldest.isValid() || !deletion.newest.isValid())
            return tr("When they were created is not known.");
        const QLocale locale;
        const QString from = locale.toString(deletion.oldest, QLocale::LongFormat);
        const QString to = locale.toString(deletion.newest, QLocale::LongFormat);
        return from == to ? tr("Created on %1.").arg(from) : tr("Created from %1 to %2.").arg(from, to);
    }
};

bool isNumber(const QString &text, int count)
{
    bool ok = false;
    const QString trimmed = text.trimmed();
    if (trimmed.toInt(&ok) == count && ok)
        return true;
    return QLocale().toInt(trimmed, &ok) == count && ok;
}

} // namespace

DeletionDialog::DeletionDialog(const UserPrompts::Deletion &deletion, QWidget *parent)
    : QuestionDialog(u"warning"_s, DeletionWords::question(deletion.count), parent)
{
    addText(u"deletionProject"_s, tr("Project: %1").arg(text::cleanLine(deletion.projectName)));
    if (!deletion.rule.isEmpty())
        addText(u"deletionRule"_s,
                tr("Found by the retention rule “%1”").arg(text::cleanLine(deletion.rule)));
    addText(u"deletionSpan"_s, DeletionWords::span(deletion));
    addText(u"deletionWarning"_s,
            tr("You can undo it for ten seconds. After that it cannot be undone: the service "
               "keeps no copy of a deleted conversation."));
    if (deletion.lookAgain && !deletion.rule.isEmpty())
        addText(
            u"deletionCare"_s,
            tr("Each is looked at once more when its turn comes. One that has been renamed, or that the rule "
               "would keep by then, is kept."));
    else if (deletion.lookAgain)
        addText(u"deletionCare"_s,
                tr("Each is looked at once more when its turn comes. One that has been renamed or has "
                   "a new message by then is kept."));
    if (deletion.keepCopy)
        addText(
            u"deletionCopy"_s,
            tr("Before one goes, this computer gets a complete copy of it, to be read under “Removed from "
               "server”. A conversation of which there is no such copy is not deleted."));
    QPushButton *button =
        addAnswer(DeletionWords::button(deletion.count), Accepted, QDialogButtonBox::DestructiveRole);
    addSafeAnswer(tr("Cancel"));
    if (deletion.typeNumber || deletion.count > DeletionService::askAbove)
        addNumberField(deletion.count, button);
}

void DeletionDialog::addNumberField(int count, QPushButton *deleteButton)
{
    addText(u"deletionNumberCaption"_s, tr("To go on, type the number of conversations (%L1):").arg(count));
    auto *number = new QLineEdit(this);
    number->setObjectName(u"deletionNumber"_s);
    number->setAccessibleName(tr("Number of conversations"));
    number->setMaxLength(20);
    addWidget(number);
    deleteButton->setEnabled(false);
    connect(number, &QLineEdit::textChanged, this,
            [deleteButton, count](const QString &text) { deleteButton->setEnabled(isNumber(text, count)); });
    setTabOrder(number, deleteButton);
    number->setFocus();
}

} // namespace confab
