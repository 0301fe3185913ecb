// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxserver.h"
#include "support/apiclient.h"
#include "support/places.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

/// The vendor's description, which is not part of this project.
QString descriptionFile()
{
    const QString given = qEnvironmentVariable("CONFAB_OPENAPI");
    return given.isEmpty() ? QStringLiteral(CONFAB_SOURCE_DIR "/../shared/openapi/customgpt.json") : given;
}

/// The validating proxy, as packaging/prism.sh or the person installed it; empty where there is none.
QString prismProgram()
{
    const QString given = qEnvironmentVariable("CONFAB_PRISM");
    if (!given.isEmpty())
        return given;
    const QString local = QStringLiteral(CONFAB_SOURCE_DIR "/build/prism/node_modules/.bin/prism");
    return QFileInfo::exists(local) ? local : QStandardPaths::findExecutable(u"prism"_s);
}

/// The description's generator wrapped one list of allowed values in another list, so that no value would be
/// allowed.
QJsonValue withFlatEnums(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray all;
        for (const QJsonValue &entry : value.toArray())
            all << withFlatEnums(entry);
        return all;
    }
    if (!value.isObject())
        return value;
    QJsonObject all = value.toObject();
    for (auto entry = all.begin(); entry != all.end(); ++entry) {
        if (entry.key() == u"enum"_s && entry.value()[0].isArray())
            entry.value() = entry.value()[0].toArray();
        else
            entry.value() = withFlatEnums(entry.value());
    }
    return all;
}

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

} // namespace

/// Every request of the client, seen by a proxy that compares it with the vendor's own description of the
/// API. The replies are not judged: the description's types are wrong in places (contract, section 2).
class TestContract : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!QFileInfo::exists(descriptionFile()))
            QSKIP("The vendor's OpenAPI description is not here (CONFAB_OPENAPI names it).");
        if (prismProgram().isEmpty())
            QSKIP("The prism proxy is not installed (packaging/prism.sh does that).");
        QFile original(descriptionFile());
        QVERIFY(original.open(QIODevice::ReadOnly));
        const QJsonValue description(QJsonDocument::fromJson(original.readAll()).object());
        QFile mended(m_directory.filePath(u"description.json"_s));
        QVERIFY(mended.open(QIODevice::WriteOnly));
        QVERIFY(mended.write(QJsonDocument(withFlatEnums(description).toObject()).toJson()) > 100'000);
        mended.close();
        QVERIFY(m_sandbox.start());
        const QString origin = m_sandbox.baseUrl().adjusted(QUrl::RemovePath).toString();
        const quint16 port = freePort();
        m_prism.setProcessChannelMode(QProcess::MergedChannels);
        connect(&m_prism, &QProcess::readyRead, this, [this] { m_output += m_prism.readAll(); });
        m_prism.start(prismProgram(), {u"proxy"_s, mended.fileName(), origin, u"--host"_s, u"127.0.0.1"_s,
                                       u"--port"_s, QString::number(port), u"--errors=false"_s});
        const bool ready = QTest::qWaitFor(
            [this] { return m_output.contains("listening on") || m_prism.state() == QProcess::NotRunning; },
            60'000);
        QVERIFY2(ready && m_prism.state() == QProcess::Running, m_output.constData());
        m_base = QUrl(u"http://127.0.0.1:%1/api/v1"_s.arg(port));
        m_client = std::make_unique<ApiClient>(m_base);
        m_client->onReply = [this](QNetworkReply *reply) { judge(reply); };
        m_client->api->setCredentials(credentialsFor(m_base, QString::fromLatin1(m_sandbox.key())));
    }

    void cleanupTestCase()
    {
        m_client.reset();
        if (m_prism.state() != QProcess::NotRunning) {
            m_prism.terminate();
            if (!m_prism.waitForFinished(5000))
                m_prism.kill();
            m_prism.waitForFinished(5000);
        }
    }

    void theProxySeesWrongRequests()
    {
        // A proxy that finds nothing in anything would make the next test worthless.
        QNetworkAccessManager manager;
        std::unique_ptr<QNetworkReply> reply(
            manager.get(QNetworkRequest(QUrl(m_base.toString() + u"/projects?page=first"_s))));
        QTRY_VERIFY(reply->isFinished());
        judge(reply.get());
        QTRY_VERIFY(!m_violations.isEmpty());
        m_violations.clear();
        m_judged = 0;
    }

    void noRequestViolatesTheDescription()
    {
        RestChatApi &api = *m_client->api;
        const ProjectId project{m_sandbox.firstProject()};
        QVERIFY(valueOf(api.user()).id > 0);
        QVERIFY(valueOf(api.usage()).maxQueries > 0);
        QVERIFY(!valueOf(api.projects(2, Lane::Visible)).items.isEmpty());
        QCOMPARE(valueOf(api.project(project, Lane::Visible)).id, project);
        (void)valueOf(api.projectSettings(project));
        for (const auto people :
             {PeopleFilter::Everyone, PeopleFilter::Anonymous, PeopleFilter::TeamMembers, PeopleFilter::Me}) {
            for (const auto order : {SortOrder::Ascending, SortOrder::Descending})
                (void)valueOf(api.conversations(project, {2, order, people}, Lane::Visible));
        }
        const QDateTime now = QDateTime::currentDateTimeUtc();
        (void)valueOf(api.intelligence(project, 1, {}, Lane::Background));
        (void)valueOf(api.intelligence(project, 2, {now.addDays(-30), now}, Lane::Background));
        const Conversation made = valueOf(api.createConversation(project, u"Grüße 日本 🎉"_s));
        QCOMPARE(valueOf(api.renameConversation(made.key(), u"Neu"_s)).name, u"Neu"_s);
        const Message message = valueOf(api.sendMessage(made.key(), {u"What?"_s, u"de"_s, u"crm-1"_s}));
        QVERIFY(message.id.isValid());
        std::unique_ptr<AnswerStream> stream(api.streamMessage(made.key(), {u"And?"_s, {}, {}}, nullptr));
        QSignalSpy finished(stream.get(), &AnswerStream::finished);
        QSignalSpy failed(stream.get(), &AnswerStream::failed);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size() + failed.size(), 1, 20'000);
        QVERIFY(!valueOf(api.messages(made.key(), 1, Lane::Visible)).messages.items.isEmpty());
        QCOMPARE(valueOf(api.message(made.key(), message.id)).id, message.id);
        for (const auto reaction : {Reaction::Liked, Reaction::Disliked, Reaction::None})
            (void)valueOf(api.setReaction(made.key(), message.id, reaction));
        (void)resultOf(api.citation(project, CitationId{1}, Lane::Visible));
        (void)resultOf(api.preview(CitationId{1}));
        QCOMPARE(valueOf(api.deleteConversation(made.key())).httpStatus, 200);
        QVERIFY2(m_violations.isEmpty(), m_violations.join('\n').constData());
        QCOMPARE(m_judged, m_client->sent);
        QVERIFY(m_judged >= 26);
    }

private:
    /// Takes what the proxy says of the request as soon as the reply's header is there.
    void judge(QNetworkReply *reply)
    {
        const auto take = [this, reply] {
            ++m_judged;
            const QJsonArray all = QJsonDocument::fromJson(reply->rawHeader("sl-violations")).array();
            for (const QJsonValue &violation : all) {
                if (violation[u"location"][0].toString() == u"request"_s)
                    m_violations << reply->url().path().toUtf8() + ' ' +
                                        QJsonDocument(violation.toObject()).toJson(QJsonDocument::Compact);
            }
        };
        if (reply->isFinished())
            take();
        else
            connect(reply, &QNetworkReply::metaDataChanged, this, take);
    }

    QTemporaryDir m_directory;
    SandboxServer m_sandbox;
    QProcess m_prism;
    QUrl m_base; ///< Of the proxy.
    QByteArray m_output;
    std::unique_ptr<ApiClient> m_client;
    QList<QByteArray> m_violations;
    int m_judged = 0;
};

QTEST_GUILESS_MAIN(TestContract)
#include "tst_contract.moc"
