// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagejump.h"

#include "core/clock.h"
#include "models/messagelistmodel.h"
#include "services/messageservice.h"
#include "ui/messageview.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QCalendarWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTextCharFormat>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {
constexpr int jumpGrid = 8;

/// In the program's own icons and in colours that can be read: Qt's arrows are green, and its weekends of a
/// red that is too dark for a dark ground.
class DateCalendar final : public QCalendarWidget
{
public:
    explicit DateCalendar(QWidget *parent) : QCalendarWidget(parent) { restyle(); }

protected:
    void changeEvent(QEvent *event) override
    {
        QCalendarWidget::changeEvent(event);
        if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
            restyle();
    }

private:
    void restyle()
    {
        QTextCharFormat weekend;
        weekend.setForeground(Theme::of(palette()).danger);
        for (const auto day : {Qt::Saturday, Qt::Sunday})
            setWeekdayTextFormat(day, weekend);
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        setArrow(u"qt_calendar_prevmonth"_s, mirrored ? u"chevron-right"_s : u"chevron-left"_s);
        setArrow(u"qt_calendar_nextmonth"_s, mirrored ? u"chevron-left"_s : u"chevron-right"_s);
    }

    void setArrow(const QString &buttonName, const QString &iconName)
    {
        auto *button = findChild<QToolButton *>(buttonName);
        if (!button)
            return;
        const int side = fontMetrics().height();
        const auto picture = [&](QPalette::ColorGroup group, QPalette::ColorRole ink) {
            return tintedPixmap(iconName, QSize(side, side), palette().color(group, ink),
                                devicePixelRatioF());
        };
        // They stand on the colour of the selection, and under the pointer on that of buttons.
        QIcon icon(picture(QPalette::Active, QPalette::HighlightedText));
        icon.addPixmap(picture(QPalette::Active, QPalette::ButtonText), QIcon::Active);
        icon.addPixmap(picture(QPalette::Disabled, QPalette::HighlightedText), QIcon::Disabled);
        button->setIcon(icon);
        button->setIconSize(QSize(side, side));
    }
};
} // namespace

MessageJump::MessageJump(MessageService &service, MessageView &view, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_service(service)
    , m_view(view)
    , m_clock(clock)
    , m_text(plainLabel(u"jumpText"_s, this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    setObjectName(u"messageJump"_s);
    m_cancel->setObjectName(u"jumpCancel"_s);
    m_cancel->setAccessibleName(tr("Cancel going to a message"));
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(2 * jumpGrid, jumpGrid / 2, jumpGrid, jumpGrid / 2);
    line->addWidget(m_text, 1);
    line->addWidget(m_cancel);
    connect(m_cancel, &QPushButton::clicked, this, &MessageJump::end);
    connect(&service, &MessageService::reset, this, &MessageJump::end);
    // It is ready again then, and would be asked without end; the pane says what happened.
    connect(&service, &MessageService::failed, this, &MessageJump::end);
    // Later: the service is still telling of the page that has come.
    connect(
        &service, &MessageService::stateChanged, this, [this] { advance(); }, Qt::QueuedConnection);
    connect(
        &service, &MessageService::prepended, this, [this] { advance(); }, Qt::QueuedConnection);
    hide();
}

void MessageJump::toFirst()
{
    begin({});
}

void MessageJump::toLast()
{
    end();
    if (m_view.model()->rowCount() > 0) {
        m_view.setCurrentIndex(m_view.model()->index(m_view.model()->rowCount() - 1, 0));
        m_view.scrollToEnd();
    }
}

void MessageJump::toDate(QDate day)
{
    if (day.isValid())
        begin(day);
}

void MessageJump::toMessage(MessageId id, bool answer, const SearchWords &words)
{
    if (!id.isValid())
        return;
    m_day = {};
    m_message = id;
    m_answer = answer;
    m_words = words;
    m_reading = true;
    advance();
}

void MessageJump::begin(QDate day)
{
    m_day = day;
    m_message = {};
    m_reading = true;
    advance();
}

void MessageJump::end()
{
    m_reading = false;
    hide();
}

QDate MessageJump::dayOf(int row) const
{
    const auto moment = m_view.model()->index(row, 0).data(MessageListModel::MomentRole).toDateTime();
    return moment.isValid() ? moment.toTimeZone(m_clock.zone()).date() : QDate();
}

/// What is looked for is here or would be, or there is nothing older.
bool MessageJump::reachesBack() const
{
    if (m_message.isValid() && !m_service.messages().isEmpty()) {
        const MessageId oldest = m_service.messages().first().id;
        return m_service.isComplete() || (oldest.isValid() && oldest <= m_message);
    }
    if (m_service.isComplete() || m_view.model()->rowCount() == 0)
        return m_service.isComplete();
    const QDate oldest = dayOf(0);
    return m_day.isValid() && oldest.isValid() && oldest < m_day;
}

void MessageJump::advance()
{
    if (!m_reading)
        return;
    using State = MessageService::State;
    const State state = m_service.state();
    if (reachesBack()) {
        end();
        return land();
    }
    const bool more = m_service.mayLoadOlder(); // after a failure from the archive alone
    if ((state == State::Failed && !more) || state == State::Gone || state == State::Closed)
        return end();
    const QLocale words = locale();
    const qint64 here = m_service.messages().size();
    m_text->setText(tr("Reading older messages: %1 of %2")
                        .arg(words.toString(here), words.toString(std::max(here, m_service.total()))));
    QWidget::show();
    if (more)
        m_service.loadOlder();
}

void MessageJump::land()
{
    if (m_message.isValid())
        return landOnMessage();
    const int rows = m_view.model()->rowCount();
    for (int row = 0; row < rows; ++row) {
        const QDate day = dayOf(row);
        if (!m_day.isValid() || (day.isValid() && day >= m_day))
            return show(row);
    }
    toLast(); // nothing was said since
}

/// A question without text has no row; then it is its answer.
void MessageJump::landOnMessage()
{
    using Sender = MessageListModel::Sender;
    const Sender wanted = m_answer ? Sender::Agent : Sender::Visitor;
    int found = -1;
    for (int row = 0; row < m_view.model()->rowCount(); ++row) {
        const QModelIndex index = m_view.model()->index(row, 0);
        if (index.data(MessageListModel::MessageIdRole).toLongLong() != m_message.value)
            continue;
        found = row;
        if (index.data(MessageListModel::SenderRole).value<Sender>() == wanted)
            break;
    }
    if (found < 0)
        return emit messageMissing();
    show(found);
    emit messageReached(MessageDelegate::key(m_view.model()->index(found, 0)), m_words);
}

void MessageJump::show(int row)
{
    const QModelIndex index = m_view.model()->index(row, 0);
    m_view.setCurrentIndex(index);
    m_view.setFocus(Qt::OtherFocusReason);
    m_view.scrollToTop(index);
}

void MessageJump::askForDate()
{
    auto *popup = new QFrame(this, Qt::Popup);
    popup->setObjectName(u"datePopup"_s);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    popup->setFrameShape(QFrame::StyledPanel);
    auto *calendar = new DateCalendar(popup);
    calendar->setObjectName(u"jumpCalendar"_s);
    calendar->setAccessibleName(tr("Go to date"));
    calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    calendar->setMaximumDate(m_clock.nowUtc().toTimeZone(m_clock.zone()).date());
    const QModelIndex top = m_view.indexAt(QPoint(m_view.viewport()->width() / 2, 0));
    if (const QDate day = top.isValid() ? dayOf(top.row()) : QDate(); day.isValid())
        calendar->setSelectedDate(day);
    auto *box = new QVBoxLayout(popup);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(calendar);
    const auto choose = [this, popup](QDate day) {
        popup->close();
        toDate(day);
    };
    connect(calendar, &QCalendarWidget::activated, this, choose);
    connect(calendar, &QCalendarWidget::clicked, this, choose);
    popup->adjustSize();
    const int x = m_view.layoutDirection() == Qt::RightToLeft
                      ? jumpGrid
                      : m_view.width() - popup->width() - 2 * jumpGrid;
    popup->move(m_view.mapToGlobal(QPoint(std::max(0, x), jumpGrid)));
    popup->show();
    calendar->setFocus();
}

} // namespace confab
