// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/draftstore.h"

#include "core/clock.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds writeAfter{1000};
constexpr QFileDevice::Permissions draftsOfTheirOwner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
constexpr qsizetype maxLanguage = 35;
constexpr qsizetype maxExternalId = 256; // 128 characters of two units each
constexpr qsizetype maxQuestions = 20;   // of one conversation
constexpr qsizetype maxAccount = 2048;

/// The sandbox on this machine has another port each time.
QString nameOf(const QUrl &server)
{
    QUrl name = server.adjusted(QUrl::StripTrailingSlash | QUrl::RemoveUserInfo);
    if (name.path() == "/"_L1)
        name.setPath({});
    const QString host = name.host();
    if (host == "127.0.0.1"_L1 || host == "localhost"_L1 || host == "::1"_L1)
        name.setPort(-1);
    return u'@' + name.toString(QUrl::FullyEncoded);
}

QString textIn(const QJsonObject &object, QLatin1StringView name, qsizetype most)
{
    return object.value(name).toString().left(most);
}

QJsonObject jsonOf(const QString &text, const QString &language, const QString &externalId)
{
    QJsonObject object;
    if (!text.isEmpty())
        object.insert("text"_L1, text);
    if (!language.isEmpty())
        object.insert("language"_L1, language);
    if (!externalId.isEmpty())
        object.insert("externalId"_L1, externalId);
    return object;
}

QJsonObject jsonOf(const OpenQuestion &question)
{
    QJsonObject object = jsonOf(question.prompt, question.language, question.externalId);
    // As text: a JSON number is a double and does not hold every 64-bit id.
    object.insert("after"_L1, question.after.toString());
    object.insert("sentAt"_L1, question.sentAt.toUTC().toString(Qt::ISODate));
    return object;
}

OpenQuestion questionOf(const QJsonObject &object)
{
    OpenQuestion question;
    question.prompt = textIn(object, "text"_L1, DraftStore::maxText);
    question.language = textIn(object, "language"_L1, maxLanguage);
    question.externalId = textIn(object, "externalId"_L1, maxExternalId);
    question.after = MessageId{std::max<qint64>(0, object.value("after"_L1).toString().toLongLong())};
    question.sentAt = QDateTime::fromString(object.value("sentAt"_L1).toString(), Qt::ISODate);
    return question;
}

} // namespace

DraftStore::DraftStore(QString path, Clock &clock, QObject *parent)
    : QObject(parent), m_path(std::move(path)), m_lock(m_path + u".lock"_s), m_clock(clock)
{
    m_lock.setStaleLockTime(0); // Only the end of the program that has it frees it, however long that runs.
    m_loaded = isOurs();
    if (m_loaded)
        load();
}

DraftStore::~DraftStore()
{
    if (!m_loaded && isOurs()) {
        takeOver();
        m_loaded = true;
    }
    if (m_dirty)
        (void)write(); // nobody is left to be told
}

void DraftStore::setAccount(const QUrl &server, qint64 user)
{
    m_account.clear();
    if (server.isEmpty())
        return;
    const QString name = nameOf(server);
    const QString unchecked = u'0' + name;
    m_account = QString::number(user) + name;
    if (user == 0) {
        const auto last = std::find_if(m_entries.crbegin(), m_entries.crend(),
                                       [&name](const Entry &entry) { return entry.account.endsWith(name); });
        if (last != m_entries.crend())
            m_account = last->account;
    }
    for (Entry &entry : m_entries) {
        if (entry.account == m_account || find(entry.key))
            continue;
        if (entry.account.isEmpty() || entry.account == unchecked) {
            entry.account = m_account;
            writeSoon();
        }
    }
}

bool DraftStore::isOurs()
{
    // Where no lock can be made no file can be written either, which is told when it is tried.
    return m_lock.isLocked() || m_lock.tryLock(0) || m_lock.error() != QLockFile::LockFailedError;
}

/// Only at the end: until then an editor shows one of two drafts and would write it over the other.
void DraftStore::takeOver()
{
    const QList<Entry> mine = std::exchange(m_entries, {});
    load();
    for (const Entry &entry : mine) {
        const QString account = std::exchange(m_account, entry.account);
        const QString older = draft(entry.key).text;
        Entry &both = touch(entry.key);
        const bool joins = !older.isEmpty() && !entry.draft.text.isEmpty() && older != entry.draft.text;
        if (entry.draft != Draft())
            both.draft = entry.draft;
        if (joins)
            both.draft.text = older + u"\n\n"_s + entry.draft.text;
        both.questions = (both.questions + entry.questions).mid(0, maxQuestions);
        both.spoken = both.spoken || entry.spoken;
        m_account = account;
    }
    m_dirty = !mine.isEmpty();
}

void DraftStore::load()
{
    QFile file(m_path);
    if (file.size() > maxFileSize || !file.open(QIODevice::ReadOnly))
        return;
    const QJsonArray list =
        QJsonDocument::fromJson(file.readAll()).object().value("conversations"_L1).toArray();
    for (const QJsonValue &value : list) {
        const QJsonObject object = value.toObject();
        Entry entry;
        entry.account = textIn(object, "account"_L1, maxAccount);
        entry.key.project = ProjectId{object.value("project"_L1).toString().toLongLong()};
        entry.key.session = SessionId(object.value("session"_L1).toString());
        if (!entry.key.project.isValid() ||
            (!entry.key.session.isValid() && entry.key.session != SessionId()))
            continue;
        entry.draft = {object.value("text"_L1).toString(), textIn(object, "language"_L1, maxLanguage),
                       textIn(object, "externalId"_L1, maxExternalId)};
        entry.spoken = object.value("spoken"_L1).toBool();
        for (const QJsonValue &each : object.value("questions"_L1).toArray()) {
            OpenQuestion question = questionOf(each.toObject());
            if (question.prompt.isEmpty() || entry.questions.size() == maxQuestions)
                continue;
            question.number = ++m_lastNumber;
            entry.questions.append(question);
        }
        m_entries.append(entry);
    }
}

bool DraftStore::isMine(const Entry &entry, const ConversationKey &key) const
{
    return entry.key == key && entry.account == m_account;
}

const DraftStore::Entry *DraftStore::find(const ConversationKey &key) const
{
    const auto at = std::find_if(m_entries.begin(), m_entries.end(),
                                 [&](const Entry &entry) { return isMine(entry, key); });
    return at == m_entries.end() ? nullptr : &*at;
}

DraftStore::Entry &DraftStore::touch(const ConversationKey &key)
{
    const auto at = std::find_if(m_entries.begin(), m_entries.end(),
                                 [&](const Entry &entry) { return isMine(entry, key); });
    Entry entry;
    entry.account = m_account;
    entry.key = key;
    if (at != m_entries.end()) {
        entry = *at;
        m_entries.erase(at);
    } else if (m_entries.size() == maxConversations) {
        m_entries.removeFirst();
    }
    m_entries.append(entry);
    return m_entries.last();
}

void DraftStore::dropIfEmpty(const ConversationKey &key)
{
    m_entries.removeIf([&](const Entry &entry) {
        return isMine(entry, key) && entry.draft == Draft() && entry.questions.isEmpty() && !entry.spoken;
    });
}

Draft DraftStore::draft(const ConversationKey &key) const
{
    const Entry *entry = find(key);
    return entry ? entry->draft : Draft();
}

void DraftStore::setDraft(const ConversationKey &key, const Draft &draft)
{
    if (!key.project.isValid() || draft == this->draft(key))
        return;
    Entry &entry = touch(key);
    entry.draft = draft;
    dropIfEmpty(key);
    writeSoon();
}

QList<OpenQuestion> DraftStore::openQuestions(const ConversationKey &key) const
{
    const Entry *entry = find(key);
    return entry ? entry->questions : QList<OpenQuestion>();
}

qint64 DraftStore::openQuestion(const ConversationKey &key, const OpenQuestion &question)
{
    Entry &entry = touch(key);
    entry.spoken = true;
    if (entry.questions.size() == maxQuestions)
        entry.questions.removeFirst();
    entry.questions.append(question);
    entry.questions.last().number = ++m_lastNumber;
    m_dirty = true;
    flush();
    return m_lastNumber;
}

void DraftStore::closeQuestion(const ConversationKey &key, qint64 number)
{
    if (!find(key))
        return;
    Entry &entry = touch(key);
    if (entry.questions.removeIf([number](const OpenQuestion &each) { return each.number == number; }) > 0)
        writeSoon();
}

bool DraftStore::hasSpoken(const ConversationKey &key) const
{
    const Entry *entry = find(key);
    return entry && entry->spoken;
}

void DraftStore::forget(const SessionId &session)
{
    if (session.isValid() &&
        m_entries.removeIf([&session](const Entry &entry) { return entry.key.session == session; }) > 0)
        writeSoon();
}

void DraftStore::release(const ConversationKey &key)
{
    const Entry *entry = find(key);
    if (!entry || !key.session.isValid())
        return;
    const Entry gone = *entry;
    const ConversationKey next{key.project, {}};
    Draft waiting = draft(next);
    if (waiting.text.isEmpty())
        waiting = {{}, gone.draft.language, gone.draft.externalId};
    QStringList texts{waiting.text};
    for (const OpenQuestion &question : gone.questions)
        texts.append(question.prompt);
    texts.append(gone.draft.text);
    texts.removeAll(QString());
    m_entries.removeIf([&](const Entry &each) { return isMine(each, key); });
    writeSoon();
    if (texts.isEmpty())
        return;
    waiting.text = texts.join(u"\n\n"_s);
    setDraft(next, waiting);
}

void DraftStore::writeSoon()
{
    m_dirty = true;
    if (std::exchange(m_waiting, true))
        return;
    m_clock.after(writeAfter, this, [this] {
        m_waiting = false;
        flush();
    });
}

void DraftStore::flush()
{
    if (!m_dirty)
        return;
    m_dirty = false;
    const bool fails = !write();
    // Tried again with the next change, and told once.
    if (fails && !std::exchange(m_failing, true))
        emit failed({ErrorKind::Storage, 0, {}, u"The file of the drafts could not be written."_s, {}});
    m_failing = fails;
}

bool DraftStore::write()
{
    if (!m_loaded || !isOurs())
        return false;
    if (m_entries.isEmpty())
        return !QFile::exists(m_path) || QFile::remove(m_path);
    const QByteArray bytes = content();
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(draftsOfTheirOwner))
        return false;
    // On a full disk a short write is not remembered by commit().
    if (file.write(bytes) != bytes.size() || !file.flush()) {
        file.cancelWriting();
        return false;
    }
    return file.commit();
}

QByteArray DraftStore::content() const
{
    QList<QByteArray> parts; // newest first, as many as fit
    qint64 size = 64;
    for (auto entry = m_entries.crbegin(); entry != m_entries.crend(); ++entry) {
        QJsonObject object = jsonOf(entry->draft.text, entry->draft.language, entry->draft.externalId);
        if (!entry->account.isEmpty())
            object.insert("account"_L1, entry->account);
        object.insert("project"_L1, entry->key.project.toString());
        if (entry->key.session.isValid())
            object.insert("session"_L1, entry->key.session.toString());
        if (entry->spoken)
            object.insert("spoken"_L1, true);
        QJsonArray questions;
        for (const OpenQuestion &question : entry->questions)
            questions.append(jsonOf(question));
        if (!questions.isEmpty())
            object.insert("questions"_L1, questions);
        const QByteArray part = QJsonDocument(object).toJson(QJsonDocument::Compact);
        size += part.size() + 2;
        if (size > maxFileSize)
            break;
        parts.prepend(part);
    }
    return "{\"conversations\":[\n" + parts.join(",\n") + "\n]}\n";
}

} // namespace confab
