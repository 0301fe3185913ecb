// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/namedialog.h"

#include "core/text.h"
#include "ui/plaintext.h"

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
    name->setMaxLength(static_cast<int>(text::maxServerNameLength));
    name->setPlaceholderText(tr("What the conversation is about"));
    caption->setBuddy(name);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    QPushButton *create = buttons->addButton(tr("Create"), QDialogButtonBox::AcceptRole);
    create->setObjectName(QStringLiteral("createButton"));
    create->setDefault(true);
    create->setEnabled(false);
    connect(name, &QLineEdit::textChanged, create,
            [create](const QString &text) { create->setEnabled(!text.trimmed().isEmpty()); });
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
    layout->addSpacing(8);
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 60);
}

} // namespace confab
