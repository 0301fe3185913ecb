// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messageheader.h"

#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QEvent>
#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {
constexpr int headerGrid = 8;
} // namespace

MessageHeader::MessageHeader(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"messageHeader"_s);
    m_titleLabel = plainLabel(u"conversationTitle"_s, this);
    m_factsLabel = plainLabel(u"conversationFacts"_s, this);
    for (QLabel *label : {m_titleLabel, m_factsLabel})
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_line = new QFrame(this);
    m_line->setObjectName(u"messageHeaderLine"_s);
    m_line->setFixedHeight(1);
    m_line->setAutoFillBackground(true);

    auto *words = new QVBoxLayout;
    words->setContentsMargins(2 * headerGrid, headerGrid, 2 * headerGrid, headerGrid);
    words->setSpacing(2);
    words->addWidget(m_titleLabel);
    words->addWidget(m_factsLabel);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(words);
    all->addWidget(m_line);
    restyle();
}

void MessageHeader::setTitle(const QString &title)
{
    m_title = title;
    elide();
}

void MessageHeader::setFacts(const QStringList &facts)
{
    m_facts = facts.join(u" · "_s);
    elide();
}

void MessageHeader::restyle()
{
    if (m_restyling)
        return;
    m_restyling = true;
    // A label aligns by its text; the title line stands on the pane's own side.
    const auto side = layoutDirection() == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft;
    for (QLabel *label : {m_titleLabel, m_factsLabel})
        label->setAlignment(side | Qt::AlignAbsolute | Qt::AlignVCenter);
    QFont titleFont = font();
    QFont meta = font();
    if (titleFont.pointSizeF() > 0) {
        titleFont.setPointSizeF(titleFont.pointSizeF() * 1.25);
        meta.setPointSizeF(meta.pointSizeF() * 0.9);
    } else {
        titleFont.setPixelSize(titleFont.pixelSize() * 5 / 4);
    }
    titleFont.setWeight(QFont::DemiBold);
    m_titleLabel->setFont(titleFont);
    m_factsLabel->setFont(meta);
    const Theme theme = Theme::of(palette());
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.muted);
    m_factsLabel->setPalette(muted);
    QPalette hairline = palette();
    hairline.setColor(QPalette::Window, theme.line);
    m_line->setPalette(hairline);
    elide();
    m_restyling = false;
}

void MessageHeader::elide()
{
    const auto show = [](QLabel *label, const QString &text) {
        const QFontMetrics metrics(label->font());
        const QString shown = metrics.elidedText(text, Qt::ElideRight, std::max(0, label->width()));
        label->setText(shown);
        label->setAccessibleName(text);
        setPlainToolTip(label, shown == text ? QString() : text);
    };
    show(m_titleLabel, m_title);
    show(m_factsLabel, m_facts);
}

void MessageHeader::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    const auto type = event->type();
    if (type == QEvent::PaletteChange || type == QEvent::FontChange || type == QEvent::LayoutDirectionChange)
        restyle();
}

void MessageHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // The labels have their new width only once the layout has run.
    layout()->activate();
    elide();
}

} // namespace confab
