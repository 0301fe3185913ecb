// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/namedialog.h"

#include "core/text.h"
#include "ui/followstyle.h"
#include "ui/namevalidator.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace confab {

NameDialog::NameDialog(QWidget *parent, const QString &suggested) : QDialog(parent)
{
    setObjectName(QStringLiteral("nameDialog"));
    setWindowTitle(tr("New conversation"));
    setAttribute(Qt::WA_DeleteOnClose);

    auto *caption = plainLabel(QStringLiteral("nameCaption"), this);
    caption->setText(tr("&Name"));
    auto *name = new QLineEdit(this);
    name->setObjectName(QStringLiteral("nameEdit"));
    name->setAccessibleName(tr("Name"));
    // Not cut to the bound: who pastes too much is told so, and nothing is lost on the way.
    name->setMaxLength(1000);
    name->setPlaceholderText(tr("What the conversation is about"));
    caption->setBuddy(name);

    auto *hint = plainLabel(QStringLiteral("nameHint"), this);
    keepInk(hint, &Theme::danger);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    QPushButton *create = buttons->addButton(tr("Create"), QDialogButtonBox::AcceptRole);
    create->setObjectName(QStringLiteral("createButton"));
    create->setDefault(true);
    create->setEnabled(false);
    connect(name, &QLineEdit::textChanged, this, [create, hint](const QString &text) {
        const QString trimmed = text.trimmed();
        const bool tooLong = NameValidator::isTooLong(trimmed);
        create->setEnabled(!trimmed.isEmpty() && !tooLong);
        hint->setText(tooLong ? tr("A name has at most %1 characters; this one has %2.")
                                    .arg(text::maxServerNameLength)
                                    .arg(text::characterCount(trimmed))
                              : QString());
    });
    name->setText(suggested);
    name->selectAll();
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this, name] {
        emit nameChosen(name->text().trimmed());
        accept();
    });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(caption);
    layout->addWidget(name);
    layout->addWidget(hint);
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 60);
}

} // namespace confab
