// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/apikey.h"
#include "core/error.h"

#include <QFuture>
#include <QObject>

#include <optional>

namespace confab {

/// Where the API key lasts: the system's keychain, one entry a profile and server address. GUI thread only.
///
/// Nothing blocks: each call has a watchdog of its own and finishes exactly once, whatever the keychain does.
/// The error of every call is SecretStore with a detail that names what happened in words; it never holds the
/// key.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    explicit SecretStore(QObject *parent = nullptr) : QObject(parent) {}

    /// nullopt means "no entry, as far as the keychain says". A locked keychain can say the same
    /// (reliability: a failed read is no sign-out), so a caller that expects a key treats nullopt as "could
    /// not be read".
    [[nodiscard]] virtual QFuture<Result<std::optional<ApiKey>>> read(const QUrl &server) = 0;
    /// Succeeds only when the entry was read back and is the same.
    [[nodiscard]] virtual QFuture<Result<Done>> write(const QUrl &server, const ApiKey &key) = 0;
    /// Succeeds only when a read afterwards finds nothing. A missing entry is a success.
    [[nodiscard]] virtual QFuture<Result<Done>> remove(const QUrl &server) = 0;
    /// Which keychain this is, as a person would call it, as far as can be told without asking it; empty
    /// where that is not known.
    [[nodiscard]] virtual QString name() const { return {}; }

signals:
    /// A call has waited three seconds; the person may be looking at an unlock prompt.
    void waiting();
};

} // namespace confab
