// SPDX-License-Identifier: GPL-3.0-or-later
// A server that sends back the key it was sent, in each place from which words reach a person or a clipboard.
#include "support/apiclient.h"
#include "support/evilserver.h"
#include "ui/errortext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

QByteArray jsonWith(const QString &message)
{
    const QJsonObject data{{u"code"_s, 500}, {u"message"_s, message}};
    return QJsonDocument(QJsonObject{{u"status"_s, u"error"_s}, {u"data"_s, data}}).toJson();
}

} // namespace

class TestKeyEcho : public QObject
{
    Q_OBJECT

private slots:
    void neverReachesAPerson_data();
    void neverReachesAPerson();
};

void TestKeyEcho::neverReachesAPerson_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("json");
    const QList<std::pair<const char *, QString>> keys{{"usual", u"4711|abcdefghijklmnopqrstuvwxyz0123"_s},
                                                       {"letters alone", u"whatever-the-proxy-wants"_s},
                                                       {"signs", u"a\"b\\c/d|e%f<g>"_s},
                                                       {"long", u"longkey."_s.repeated(100)}};
    for (const auto &[name, key] : keys) {
        for (const int status : {200, 400, 401, 403, 404, 422, 500}) {
            for (const bool json : {true, false}) {
                if (status != 200 || json)
                    QTest::addRow("%s, %d, %s", name, status, json ? "JSON" : "text")
                        << key << status << json;
            }
        }
    }
}

void TestKeyEcho::neverReachesAPerson()
{
    QFETCH(const QString, key);
    QFETCH(const int, status);
    QFETCH(const bool, json);
    EvilServer server;
    server.answer = [&](QTcpSocket &socket, const EvilRequest &request) {
        const QString words = u"The token "_s + QString::fromLatin1(request.headers.value("authorization")) +
                              u" is not known. "_s + key + u" neither"_s;
        const QByteArray body = json ? jsonWith(words) : words.toUtf8();
        evil::say(evil::http(status, body, json ? "application/json" : "text/plain"))(socket, request);
    };
    ApiClient client(server.baseUrl());
    client.api->setCredentials(credentialsFor(server.baseUrl(), key));
    const auto check = [&key](const Error &error) {
        const ErrorText words = errorText(Operation::RenameConversation, error);
        const QString details = errorDetails(Operation::RenameConversation, error);
        for (const QString &shown :
             {error.serverMessage, error.detail, words.sentence, words.hint, details, errorCause(error)}) {
            QVERIFY2(!shown.contains(key), qPrintable(shown));
            QVERIFY2(!shown.contains(key.left(16)), qPrintable(shown)); // nor the beginning of one
        }
    };
    const auto renamed = client.api->renameConversation(anyConversation(), u"Name"_s);
    QTRY_VERIFY(renamed.isFinished());
    QVERIFY(!renamed.result());
    check(renamed.result().error());
    QVERIFY(server.requests().first().headers.value("authorization").contains(key.toLatin1()));

    if (status == 401)
        return; // further calls wait for a new key
    // A streamed answer tells its failure by another way.
    auto *stream = client.api->streamMessage(anyConversation(), {u"Question"_s, {}, {}}, client.api.get());
    QSignalSpy failed(stream, &AnswerStream::failed);
    QTRY_COMPARE(failed.size(), 1);
    check(failed.first().first().value<Error>());
}

QTEST_GUILESS_MAIN(TestKeyEcho)
#include "tst_keyecho.moc"
