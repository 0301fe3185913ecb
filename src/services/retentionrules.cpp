// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/retentionrules.h"

#include "core/text.h"
#include "services/settings.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

const QString retentionState = u"retentionRules"_s;
/// In Base64 it is what Settings takes of one state.
constexpr qsizetype maxRuleBytes = 48 * 1024;

bool isSound(const RetentionRule &rule)
{
    return !rule.name.isEmpty() && rule.silentDays >= 1 && rule.silentDays <= RetentionRule::maxSilentDays &&
           rule.keepNames.size() <= RetentionRule::maxKeepNames;
}

RetentionRule cleaned(RetentionRule rule)
{
    rule.name = text::cleanLine(rule.name, RetentionRule::maxNameLength);
    for (QString &part : rule.keepNames)
        part = text::cleanLine(part, RetentionRule::maxKeepNameLength);
    rule.keepNames.removeAll(QString());
    rule.keepNames.removeDuplicates();
    return rule;
}

QJsonObject ruleJson(const RetentionRule &rule)
{
    QJsonObject json;
    json[u"name"_s] = rule.name;
    json[u"silentDays"_s] = rule.silentDays;
    json[u"keepLiked"_s] = rule.keepLiked;
    json[u"keepDisliked"_s] = rule.keepDisliked;
    json[u"keepNames"_s] = QJsonArray::fromStringList(rule.keepNames);
    json[u"keepCopy"_s] = rule.keepCopy;
    if (rule.carriedOutAt.isValid())
        json[u"carriedOutAt"_s] = rule.carriedOutAt.toUTC().toString(Qt::ISODate);
    return json;
}

/// Each field has to be there and of its kind. One that is not known says that a later version wrote it,
/// whose rule may keep more than this one would.
std::optional<RetentionRule> ruleOf(const QJsonObject &json)
{
    static const QSet<QString> known{u"name"_s,      u"silentDays"_s, u"keepLiked"_s,   u"keepDisliked"_s,
                                     u"keepNames"_s, u"keepCopy"_s,   u"carriedOutAt"_s};
    const QStringList keys = json.keys();
    const bool allKnown =
        std::all_of(keys.begin(), keys.end(), [](const QString &key) { return known.contains(key); });
    if (!allKnown || !json.value(u"keepLiked"_s).isBool() || !json.value(u"keepDisliked"_s).isBool() ||
        !json.value(u"keepNames"_s).isArray() || !json.value(u"keepCopy"_s).isBool())
        return {};
    RetentionRule rule;
    rule.name = json.value(u"name"_s).toString();
    rule.silentDays = json.value(u"silentDays"_s).toInt();
    rule.keepLiked = json.value(u"keepLiked"_s).toBool();
    rule.keepDisliked = json.value(u"keepDisliked"_s).toBool();
    rule.keepCopy = json.value(u"keepCopy"_s).toBool();
    const QJsonArray parts = json.value(u"keepNames"_s).toArray();
    for (const QJsonValue part : parts) {
        if (!part.isString())
            return {};
        rule.keepNames.append(part.toString());
    }
    rule.carriedOutAt = QDateTime::fromString(json.value(u"carriedOutAt"_s).toString(), Qt::ISODate).toUTC();
    const RetentionRule clean = cleaned(rule);
    return isSound(clean) ? std::optional(clean) : std::nullopt;
}

} // namespace

RetentionRules::RetentionRules(Settings &settings) : m_settings(settings)
{
    read();
}

void RetentionRules::read()
{
    const auto bytes = QByteArray::fromBase64Encoding(m_settings.state(retentionState),
                                                      QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes)
        return;
    const QJsonArray entries = QJsonDocument::fromJson(bytes.decoded).object().value(u"rules"_s).toArray();
    for (const QJsonValue value : entries) {
        const QJsonObject entry = value.toObject();
        const Place place{QUrl(entry.value(u"server"_s).toString(), QUrl::StrictMode),
                          ProjectId{entry.value(u"project"_s).toInteger()}};
        const std::optional<RetentionRule> rule = ruleOf(entry.value(u"rule"_s).toObject());
        if (rule && place.first.isValid() && place.second.isValid() && m_rules[place].size() < maxCount)
            m_rules[place].append(*rule);
        else
            m_unread.append(value);
    }
}

/// In Base64, since names are a person's own words, and in the settings' file some words have a meaning.
bool RetentionRules::store(const QHash<Place, QList<RetentionRule>> &wanted)
{
    QJsonArray entries = m_unread;
    for (auto place = wanted.cbegin(); place != wanted.cend(); ++place) {
        for (const RetentionRule &rule : *place) {
            QJsonObject entry;
            entry[u"server"_s] = place.key().first.toString(QUrl::FullyEncoded);
            entry[u"project"_s] = place.key().second.value;
            entry[u"rule"_s] = ruleJson(rule);
            entries.append(entry);
        }
    }
    QJsonObject json;
    json[u"version"_s] = 1;
    json[u"rules"_s] = entries;
    const QByteArray bytes = QJsonDocument(json).toJson(QJsonDocument::Compact);
    if (bytes.size() > maxRuleBytes)
        return false;
    m_settings.setState(retentionState, bytes.toBase64());
    m_rules = wanted;
    return true;
}

QList<RetentionRule> RetentionRules::of(const QUrl &server, ProjectId project) const
{
    return m_rules.value({server, project});
}

bool RetentionRules::set(const QUrl &server, ProjectId project, const QList<RetentionRule> &rules)
{
    const QList<RetentionRule> before = of(server, project);
    QList<RetentionRule> wanted;
    QSet<QString> names;
    for (const RetentionRule &each : rules) {
        RetentionRule rule = cleaned(each);
        if (!isSound(rule) || names.contains(rule.name))
            return false;
        names.insert(rule.name);
        const auto same = std::find_if(before.begin(), before.end(), [&](const RetentionRule &earlier) {
            return earlier.name == rule.name && earlier.isLike(rule);
        });
        rule.carriedOutAt = same == before.end() ? QDateTime() : same->carriedOutAt;
        wanted.append(rule);
    }
    if (wanted.size() > maxCount)
        return false;
    auto all = m_rules;
    if (wanted.isEmpty())
        all.remove({server, project});
    else
        all.insert({server, project}, wanted);
    return store(all);
}

void RetentionRules::noteCarriedOut(const QUrl &server, ProjectId project, const RetentionRule &rule,
                                    const QDateTime &at)
{
    auto all = m_rules;
    for (RetentionRule &each : all[{server, project}]) {
        if (each.name != rule.name || !each.isLike(rule))
            continue;
        each.carriedOutAt = at;
        store(all);
        return;
    }
}

} // namespace confab
