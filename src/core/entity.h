// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace confab {

/// What a character reference of HTML ("&amp;", "&#8230;") stands for: the names that answers really hold,
/// and any number. Another one stays as it is written.
[[nodiscard]] QString decodedEntity(QByteArrayView name);

} // namespace confab
