// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

namespace confab {

/// The address as a URL if it may become a link: http, https or mailto; of those no host that a user name
/// hides, no character that cannot be seen, nothing longer than browsers take, and no mail that would attach
/// a file or add headers. Empty where it may not, and it is text then.
[[nodiscard]] QUrl linkableAddress(const QString &address);

} // namespace confab
