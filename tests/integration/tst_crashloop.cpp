// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxserver.h"

#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

/// The program is killed at each request of a deletion in turn, as by the system that runs out of memory:
/// twice in a row, so that the second try is killed as well. Nothing is ever sent that was not chosen, and
/// what was sent without an answer is looked up before it is sent again.
class TestCrashLoop : public QObject
{
    Q_OBJECT

private slots:
    void killedAtEachRequest_data();
    void killedAtEachRequest();

private:
    enum class End { Killed, Clean, Other };
    /// Runs the core until the server has seen the n-th request from now, and kills it there.
    static End run(SandboxServer &server, const QString &folder, const QStringList &task, int killAt,
                   bool applied);
};

TestCrashLoop::End TestCrashLoop::run(SandboxServer &server, const QString &folder, const QStringList &task,
                                      int killAt, bool applied)
{
    // What a killed program had still on its way would count as the next one's: each has a key of its own.
    static int runs = 1000;
    server.setKey(QByteArray::number(++runs) + "|" + QByteArray(32, 'k'));
    server.clearCalls();
    SandboxFault hangs;
    hangs.kind = SandboxFault::Kind::Hang;
    hangs.skip = killAt - 1;
    hangs.applied = applied;
    server.addFault(hangs);
    QProcess core;
    core.setProcessChannelMode(QProcess::ForwardedChannels);
    core.start(QCoreApplication::applicationDirPath() + u"/deletioncore"_s,
               QStringList{server.baseUrl().toString(), QString::fromLatin1(server.key()), folder,
                           QString::number(server.firstProject())} +
                   task);
    const bool ended = QTest::qWaitFor(
        [&] { return core.state() == QProcess::NotRunning || server.callCount() >= killAt; }, 20'000);
    End end = End::Other;
    if (ended && server.callCount() >= killAt) {
        core.kill();
        end = core.waitForFinished() ? End::Killed : End::Other;
    } else if (ended && core.exitStatus() == QProcess::NormalExit && core.exitCode() == 0) {
        end = End::Clean;
    }
    server.clearFaults();
    return end;
}

void TestCrashLoop::killedAtEachRequest_data()
{
    QTest::addColumn<bool>("applied");
    QTest::newRow("the server has done it") << true;
    QTest::newRow("the server has not done it") << false;
}

void TestCrashLoop::killedAtEachRequest()
{
    QFETCH(bool, applied);
    bool finished = false;
    for (int killAt = 1; !finished; ++killAt) {
        QVERIFY(killAt < 50);
        SandboxOptions options;
        options.conversations = 8;
        SandboxServer server(options);
        QVERIFY(server.start());
        const QTemporaryDir folder;
        const qint64 project = server.firstProject();
        const QStringList all = server.sessions(project);
        const QStringList planned = all.mid(1, 6);
        QSet<QString> unclear; // sent without an answer, and not looked at since
        QStringList task{u"delete"_s};
        for (const QString &session : planned) {
            QVERIFY(server.renameConversation(project, session, u"Stale"_s));
            task << session << u"Stale"_s;
        }
        for (int round = 0; round < 3; ++round) {
            const End end = run(server, folder.path(), task, round < 2 ? killAt : 1000, applied);
            QVERIFY(end == End::Killed || end == End::Clean);
            QSet<QString> lookedUp;
            const QByteArray key = "Bearer " + server.key();
            for (const auto &call : server.calls()) {
                if (call.headers.value("authorization") != key)
                    continue;
                const QStringList parts = call.path.split(u'/');
                const QString session = parts.value(6);
                if (call.method == "GET")
                    lookedUp.insert(session);
                if (call.method != "DELETE")
                    continue;
                QVERIFY2(planned.contains(session), "never chosen");
                QVERIFY2(round == 0 || lookedUp.contains(session), "sent again without a look");
            }
            unclear.subtract(lookedUp);
            if (end == End::Clean) {
                QVERIFY(unclear.isEmpty());
                finished = finished || round == 0;
                break;
            }
            for (const auto &call : server.calls()) {
                if (call.method == "DELETE" && call.status == 0)
                    unclear.insert(call.path.section(u'/', -1));
            }
            task = {u"retry"_s};
        }
        QCOMPARE(server.sessions(project), (QStringList{all.first(), all.last()}));
    }
}

QTEST_GUILESS_MAIN(TestCrashLoop)
#include "tst_crashloop.moc"
