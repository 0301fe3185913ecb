// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/eviltls.h"

#include <QFile>
#include <QProcess>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QStandardPaths>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(TestCertificates::Kind kind)
{
    switch (kind) {
    case TestCertificates::Kind::Good:
        return u"good"_s;
    case TestCertificates::Kind::SelfSigned:
        return u"alone"_s;
    case TestCertificates::Kind::Expired:
        return u"expired"_s;
    case TestCertificates::Kind::WrongHost:
        return u"stranger"_s;
    }
    return {};
}

} // namespace

QString TestCertificates::run(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"openssl"_s, arguments);
    if (!process.waitForFinished() || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return u"openssl %1: %2"_s.arg(arguments.join(u' '), QString::fromLocal8Bit(process.readAll()));
    return {};
}

QString TestCertificates::issue(const QString &name, const QString &altName, const QStringList &validity)
{
    QFile extensions(file(name + u".ext"_s));
    if (!extensions.open(QIODevice::WriteOnly))
        return extensions.errorString();
    extensions.write("subjectAltName=" + altName.toLatin1() + "\nbasicConstraints=CA:FALSE\n");
    extensions.close();
    const QString failed =
        run({u"req"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s,
             u"-keyout"_s, file(name + u".key"_s), u"-out"_s, file(name + u".csr"_s), u"-subj"_s,
             u"/CN=%1.test"_s.arg(name)});
    if (!failed.isEmpty())
        return failed;
    return run(QStringList{u"x509"_s, u"-req"_s, u"-in"_s, file(name + u".csr"_s), u"-CA"_s,
                           file(u"ca.pem"_s), u"-CAkey"_s, file(u"ca.key"_s), u"-CAcreateserial"_s, u"-out"_s,
                           file(name + u".pem"_s), u"-extfile"_s, file(name + u".ext"_s)} +
               validity);
}

QString TestCertificates::make()
{
    if (QStandardPaths::findExecutable(u"openssl"_s).isEmpty())
        return u"The openssl command is not installed."_s;
    if (!QSslSocket::supportsSsl())
        return u"This Qt has no TLS."_s;
    const QStringList key{u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
                          u"-nodes"_s};
    const QStringList today{u"-days"_s, u"30"_s};
    QString failed = run(QStringList{u"req"_s, u"-x509"_s} + key + today +
                         QStringList{u"-keyout"_s, file(u"ca.key"_s), u"-out"_s, file(u"ca.pem"_s),
                                     u"-subj"_s, u"/CN=Authority of a test"_s});
    if (failed.isEmpty())
        failed =
            run(QStringList{u"req"_s, u"-x509"_s} + key + today +
                QStringList{u"-keyout"_s, file(u"alone.key"_s), u"-out"_s, file(u"alone.pem"_s), u"-subj"_s,
                            u"/CN=alone.test"_s, u"-addext"_s, u"subjectAltName=DNS:localhost"_s});
    if (failed.isEmpty())
        failed = issue(u"good"_s, u"DNS:localhost,IP:127.0.0.1"_s, today);
    if (failed.isEmpty())
        failed = issue(u"expired"_s, u"DNS:localhost,IP:127.0.0.1"_s, {u"-days"_s, u"-1"_s});
    if (failed.isEmpty())
        failed = issue(u"stranger"_s, u"DNS:somewhere-else.test"_s, today);
    return failed;
}

QSslCertificate TestCertificates::certificate(Kind kind) const
{
    return QSslCertificate::fromPath(file(nameOf(kind) + u".pem"_s)).value(0);
}

QSslKey TestCertificates::key(Kind kind) const
{
    QFile pem(file(nameOf(kind) + u".key"_s));
    if (!pem.open(QIODevice::ReadOnly))
        return {};
    return QSslKey(&pem, QSsl::Ec);
}

QSslCertificate TestCertificates::authority() const
{
    return QSslCertificate::fromPath(file(u"ca.pem"_s)).value(0);
}

EvilTls::EvilTls(const QSslCertificate &certificate, const QSslKey &key, const QByteArray &reply,
                 QObject *parent)
    : QObject(parent)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(certificate);
    configuration.setPrivateKey(key);
    m_server.setSslConfiguration(configuration);
    connect(&m_server, &QTcpServer::pendingConnectionAvailable, this, [this, reply] {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, reply] {
                m_seen += socket->readAll();
                if (m_seen.contains("\r\n\r\n"))
                    socket->write(reply);
            });
        }
    });
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("No port on loopback");
}

QUrl EvilTls::baseUrl() const
{
    return QUrl(u"https://localhost:%1/api/v1"_s.arg(m_server.serverPort()));
}

} // namespace confab
