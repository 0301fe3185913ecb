// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/deletionlog.h"

#include "core/future.h"
#include "core/text.h"
#include "formats/csvcells.h"
#include "formats/rawtext.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

using State = DeletionItem::State;
using Outcome = DeletionLog::Outcome;
using Record = DeletionLog::Record;

constexpr QFileDevice::Permissions logOfItsOwner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

constexpr auto unwritableLog = "deletion log"_L1;

/// Of a session id; one that is longer is none, and what is sent with it is refused.
constexpr qsizetype longestSession = 128;

constexpr std::array<std::pair<Outcome, QLatin1StringView>, 7> outcomeNames{{
    {Outcome::Sent, "sent"_L1},
    {Outcome::Deleted, "deleted"_L1},
    {Outcome::AlreadyGone, "already gone"_L1},
    {Outcome::Failed, "not deleted"_L1},
    {Outcome::Unclear, "unclear"_L1},
    {Outcome::Withdrawn, "not sent"_L1},
    {Outcome::Changed, "kept, changed"_L1},
}};

QString nameOf(Outcome outcome)
{
    for (const auto &[known, name] : outcomeNames) {
        if (known == outcome)
            return name;
    }
    return {};
}

std::optional<Outcome> outcomeOf(const QString &name)
{
    for (const auto &[outcome, known] : outcomeNames) {
        if (known == name)
            return outcome;
    }
    return {};
}

/// Nothing where there is nothing to write down.
std::optional<Outcome> outcomeOf(const DeletionItem &item, State before)
{
    const bool wasSent = before != State::Planned;
    switch (item.state) {
    case State::Deleted:
        return Outcome::Deleted;
    case State::AlreadyGone:
        return Outcome::AlreadyGone;
    case State::Changed:
        // One that was sent before is there nevertheless.
        return wasSent ? Outcome::Failed : Outcome::Changed;
    case State::Failed:
        return wasSent ? std::optional(Outcome::Failed) : std::nullopt;
    case State::Unknown:
        return wasSent ? std::optional(Outcome::Unclear) : std::nullopt;
    case State::Planned:
        // As before it was sent: the service has refused the key, or it had not left yet.
        if (!wasSent)
            return {};
        return item.error &&
                       (item.error->kind == ErrorKind::Cancelled || item.error->kind == ErrorKind::Outdated)
                   ? Outcome::Withdrawn
                   : Outcome::Failed;
    case State::Sent:
        break;
    }
    return {};
}

QByteArray lineOf(const DeletionReport &report, const DeletionItem &item, Outcome outcome, int httpStatus,
                  const QDateTime &utc)
{
    QJsonObject object{{u"time"_s, rawtext::moment(utc)},
                       {u"action"_s, u"delete"_s},
                       // As text: a JSON number is a double and does not hold every 64-bit id.
                       {u"project"_s, report.project.toString()},
                       {u"session"_s, item.conversation.session.toString().left(longestSession)},
                       {u"by"_s, report.rule.isEmpty() ? u"person"_s : u"rule"_s},
                       {u"outcome"_s, nameOf(outcome)}};
    if (!report.account.server.isEmpty())
        object.insert(u"server"_s, report.account.server.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery));
    if (report.account.user != 0)
        object.insert(u"user"_s, QString::number(report.account.user));
    if (item.conversation.id.isValid())
        object.insert(u"conversation"_s, item.conversation.id.toString());
    if (!report.rule.isEmpty())
        object.insert(u"rule"_s, text::cleanLine(report.rule));
    if (httpStatus != 0)
        object.insert(u"status"_s, httpStatus);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

std::optional<Record> recordOf(const QByteArray &line)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const auto outcome = outcomeOf(object["outcome"_L1].toString());
    Record record;
    record.at = QDateTime::fromString(object["time"_L1].toString(), Qt::ISODateWithMs);
    record.project = ProjectId{object["project"_L1].toString().toLongLong()};
    record.session = SessionId(object["session"_L1].toString());
    if (!outcome || !record.at.isValid() || !record.project.isValid() || !record.session.isValid())
        return {};
    record.outcome = *outcome;
    record.account.server = QUrl(object["server"_L1].toString());
    record.account.user = object["user"_L1].toString().toLongLong();
    record.conversation = ConversationId{object["conversation"_L1].toString().toLongLong()};
    record.rule = object["rule"_L1].toString();
    record.httpStatus = object["status"_L1].toInt();
    if (record.outcome != Outcome::Sent)
        record.settledAt = record.at;
    return record;
}

/// Of one conversation no more than one DELETE is on its way: an outcome belongs to the newest that is open.
QList<Record> recordsOf(const QByteArray &text)
{
    QList<Record> records;
    QHash<SessionId, qsizetype> open;
    for (qsizetype from = 0; from < text.size();) {
        const qsizetype end = text.indexOf('\n', from);
        const qsizetype to = end < 0 ? text.size() : end;
        const auto record = recordOf(QByteArray::fromRawData(text.constData() + from, to - from));
        from = to + 1;
        if (!record)
            continue;
        const auto place = open.constFind(record->session);
        const bool isAnswer = record->outcome != Outcome::Sent && record->outcome != Outcome::Changed;
        if (isAnswer && place != open.constEnd() && records.at(*place).project == record->project) {
            Record &sent = records[*place];
            sent.outcome = record->outcome;
            sent.settledAt = record->settledAt;
            sent.httpStatus = record->httpStatus != 0 ? record->httpStatus : sent.httpStatus;
            if (sent.outcome != Outcome::Unclear)
                open.erase(place);
            continue;
        }
        if (record->outcome == Outcome::Sent)
            open.insert(record->session, records.size());
        records.append(*record);
    }
    std::reverse(records.begin(), records.end());
    return records;
}

QStringList cellsOf(const Record &record)
{
    return {rawtext::moment(record.at),
            rawtext::moment(record.settledAt),
            record.account.server.toString(),
            record.account.user != 0 ? QString::number(record.account.user) : QString(),
            record.project.toString(),
            record.conversation.isValid() ? record.conversation.toString() : QString(),
            record.session.toString(),
            u"delete"_s,
            record.rule.isEmpty() ? u"person"_s : u"rule"_s,
            record.rule,
            record.httpStatus != 0 ? QString::number(record.httpStatus) : QString(),
            nameOf(record.outcome)};
}

QStringList columns()
{
    return {u"time"_s,       u"outcome_time"_s, u"server"_s,
            u"user_id"_s,    u"project_id"_s,   u"conversation_id"_s,
            u"session_id"_s, u"action"_s,       u"chosen_by"_s,
            u"rule"_s,       u"http_status"_s,  u"outcome"_s};
}

} // namespace

DeletionLog::DeletionLog(QString path) : m_path(std::move(path)), m_olderPath(m_path + u".old"_s)
{
    m_thread.setMaxThreadCount(1);
}

DeletionLog::~DeletionLog()
{
    m_thread.clear();
    m_thread.waitForDone();
}

Error DeletionLog::unwritable()
{
    return {ErrorKind::Storage, 0, {}, unwritableLog, {}};
}

bool DeletionLog::isUnwritable(const Error &error)
{
    return error.kind == ErrorKind::Storage && error.detail == unwritableLog;
}

bool DeletionLog::addSent(const DeletionReport &report, const DeletionItem &item, const QDateTime &utc)
{
    return append(lineOf(report, item, Outcome::Sent, 0, utc));
}

void DeletionLog::addOutcome(const DeletionReport &report, const DeletionItem &item, State before,
                             int httpStatus, const QDateTime &utc)
{
    const auto outcome = outcomeOf(item, before);
    if (!outcome)
        return;
    const QByteArray line = lineOf(report, item, *outcome, httpStatus, utc);
    if (!append(line))
        m_unwritten += line;
}

bool DeletionLog::append(const QByteArray &lines)
{
    const QByteArray all = m_unwritten + lines;
    if (!makeRoom(all.size()))
        return false;
    QFile file(m_path);
    if (!file.open(QIODevice::ReadWrite | QIODevice::Append | QIODevice::Unbuffered, logOfItsOwner))
        return false;
    const qint64 before = file.size();
    // The last line of a program or a machine that ended may be cut: the next one must not be glued to it.
    char last = '\n';
    if (before > 0 && !(file.seek(before - 1) && file.getChar(&last)))
        return false;
    const QByteArray whole = last == '\n' ? all : '\n' + all;
    if (file.write(whole) == whole.size() && file.error() == QFileDevice::NoError) {
        m_unwritten.clear();
        return true;
    }
    // A part of it would tell of what was not sent.
    [[maybe_unused]] const bool undone = file.resize(before);
    return false;
}

/// The newer file becomes the older one in one step, so that there is no moment without the newest lines.
bool DeletionLog::makeRoom(qsizetype more)
{
    const QFileInfo file(m_path);
    if (file.size() == 0 || file.size() + more <= maxFileSize)
        return true;
    const QMutexLocker lock(&m_names);
    std::error_code error;
    std::filesystem::rename(file.filesystemFilePath(), QFileInfo(m_olderPath).filesystemFilePath(), error);
    return !error;
}

Result<QByteArray> DeletionLog::content()
{
    QFile newer(m_path);
    QFile older(m_olderPath);
    {
        const QMutexLocker lock(&m_names);
        for (QFile *each : {&older, &newer}) {
            if (!each->open(QIODevice::ReadOnly) && each->exists())
                return failure(ErrorKind::Storage, each->errorString());
        }
    }
    QByteArray text = older.isOpen() ? older.readAll() : QByteArray();
    if (!text.isEmpty() && !text.endsWith('\n'))
        text += '\n';
    return newer.isOpen() ? text + newer.readAll() : text;
}

QFuture<Result<QList<Record>>> DeletionLog::read()
{
    return runOn<Result<QList<Record>>>(m_thread, [this] { return content().map(recordsOf); });
}

QFuture<Result<Done>> DeletionLog::saveCsv(const QString &path, const QList<Record> &records)
{
    return runOn<Result<Done>>(m_thread, [path, records] {
        return csv::save(path, columns(), records.size(),
                         [&records](qsizetype index) { return cellsOf(records.at(index)); });
    });
}

} // namespace confab
