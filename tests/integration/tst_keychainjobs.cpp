// SPDX-License-Identifier: GPL-3.0-or-later
// The program ends, the person signs out or takes another account while the keychain is being read, written
// or emptied: for each keychain that people have, and at several moments of each job. Under the sanitizers
// this shows what touches a job that is gone.
#include "support/keychainrun.h"

using namespace confab;
using namespace confab::keychaintest;
using namespace std::chrono_literals;
using State = Session::State;

namespace {

enum class Job { Read, Write, Remove };
enum class End { Quit, SignOut, SwitchAccount };

/// Long enough for a keychain that answers, short enough for the twenty-seven that do not.
constexpr KeychainSecretStore::Timings hasty{50ms, 400ms};

/// Brings the job under way.
void begin(Run &run, Job job, const ApiKey &key)
{
    if (job == Job::Read) {
        run.settings.setServerAddress(server);
        run.settings.setKeyExpected(server, true);
        run.session.restore();
        QCOMPARE(run.session.state(), State::Restoring);
        return;
    }
    run.session.signIn({server, key}, true);
    QVERIFY(run.reaches(State::SignedIn));
    if (job == Job::Remove)
        run.session.signOut();
}

} // namespace

class TestKeychainJobs : public QObject
{
    Q_OBJECT

private slots:
    void everyEndOfEveryJob_data();
    void everyEndOfEveryJob();
};

void TestKeychainJobs::everyEndOfEveryJob_data()
{
    QTest::addColumn<Job>("job");
    QTest::addColumn<End>("end");
    QTest::addColumn<int>("turns"); ///< Of the event loop, before the end comes.
    const std::pair<const char *, Job> jobs[]{
        {"read", Job::Read}, {"write", Job::Write}, {"remove", Job::Remove}};
    const std::pair<const char *, End> ends[]{
        {"quit", End::Quit}, {"sign out", End::SignOut}, {"switch account", End::SwitchAccount}};
    for (const auto &[jobName, job] : jobs) {
        for (const auto &[endName, end] : ends) {
            for (const int turns : {0, 1, 6})
                QTest::addRow("%s, %s, %d", jobName, endName, turns) << job << end << turns;
        }
    }
}

void TestKeychainJobs::everyEndOfEveryJob()
{
    QFETCH(const Job, job);
    QFETCH(const End, end);
    QFETCH(const int, turns);
    auto run = std::make_unique<Run>(hasty);
    begin(*run, job, randomKey());
    if (QTest::currentTestFailed())
        return;
    for (int turn = 0; turn < turns; ++turn)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);

    switch (end) {
    case End::Quit:
        run.reset();
        break;
    case End::SignOut:
        run->session.signOut();
        QCOMPARE(run->session.state(), State::SignedOut); // at once, whatever the keychain does
        QVERIFY(run->session.user().id == 0);
        break;
    case End::SwitchAccount: {
        const ApiKey another = randomKey();
        run->session.signIn({otherServer, another}, false);
        QVERIFY(run->reaches(State::SignedIn));
        QVERIFY(run->api.credentials.last() == (Credentials{otherServer, another}));
        break;
    }
    }
    // What the keychain still has to say of it finds nobody, or somebody who has gone on.
    const State settled = run ? run->session.state() : State::SignedOut;
    for (int turn = 0; turn < 40; ++turn)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    if (run)
        QCOMPARE(run->session.state(), settled);
    // The keychain is still of use to the next run, or still says that it is not.
    run = nullptr;
    KeychainSecretStore next(QString(), hasty);
    const auto answer = await(next.read(otherServer));
    QVERIFY(answer || failedAsItShould(answer));
    if (answer)
        QVERIFY(!*answer); // nothing was ever stored for that account
}

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    if (qEnvironmentVariableIsEmpty("CONFAB_KEYRING_MODE"))
        qFatal("Run this through tests/support/keyring.sh MODE.");
    TestKeychainJobs test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychainjobs.moc"
