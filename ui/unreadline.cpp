// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/unreadline.h"

#include "services/messageservice.h"
#include "services/settings.h"
#include "ui/messageview.h"

#include <algorithm>
#include <utility>

namespace confab {

UnreadLine::UnreadLine(MessageService &service, Settings &settings, MessageView &view)
    : QObject(&view), m_service(service), m_settings(settings), m_view(view)
{
    connect(&service, &MessageService::stateChanged, this, &UnreadLine::update);
    connect(&service, &MessageService::appended, this, &UnreadLine::update);
    connect(&service, &MessageService::prepended, this, &UnreadLine::place);
}

void UnreadLine::update()
{
    const SessionId session = m_service.key().session;
    if (session != m_session) {
        m_session = session;
        m_opened = false;
    }
    if (m_service.state() != MessageService::State::Ready || m_service.messages().isEmpty())
        return;
    const qint64 newest = m_service.messages().last().id.value;
    if (!std::exchange(m_opened, true)) {
        const qint64 seen = m_settings.lastSeen(session);
        m_seenBefore = seen == newest ? 0 : seen;
        place();
    }
    // A window that nobody looks at has read nothing.
    if (m_view.isVisible() && m_view.window()->isActiveWindow())
        m_settings.setLastSeen(session, newest);
}

/// Also when older pages have come: the last visit may be a long time ago.
void UnreadLine::place()
{
    const QList<Message> &messages = m_service.messages();
    const auto seen = std::find_if(messages.cbegin(), messages.cend(), [this](const Message &message) {
        return message.id.value == m_seenBefore;
    });
    const bool news = m_seenBefore > 0 && seen != messages.cend() && std::next(seen) != messages.cend();
    m_view.setUnreadFrom(news ? std::next(seen)->id.value : 0);
}

} // namespace confab
