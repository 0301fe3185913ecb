// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchchips.h"

#include "core/text.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLayout>
#include <QLocale>
#include <QStyle>
#include <QToolButton>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr int chipGap = 4;
/// A longer word is cut in its chip; its tooltip has more of it.
constexpr qsizetype longestChip = 40;
constexpr qsizetype longestChipTip = 200;

/// Puts widgets beside each other, in as many lines as that takes, from the layout direction's side.
class WrappingLayout final : public QLayout
{
public:
    explicit WrappingLayout(QWidget *parent) : QLayout(parent) { setContentsMargins(0, 0, 0, 0); }
    ~WrappingLayout() override
    {
        for (const QLayoutItem *item : std::as_const(m_items))
            delete item;
    }
    Q_DISABLE_COPY_MOVE(WrappingLayout)

    void addItem(QLayoutItem *item) override { m_items.append(item); }
    [[nodiscard]] int count() const override { return int(m_items.size()); }
    [[nodiscard]] QLayoutItem *itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem *takeAt(int index) override
    {
        return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
    }
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return place(QRect(0, 0, width, 0), false); }
    [[nodiscard]] QSize sizeHint() const override { return minimumSize(); }
    [[nodiscard]] QSize minimumSize() const override
    {
        QSize size;
        for (const QLayoutItem *item : m_items)
            size = size.expandedTo(QSize(0, item->minimumSize().height()));
        return size;
    }
    void setGeometry(const QRect &rect) override
    {
        QLayout::setGeometry(rect);
        place(rect, true);
    }

private:
    /// The height that it takes.
    int place(const QRect &rect, bool really) const
    {
        const auto side = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
        int x = rect.left();
        int y = rect.top();
        int height = 0;
        for (QLayoutItem *item : m_items) {
            if (item->isEmpty())
                continue;
            const QSize hint = item->sizeHint();
            const QSize size(std::min(hint.width(), std::max(1, rect.width())), hint.height());
            if (x > rect.left() && x + size.width() > rect.left() + rect.width()) {
                x = rect.left();
                y += height + chipGap;
                height = 0;
            }
            if (really)
                item->setGeometry(QStyle::visualRect(side, rect, QRect(QPoint(x, y), size)));
            x += size.width() + chipGap;
            height = std::max(height, size.height());
        }
        return y + height - rect.top();
    }

    QList<QLayoutItem *> m_items;
};

} // namespace

SearchChips::SearchChips(QWidget *parent) : QWidget(parent), m_more(plainLabel(u"chipsMore"_s, this))
{
    setObjectName(u"searchChips"_s);
    setAccessibleName(tr("Understood as"));
    auto *wrapping = new WrappingLayout(this);
    wrapping->addWidget(m_more);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_more->hide();
    hide();
}

QString SearchChips::meaningOf(const SearchChip &chip)
{
    using Kind = SearchChip::Kind;
    const bool without = chip.text.startsWith(u'-');
    switch (chip.kind) {
    case Kind::Text:
        return tr("Messages with this word");
    case Kind::Phrase:
        return tr("Messages with these words in this order");
    case Kind::ExcludedText:
        return tr("Messages without this");
    case Kind::From:
        return chip.text.endsWith("user"_L1) != without ? tr("Questions of visitors")
                                                        : tr("Answers of the agent");
    case Kind::Before:
        return tr("Messages before this time");
    case Kind::After:
        return tr("Messages after this time");
    case Kind::On:
        return tr("Messages of this time");
    case Kind::Reaction:
        if (chip.text.contains("disliked"_L1))
            return without ? tr("Messages that were not disliked") : tr("Messages that were disliked");
        return without ? tr("Messages that were not liked") : tr("Messages that were liked");
    case Kind::Source:
        return without ? tr("Messages that came another way") : tr("Messages that came this way");
    case Kind::Language:
        return without ? tr("Messages in other languages") : tr("Messages in this language");
    case Kind::Unfinished:
        return tr("A filter that still lacks its value");
    }
    return {};
}

void SearchChips::setChips(const QList<SearchChip> &chips)
{
    const qsizetype shown = std::min(chips.size(), maxShown);
    const bool hadFocus = isAncestorOf(window()->focusWidget());
    m_chips = chips;
    while (m_buttons.size() < shown)
        m_buttons.append(addButton());
    while (m_buttons.size() > shown) {
        QToolButton *button = m_buttons.takeLast();
        // It may be the one whose click led here.
        const bool focused = button->hasFocus();
        layout()->removeWidget(button);
        button->removeEventFilter(this);
        button->disconnect(this);
        if (focused && !m_buttons.isEmpty())
            m_buttons.last()->setFocus(Qt::OtherFocusReason);
        button->hide();
        button->deleteLater();
    }
    for (qsizetype i = 0; i < shown; ++i)
        fill(m_buttons.at(i), chips.at(i));
    const qsizetype rest = chips.size() - shown;
    m_more->setText(tr("and %1 more").arg(locale().toString(qint64(rest))));
    m_more->setVisible(rest > 0);
    setVisible(shown > 0);
    updateGeometry();
    if (hadFocus && m_buttons.isEmpty())
        emit left();
}

QToolButton *SearchChips::addButton()
{
    auto *button = new QToolButton(this);
    button->setObjectName(u"searchChip"_s);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIcon(themedIcon(u"close"_s));
    const int side = fontMetrics().height() * 3 / 4;
    button->setIconSize(QSize(side, side));
    button->setFocusPolicy(Qt::StrongFocus);
    button->installEventFilter(this);
    connect(button, &QToolButton::clicked, this,
            [this, button] { emit removeRequested(int(m_buttons.indexOf(button))); });
    // New widgets come last in the round of the Tab key.
    QWidget::setTabOrder(m_buttons.isEmpty() ? m_before : m_buttons.last(), button);
    // The words about the rest stay behind the buttons.
    layout()->removeWidget(m_more);
    layout()->addWidget(button);
    layout()->addWidget(m_more);
    return button;
}

void SearchChips::fill(QToolButton *button, const SearchChip &chip)
{
    const bool unfinished = chip.kind == SearchChip::Kind::Unfinished;
    const QString name = text::cleanLine(chip.text, longestChip) + (unfinished ? u"…"_s : QString());
    const QString meaning = meaningOf(chip);
    button->setText(isolated(plainCaption(name)));
    button->setAccessibleName(name);
    const QString whole = text::cleanLine(chip.text, longestChipTip);
    setPlainToolTip(button, whole == name || unfinished
                                ? tr("%1. Press to take it out of the search.").arg(meaning)
                                : tr("%1: %2. Press to take it out of the search.").arg(meaning, whole));
    button->show();
}

bool SearchChips::handleKey(qsizetype index, int key)
{
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    qsizetype next = index;
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        emit removeRequested(int(index));
        return true;
    case Qt::Key_Left:
        next += mirrored ? 1 : -1;
        break;
    case Qt::Key_Right:
        next += mirrored ? -1 : 1;
        break;
    case Qt::Key_Home:
        next = 0;
        break;
    case Qt::Key_End:
        next = m_buttons.size() - 1;
        break;
    case Qt::Key_Up:
        emit left();
        return true;
    default:
        return false;
    }
    m_buttons.at(std::clamp<qsizetype>(next, 0, m_buttons.size() - 1))->setFocus(Qt::OtherFocusReason);
    return true;
}

// Delete is an action of the window, too: that one is about conversations.
bool SearchChips::eventFilter(QObject *watched, QEvent *event)
{
    const qsizetype index = m_buttons.indexOf(qobject_cast<QToolButton *>(watched));
    if (index >= 0 && event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete) {
        event->accept();
        return true;
    }
    if (index >= 0 && event->type() == QEvent::KeyPress)
        return handleKey(index, static_cast<QKeyEvent *>(event)->key());
    return QWidget::eventFilter(watched, event);
}

} // namespace confab
