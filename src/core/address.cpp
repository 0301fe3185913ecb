// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/address.h"

#include "core/text.h"

#include <QUrlQuery>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

/// Browsers stop at about this length; longer ones only hide where a link leads.
constexpr qsizetype longestLink = 4096;

bool hasHiddenCharacters(const QString &address)
{
    // cleanLine changes exactly what a person would not see: controls, bidirectional marks, zero-width
    // characters. It cuts at the length of a name, so the address goes through it in pieces.
    for (qsizetype at = 0; at < address.size(); at += text::maxNameLength / 2) {
        const QString piece = address.mid(at, text::maxNameLength / 2);
        const bool cutsPair = piece.back().isHighSurrogate() || piece.front().isLowSurrogate();
        if (!cutsPair && text::cleanLine(piece) != piece)
            return true;
    }
    return std::any_of(address.cbegin(), address.cend(), [](QChar c) {
        // U+FFFD: what the cleaning of a text puts in the place of a hidden character.
        return c.isSpace() || c == u'\\' || c == QChar::ReplacementCharacter ||
               c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
    });
}

bool isPlainMail(const QUrl &url)
{
    if (!url.authority().isEmpty() || url.path().isEmpty() || !url.path().contains(u'@'))
        return false;
    static constexpr std::array<QLatin1StringView, 5> known = {"subject"_L1, "body"_L1, "cc"_L1, "bcc"_L1,
                                                               "to"_L1};
    const auto items = QUrlQuery(url).queryItems(QUrl::FullyDecoded);
    const bool onlyKnown =
        std::all_of(items.cbegin(), items.cend(), [](const std::pair<QString, QString> &item) {
            const QString name = item.first.toLower();
            if (std::find(known.cbegin(), known.cend(), name) == known.cend())
                return false;
            // A line break outside the body would add headers of the sender's choice.
            return name == "body"_L1 || !(item.second.contains(u'\n') || item.second.contains(u'\r'));
        });
    const QString path = url.path(QUrl::FullyDecoded);
    return onlyKnown && !path.contains(u'\n') && !path.contains(u'\r');
}

} // namespace

QUrl linkableAddress(const QString &address)
{
    if (address.isEmpty() || address.size() > longestLink || hasHiddenCharacters(address))
        return {};
    const QUrl url(address, QUrl::StrictMode);
    if (!url.isValid())
        return {};
    const QString scheme = url.scheme();
    if (scheme == "mailto"_L1)
        return isPlainMail(url) ? url : QUrl();
    if (scheme != "https"_L1 && scheme != "http"_L1)
        return {};
    // An empty user name ("https://@host") still has the sign that makes people misread the host.
    if (url.host().isEmpty() || url.authority().contains(u'@'))
        return {};
    return url;
}

} // namespace confab
