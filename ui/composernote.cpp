// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composernote.h"

#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

ComposerNote::ComposerNote(QWidget *parent)
    : QWidget(parent)
    , m_mark(new QWidget(this))
    , m_text(plainLabel(u"composerNoteText"_s, this))
    , m_row(new QWidget(this))
    , m_buttons(new QHBoxLayout(m_row))
{
    setObjectName(u"composerNote"_s);
    m_mark->setObjectName(u"composerNoteMark"_s);
    m_mark->setFixedWidth(3);
    m_mark->setAutoFillBackground(true);
    m_text->setWordWrap(true);
    m_row->setObjectName(u"composerNoteWays"_s);
    m_buttons->setContentsMargins(0, 0, 0, 0);
    m_buttons->setSpacing(8);
    m_ways = {{Way::SendAgain, button(Way::SendAgain, "composerSendAgain", tr("Send again"))},
              {Way::LookAgain, button(Way::LookAgain, "composerLookAgain", tr("Look again"))},
              {Way::Edit, button(Way::Edit, "composerEdit", tr("Edit"))},
              {Way::CopyDetails, button(Way::CopyDetails, "composerCopyDetails", tr("Copy details"))},
              {Way::GoTo, button(Way::GoTo, "composerGoTo", tr("Go to the message"))}};
    m_buttons->addStretch(1);
    auto *words = new QVBoxLayout;
    words->setContentsMargins(0, 0, 0, 0);
    words->setSpacing(4);
    words->addWidget(m_text);
    words->addWidget(m_row);
    auto *all = new QHBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(8);
    all->addWidget(m_mark);
    all->addLayout(words, 1);
    restyle();
    hide();
}

QPushButton *ComposerNote::button(Way way, const char *objectName, const QString &text)
{
    auto *made = new QPushButton(text, m_row);
    made->setObjectName(QString::fromLatin1(objectName));
    made->setAccessibleName(text);
    connect(made, &QPushButton::clicked, this, [this, way] { emit chosen(way); });
    m_buttons->addWidget(made);
    return made;
}

void ComposerNote::tell(const Words &words)
{
    if (words == m_words)
        return;
    const bool newText = words.text != m_words.text;
    m_words = words;
    m_text->setText(words.text);
    for (const auto &[way, made] : std::as_const(m_ways))
        made->setVisible(words.ways.contains(way));
    m_row->setVisible(!words.ways.isEmpty());
    stackWays();
    restyle();
    setVisible(!words.text.isEmpty());
    if (newText && isVisible()) {
        QAccessibleEvent alert(m_text, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

bool ComposerNote::hasFocusInside() const
{
    return isAncestorOf(window()->focusWidget());
}

void ComposerNote::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        restyle();
    else if (event->type() == QEvent::FontChange)
        stackWays();
}

void ComposerNote::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    stackWays();
}

/// In a narrow pane they stand under each other, lest their captions be cut.
void ComposerNote::stackWays()
{
    int wanted = m_mark->width() + layout()->spacing() - m_buttons->spacing();
    for (const auto &[way, made] : std::as_const(m_ways)) {
        if (m_words.ways.contains(way))
            wanted += made->sizeHint().width() + m_buttons->spacing();
    }
    m_buttons->setDirection(wanted <= width() ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void ComposerNote::restyle()
{
    const Theme theme = Theme::of(palette());
    QPalette mark = palette();
    mark.setColor(QPalette::Window, m_words.urgent ? theme.warning : theme.accent);
    m_mark->setPalette(mark);
}

} // namespace confab
