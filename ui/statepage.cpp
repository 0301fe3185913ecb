// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/statepage.h"

#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QAccessible>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

StatePage::StatePage(const QString &objectName, QWidget *parent)
    : QWidget(parent)
    , m_icon(plainLabel(u"stateIcon"_s, this))
    , m_sentence(plainLabel(u"stateSentence"_s, this))
    , m_hint(plainLabel(u"stateHint"_s, this))
    , m_button(new QPushButton(this))
    , m_copy(new QPushButton(tr("Copy details"), this))
{
    setObjectName(objectName);
    // The same ground as the list that it stands for.
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    // It keeps the place of the list for the keyboard until there is one.
    setFocusPolicy(Qt::TabFocus);
    m_button->setObjectName(u"stateAction"_s);
    m_button->setAutoDefault(true);
    connect(m_button, &QPushButton::clicked, this, [this] { emit actionTriggered(); });
    m_copy->setObjectName(u"stateCopyDetails"_s);
    m_copy->setAutoDefault(true);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_state.details); });
    for (QLabel *label : {m_sentence, m_hint}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    }

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(8);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_sentence);
    layout->addWidget(m_hint);
    layout->addSpacing(8);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addWidget(m_copy, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    setState({});
}

void StatePage::setState(const State &state)
{
    const bool tells = !state.details.isEmpty() && state != m_state;
    m_state = state;
    m_sentence->setText(state.sentence);
    m_hint->setText(state.hint);
    m_hint->setVisible(!state.hint.isEmpty());
    m_button->setText(plainCaption(state.action));
    m_button->setAccessibleName(state.action);
    // The focus must not be lost with the button that had it, whether the window is on screen yet or not.
    const QWidget *focus = window()->focusWidget();
    if ((state.action.isEmpty() && focus == m_button) || (state.details.isEmpty() && focus == m_copy)) {
        setFocus();
        focus = this;
    }
    m_button->setVisible(!state.action.isEmpty());
    m_copy->setVisible(!state.details.isEmpty());
    if (!state.action.isEmpty() && focus == this)
        m_button->setFocus();
    setAccessibleName(state.sentence);
    setAccessibleDescription(state.hint);
    restyle();
    if (tells)
        announce();
}

void StatePage::announce()
{
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    emit announced(m_state.sentence + u' ' + m_state.hint);
}

QWidget *StatePage::focusTarget() const
{
    return m_state.action.isEmpty() ? nullptr : m_button;
}

void StatePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange)
        restyle();
}

void StatePage::restyle()
{
    const Theme theme = Theme::of(palette());
    const int side = fontMetrics().height() * 2;
    m_icon->setVisible(!m_state.icon.isEmpty());
    if (!m_state.icon.isEmpty())
        m_icon->setPixmap(tintedPixmap(m_state.icon, QSize(side, side), theme.muted, devicePixelRatioF()));
    QPalette quiet;
    quiet.setColor(QPalette::WindowText, theme.muted);
    m_hint->setPalette(quiet);
}

} // namespace confab
