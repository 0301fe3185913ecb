// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/deletionjournal.h"

#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QSet>

#include <algorithm>
#include <array>
#include <utility>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

using State = DeletionItem::State;

constexpr std::array<std::pair<State, QLatin1StringView>, 7> stateNames{{
    {State::Planned, "planned"_L1},
    {State::Sent, "sent"_L1},
    {State::Deleted, "deleted"_L1},
    {State::AlreadyGone, "gone"_L1},
    {State::Failed, "failed"_L1},
    {State::Unknown, "unknown"_L1},
    {State::Changed, "changed"_L1},
}};

QString nameOf(State state)
{
    for (const auto &[known, name] : stateNames) {
        if (known == state)
            return name;
    }
    return {};
}

std::optional<State> stateOf(const QString &name)
{
    for (const auto &[state, known] : stateNames) {
        if (known == name)
            return state;
    }
    return {};
}

bool isOpen(State state)
{
    return state == State::Planned || state == State::Sent || state == State::Unknown;
}

QByteArray lineOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

/// What has to be kept, by its name in the file. In doubt it has to.
const std::pair<QString, bool DeletionReport::*> keepsOf[]{
    {u"keepFirst"_s, &DeletionReport::keepFirst},
    {u"keepLiked"_s, &DeletionReport::keepLiked},
    {u"keepDisliked"_s, &DeletionReport::keepDisliked},
};

bool keepsTheSame(const DeletionReport &one, const DeletionReport &other)
{
    return std::all_of(std::begin(keepsOf), std::end(keepsOf),
                       [&](const auto &keep) { return one.*keep.second == other.*keep.second; });
}

/// `report`: whose it is, by whom it was chosen, and how it is to be deleted.
QByteArray lineOf(const DeletionReport &report, const DeletionItem &item)
{
    const Conversation &conversation = item.conversation;
    QJsonObject object{{u"state"_s, nameOf(item.state)},
                       // As text: a JSON number is a double and does not hold every 64-bit id.
                       {u"project"_s, report.project.toString()},
                       {u"session"_s, conversation.session.toString()},
                       {u"id"_s, conversation.id.toString()},
                       {u"name"_s, conversation.name}};
    if (!report.account.server.isEmpty())
        object.insert(u"server"_s, report.account.server.toString());
    if (report.account.user != 0)
        object.insert(u"user"_s, QString::number(report.account.user));
    if (conversation.createdBy)
        object.insert(u"createdBy"_s, QString::number(*conversation.createdBy));
    if (conversation.createdAt.isValid())
        object.insert(u"createdAt"_s, conversation.createdAt.toUTC().toString(Qt::ISODate));
    if (conversation.updatedAt.isValid())
        object.insert(u"updatedAt"_s, conversation.updatedAt.toUTC().toString(Qt::ISODate));
    if (report.chosenAt.isValid())
        object.insert(u"chosenAt"_s, report.chosenAt.toUTC().toString(Qt::ISODate));
    if (!report.rule.isEmpty())
        object.insert(u"rule"_s, report.rule);
    for (const auto &[name, kept] : keepsOf)
        if (report.*kept)
            object.insert(name, true);
    return lineOf(object);
}

Conversation conversationOf(const QJsonObject &object)
{
    Conversation conversation;
    conversation.project = ProjectId{object["project"_L1].toString().toLongLong()};
    conversation.session = SessionId(object["session"_L1].toString());
    conversation.id = ConversationId{object["id"_L1].toString().toLongLong()};
    conversation.name = object["name"_L1].toString();
    if (object.contains("createdBy"_L1))
        conversation.createdBy = object["createdBy"_L1].toString().toLongLong();
    conversation.createdAt = QDateTime::fromString(object["createdAt"_L1].toString(), Qt::ISODate);
    conversation.updatedAt = QDateTime::fromString(object["updatedAt"_L1].toString(), Qt::ISODate);
    return conversation;
}

} // namespace

DeletionJournal::DeletionJournal(QString path) : m_path(std::move(path)), m_lock(m_path + u".lock"_s)
{
    m_lock.setStaleLockTime(0); // A run may go on for hours; only the end of its program frees it.
}

bool DeletionJournal::isOurs() const
{
    if (m_lock.isLocked() || m_lock.tryLock(0))
        return true;
    // Where no lock can be made no file can be written either, which is told when it is tried.
    return m_lock.error() != QLockFile::LockFailedError;
}

bool DeletionJournal::plan(ProjectId project, const QList<Conversation> &conversations)
{
    DeletionReport report;
    report.project = project;
    for (const auto &conversation : conversations)
        report.items.append({conversation});
    return plan(report);
}

bool DeletionJournal::plan(const DeletionReport &report)
{
    return replace(report, report.items);
}

bool DeletionJournal::mark(const SessionId &session, DeletionItem::State state)
{
    QByteArray line = lineOf(QJsonObject{{u"state"_s, nameOf(state)}, {u"session"_s, session.toString()}});
    if (m_tornLine)
        line.prepend('\n');
    // Only a file that holds the plan is added to: a mark without its plan would say nothing.
    QFile file(m_path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::ExistingOnly |
                   QIODevice::Unbuffered))
        return false;
    const bool written = file.write(line) == line.size() && file.error() == QFileDevice::NoError;
    m_tornLine = !written;
    return written;
}

void DeletionJournal::clear()
{
    QFile::remove(m_path);
    m_tornLine = false;
}

void DeletionJournal::finish(const DeletionReport &report)
{
    QList<DeletionItem> open;
    for (const auto &item : report.items) {
        const bool wasGivenUp = item.state == State::Planned && report.end == DeletionReport::End::Cancelled;
        if (isOpen(item.state) && !wasGivenUp)
            open.append(item);
    }
    replace(report, open);
}

void DeletionJournal::drop(const DeletionReport &report)
{
    replace(report, {});
}

bool DeletionJournal::replace(const DeletionReport &report, const QList<DeletionItem> &items)
{
    if (!isOurs())
        return false;
    QSet<SessionId> outgoing;
    for (const auto &item : report.items)
        outgoing.insert(item.conversation.session);
    QByteArray text;
    for (const auto &entry : entries()) {
        if (isOpen(entry.item.state) && !outgoing.contains(entry.item.conversation.session))
            text += lineOf(entry.of, entry.item);
    }
    for (const auto &item : items)
        text += lineOf(report, item);
    if (text.isEmpty()) {
        clear();
        return true;
    }
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    if (!file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(text) != text.size() || !file.flush() || file.error() != QFileDevice::NoError) {
        // A commit alone would take a file that was cut short for a good one.
        file.cancelWriting();
        return false;
    }
    if (!file.commit())
        return false;
    m_tornLine = false;
    return true;
}

QList<DeletionJournal::Entry> DeletionJournal::entries() const
{
    QList<Entry> found;
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return found;
    QHash<SessionId, qsizetype> places;
    while (!file.atEnd()) {
        const QJsonObject object = QJsonDocument::fromJson(file.readLine()).object();
        const auto state = stateOf(object["state"_L1].toString());
        const SessionId session(object["session"_L1].toString());
        if (!state || !session.isValid())
            continue;
        if (const auto place = places.constFind(session); place != places.constEnd()) {
            found[*place].item.state = *state;
            continue;
        }
        const Conversation conversation = conversationOf(object);
        if (!conversation.key().isValid())
            continue;
        places.insert(session, found.size());
        DeletionItem item{conversation};
        item.state = *state;
        DeletionReport of;
        of.account = {QUrl(object["server"_L1].toString()), object["user"_L1].toString().toLongLong()};
        of.project = conversation.project;
        of.chosenAt = QDateTime::fromString(object["chosenAt"_L1].toString(), Qt::ISODate);
        of.rule = object["rule"_L1].toString();
        for (const auto &[name, kept] : keepsOf)
            of.*kept = object.contains(name) && object[name].toBool(true);
        found.append({of, item});
    }
    return found;
}

QList<DeletionReport> DeletionJournal::leftovers() const
{
    QList<DeletionReport> reports;
    if (!isOurs())
        return reports;
    for (const auto &entry : entries()) {
        if (!isOpen(entry.item.state))
            continue;
        auto report = std::find_if(reports.begin(), reports.end(), [&](const DeletionReport &known) {
            return known.project == entry.of.project && known.account == entry.of.account &&
                   known.rule == entry.of.rule && keepsTheSame(known, entry.of);
        });
        if (report == reports.end()) {
            report = reports.insert(reports.end(), entry.of);
            report->end = DeletionReport::End::Stopped;
            report->lookAgain = true;
        }
        DeletionItem item = entry.item;
        if (item.state == State::Sent)
            item.state = State::Unknown;
        report->items.append(item);
        // Of several the earliest: what came after it is a change, at worst one that the person knew.
        const QDateTime chosenAt = entry.of.chosenAt;
        if (chosenAt.isValid() && (!report->chosenAt.isValid() || chosenAt < report->chosenAt))
            report->chosenAt = chosenAt;
    }
    return reports;
}

} // namespace confab
