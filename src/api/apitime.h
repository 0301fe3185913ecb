// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace confab {

/// A time as the service writes it (contract, section 5), always UTC; invalid for anything else, never a
/// guess:
///   2025-07-24T21:16:30.000000Z    the norm; up to nine decimals, of which milliseconds are kept
///   2025-07-24T23:16:30+02:00      an offset instead of Z
///   2023-06-26 21:47:23            without a zone, which means UTC
///   25 Jun 2023 05:01:11           seen in 2023 only; really a 12-hour clock without AM or PM, so up to 12 h
///   off
/// Does not depend on the locale or the zone of the machine.
[[nodiscard]] QDateTime parseApiTime(const QString &text);

} // namespace confab
