// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/settings.h"

#include "core/apikey.h"
#include "core/language.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <array>

namespace confab {

namespace {

constexpr QFileDevice::Permissions ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
constexpr QFileDevice::Permissions ownerFolder = ownerOnly | QFileDevice::ExeOwner;
constexpr qint64 maxFileSize = 1024 * 1024; // our own files have a few kilobytes; QSettings reads all of it
constexpr qsizetype maxStateSize = 64 * 1024;

// Words in the file, so that a new choice in the midst of an enum does not change what an old file says.
template<class T>
struct Word
{
    T value;
    QLatin1String word;
};

constexpr std::array<Word<DateFilter::Kind>, 8> dateWords{{
    {DateFilter::Kind::AnyTime, QLatin1String("anyTime")},
    {DateFilter::Kind::Today, QLatin1String("today")},
    {DateFilter::Kind::Yesterday, QLatin1String("yesterday")},
    {DateFilter::Kind::Last7Days, QLatin1String("last7Days")},
    {DateFilter::Kind::Last30Days, QLatin1String("last30Days")},
    {DateFilter::Kind::OlderThan, QLatin1String("olderThan")},
    {DateFilter::Kind::SilentFor, QLatin1String("silentFor")},
    {DateFilter::Kind::Custom, QLatin1String("custom")},
}};

constexpr std::array<Word<PeopleFilter>, 4> peopleWords{{
    {PeopleFilter::Everyone, QLatin1String("everyone")},
    {PeopleFilter::Anonymous, QLatin1String("anonymous")},
    {PeopleFilter::TeamMembers, QLatin1String("teamMembers")},
    {PeopleFilter::Me, QLatin1String("me")},
}};

constexpr std::array<Word<ReactionFilter>, 4> reactionWords{{
    {ReactionFilter::Any, QLatin1String("any")},
    {ReactionFilter::Liked, QLatin1String("liked")},
    {ReactionFilter::Disliked, QLatin1String("disliked")},
    {ReactionFilter::None, QLatin1String("none")},
}};

constexpr std::array<Word<LengthFilter>, 5> lengthWords{{
    {LengthFilter::Any, QLatin1String("any")},
    {LengthFilter::Empty, QLatin1String("empty")},
    {LengthFilter::Short, QLatin1String("short")},
    {LengthFilter::Medium, QLatin1String("medium")},
    {LengthFilter::Long, QLatin1String("long")},
}};

constexpr std::array<Word<ExportFormat>, 5> formatWords{{
    {ExportFormat::Html, QLatin1String("html")},
    {ExportFormat::Markdown, QLatin1String("markdown")},
    {ExportFormat::PlainText, QLatin1String("plainText")},
    {ExportFormat::Csv, QLatin1String("csv")},
    {ExportFormat::Json, QLatin1String("json")},
}};

template<class T, std::size_t N>
QString wordOf(const std::array<Word<T>, N> &words, T value)
{
    const auto at =
        std::find_if(words.begin(), words.end(), [&](const Word<T> &w) { return w.value == value; });
    return at == words.end() ? QString() : QString(at->word);
}

template<class T, std::size_t N>
T valueOf(const std::array<Word<T>, N> &words, const QString &word, T fallback)
{
    const auto at =
        std::find_if(words.begin(), words.end(), [&](const Word<T> &w) { return w.word == word; });
    return at == words.end() ? fallback : at->value;
}

QString fileName(const QString &profile)
{
    return profile.isEmpty() ? QStringLiteral("default") : profile;
}

// With its final access from the start: between a mkdir and a chmod others could look in.
void makeFolder(const QString &path)
{
    QDir().mkpath(QFileInfo(path).path());
    if (!QDir().mkdir(path, ownerFolder))
        QFile::setPermissions(path, ownerFolder);
}

// QSettings reads a file whole, and these two of its notations unpack any type of Qt from the file. None is
// ours.
bool isReadable(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return true;
    if (file.size() > maxFileSize)
        return false;
    const QByteArray content = file.readAll();
    return !content.contains("@Variant(") && !content.contains("@DateTime(");
}

QString configFile(const QString &profile)
{
    const QString folder =
        QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + QStringLiteral("/confab");
    makeFolder(folder);
    const QString path = folder + u'/' + fileName(profile) + QStringLiteral(".ini");
    if (QFile::exists(path))
        QFile::setPermissions(path, ownerOnly);
    if (!isReadable(path)) {
        const QString aside = path + QStringLiteral(".unreadable");
        QFile::remove(aside);
        QFile::rename(path, aside);
    }
    // QSettings would create it for all to read; it keeps the access of a file that is there.
    QFile file(path);
    if (!file.exists() && file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly))
        file.close();
    return path;
}

// Slashes would make groups of it.
QString keyedBy(const QUrl &address)
{
    return QStringLiteral("keychain/") +
           QString::fromLatin1(QUrl::toPercentEncoding(address.toString(QUrl::FullyEncoded)));
}

QString keyedBy(ProjectId project)
{
    return QStringLiteral("conversations/") + project.toString();
}

QString topKeyedBy(ProjectId project)
{
    return QStringLiteral("topConversations/") + project.toString();
}

QString backendKeyedBy(const QUrl &address)
{
    return QStringLiteral("keychainName/") +
           QString::fromLatin1(QUrl::toPercentEncoding(address.toString(QUrl::FullyEncoded)));
}

} // namespace

Settings::Settings(const QString &profile)
    : m_profile(isValidProfile(profile) ? profile : QString()) // never a path out of the folder
    , m_store(std::make_unique<QSettings>(configFile(m_profile), QSettings::IniFormat))
{
}

Settings::~Settings() = default;

bool Settings::isValidProfile(const QString &profile)
{
    const auto allowed = [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'_' || c == u'-');
    };
    return !profile.isEmpty() && profile.size() <= 64 && std::all_of(profile.begin(), profile.end(), allowed);
}

QString Settings::dataFolder() const
{
    const QString folder =
        QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/confab");
    const QString own = folder + u'/' + fileName(m_profile);
    makeFolder(folder);
    makeFolder(own);
    return own;
}

QUrl Settings::serverAddress() const
{
    // Checked again: the file may have been changed, and the key goes to this address.
    const auto address = confab::serverAddress(m_store->value(QStringLiteral("server/address")).toString());
    return address ? *address : defaultServerAddress();
}

void Settings::setServerAddress(const QUrl &address)
{
    if (const auto checked = confab::serverAddress(address.toString(QUrl::FullyEncoded)))
        m_store->setValue(QStringLiteral("server/address"), checked->toString(QUrl::FullyEncoded));
}

bool Settings::keyExpected(const QUrl &address) const
{
    return m_store->value(keyedBy(address)).toString() == QLatin1String("stored");
}

bool Settings::keyRemoved(const QUrl &address) const
{
    return m_store->value(keyedBy(address)).toString() == QLatin1String("removed");
}

void Settings::setKeyExpected(const QUrl &address, bool expected)
{
    m_store->setValue(keyedBy(address), expected ? QStringLiteral("stored") : QStringLiteral("removed"));
    m_store->sync(); // a crash must not bring a removed key back, nor make a stored one unexpected
}

QString Settings::keychainSeen(const QUrl &address) const
{
    return m_store->value(backendKeyedBy(address)).toString().left(64);
}

void Settings::setKeychainSeen(const QUrl &address, const QString &name)
{
    m_store->setValue(backendKeyedBy(address), name);
}

ProjectId Settings::lastProject() const
{
    bool ok = false;
    const qint64 id = m_store->value(QStringLiteral("view/project")).toString().toLongLong(&ok);
    return ok && id > 0 ? ProjectId{id} : ProjectId{};
}

void Settings::setLastProject(ProjectId id)
{
    m_store->setValue(QStringLiteral("view/project"), id.toString());
}

SessionId Settings::lastConversation(ProjectId project) const
{
    const SessionId session(m_store->value(keyedBy(project)).toString());
    return session.isValid() ? session : SessionId();
}

void Settings::setLastConversation(ProjectId project, const SessionId &session)
{
    if (!project.isValid())
        return;
    if (session.isValid())
        m_store->setValue(keyedBy(project), session.toString());
    else
        m_store->remove(keyedBy(project));
}

qint64 Settings::lastSeen(const SessionId &session) const
{
    const QStringList all = m_store->value(QStringLiteral("seen")).toStringList();
    const QString start = session.toString() + u' ';
    const auto entry = std::find_if(all.crbegin(), all.crend(),
                                    [&start](const QString &line) { return line.startsWith(start); });
    return entry == all.crend() ? 0 : std::max<qint64>(0, entry->mid(start.size()).toLongLong());
}

void Settings::setLastSeen(const SessionId &session, qint64 message)
{
    if (!session.isValid() || message <= 0 || lastSeen(session) == message)
        return;
    QStringList all = m_store->value(QStringLiteral("seen")).toStringList();
    const QString start = session.toString() + u' ';
    all.removeIf([&start](const QString &line) { return line.startsWith(start); });
    all.append(start + QString::number(message));
    m_store->setValue(QStringLiteral("seen"), all.mid(std::max<qsizetype>(0, all.size() - maxSeen)));
}

SessionId Settings::topConversation(ProjectId project) const
{
    const SessionId session(m_store->value(topKeyedBy(project)).toString());
    return session.isValid() ? session : SessionId();
}

void Settings::setTopConversation(ProjectId project, const SessionId &session)
{
    if (project.isValid() && session.isValid())
        m_store->setValue(topKeyedBy(project), session.toString());
    else if (project.isValid())
        m_store->remove(topKeyedBy(project));
}

DateFilter Settings::dateFilter() const
{
    DateFilter filter;
    const auto text = [this](const char *name) {
        return m_store->value(QStringLiteral("filter/") + QLatin1String(name)).toString();
    };
    filter.kind = valueOf(dateWords, text("date"), filter.kind);
    bool ok = false;
    const int days = text("days").toInt(&ok);
    if (ok && days >= 1 && days <= 3650)
        filter.days = days;
    filter.from = QDate::fromString(text("from"), Qt::ISODate);
    filter.to = QDate::fromString(text("to"), Qt::ISODate);
    return filter;
}

void Settings::setDateFilter(const DateFilter &filter)
{
    m_store->setValue(QStringLiteral("filter/date"), wordOf(dateWords, filter.kind));
    m_store->setValue(QStringLiteral("filter/days"), QString::number(filter.days));
    m_store->setValue(QStringLiteral("filter/from"), filter.from.toString(Qt::ISODate));
    m_store->setValue(QStringLiteral("filter/to"), filter.to.toString(Qt::ISODate));
}

PeopleFilter Settings::peopleFilter() const
{
    return valueOf(peopleWords, m_store->value(QStringLiteral("filter/people")).toString(),
                   PeopleFilter::Everyone);
}

void Settings::setPeopleFilter(PeopleFilter filter)
{
    m_store->setValue(QStringLiteral("filter/people"), wordOf(peopleWords, filter));
}

FactFilter Settings::factFilter() const
{
    return {
        languageCode(m_store->value(QStringLiteral("filter/language")).toString().left(16)),
        valueOf(reactionWords, m_store->value(QStringLiteral("filter/reactions")).toString(),
                ReactionFilter::Any),
        valueOf(lengthWords, m_store->value(QStringLiteral("filter/length")).toString(), LengthFilter::Any)};
}

void Settings::setFactFilter(const FactFilter &filter)
{
    m_store->setValue(QStringLiteral("filter/language"), filter.language);
    m_store->setValue(QStringLiteral("filter/reactions"), wordOf(reactionWords, filter.reactions));
    m_store->setValue(QStringLiteral("filter/length"), wordOf(lengthWords, filter.length));
}

QString Settings::archiveWord(const QString &name) const
{
    return m_store->value(QStringLiteral("archive/") + name).toString().left(64);
}

void Settings::setArchiveWord(const QString &name, const QString &word)
{
    if (word.isEmpty())
        m_store->remove(QStringLiteral("archive/") + name);
    else
        m_store->setValue(QStringLiteral("archive/") + name, word);
    m_store->sync(); // after a crash nothing is kept that the person did not want
}

bool Settings::enterSends() const
{
    return m_store->value(QStringLiteral("composer/enter")).toString() != QLatin1String("breaksTheLine");
}

void Settings::setEnterSends(bool sends)
{
    m_store->setValue(QStringLiteral("composer/enter"),
                      sends ? QStringLiteral("sends") : QStringLiteral("breaksTheLine"));
}

ExportOptions Settings::exportOptions() const
{
    const auto text = [this](const char *name) {
        return m_store->value(QStringLiteral("export/") + QLatin1String(name)).toString();
    };
    ExportOptions options;
    options.format = valueOf(formatWords, text("format"), options.format);
    options.lookUpSources = text("sources") != QLatin1String("known");
    options.rawCells = text("cells") == QLatin1String("raw");
    options.byteOrderMark = text("mark") != QLatin1String("none");
    return options;
}

void Settings::setExportOptions(const ExportOptions &options)
{
    const auto set = [this](const char *name, const char *word) {
        m_store->setValue(QStringLiteral("export/") + QLatin1String(name), QString::fromLatin1(word));
    };
    m_store->setValue(QStringLiteral("export/format"), wordOf(formatWords, options.format));
    set("sources", options.lookUpSources ? "lookedUp" : "known");
    set("cells", options.rawCells ? "raw" : "guarded");
    set("mark", options.byteOrderMark ? "byteOrder" : "none");
}

// Encoded: no path can look like a notation of QSettings.
QString Settings::exportFolder() const
{
    return QUrl::fromPercentEncoding(m_store->value(QStringLiteral("export/folder")).toString().toLatin1());
}

void Settings::setExportFolder(const QString &path)
{
    m_store->setValue(QStringLiteral("export/folder"),
                      QString::fromLatin1(QUrl::toPercentEncoding(path, "/")));
}

QByteArray Settings::state(const QString &name) const
{
    const QVariant value = m_store->value(QStringLiteral("state/") + name);
    if (value.typeId() != QMetaType::QByteArray)
        return {};
    const QByteArray bytes = value.toByteArray();
    return bytes.size() <= maxStateSize ? bytes : QByteArray();
}

void Settings::setState(const QString &name, const QByteArray &state)
{
    if (state.size() <= maxStateSize)
        m_store->setValue(QStringLiteral("state/") + name, state);
}

} // namespace confab
