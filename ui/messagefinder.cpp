// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagefinder.h"

#include "core/future.h"
#include "core/text.h"
#include "services/messageservice.h"
#include "ui/markdowntext.h"

#include <QHash>
#include <QPromise>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace confab {

/// The words of one side of a message, ready to be searched. Made once while a search is open.
struct MessageFinder::Text
{
    MessageSelection::Id id;
    QString source;
    QString exact;
    QString folded;
};

/// All that the worker needs, by value: nothing of it is shared with the GUI thread but what Qt shares
/// safely.
struct MessageFinder::Job
{
    QList<Message> messages;
    std::shared_ptr<const std::vector<Text>> known;
    FindPattern pattern;
};

struct MessageFinder::Outcome
{
    std::shared_ptr<const std::vector<Text>> texts;
    std::vector<Found> found;
    int total = 0;
    FindPattern pattern;
};

MessageFinder::MessageFinder(MessageService &service, QObject *parent) : QObject(parent), m_service(service)
{
    const auto again = [this] { run(); };
    connect(&service, &MessageService::prepended, this, again);
    connect(&service, &MessageService::appended, this, again);
    connect(&service, &MessageService::inserted, this, again);
    connect(&service, &MessageService::removed, this, again);
    connect(&service, &MessageService::changed, this, again);
    connect(&service, &MessageService::reset, this, [this] {
        // Another conversation: its pages are not read unless they are asked for.
        m_reading = false;
        m_current.reset();
        m_texts.reset();
        m_found.clear();
        m_total = 0;
        run();
    });
    // It is ready again then, and would be asked without end.
    connect(&service, &MessageService::failed, this, &MessageFinder::cancelReading);
    // Later: the service is still telling of the page that has come.
    connect(
        &service, &MessageService::stateChanged, this, [this] { readOn(); }, Qt::QueuedConnection);
    connect(
        &service, &MessageService::prepended, this, [this] { readOn(); }, Qt::QueuedConnection);
}

MessageFinder::~MessageFinder() = default;

void MessageFinder::open()
{
    if (!std::exchange(m_open, true))
        run();
}

void MessageFinder::close()
{
    m_open = false;
    look({});
    m_texts.reset();
    m_startAt.reset();
}

void MessageFinder::search(const QString &typed, SearchText::Case sensitivity)
{
    if (!look({typed, sensitivity}))
        return;
    m_reading = !m_service.isComplete();
    readOn();
}

void MessageFinder::search(const SearchWords &words)
{
    look(FindPattern(words));
}

/// False where there is nothing to begin: it is looked for already, or nothing is.
bool MessageFinder::look(const FindPattern &pattern)
{
    if (pattern == m_pattern)
        return false;
    m_pattern = pattern;
    m_current.reset();
    m_reading = false;
    if (!pattern.isEmpty()) {
        run();
        return true;
    }
    m_found.clear();
    m_total = 0;
    emit changed();
    return false;
}

void MessageFinder::cancelReading()
{
    m_reading = false;
    emit changed();
}

void MessageFinder::readRest()
{
    m_reading = !m_pattern.isEmpty();
    emit changed();
    readOn();
}

void MessageFinder::readOn()
{
    if (!m_reading)
        return;
    using State = MessageService::State;
    const State state = m_service.state();
    const bool more = m_service.mayLoadOlder(); // after a failure from the archive alone
    if (m_service.isComplete() || state == State::Gone || state == State::Closed ||
        (state == State::Failed && !more)) {
        m_reading = false;
        emit changed();
    } else if (more) {
        m_service.loadOlder();
    }
}

void MessageFinder::run()
{
    if (m_pattern.isEmpty() && !m_open)
        return;
    if (std::exchange(m_running, true)) {
        m_again = true;
        return;
    }
    auto promise = std::make_shared<QPromise<Outcome>>();
    promise->start();
    whenDone(promise->future(), this, [this](const Outcome &outcome) { take(outcome); });
    QThreadPool::globalInstance()->start([promise, job = Job{m_service.messages(), m_texts, m_pattern}] {
        promise->addResult(searchIn(job));
        promise->finish();
    });
    emit changed();
}

MessageFinder::Outcome MessageFinder::searchIn(const Job &job)
{
    QHash<MessageSelection::Id, const Text *> known;
    if (job.known) {
        known.reserve(qsizetype(job.known->size()));
        for (const Text &text : *job.known)
            known.insert(text.id, &text);
    }
    auto texts = std::make_shared<std::vector<Text>>();
    texts->reserve(size_t(job.messages.size()) * 2);
    Outcome outcome{{}, {}, 0, job.pattern};
    const auto add = [&](const MessageSelection::Id &id, const QString &source, auto plain) {
        const Text *before = known.value(id);
        if (before && before->source == source) {
            texts->push_back(*before);
        } else {
            const QString exact = SearchText::normalized(plain(), SearchText::Case::Matters);
            texts->push_back({id, source, exact, text::fold(exact)});
        }
        const Text &text = texts->back();
        const int hits = job.pattern.count(text.exact, text.folded);
        if (hits > 0)
            outcome.found.push_back({id, hits, std::exchange(outcome.total, outcome.total + hits)});
    };
    for (const Message &message : job.messages) {
        add({message.id.value, 0}, message.question,
            [&message] { return text::cleanText(message.question); });
        add({message.id.value, 1}, message.answer,
            [&message] { return markdownText(message.answer, message.citations); });
    }
    outcome.texts = std::move(texts);
    return outcome;
}

void MessageFinder::take(const Outcome &outcome)
{
    m_running = false;
    if (m_open || !m_pattern.isEmpty())
        m_texts = outcome.texts; // also where something else is looked for by now
    if (outcome.pattern == m_pattern) {
        m_foundPattern = outcome.pattern;
        m_found = outcome.found;
        m_total = outcome.total;
        if (!m_current)
            start();
    }
    if (std::exchange(m_again, false))
        run();
    emit changed();
}

std::optional<MessageFinder::Hit> MessageFinder::hitAt(int number) const
{
    const auto after = std::upper_bound(m_found.begin(), m_found.end(), number,
                                        [](int n, const Found &found) { return n < found.before; });
    if (number < 0 || number >= m_total || after == m_found.begin())
        return {};
    const Found &found = *std::prev(after);
    return Hit{found.message, number - found.before};
}

int MessageFinder::currentNumber() const
{
    if (!m_current)
        return 0;
    const auto found = std::find_if(m_found.begin(), m_found.end(),
                                    [this](const Found &f) { return f.message == m_current->message; });
    return found == m_found.end() || m_current->number >= found->hits ? 0
                                                                      : found->before + m_current->number + 1;
}

void MessageFinder::startAt(const MessageSelection::Id &message)
{
    m_startAt = message;
    m_onlyThere = false;
    if (!m_current)
        start();
}

void MessageFinder::goTo(const MessageSelection::Id &message)
{
    m_startAt = message;
    m_onlyThere = true;
    m_current.reset();
    start();
}

void MessageFinder::start()
{
    if (!m_startAt || !hasFound())
        return;
    // Found is in the order of the conversation, and so are the texts: the first at or after the message.
    const auto place = std::find_if(m_texts->begin(), m_texts->end(),
                                    [this](const Text &text) { return text.id == *m_startAt; });
    const auto &found = m_found;
    auto hit = found.begin();
    for (auto text = m_texts->begin(); text != place && hit != found.end(); ++text) {
        if (text->id == hit->message)
            ++hit;
    }
    if (m_onlyThere && (hit == found.end() || hit->message != *m_startAt))
        return;
    m_current = hit == found.end() ? hitAt(m_total - 1) : Hit{hit->message, 0};
    emit currentChanged();
}

void MessageFinder::step(int direction)
{
    if (!hasFound())
        return;
    const int now = currentNumber();
    const int next = now == 0 ? (direction > 0 ? 0 : m_total - 1) : (now - 1 + direction + m_total) % m_total;
    m_current = hitAt(next);
    emit currentChanged();
}

} // namespace confab
