// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/questiondialog.h"

#include "ui/followstyle.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QShowEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

QuestionDialog::QuestionDialog(const QString &icon, const QString &heading, QWidget *parent)
    : QDialog(parent), m_body(new QVBoxLayout), m_buttons(new QDialogButtonBox(this))
{
    setObjectName(u"questionDialog"_s);
    setWindowTitle(heading);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);

    auto *picture = plainLabel(u"questionIcon"_s, this);
    keepPicture(picture, icon, icon == "warning"_L1 ? &Theme::warning : &Theme::accent);
    auto *title = plainLabel(u"questionHeading"_s, this);
    title->setText(heading);
    title->setWordWrap(true);
    title->setFont(headingFont(font()));
    title->setMinimumWidth(fontMetrics().averageCharWidth() * 56);

    m_body->setSpacing(8);
    m_body->addWidget(title);
    auto *top = new QHBoxLayout;
    top->setSpacing(16);
    top->addWidget(picture, 0, Qt::AlignTop);
    top->addLayout(m_body, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 16);
    layout->setSpacing(24);
    layout->addLayout(top, 1);
    layout->addWidget(m_buttons);
    m_buttons->setObjectName(u"questionButtons"_s);
}

/// As high as its words need at the width that it has: Qt's own first size ends at two thirds of the screen.
void QuestionDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (event->spontaneous())
        return;
    const int room = screen()->availableGeometry().height() * 9 / 10;
    resize(width(), std::max(height(), std::min(room, layout()->totalHeightForWidth(width()))));
}

QFont QuestionDialog::headingFont(const QFont &font)
{
    QFont heading = font;
    heading.setPointSizeF(font.pointSizeF() > 0 ? font.pointSizeF() * 1.25 : 12.5);
    heading.setWeight(QFont::DemiBold);
    return heading;
}

QLabel *QuestionDialog::addText(const QString &objectName, const QString &text)
{
    auto *label = plainLabel(objectName, this);
    label->setText(text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_body->addWidget(label);
    return label;
}

void QuestionDialog::addWidget(QWidget *widget)
{
    m_body->addWidget(widget);
}

QPushButton *QuestionDialog::addAnswer(const QString &text, int result, QDialogButtonBox::ButtonRole role)
{
    auto *button = new QPushButton(plainCaption(text), this);
    button->setAccessibleName(text);
    button->setObjectName(u"answer%1"_s.arg(result));
    // Otherwise Enter would press whichever button has the focus or came first.
    button->setAutoDefault(false);
    m_buttons->addButton(button, role);
    connect(button, &QPushButton::clicked, this, [this, result] { done(result); });
    return button;
}

void QuestionDialog::addSafeAnswer(const QString &text)
{
    auto *button = new QPushButton(plainCaption(text), this);
    button->setAccessibleName(text);
    button->setObjectName(u"safeAnswer"_s);
    m_buttons->addButton(button, QDialogButtonBox::RejectRole);
    button->setAutoDefault(true);
    button->setDefault(true);
    button->setFocus();
    connect(button, &QPushButton::clicked, this, &QDialog::reject);
}

} // namespace confab
