// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/entity.h"

#include <array>

namespace confab {

QString decodedEntity(QByteArrayView name)
{
    struct Named
    {
        const char *name;
        char16_t value;
    };
    static constexpr std::array<Named, 20> named{
        {{"&amp;", '&'},       {"&lt;", '<'},       {"&gt;", '>'},       {"&quot;", '"'},
         {"&apos;", '\''},     {"&nbsp;", 0xA0},    {"&copy;", 0xA9},    {"&reg;", 0xAE},
         {"&hellip;", 0x2026}, {"&mdash;", 0x2014}, {"&ndash;", 0x2013}, {"&euro;", 0x20AC},
         {"&lsquo;", 0x2018},  {"&rsquo;", 0x2019}, {"&ldquo;", 0x201C}, {"&rdquo;", 0x201D},
         {"&bull;", 0x2022},   {"&deg;", 0xB0},     {"&trade;", 0x2122}, {"&times;", 0xD7}}};
    for (const Named &known : named) {
        if (name == QByteArrayView(known.name))
            return QString(QChar(known.value));
    }
    if (name.startsWith("&#") && name.endsWith(';')) {
        const bool hex = name.size() > 3 && (name.at(2) == 'x' || name.at(2) == 'X');
        const QByteArray digits = name.sliced(hex ? 3 : 2).chopped(1).toByteArray();
        bool ok = false;
        const uint value = digits.toUInt(&ok, hex ? 16 : 10);
        if (ok && value > 0 && value <= 0x10FFFF && !QChar::isSurrogate(value))
            return QString::fromUcs4(reinterpret_cast<const char32_t *>(&value), 1);
    }
    return QString::fromUtf8(name);
}

} // namespace confab
