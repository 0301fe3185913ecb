// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/apiclient.h"
#include "support/eviltls.h"

#include <QSslConfiguration>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(confab::TestCertificates::Kind)

/// A server whose certificate is wrong gets nothing, and there is no way around it.
class TestTls : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QString failed = m_certificates.make();
        if (!failed.isEmpty())
            QSKIP(qPrintable(failed));
        // The machine "trusts" the authority, so that each certificate has one fault alone.
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.addCaCertificate(m_certificates.authority());
        QSslConfiguration::setDefaultConfiguration(configuration);
    }

    void wrongCertificatesFail_data()
    {
        using Kind = TestCertificates::Kind;
        QTest::addColumn<TestCertificates::Kind>("kind");
        QTest::addColumn<QString>("words"); ///< In the error's detail; empty: it succeeds.
        QTest::newRow("good") << Kind::Good << QString();
        QTest::newRow("self-signed") << Kind::SelfSigned << u"self-signed"_s;
        QTest::newRow("expired") << Kind::Expired << u"expired"_s;
        QTest::newRow("of another host") << Kind::WrongHost << u"host name"_s;
    }

    void wrongCertificatesFail()
    {
        QFETCH(TestCertificates::Kind, kind);
        QFETCH(QString, words);
        const QByteArray body = R"({"data":{"id":7,"name":"Ada"},"status":"success"})";
        EvilTls server(m_certificates.certificate(kind), m_certificates.key(kind),
                       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                           QByteArray::number(body.size()) + "\r\n\r\n" + body);
        ApiClient client(server.baseUrl());
        if (words.isEmpty()) {
            QCOMPARE(valueOf(client.api->user()).name, u"Ada"_s);
            QVERIFY(server.seen().contains("Authorization: Bearer 1|k"));
            return;
        }
        const Error read = errorOf(client.api->user());
        QCOMPARE(read.kind, ErrorKind::Tls);
        QVERIFY2(read.detail.contains(words, Qt::CaseInsensitive), qPrintable(read.detail));
        QCOMPARE(client.sent, 1); // It would be no better a second time.
        // Nothing was sent, so nothing is unclear.
        QCOMPARE(errorOf(client.api->deleteConversation(anyConversation())).kind, ErrorKind::Tls);
        QCOMPARE(errorOf(client.api->sendMessage(anyConversation(), {u"hi"_s, {}, {}})).kind, ErrorKind::Tls);
        QCOMPARE(server.seen(), QByteArray());
    }

private:
    TestCertificates m_certificates;
};

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
