// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxdata.h"

#include "sandbox/sandboxtexts.h"

#include <QUuid>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;
using texts::mixed;

namespace {

constexpr qint64 day = 86'400;
constexpr qint64 newestProject = 4713;
constexpr int longConversation = 3; ///< Newest but three.

QStringList projectNames()
{
    return {u"Customer care"_s,        u"Parcel desk"_s,          u"Kundenservice DACH"_s,
            u"Billing & refunds"_s,    u"Product manuals"_s,      u"Wholesale (nothing asked yet)"_s,
            u"ヘルプデスク"_s,         u"Training in progress"_s, u"مركز المساعدة"_s,
            u"Museum visitors"_s,      u"Staff handbook"_s,       u"Atención al cliente"_s,
            u"Old website assistant"_s};
}

/// FNV-1a. Qt's own hash differs from one process to the next.
quint64 hashOf(const QString &text)
{
    quint64 hash = 0xcbf29ce484222325U;
    for (const QChar c : text)
        hash = (hash ^ c.unicode()) * 0x100000001b3U;
    return hash;
}

/// Where a name is not what one expects; the first twelve are ordinary, for they are on the first screen.
std::optional<QString> oddName(int index)
{
    switch (index % 60) {
    case 22:
        return QString();
    case 31:
        return u"Re: Fwd: Re: "_s + QString(242, u'a').replace(40, 1, u" "_s);
    case 34:
        return u"Two lines:\nthe second one"_s;
    case 38:
        return u"<b>Bold</b> <img src=\"file:///dev/zero\"> & <script>alert(1)</script>"_s;
    case 44:
        return u"🎉 Gift card 👩‍👩‍👧‍👦 for the family 🏳️‍🌈"_s;
    case 52:
        return u"invoice \u202Efdp.exe\u202C \u2066isolated\u2069"_s;
    default:
        return std::nullopt;
    }
}

} // namespace

SandboxData::SandboxData(const SandboxOptions &options)
    : m_options(options), m_queries(options.currentQueries)
{
    const qint64 real = QDateTime::currentSecsSinceEpoch();
    m_clockOffset = options.now.isValid() ? options.now.toSecsSinceEpoch() - real : 0;
    m_started = now();
    m_midnight = QDateTime::fromSecsSinceEpoch(m_started).date().startOfDay().toSecsSinceEpoch();
    seedProjects();
}

qint64 SandboxData::now() const
{
    return QDateTime::currentSecsSinceEpoch() + m_clockOffset;
}

void SandboxData::seedProjects()
{
    const QStringList names = projectNames();
    const int count = qMax(1, m_options.projects);
    for (int i = 0; i < count; ++i) {
        const QString name = i < names.size() ? names.at(i) : u"Agent "_s + QString::number(i + 1);
        m_projects.append({newestProject - i, name, m_started - (740 + i * 23) * day - i * 977, i, false});
    }
    // The oldest project first, so that ids grow with time; the big one is the newest.
    for (int i = count - 1; i >= 0; --i) {
        const quint64 chance = mixed(m_options.seed * 131U + quint64(i));
        int conversations = i == 5 ? 0 : 3 + int(chance % 22);
        if (i == 0)
            conversations = qBound(0, m_options.conversations, 100'000);
        seedConversations(m_projects.at(i), conversations);
    }
}

/// Seconds before now. The first few are of today and yesterday, then of the last 7 and 30 days; the rest
/// thins out over two years.
qint64 SandboxData::ageOf(int index, int count, quint64 salt) const
{
    const qint64 today = qMax(qint64(1), m_started - m_midnight);
    struct Span
    {
        int rows;
        qint64 from, to;
    };
    const Span spans[]{{qBound(2, count / 30, 60), 0, today},
                       {qBound(2, count / 34, 60), today, today + day},
                       {qBound(3, count / 10, 400), today + day, today + 6 * day},
                       {qBound(3, count / 5, 2000), today + 6 * day, today + 29 * day}};
    int first = 0;
    for (const Span &span : spans) {
        if (index < first + span.rows) {
            const double place = (index - first + 0.2 + double(salt % 600) / 1000.0) / span.rows;
            return span.from + qint64(double(span.to - span.from) * place);
        }
        first += span.rows;
    }
    const double place = (index - first + double(salt % 1000) / 1000.0) / qMax(1, count - first);
    return today + 30 * day + qint64((0.3 * place + 0.7 * place * place) * 690.0 * double(day));
}

void SandboxData::seedConversations(const SandboxProject &project, int count)
{
    const QList<texts::Script> &scripts = texts::scripts();
    const QList<int> english = texts::scriptsOf("en");
    QList<SandboxConversation> &list = m_conversations[project.id];
    list.reserve(count);
    m_ids.reserve(m_ids.size() + count);
    for (int index = count - 1; index >= 0; --index) {
        SandboxConversation row;
        row.id = m_nextConversation++;
        row.index = index;
        row.salt = mixed((quint64(m_options.seed) << 32U) ^ (quint64(project.index) << 20U) ^ quint64(index));
        row.session = newSession(row.salt);
        row.created = m_started - ageOf(index, count, mixed(row.salt + 7));
        row.updated = row.created;
        if (mixed(row.salt + 5) % 6 == 0) // renamed a while later
            row.updated = qMin(m_started, row.created + qint64(mixed(row.salt + 6) % quint64(2 * day)));
        // Walks through all scripts, so that neighbours differ and the first screen is varied.
        row.script = int((quint64(index) * 7 + m_options.seed - 1 + quint64(project.index) * 5) %
                         quint64(scripts.size()));
        row.messages = int(scripts.at(row.script).turns.size());
        if (mixed(row.salt + 3) % 3 == 0)
            row.messages = 1 + int(mixed(row.salt + 4) % quint64(row.messages));
        if (project.index == 0 && index == qMin(longConversation, count - 1)) {
            row.script = english.at(4 % english.size()); // another one than the newest has
            row.messages = qBound(1, m_options.longestMessages, 10'000);
        }
        const quint64 person = mixed(row.salt + 8) % 100;
        row.createdBy = person < 35 ? 0 : person < 55 ? userId : userId + 1 + qint64(person % 4);
        row.firstMessage = m_nextMessage;
        m_nextMessage += row.messages;
        m_ids.insert(row.session, row.id);
        list.append(row);
    }
}

QByteArray SandboxData::newSession(quint64 salt) const
{
    const quint64 high = mixed(salt + 101);
    const quint64 low = mixed(salt + 102);
    const QUuid uuid(uint(high >> 32U), ushort(high >> 16U), ushort((high & 0x0fffU) | 0x4000U),
                     uchar(((low >> 56U) & 0x3fU) | 0x80U), uchar(low >> 48U), uchar(low >> 40U),
                     uchar(low >> 32U), uchar(low >> 24U), uchar(low >> 16U), uchar(low >> 8U), uchar(low));
    return uuid.toByteArray(QUuid::WithoutBraces);
}

QList<SandboxProject> SandboxData::projects() const
{
    QList<SandboxProject> result;
    std::copy_if(m_projects.begin(), m_projects.end(), std::back_inserter(result),
                 [](const SandboxProject &project) { return !project.gone; });
    return result;
}

std::optional<SandboxProject> SandboxData::project(qint64 id) const
{
    for (const SandboxProject &project : m_projects) {
        if (project.id == id && !project.gone)
            return project;
    }
    return std::nullopt;
}

void SandboxData::setProjectGone(qint64 id, bool gone)
{
    for (SandboxProject &project : m_projects) {
        if (project.id == id)
            project.gone = gone;
    }
}

const QList<SandboxConversation> &SandboxData::conversations(qint64 project) const
{
    static const QList<SandboxConversation> none;
    const auto found = m_conversations.constFind(project);
    return found == m_conversations.constEnd() ? none : *found;
}

SandboxConversation *SandboxData::findOwn(qint64 project, const QByteArray &session)
{
    const auto id = m_ids.constFind(session);
    const auto list = m_conversations.find(project);
    if (id == m_ids.constEnd() || list == m_conversations.end())
        return nullptr;
    const auto row =
        std::lower_bound(list->begin(), list->end(), *id,
                         [](const SandboxConversation &each, qint64 wanted) { return each.id < wanted; });
    return row != list->end() && row->id == *id ? &*row : nullptr;
}

const SandboxConversation *SandboxData::find(qint64 project, const QByteArray &session) const
{
    const auto id = m_ids.constFind(session);
    if (id == m_ids.constEnd())
        return nullptr;
    const QList<SandboxConversation> &list = conversations(project);
    const auto row =
        std::lower_bound(list.begin(), list.end(), *id,
                         [](const SandboxConversation &each, qint64 wanted) { return each.id < wanted; });
    return row != list.end() && row->id == *id ? &*row : nullptr;
}

QString SandboxData::seededName(const SandboxConversation &conversation) const
{
    const texts::Script &script = texts::scripts().at(conversation.script);
    return texts::filled(script.title, script.language, conversation.salt);
}

std::optional<QString> SandboxData::name(const SandboxConversation &conversation) const
{
    const auto given = m_names.constFind(conversation.id);
    if (given != m_names.constEnd())
        return *given;
    if (conversation.index >= 12) {
        if (conversation.index % 60 == 14)
            return std::nullopt;
        if (const auto odd = oddName(conversation.index))
            return odd;
    }
    return seededName(conversation);
}

const SandboxConversation &SandboxData::create(qint64 project, const QString &name, const QByteArray &session)
{
    SandboxConversation row;
    row.id = m_nextConversation++;
    row.index = -1;
    row.salt = mixed((quint64(m_options.seed) << 32U) ^ (quint64(row.id) << 1U) ^ 0x5eedULL);
    row.session = session.isEmpty() ? newSession(row.salt) : session;
    row.created = now();
    row.updated = row.created;
    row.createdBy = userId;
    m_ids.insert(row.session, row.id);
    m_names.insert(row.id, name);
    QList<SandboxConversation> &list = m_conversations[project];
    list.append(row);
    return list.constLast();
}

bool SandboxData::rename(qint64 project, const QByteArray &session, const QString &name)
{
    SandboxConversation *row = findOwn(project, session);
    if (row == nullptr)
        return false;
    m_names.insert(row->id, name);
    row->updated = qMax(now(), row->updated + 1);
    return true;
}

bool SandboxData::remove(qint64 project, const QByteArray &session)
{
    const SandboxConversation *row = findOwn(project, session);
    if (row == nullptr)
        return false;
    m_names.remove(row->id);
    m_sent.remove(row->id);
    QList<SandboxConversation> &list = m_conversations[project];
    list.removeAt(row - list.constData());
    m_ids.remove(session);
    return true;
}

int SandboxData::messageCount(const SandboxConversation &conversation) const
{
    return conversation.messages + int(m_sent.value(conversation.id).size());
}

qint64 SandboxData::messageTime(const SandboxConversation &conversation, int position) const
{
    if (position >= conversation.messages)
        return m_sent.value(conversation.id).at(position - conversation.messages).created;
    const qint64 usual = 40 + qint64(conversation.salt % 200);
    const qint64 room = (m_started - conversation.created) / (conversation.messages + 1);
    return conversation.created + 1 + qMin(usual, room) * position;
}

SandboxRecord SandboxData::message(const SandboxConversation &conversation, int position) const
{
    if (position >= conversation.messages)
        return m_sent.value(conversation.id).at(position - conversation.messages);
    const texts::Script &first = texts::scripts().at(conversation.script);
    SandboxRecord record;
    record.id = conversation.firstMessage + position;
    record.conversation = conversation.id;
    record.created = messageTime(conversation, position);
    // A conversation longer than its script goes on with the others of its language, each round with other
    // numbers.
    const QList<int> own = texts::scriptsOf(first.language);
    qsizetype at = own.indexOf(conversation.script);
    qsizetype turn = position;
    quint64 salt = conversation.salt;
    while (turn >= texts::scripts().at(own.at(at)).turns.size()) {
        turn -= texts::scripts().at(own.at(at)).turns.size();
        at = (at + 1) % own.size();
        salt = mixed(salt);
    }
    const texts::Turn &words = texts::scripts().at(own.at(at)).turns.at(turn);
    const quint64 chance = mixed(quint64(record.id) ^ (quint64(m_options.seed) << 40U));
    record.question = texts::filled(words.question, first.language, salt);
    if (conversation.index < 12 || chance % 97 != 5)
        record.answer = texts::filled(words.answer, first.language, salt);
    record.citations = words.answer.contains(":cit["_L1) ? 2 : int(chance % 4);
    static const QStringList sources{u"web"_s, u"embed"_s, u"livechat"_s, u"api"_s, u"slack"_s, u"iframe"_s};
    record.source = sources.at(qsizetype(conversation.salt % quint64(sources.size())));
    if (chance % 19 == 0)
        record.externalId = u"crm-"_s + QString::number(chance % 100'000);
    return record;
}

std::optional<int> SandboxData::positionOf(const SandboxConversation &conversation, qint64 message) const
{
    const qint64 seeded = message - conversation.firstMessage;
    if (conversation.messages > 0 && seeded >= 0 && seeded < conversation.messages)
        return int(seeded);
    const QList<SandboxRecord> sent = m_sent.value(conversation.id);
    for (int i = 0; i < int(sent.size()); ++i) {
        if (sent.at(i).id == message)
            return conversation.messages + i;
    }
    return std::nullopt;
}

SandboxRecord SandboxData::ask(const SandboxConversation &conversation, const QString &prompt,
                               const QString &externalId, bool *replayed)
{
    // The service answers a repeated question from its cache. Looking back has an end where it would cost too
    // much.
    const int count = messageCount(conversation);
    for (int i = count - 1; i >= qMax(0, count - 200); --i) {
        const SandboxRecord earlier = message(conversation, i);
        if (earlier.question == prompt && earlier.answer) {
            *replayed = true;
            return earlier;
        }
    }
    *replayed = false;
    const QByteArray language = texts::languageOf(prompt);
    const QList<int> own = texts::scriptsOf(language);
    const quint64 chance = mixed(hashOf(prompt) ^ m_options.seed);
    const texts::Script &script = texts::scripts().at(own.at(qsizetype(chance % quint64(own.size()))));
    SandboxRecord record;
    record.id = m_nextMessage++;
    record.conversation = conversation.id;
    record.created = now();
    record.question = prompt;
    const texts::Turn &words = script.turns.at(qsizetype((chance >> 8U) % quint64(script.turns.size())));
    record.answer = texts::filled(words.answer, language, chance);
    record.citations = 2;
    record.seeded = false;
    record.externalId = externalId;
    record.source = u"api"_s;
    m_sent[conversation.id].append(record);
    ++m_queries;
    return record;
}

int SandboxData::verify(qint64 message)
{
    if (!m_verified.contains(message))
        m_queries += 4;
    return m_verified[message]++;
}

std::optional<QString> SandboxData::reaction(qint64 message) const
{
    const auto found = m_reactions.constFind(message);
    return found == m_reactions.constEnd() ? std::nullopt : std::optional(*found);
}

void SandboxData::setReaction(qint64 message, const QString &reaction)
{
    m_reactions.insert(message, reaction);
}

} // namespace confab
