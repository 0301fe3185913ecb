// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QUrl>

namespace confab {

/// The person's API key. It has no stream operator and no conversion to QString, so that it does not end up
/// in a log, a setting or an error text by accident. Held in memory only; the keychain holds the lasting
/// copy.
class ApiKey
{
public:
    ApiKey() = default;

    /// Trims, then accepts 1 to 2000 printable ASCII characters without blanks. A line break in a header
    /// value would let a pasted key add headers, so it is refused here and nowhere else. Error: Refused.
    [[nodiscard]] static Result<ApiKey> fromInput(const QString &text);

    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    /// For the Authorization header and the keychain alone.
    [[nodiscard]] const QByteArray &reveal() const { return m_bytes; }
    /// The usual shape is digits, a pipe and 20 or more letters and digits. A hint for the dialog, never a
    /// barrier.
    [[nodiscard]] bool looksUsual() const;

    friend bool operator==(const ApiKey &, const ApiKey &) = default;

private:
    QByteArray m_bytes;
};

/// The text with every occurrence of the key blacked out, also where it was percent-encoded or quoted on the
/// way. An empty key changes nothing, nor does one of less than four characters, which stand in ordinary
/// words.
[[nodiscard]] QString withoutKey(const QString &text, const ApiKey &key);
/// The same for what a server says: it may send back what it was sent.
[[nodiscard]] Error withoutKey(Error error, const ApiKey &key);

struct Credentials
{
    QUrl baseUrl; ///< As serverAddress() returned it.
    ApiKey key;

    friend bool operator==(const Credentials &, const Credentials &) = default;
};

/// The address that the vendor hosts: https://app.customgpt.ai/api/v1
[[nodiscard]] QUrl defaultServerAddress();

/// Checks and normalises an address: https (http for loopback alone), a host, no user info, query or
/// fragment, no trailing slash. A bare host gets "https://" and, where there is no path, "/api/v1". Error:
/// Refused.
[[nodiscard]] Result<QUrl> serverAddress(const QString &text);

/// True for 127.0.0.0/8, ::1 and localhost.
[[nodiscard]] bool isLoopback(const QUrl &url);

} // namespace confab
