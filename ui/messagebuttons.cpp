// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagebuttons.h"

#include "models/messagelistmodel.h"
#include "ui/messageview.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

using Role = MessageListModel::Role;

constexpr qreal cornerOfStrip = 6;

/// One that the service has as it is shown: what still grows, or never came, cannot be judged.
bool isAnswer(const QModelIndex &index)
{
    return index.isValid() &&
           index.data(Role::SenderRole).value<MessageListModel::Sender>() ==
               MessageListModel::Sender::Agent &&
           index.data(Role::ProgressRole).toInt() == int(Progress::Stored);
}

} // namespace

MessageButtons::MessageButtons(MessageView &view)
    : QWidget(view.viewport())
    , m_view(view)
    , m_like(addButton(u"likeButton"_s, u"like"_s, Reaction::Liked))
    , m_dislike(addButton(u"dislikeButton"_s, u"dislike"_s, Reaction::Disliked))
{
    setObjectName(u"messageButtons"_s);
    m_like->setAccessibleName(tr("Like"));
    m_dislike->setAccessibleName(tr("Dislike"));
    m_box = new QHBoxLayout(this);
    m_box->setContentsMargins(0, 0, 0, 0);
    m_box->setSpacing(0);
    m_box->addWidget(m_like);
    m_box->addWidget(m_dislike);
    setShortcuts({}, {});
    hide();
    view.installEventFilter(this);
    view.viewport()->installEventFilter(this);
    connect(&view, &MessageView::placesChanged, this, &MessageButtons::place);
    connect(view.selectionModel(), &QItemSelectionModel::currentChanged, this, &MessageButtons::place);
    connect(view.model(), &QAbstractItemModel::dataChanged, this, &MessageButtons::showReaction);
}

QToolButton *MessageButtons::addButton(const QString &objectName, const QString &icon, Reaction reaction)
{
    auto *button = new QToolButton(this);
    button->setObjectName(objectName);
    button->setIcon(themedIcon(icon));
    button->setCheckable(true);
    button->setAutoRaise(true);
    // A click must not take the focus from the message that is read.
    button->setFocusPolicy(Qt::TabFocus);
    button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    button->installEventFilter(this);
    connect(button, &QToolButton::clicked, this, [this, reaction] { choose(reaction); });
    return button;
}

void MessageButtons::setShortcuts(const QString &like, const QString &dislike)
{
    const auto tip = [](const QString &text, const QString &shortcut) {
        return shortcut.isEmpty() ? text : tr("%1 (%2)").arg(text, shortcut);
    };
    setPlainToolTip(m_like, tip(tr("Like"), like));
    setPlainToolTip(m_dislike, tip(tr("Dislike"), dislike));
}

/// The button of the present reaction takes it back.
void MessageButtons::choose(Reaction reaction)
{
    if (m_row.isValid()) {
        const auto now = static_cast<Reaction>(m_row.data(Role::ReactionRole).toInt());
        emit reactionChosen(MessageId{m_row.data(Role::MessageIdRole).toLongLong()},
                            now == reaction ? Reaction::None : reaction);
    }
    showReaction();
}

bool MessageButtons::holdsFocus() const
{
    return m_like->hasFocus() || m_dislike->hasFocus();
}

QModelIndex MessageButtons::wanted() const
{
    if (holdsFocus())
        return m_row;
    if (isAnswer(m_hovered))
        return m_hovered;
    return m_view.hasFocus() && isAnswer(m_view.currentIndex()) ? m_view.currentIndex() : QModelIndex();
}

/// Of an answer that begins above the screen they stay within reach, one above the other in the margin that
/// no bubble takes: over the bubble they would cover its words.
QRect MessageButtons::placeBeside(const QRect &bubble, int side) const
{
    const QRect visible = m_view.viewport()->rect();
    QRect target(0, 0, side, count * side);
    const bool mirrored = m_view.layoutDirection() == Qt::RightToLeft;
    const int gap = side / 6;
    target.moveLeft(mirrored ? std::min(bubble.right() + gap, visible.right() - side)
                             : std::max(bubble.left() - gap - side, visible.left()));
    target.moveTop(std::min(visible.top() + gap, bubble.bottom() - target.height()));
    return target;
}

void MessageButtons::place()
{
    const QModelIndex index = wanted();
    const QRect row = m_view.visualRect(index);
    const QRect visible = m_view.viewport()->rect();
    if (!index.isValid() || !row.intersects(visible)) {
        // The focus must not be lost with the row that had it.
        if (holdsFocus())
            m_view.setFocus(Qt::OtherFocusReason);
        hide();
        return;
    }
    m_row = index;
    const MessageLayout layout = m_view.messageDelegate().shown(index, m_view.viewport()->width()).layout;
    QRect target = layout.buttons.translated(row.topLeft());
    const int height = target.height();
    const bool beside = target.top() < visible.top();
    m_box->setDirection(beside ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    if (beside)
        target = placeBeside(layout.bubble.translated(row.topLeft()), height);
    setGeometry(target);
    const int side = std::max(12, height * 2 / 3);
    for (QToolButton *button : {m_like, m_dislike})
        button->setIconSize(QSize(side, side));
    showReaction();
    show();
    raise();
}

void MessageButtons::showReaction()
{
    const auto reaction = static_cast<Reaction>(m_row.data(Role::ReactionRole).toInt());
    m_like->setChecked(reaction == Reaction::Liked);
    m_dislike->setChecked(reaction == Reaction::Disliked);
}

bool MessageButtons::eventFilter(QObject *watched, QEvent *event)
{
    const bool onViewport = watched == m_view.viewport();
    switch (event->type()) {
    case QEvent::MouseMove:
        if (onViewport) {
            const QModelIndex under = m_view.indexAt(static_cast<QMouseEvent *>(event)->position().toPoint());
            if (m_hovered != under) {
                m_hovered = under;
                place();
            }
        }
        break;
    case QEvent::Leave:
        if (onViewport) {
            m_hovered = QPersistentModelIndex();
            place();
        }
        break;
    case QEvent::KeyPress:
        // Whoever uses the keyboard means the current answer, wherever the mouse happens to rest.
        if (watched == &m_view && m_hovered.isValid()) {
            m_hovered = QPersistentModelIndex();
            place();
        }
        break;
    case QEvent::FocusIn:
        if (watched == &m_view && static_cast<QFocusEvent *>(event)->reason() != Qt::MouseFocusReason)
            m_hovered = QPersistentModelIndex();
        [[fallthrough]];
    case QEvent::FocusOut:
        // Once the focus has arrived where it goes.
        QMetaObject::invokeMethod(this, &MessageButtons::place, Qt::QueuedConnection);
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void MessageButtons::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        m_view.setFocus(Qt::OtherFocusReason);
        return;
    }
    QWidget::keyPressEvent(event);
}

void MessageButtons::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

void MessageButtons::paintEvent(QPaintEvent *)
{
    // An own ground: over a long answer they may stand above its text.
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Theme::of(palette()).line);
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), cornerOfStrip, cornerOfStrip);
}

} // namespace confab
