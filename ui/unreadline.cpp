// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/unreadline.h"

#include "services/messageservice.h"
#include "services/settings.h"
#include "ui/messageview.h"

#include <QEvent>

#include <algorithm>
#include <utility>

namespace confab {

UnreadLine::UnreadLine(MessageService &service, Settings &settings, MessageView &view)
    : QObject(&view), m_service(service), m_settings(settings), m_view(view)
{
    connect(&service, &MessageService::stateChanged, this, &UnreadLine::update);
    connect(&service, &MessageService::appended, this, &UnreadLine::update);
    connect(&service, &MessageService::inserted, this, &UnreadLine::update);
    connect(&service, &MessageService::changed, this, &UnreadLine::update);
    connect(&service, &MessageService::prepended, this, &UnreadLine::place);
    view.installEventFilter(this);
}

bool UnreadLine::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::WindowActivate)
        update(); // what came while it lay behind another is being read now
    return QObject::eventFilter(watched, event);
}

void UnreadLine::update()
{
    const SessionId session = m_service.key().session;
    if (session != m_session) {
        m_session = session;
        m_opened = false;
        m_remembered = 0;
    }
    if (m_service.state() != MessageService::State::Ready)
        return;
    // What was written here has no number yet that would mean anything at the next visit.
    const QList<Message> &messages = m_service.messages();
    const auto last = std::find_if(messages.crbegin(), messages.crend(),
                                   [](const Message &message) { return message.id.isValid(); });
    if (last == messages.crend())
        return;
    const qint64 newest = last->id.value;
    if (!std::exchange(m_opened, true)) {
        const qint64 seen = m_settings.lastSeen(session);
        m_seenBefore = seen == newest ? 0 : seen;
        place();
    }
    // A window that nobody looks at has read nothing.
    if (newest != m_remembered && m_view.isVisible() && m_view.window()->isActiveWindow()) {
        m_settings.setLastSeen(session, newest);
        m_remembered = newest;
    }
}

/// Also when older pages have come: the last visit may be a long time ago.
void UnreadLine::place()
{
    const QList<Message> &messages = m_service.messages();
    const auto seen = std::find_if(messages.cbegin(), messages.cend(), [this](const Message &message) {
        return message.id.value == m_seenBefore;
    });
    const bool news = m_seenBefore > 0 && seen != messages.cend() && std::next(seen) != messages.cend() &&
                      std::next(seen)->id.isValid(); // what is written here is new to nobody
    m_view.setUnreadFrom(news ? std::next(seen)->id.value : 0);
}

} // namespace confab
