// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>
#include <QUrl>

namespace confab {

/// Certificates that the `openssl` command makes for one run of a test.
class TestCertificates
{
public:
    enum class Kind { Good, SelfSigned, Expired, WrongHost };

    /// Empty, or why there are none (the command is missing or failed).
    [[nodiscard]] QString make();
    [[nodiscard]] QSslCertificate certificate(Kind kind) const;
    [[nodiscard]] QSslKey key(Kind kind) const;
    /// The authority behind all but the self-signed one.
    [[nodiscard]] QSslCertificate authority() const;

private:
    [[nodiscard]] QString file(const QString &name) const { return m_dir.filePath(name); }
    [[nodiscard]] QString issue(const QString &name, const QString &altName, const QStringList &validity);
    [[nodiscard]] static QString run(const QStringList &arguments);

    QTemporaryDir m_dir;
};

/// A TLS server on loopback that answers every request with the same bytes.
class EvilTls : public QObject
{
    Q_OBJECT

public:
    EvilTls(const QSslCertificate &certificate, const QSslKey &key, const QByteArray &reply,
            QObject *parent = nullptr);

    [[nodiscard]] QUrl baseUrl() const; ///< https://localhost:PORT/api/v1
    /// All bytes that came through, decrypted.
    [[nodiscard]] const QByteArray &seen() const { return m_seen; }

private:
    QByteArray m_seen;
    QSslServer m_server; ///< Last: its sockets say goodbye to the members above.
};

} // namespace confab
