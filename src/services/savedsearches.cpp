// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/savedsearches.h"

#include "core/text.h"
#include "services/settings.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

const QString savedSearchState = u"savedSearches"_s;
/// In Base64 it is what Settings takes of one state.
constexpr qsizetype maxSavedBytes = 48 * 1024;

QList<SavedSearch> firstSearches()
{
    using Preset = SavedSearch::Preset;
    using Kind = SavedSearch::Kind;
    SavedSearch yesterday;
    yesterday.preset = Preset::Yesterday;
    yesterday.text = u"on:yesterday"_s;
    SavedSearch disliked;
    disliked.preset = Preset::Disliked;
    disliked.text = u"disliked: from:agent"_s; // each message is found as question and answer
    SavedSearch silent;
    silent.preset = Preset::Silent;
    silent.kind = Kind::SilentConversations;
    return {yesterday, disliked, silent};
}

// Words in the file, so that a new choice in the midst of an enum does not change what an old file says.

QString presetWord(SavedSearch::Preset preset)
{
    switch (preset) {
    case SavedSearch::Preset::Yesterday:
        return u"yesterday"_s;
    case SavedSearch::Preset::Disliked:
        return u"disliked"_s;
    case SavedSearch::Preset::Silent:
        return u"silent"_s;
    case SavedSearch::Preset::None:
        break;
    }
    return {};
}

SavedSearch::Preset presetOf(const QString &word)
{
    for (const auto preset :
         {SavedSearch::Preset::Yesterday, SavedSearch::Preset::Disliked, SavedSearch::Preset::Silent}) {
        if (word == presetWord(preset))
            return preset;
    }
    return SavedSearch::Preset::None;
}

QJsonObject savedSearchJson(const SavedSearch &search)
{
    QJsonObject json;
    if (search.preset != SavedSearch::Preset::None)
        json[u"preset"_s] = presetWord(search.preset);
    if (!search.name.isEmpty())
        json[u"name"_s] = search.name;
    if (search.kind == SavedSearch::Kind::SilentConversations) {
        json[u"kind"_s] = u"silent"_s;
        json[u"days"_s] = search.silentDays;
        return json;
    }
    json[u"kind"_s] = u"messages"_s;
    json[u"text"_s] = search.text;
    json[u"scope"_s] = search.scope == SavedSearch::Scope::AllProjects ? u"all"_s : u"project"_s;
    return json;
}

bool isSound(const SavedSearch &search)
{
    if (search.name.isEmpty() && search.preset == SavedSearch::Preset::None)
        return false;
    if (search.kind == SavedSearch::Kind::SilentConversations)
        return search.silentDays >= 1 && search.silentDays <= SavedSearches::maxSilentDays;
    return !search.text.trimmed().isEmpty() && search.text.size() <= SavedSearches::maxTextLength;
}

std::optional<SavedSearch> savedSearchOf(const QJsonObject &json)
{
    SavedSearch search;
    search.preset = presetOf(json.value(u"preset"_s).toString());
    search.name = text::cleanLine(json.value(u"name"_s).toString(), SavedSearches::maxNameLength);
    const QString kind = json.value(u"kind"_s).toString();
    if (kind == "silent"_L1) {
        search.kind = SavedSearch::Kind::SilentConversations;
        search.silentDays = json.value(u"days"_s).toInt();
    } else if (kind == "messages"_L1) {
        search.text = json.value(u"text"_s).toString();
        if (json.value(u"scope"_s).toString() == "all"_L1)
            search.scope = SavedSearch::Scope::AllProjects;
    } else {
        return {}; // of a later version
    }
    return isSound(search) ? std::optional(search) : std::nullopt;
}

} // namespace

SavedSearches::SavedSearches(Settings &settings, QObject *parent) : QObject(parent), m_settings(settings)
{
    read();
}

void SavedSearches::read()
{
    m_all = firstSearches();
    const auto bytes = QByteArray::fromBase64Encoding(m_settings.state(savedSearchState),
                                                      QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes)
        return;
    const QJsonObject json = QJsonDocument::fromJson(bytes.decoded).object();
    const QJsonValue stored = json.value(u"searches"_s);
    if (!stored.isArray())
        return;
    m_all.clear(); // somebody may have removed them all
    const QJsonArray entries = stored.toArray();
    for (const QJsonValue entry : entries) {
        const std::optional<SavedSearch> search = savedSearchOf(entry.toObject());
        if (search && m_all.size() < maxCount)
            m_all.append(*search);
    }
}

/// In Base64, since the names are a person's own words, and in the settings' file some words have a meaning.
bool SavedSearches::store(const QList<SavedSearch> &wanted)
{
    QJsonArray entries;
    for (const SavedSearch &search : wanted)
        entries.append(savedSearchJson(search));
    QJsonObject json;
    json[u"version"_s] = 1;
    json[u"searches"_s] = entries;
    const QByteArray bytes = QJsonDocument(json).toJson(QJsonDocument::Compact);
    if (wanted.size() > maxCount || bytes.size() > maxSavedBytes)
        return false;
    m_settings.setState(savedSearchState, bytes.toBase64());
    m_all = wanted;
    return true;
}

bool SavedSearches::add(const SavedSearch &search, qsizetype row)
{
    SavedSearch entry = search;
    entry.name = text::cleanLine(search.name, maxNameLength);
    if (!isSound(entry))
        return false;
    const qsizetype place = row >= 0 && row <= m_all.size() ? row : m_all.size();
    QList<SavedSearch> wanted = m_all;
    wanted.insert(place, entry);
    if (!store(wanted))
        return false;
    emit added(int(place));
    return true;
}

bool SavedSearches::rename(qsizetype row, const QString &name)
{
    const QString clean = text::cleanLine(name, maxNameLength);
    if (row < 0 || row >= m_all.size() || clean.isEmpty())
        return false;
    QList<SavedSearch> wanted = m_all;
    wanted[row].name = clean;
    wanted[row].preset = SavedSearch::Preset::None;
    if (!store(wanted))
        return false;
    emit changed(int(row));
    return true;
}

bool SavedSearches::move(qsizetype from, qsizetype to)
{
    const qsizetype count = m_all.size();
    if (from < 0 || from >= count || to < 0 || to >= count || from == to)
        return false;
    QList<SavedSearch> wanted = m_all;
    wanted.move(from, to);
    if (!store(wanted))
        return false;
    emit moved(int(from), int(to));
    return true;
}

bool SavedSearches::remove(qsizetype row)
{
    if (row < 0 || row >= m_all.size())
        return false;
    QList<SavedSearch> wanted = m_all;
    wanted.removeAt(row);
    if (!store(wanted))
        return false;
    emit removed(int(row));
    return true;
}

} // namespace confab
