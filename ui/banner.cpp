// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/banner.h"

#include "core/clock.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace confab {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int maxActions = 2;
constexpr int outside = 8;

QString iconOf(Notice::Kind kind)
{
    switch (kind) {
    case Notice::Kind::Info:
        return u"info"_s;
    case Notice::Kind::Pending:
        return u"delete"_s;
    case Notice::Kind::Success:
        return u"check"_s;
    case Notice::Kind::Warning:
        return u"warning"_s;
    case Notice::Kind::Error:
        return u"error"_s;
    }
    return {};
}

QColor colourOf(Notice::Kind kind, const Theme &theme)
{
    switch (kind) {
    case Notice::Kind::Info:
    case Notice::Kind::Pending:
        return theme.accent;
    case Notice::Kind::Success:
        return theme.success;
    case Notice::Kind::Warning:
        return theme.warning;
    case Notice::Kind::Error:
        return theme.danger;
    }
    return {};
}

} // namespace

Banner::Banner(Clock &clock, QWidget *parent) : QFrame(parent), m_clock(clock)
{
    setObjectName(u"banner"_s);
    setAccessibleName(tr("Notification"));
    setFrameShape(QFrame::NoFrame);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    build();
    hide();
}

Banner::~Banner() = default;

void Banner::build()
{
    m_icon = plainLabel(u"bannerIcon"_s, this);
    m_word = plainLabel(u"bannerWord"_s, this);
    m_text = plainLabel(u"bannerText"_s, this);
    m_hint = plainLabel(u"bannerHint"_s, this);
    for (QLabel *label : {m_text, m_hint}) {
        label->setWordWrap(true);
        label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    }
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(u"bannerProgress"_s);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);

    m_actions = new QWidget(this);
    m_actions->setObjectName(u"bannerActions"_s);
    auto *actions = new QHBoxLayout(m_actions);
    actions->setContentsMargins(0, 0, 0, 0);
    actions->setSpacing(8);
    actions->addStretch();
    for (int index = 0; index < maxActions; ++index) {
        auto *button = new QPushButton(m_actions);
        button->setObjectName(u"bannerAction%1"_s.arg(index));
        button->setFocusPolicy(Qt::TabFocus);
        button->setAutoDefault(true);
        button->installEventFilter(this);
        connect(button, &QPushButton::clicked, this, [this, index] { runAction(index); });
        actions->addWidget(button);
        m_buttons << button;
    }
    m_close = new QToolButton(this);
    m_close->setObjectName(u"bannerClose"_s);
    m_close->setIcon(themedIcon(u"close"_s));
    m_close->setAutoRaise(true);
    m_close->setFocusPolicy(Qt::TabFocus);
    m_close->setAccessibleName(tr("Close notification"));
    setPlainToolTip(m_close, tr("Close notification"));
    m_close->installEventFilter(this);
    connect(m_close, &QToolButton::clicked, this, &Banner::dismiss);

    auto *words = new QVBoxLayout;
    m_words = words;
    words->setSpacing(4);
    words->addWidget(m_text);
    words->addWidget(m_hint);
    words->addWidget(m_progress);
    auto *flow = new QBoxLayout(QBoxLayout::LeftToRight);
    flow->setSpacing(8);
    flow->addLayout(words, 1);
    flow->addWidget(m_actions, 0, Qt::AlignTop);
    m_flow = flow;
    auto *line = new QHBoxLayout(this);
    // Outside the frame 8 on three sides; below it is the list's own space.
    line->setContentsMargins(outside + 12, outside + 8, outside + 8, 8);
    line->setSpacing(8);
    line->addWidget(m_icon, 0, Qt::AlignTop);
    line->addWidget(m_word, 0, Qt::AlignTop);
    line->addLayout(flow, 1);
    line->addWidget(m_close, 0, Qt::AlignTop);
}

void Banner::post(const Notice &notice)
{
    if (QWidget *focus = window()->focusWidget(); focus && !isAncestorOf(focus))
        m_focusBefore = focus;
    bool announce = true;
    if (Entry *known = find(notice.id)) {
        announce = known->notice.text != notice.text && !notice.progress;
        const bool onScreen = known->notice.id == m_current;
        known->notice = notice;
        stopTime(*known);
        known->left = shownFor;
        if (!notice.lasting && !(onScreen && m_held))
            startTime(*known);
        if (onScreen) {
            fill(notice, announce);
            return;
        }
        // One that is covered and has something new to say comes up, unless it only counts on.
        if (!announce)
            return;
        Entry moved = std::move(*known);
        std::erase_if(m_entries, [&notice](const Entry &entry) { return entry.notice.id == notice.id; });
        m_entries.push_back(std::move(moved));
    } else {
        m_entries.push_back(Entry{notice, shownFor, {}, 0});
        if (!notice.lasting)
            startTime(m_entries.back());
    }
    showNewest(announce);
}

void Banner::withdraw(const QString &id)
{
    if (holds(id))
        remove(id);
}

void Banner::clear()
{
    m_entries.clear();
    showNewest(false);
}

QString Banner::current() const
{
    return m_current;
}

bool Banner::holds(const QString &id) const
{
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [&id](const Entry &entry) { return entry.notice.id == id; });
}

Banner::Entry *Banner::find(const QString &id)
{
    const auto at = std::find_if(m_entries.begin(), m_entries.end(),
                                 [&id](const Entry &entry) { return entry.notice.id == id; });
    return at == m_entries.end() ? nullptr : &*at;
}

const Banner::Entry *Banner::top() const
{
    using Kind = Notice::Kind;
    if (m_entries.empty())
        return nullptr;
    const auto isOffer = [](const Entry &entry) { return entry.notice.kind == Kind::Pending; };
    if (std::none_of(m_entries.begin(), m_entries.end(), isOffer))
        return &m_entries.back();
    return &*std::find_if(m_entries.rbegin(), m_entries.rend(), [](const Entry &entry) {
        return entry.notice.kind != Kind::Info && entry.notice.kind != Kind::Success;
    });
}

void Banner::startTime(Entry &entry)
{
    entry.since = m_clock.monotonic();
    entry.timer = ++m_generation;
    m_clock.after(entry.left, this, [this, id = entry.notice.id, timer = entry.timer] {
        const Entry *still = find(id);
        if (still && still->timer == timer)
            remove(id);
    });
}

void Banner::stopTime(Entry &entry)
{
    if (entry.timer == 0)
        return;
    entry.timer = 0;
    entry.left = std::max(0ms, entry.left - (m_clock.monotonic() - entry.since));
}

/// The time of what is on screen stands still while the person is at it.
void Banner::updateHold()
{
    const bool held = isVisible() && (underMouse() || hasFocusInside());
    if (held == m_held)
        return;
    m_held = held;
    Entry *shown = find(m_current);
    if (!shown || shown->notice.lasting)
        return;
    if (held)
        stopTime(*shown);
    else if (shown->timer == 0)
        startTime(*shown);
}

void Banner::remove(const QString &id)
{
    std::erase_if(m_entries, [&id](const Entry &entry) { return entry.notice.id == id; });
    showNewest(true);
}

void Banner::showNewest(bool announce)
{
    const Entry *shown = top();
    const QString before = std::exchange(m_current, shown ? shown->notice.id : QString());
    if (!shown) {
        if (hasFocusInside())
            giveFocusBack();
        hide();
        setAccessibleDescription({}); // nothing is said any more
        m_held = false;
    } else if (before != m_current || isHidden()) {
        if (Entry *covered = before.isEmpty() ? nullptr : find(before);
            covered && covered->timer == 0 && !covered->notice.lasting)
            startTime(*covered);
        fill(shown->notice, announce);
        show();
        m_held = false;
        updateHold();
    }
    if (before != m_current)
        emit currentChanged(m_current);
}

void Banner::fill(const Notice &notice, bool announce)
{
    static const auto word = [](Notice::Kind kind) {
        switch (kind) {
        case Notice::Kind::Info:
            return tr("Note");
        case Notice::Kind::Pending:
            return QString();
        case Notice::Kind::Success:
            return tr("Done");
        case Notice::Kind::Warning:
            return tr("Warning");
        case Notice::Kind::Error:
            return tr("Problem");
        }
        return QString();
    };
    m_word->setText(word(notice.kind));
    m_word->setHidden(m_word->text().isEmpty());
    m_text->setText(notice.text);
    m_hint->setText(notice.hint);
    m_hint->setVisible(!notice.hint.isEmpty());
    m_progress->setVisible(notice.progress && notice.progress->count > 0);
    if (notice.progress && notice.progress->count > 0) {
        m_progress->setRange(0, notice.progress->count);
        m_progress->setValue(std::clamp(notice.progress->done, 0, notice.progress->count));
    }
    fillActions(notice);
    restyle();
    reflow();
    QString said = notice.text;
    if (!m_word->text().isEmpty())
        said.prepend(m_word->text() + u": "_s);
    if (!notice.hint.isEmpty())
        said += u' ' + notice.hint;
    setAccessibleDescription(said);
    if (announce) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
        emit announced(said);
    }
}

void Banner::fillActions(const Notice &notice)
{
    for (int index = 0; index < maxActions; ++index) {
        QPushButton *button = m_buttons.at(index);
        const bool used = index < notice.actions.size();
        if (!used && button->hasFocus())
            giveFocusBack();
        button->setVisible(used);
        if (used) {
            button->setText(plainCaption(notice.actions.at(index).text));
            button->setAccessibleName(notice.actions.at(index).text);
        }
    }
    m_actions->setVisible(!notice.actions.isEmpty());
}

void Banner::runAction(int index)
{
    const Entry *shown = find(m_current);
    if (!shown || index >= shown->notice.actions.size())
        return;
    const Notice::Action action = shown->notice.actions.at(index);
    // Gone first: what runs may post its own notice under the same id.
    if (!action.keepsOpen)
        remove(shown->notice.id);
    if (action.run)
        action.run();
}

void Banner::dismiss()
{
    const Entry *shown = find(m_current);
    if (!shown)
        return;
    const std::function<void()> dismissed = shown->notice.dismissed;
    remove(shown->notice.id);
    if (dismissed)
        dismissed();
}

bool Banner::hasFocusInside() const
{
    const QWidget *focus = window()->focusWidget();
    return focus && isAncestorOf(focus);
}

void Banner::giveFocusBack()
{
    if (m_focusBefore && m_focusBefore->isVisible() && m_focusBefore->isEnabled())
        m_focusBefore->setFocus(Qt::OtherFocusReason);
}

bool Banner::event(QEvent *event)
{
    const bool handled = QFrame::event(event);
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave)
        updateHold();
    return handled;
}

bool Banner::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        // The focus is only where it will be once the event has been handled.
        QMetaObject::invokeMethod(this, &Banner::updateHold, Qt::QueuedConnection);
    }
    return QFrame::eventFilter(watched, event);
}

void Banner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        restyle();
}

void Banner::restyle()
{
    const Entry *shown = find(m_current);
    if (!shown)
        return;
    const Theme theme = Theme::of(palette());
    const QColor colour = colourOf(shown->notice.kind, theme);
    const int side = fontMetrics().height();
    m_icon->setPixmap(
        tintedPixmap(iconOf(shown->notice.kind), QSize(side, side), colour, devicePixelRatioF()));
    QPalette tinted;
    tinted.setColor(QPalette::WindowText, colour);
    m_word->setPalette(tinted);
    QFont bold = font();
    bold.setBold(true);
    m_word->setFont(bold);
    m_close->setIconSize(QSize(side, side));
    alignFirstLine();
    m_progress->setFixedHeight(side / 2);
    update();
}

/// Icon, kind, the first line of the text, buttons and the cross stand on one line, however high a style
/// makes its buttons.
void Banner::alignFirstLine()
{
    const int height = std::max(m_buttons.constFirst()->sizeHint().height(), m_close->sizeHint().height());
    for (QLabel *label : {m_icon, m_word})
        label->setFixedHeight(height);
    for (QPushButton *button : std::as_const(m_buttons))
        button->setMinimumHeight(height);
    m_close->setFixedHeight(height);
    const int above = (height - fontMetrics().height()) / 2;
    m_words->setContentsMargins(0, above, 0, above);
}

/// Where the words would get too narrow a column, the buttons go under them.
void Banner::reflow()
{
    const QMargins margins = layout()->contentsMargins();
    int room = width() - margins.left() - margins.right() - m_actions->sizeHint().width() - m_flow->spacing();
    for (const QWidget *beside :
         {static_cast<QWidget *>(m_icon), static_cast<QWidget *>(m_word), static_cast<QWidget *>(m_close)}) {
        if (!beside->isHidden())
            room -= beside->sizeHint().width() + layout()->spacing();
    }
    const int longest = std::max(fontMetrics().horizontalAdvance(m_text->text()),
                                 fontMetrics().horizontalAdvance(m_hint->text()));
    const int wanted =
        std::min(longest + fontMetrics().averageCharWidth(), fontMetrics().averageCharWidth() * 48);
    m_flow->setDirection(room < wanted ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void Banner::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    reflow();
}

void Banner::paintEvent(QPaintEvent *)
{
    const Entry *shown = find(m_current);
    if (!shown)
        return;
    const Theme theme = Theme::of(palette());
    const QColor colour = colourOf(shown->notice.kind, theme);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(outside + 0.5, outside + 0.5, -outside - 0.5, -0.5), 6,
                            6);
}

} // namespace confab
