// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/factsdialog.h"

#include "ui/followstyle.h"
#include "ui/plaintext.h"
#include "ui/questiondialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QShowEvent>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

FactsDialog::FactsDialog(const QString &title, const QString &heading, QWidget *parent)
    : QDialog(parent), m_top(new QVBoxLayout), m_body(m_top)
{
    setWindowTitle(title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);

    auto *top = plainLabel(u"factsHeading"_s, this);
    top->setText(heading);
    top->setFont(QuestionDialog::headingFont(font()));
    top->setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    m_top->setSpacing(8);
    m_top->addWidget(top);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    buttons->button(QDialogButtonBox::Close)->setFocus();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 16);
    layout->setSpacing(16);
    layout->addLayout(m_top, 1);
    layout->addWidget(buttons);
}

QVBoxLayout *FactsDialog::addPage(const QString &objectName, const QString &title)
{
    if (!m_pages) {
        m_pages = new QTabWidget(this);
        m_pages->setObjectName(u"pages"_s);
        m_pages->setDocumentMode(true);
        m_top->addWidget(m_pages, 1);
    }
    auto *area = new QScrollArea(m_pages);
    area->setObjectName(objectName);
    area->setAccessibleName(title);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    // A stop of the keyboard only where there is something to scroll to.
    connect(area->verticalScrollBar(), &QScrollBar::rangeChanged, area,
            [area](int, int last) { area->setFocusPolicy(last > 0 ? Qt::TabFocus : Qt::NoFocus); });
    auto *page = new QWidget(area);
    page->setObjectName(objectName + u"Content"_s);
    area->setWidget(page);
    // As the tabs have it, not as a list.
    area->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    auto *outer = new QVBoxLayout(page);
    outer->setContentsMargins(0, 16, 0, 0);
    m_body = new QVBoxLayout;
    m_body->setSpacing(8);
    outer->addLayout(m_body);
    outer->addStretch(1); // a page that is less high than the others keeps its lines together
    m_pages->addTab(area, plainCaption(title));
    m_facts = nullptr;
    return m_body;
}

void FactsDialog::showPage(const QString &objectName)
{
    for (int i = 0; i < m_pages->count(); ++i) {
        if (m_pages->widget(i)->objectName() == objectName)
            m_pages->setCurrentIndex(i);
    }
}

/// As high as the longest page, whose lines are broken at the width that it has; or as the screen allows.
void FactsDialog::fitPages()
{
    int most = 0;
    int shown = 0;
    for (int i = 0; i < m_pages->count(); ++i) {
        const auto *area = qobject_cast<QScrollArea *>(m_pages->widget(i));
        const int width = m_pages->currentWidget()->width();
        most = std::max(most, area->widget()->heightForWidth(width));
        shown = std::max(shown, area->isVisible() ? area->height() : 0);
    }
    const int room = screen()->availableGeometry().height() * 9 / 10;
    resize(width(), std::min(room, height() + std::max(0, most - shown)));
}

void FactsDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (m_pages && !event->spontaneous())
        fitPages();
}

void FactsDialog::addHeading(const QString &text)
{
    auto *label = plainLabel(u"factsSection"_s, this);
    label->setText(text);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    label->setFont(bold);
    m_body->addSpacing(8);
    m_body->addWidget(label);
    m_facts = nullptr;
}

void FactsDialog::addFact(const QString &objectName, const QString &caption, const QString &value)
{
    if (!m_facts) {
        m_facts = new QFormLayout;
        m_facts->setHorizontalSpacing(16);
        m_facts->setVerticalSpacing(8);
        m_facts->setLabelAlignment(Qt::AlignLeading | Qt::AlignTop);
        m_facts->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        m_body->addLayout(m_facts);
    }
    auto *name = plainLabel(objectName + u"Caption"_s, this);
    name->setText(caption);
    keepQuiet(name);
    // The values of all sections stand under each other.
    name->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    auto *label = plainLabel(objectName, this);
    label->setText(value);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setAccessibleName(caption + u": "_s + value);
    m_facts->addRow(name, label);
}

void FactsDialog::addParagraph(const QString &objectName, const QString &text)
{
    auto *label = plainLabel(objectName, this);
    label->setText(text);
    label->setWordWrap(true);
    m_body->addWidget(label);
    m_facts = nullptr;
}

} // namespace confab
