// SPDX-License-Identifier: GPL-3.0-or-later
// The keychain for real, in each of the states in which people have it: tests/support/keyring.sh makes one
// and runs this with its name in the environment.
#include "sandbox/sandboxserver.h"
#include "support/keychainrun.h"
#include "support/keysweep.h"
#include "support/loginkeyring.h"
#include "support/places.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace confab;
using namespace confab::keychaintest;
using namespace std::chrono_literals;
using State = Session::State;

namespace {

// What has to hold where there is no usable keychain: the key works for this run, that is said, and nothing
// is left.
void checkThatTheKeyLastsForThisRun(const KeychainSecretStore::Timings &timings)
{
    const keysweep::LogCatcher log;
    const ApiKey key = randomKey();
    {
        Run run(timings);
        run.session.signIn({server, key}, true);
        QVERIFY(run.reaches(State::SignedIn));
        QTRY_COMPARE_WITH_TIMEOUT(run.notStored.size(), 1, 40'000);
        QVERIFY(run.session.isKeyUnsaved());
        const auto error = run.notStored.first().first().value<Error>();
        QCOMPARE(error.kind, ErrorKind::SecretStore);
        QVERIFY(!error.detail.isEmpty());
        QVERIFY(!keysweep::holdsKey(error.detail.toUtf8(), key.reveal()));
        QVERIFY(run.session.isSignedIn());
        QVERIFY(run.api.credentials.last().key == key);
    }
    Run next(timings); // asks again
    next.session.restore();
    QVERIFY(next.reaches(State::SignedOut));
    QVERIFY(next.api.calls.isEmpty());
    int files = 0;
    QCOMPARE(keysweep::filesWithKey(key.reveal(), &files), QStringList());
    QVERIFY(files > 0);
    QVERIFY(!keysweep::holdsKey(keysweep::LogCatcher::text(), key.reveal()));
    QVERIFY(keysweep::LogCatcher::text().contains("confab.secrets"));
}

} // namespace

// No bus, and a bus without a keychain.
class KeychainAbsent : public QObject
{
    Q_OBJECT

private slots:
    void everyCallFails();
    void keyLastsForThisRun() { checkThatTheKeyLastsForThisRun({}); }
};

void KeychainAbsent::everyCallFails()
{
    KeychainSecretStore store{QString()};
    QVERIFY(failedAsItShould(await(store.read(server))));
    QVERIFY(failedAsItShould(await(store.write(server, randomKey()))));
    QVERIFY(failedAsItShould(await(store.remove(server))));
}

// A KWallet whose writes fail, which QtKeychain reports as successes.
class KeychainFailing : public QObject
{
    Q_OBJECT

private slots:
    void writesAndRemovalsAreNotBelieved();
    void keyLastsForThisRun() { checkThatTheKeyLastsForThisRun({}); }
};

void KeychainFailing::writesAndRemovalsAreNotBelieved()
{
    KeychainSecretStore store{QString()};
    QVERIFY(failedAsItShould(await(store.write(server, randomKey()))));
    QVERIFY(failedAsItShould(await(store.remove(server))));
    const auto read = await(store.read(server));
    QVERIFY(read && !*read); // the wallet itself answers: this is no mistake about another keychain
}

// A service that never answers, and a process whose keychain library cannot hear it.
class KeychainSilent : public QObject
{
    Q_OBJECT

private slots:
    void everyCallEndsByItself();
    void nothingIsHeldUp();
    void diesWithAJobUnderWay();
    void keyLastsForThisRun() { checkThatTheKeyLastsForThisRun({50ms, 300ms}); }
};

void KeychainSilent::everyCallEndsByItself()
{
    KeychainSecretStore store(QString(), {50ms, 300ms});
    QSignalSpy waiting(&store, &SecretStore::waiting);
    const auto read = store.read(server);
    const auto write = store.write(server, randomKey());
    const auto remove = store.remove(server);
    QVERIFY(!read.isFinished());
    QTRY_COMPARE(waiting.size(), 3);
    QVERIFY(failedAsItShould(await(read)));
    QVERIFY(failedAsItShould(await(write)));
    QVERIFY(failedAsItShould(await(remove)));
    QVERIFY(failedAsItShould(await(store.read(server)))); // and those that come when all is stuck
    QCOMPARE(waiting.size(), 4);
}

void KeychainSilent::nothingIsHeldUp()
{
    QElapsedTimer clock;
    clock.start();
    QFuture<Result<std::optional<ApiKey>>> read;
    {
        KeychainSecretStore store{QString()};
        read = store.read(server);
        bool ticked = false;
        QTimer::singleShot(0, this, [&] { ticked = true; });
        QTRY_VERIFY(ticked);
        QVERIFY(!read.isFinished());
    }
    QVERIFY(read.isFinished());
    QVERIFY(failedAsItShould(read.result()));
    QVERIFY2(clock.elapsed() < 2000, "the window would have stood still");
}

void KeychainSilent::diesWithAJobUnderWay()
{
    const auto ask = [](KeychainSecretStore &store, int which) {
        if (which == 0)
            std::ignore = store.read(server);
        else if (which == 1)
            std::ignore = store.write(server, randomKey());
        else
            std::ignore = store.remove(server);
    };
    for (int which = 0; which < 3; ++which) {
        auto store = std::make_unique<KeychainSecretStore>(QString());
        ask(*store, which);
        QTest::qWait(20); // the job is on its way
        store.reset();
        QCoreApplication::processEvents();
    }
}

// A wallet that answers writes only after the store has given up.
class KeychainLate : public QObject
{
    Q_OBJECT

private slots:
    void takesALateWriteBack();
};

void KeychainLate::takesALateWriteBack()
{
    KeychainSecretStore patient{QString()};
    KeychainSecretStore store(QString(), {50ms, 700ms});
    const ApiKey key = randomKey();
    QVERIFY(failedAsItShould(await(store.write(server, key)))); // answered after 1500 ms, and done at once
    // The next call waits for the abandoned job, then for its undoing; the undoing's own note is late as
    // well.
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            const auto read = await(patient.read(server));
            return read && !*read;
        }(),
        20'000);
}

// A Secret Service as most people have it.
class KeychainUnlocked : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void storesAndRemoves();
    void keepsAccountsApart();
    void storesTheLongestKey();
    void storesNothingEmpty();
    void answersInOrder();
    void bearsAListenerThatAsksAgain();
    void bearsAListenerThatDeletesIt();
    void finishesWhenItIsDeleted();
    void signsInAndFindsTheKeyAgain();
    void crashOfTheProgramLeavesNoKey();
    void programTakesTheKeyOfItsProfile();
};

void KeychainUnlocked::cleanup()
{
    KeychainSecretStore store{QString()};
    QVERIFY(await(store.remove(server)));
    QVERIFY(await(store.remove(otherServer)));
}

void KeychainUnlocked::storesAndRemoves()
{
    KeychainSecretStore store{QString()};
    const ApiKey key = randomKey();
    auto read = await(store.read(server));
    QVERIFY(read && !*read);
    QVERIFY(await(store.write(server, randomKey())));
    QVERIFY(await(store.write(server, key)));
    KeychainSecretStore other{QString()};
    read = await(other.read(server));
    QVERIFY(read && *read && **read == key);
    QVERIFY(await(store.remove(server)));
    read = await(store.read(server));
    QVERIFY(read && !*read);
    QVERIFY(await(store.remove(server))); // a missing entry is a success
}

void KeychainUnlocked::keepsAccountsApart()
{
    KeychainSecretStore usual{QString()};
    KeychainSecretStore work{QStringLiteral("work")};
    const ApiKey a = randomKey();
    const ApiKey b = randomKey();
    const ApiKey c = randomKey();
    QVERIFY(await(usual.write(server, a)));
    QVERIFY(await(usual.write(otherServer, b)));
    QVERIFY(await(work.write(server, c)));
    QVERIFY(**await(usual.read(server)) == a);
    QVERIFY(**await(usual.read(otherServer)) == b);
    QVERIFY(await(usual.remove(server)));
    QVERIFY(**await(work.read(server)) == c);
    QVERIFY(**await(usual.read(otherServer)) == b);
    QVERIFY(await(work.remove(server)));
}

void KeychainUnlocked::storesTheLongestKey()
{
    KeychainSecretStore store{QString()};
    const ApiKey key = ApiKey::fromInput(QString(2000, u'~')).value();
    QVERIFY(await(store.write(server, key)));
    QVERIFY(**await(store.read(server)) == key);
}

void KeychainUnlocked::storesNothingEmpty()
{
    KeychainSecretStore store{QString()};
    const ApiKey key = randomKey();
    QVERIFY(await(store.write(server, key)));
    QVERIFY(failedAsItShould(await(store.write(server, ApiKey()))));
    QVERIFY(**await(store.read(server)) == key);
}

void KeychainUnlocked::answersInOrder()
{
    KeychainSecretStore store{QString()};
    const ApiKey key = randomKey();
    const auto write = store.write(server, key);
    const auto first = store.read(server);
    const auto remove = store.remove(server);
    const auto second = store.read(server);
    QVERIFY(await(second) && !*await(second));
    QVERIFY(write.isFinished() && write.result());
    QVERIFY(first.isFinished() && **first.result() == key);
    QVERIFY(remove.isFinished() && remove.result());
}

void KeychainUnlocked::bearsAListenerThatAsksAgain()
{
    KeychainSecretStore store{QString()};
    int answers = 0;
    std::function<void()> ask = [&] {
        store.read(server).then(this, [&](const Result<std::optional<ApiKey>> &answer) {
            QVERIFY(answer);
            if (++answers < 5)
                ask();
        });
    };
    ask();
    QTRY_COMPARE(answers, 5);
}

void KeychainUnlocked::bearsAListenerThatDeletesIt()
{
    auto store = std::make_unique<KeychainSecretStore>(QString());
    std::ignore =
        store->read(server).then(this, [&](const Result<std::optional<ApiKey>> &) { store.reset(); });
    const auto second = store->read(server);
    QTRY_VERIFY(!store);
    QVERIFY(failedAsItShould(await(second)));
}

void KeychainUnlocked::finishesWhenItIsDeleted()
{
    for (int turns = 0; turns < 12; ++turns) { // wherever the job is at that moment
        auto store = std::make_unique<KeychainSecretStore>(QString());
        const auto write = store->write(server, randomKey());
        const auto remove = store->remove(server);
        for (int i = 0; i < turns; ++i)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        store.reset();
        QVERIFY(write.isFinished());
        QVERIFY(remove.isFinished());
        QCOMPARE(write.resultCount(), 1);
    }
}

void KeychainUnlocked::signsInAndFindsTheKeyAgain()
{
    const keysweep::LogCatcher log;
    const ApiKey key = randomKey();
    {
        Run run;
        run.session.signIn({server, key}, true);
        QVERIFY(run.reaches(State::SignedIn));
        QTRY_VERIFY(run.settings.keyExpected(server));
        QVERIFY(!run.session.isKeyUnsaved());
    }
    {
        Run run;
        run.session.restore();
        QVERIFY(run.reaches(State::SignedIn));
        QVERIFY(run.api.credentials.last() == (Credentials{server, key}));
        int files = 0;
        QCOMPARE(keysweep::filesWithKey(key.reveal(), &files),
                 QStringList()); // the keyring's own file is encrypted
        QVERIFY(files > 1);
        run.session.signOut();
        QTRY_VERIFY(await(run.secrets.read(server)) && !*await(run.secrets.read(server)));
        QCOMPARE(run.notRemoved.size(), 0);
    }
    Run run;
    run.session.restore();
    QVERIFY(run.reaches(State::SignedOut));
    QCOMPARE(keysweep::filesWithKey(key.reveal()), QStringList());
    QVERIFY(!keysweep::holdsKey(keysweep::LogCatcher::text(), key.reveal()));
}

// The program itself, with the key from the keychain, ended by SIGABRT in the midst of its work.
void KeychainUnlocked::crashOfTheProgramLeavesNoKey()
{
    const ApiKey key = randomKey();
    const QByteArray secret = key.reveal();
    SandboxServer service;
    service.setKey(secret);
    QVERIFY(service.start());
    {
        Run run;
        run.session.signIn({service.baseUrl(), key}, true);
        QVERIFY(run.reaches(State::SignedIn));
        QTRY_VERIFY(run.settings.keyExpected(service.baseUrl()));
    }
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("QT_FATAL_WARNINGS")); // the offscreen platform warns of itself
    environment.insert(QStringLiteral("QT_LOGGING_RULES"), QStringLiteral("*=true"));
    program.setProcessEnvironment(environment);
    program.setWorkingDirectory(QDir::homePath());
    program.start(QStringLiteral(CONFAB_BIN_DIR "/confab"), {});
    QVERIFY(program.waitForStarted());
    const auto readsConversations = [&service] {
        return service.callCount(QStringLiteral("^GET /api/v1/projects/\\d+/conversations")) > 0;
    };
    QVERIFY(QTest::qWaitFor(readsConversations, 60'000));
    const QString process = QStringLiteral("/proc/%1/").arg(program.processId());
    for (const char *name : {"cmdline", "environ"}) {
        QFile file(process + QLatin1String(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QVERIFY(!content.isEmpty());
        QVERIFY2(!keysweep::holdsKey(content, secret), name);
    }
    QCOMPARE(QProcess::execute(QStringLiteral("kill"),
                               {QStringLiteral("-ABRT"), QString::number(program.processId())}),
             0);
    QVERIFY(program.waitForFinished());
    QCOMPARE(program.exitStatus(), QProcess::CrashExit);
    const QByteArray said = program.readAllStandardError() + program.readAllStandardOutput();
    QVERIFY(said.contains("confab.services"));
    QVERIFY(!keysweep::holdsKey(said, secret));
    int files = 0;
    QCOMPARE(keysweep::filesWithKey(secret, &files), QStringList());
    QVERIFY(files > 1);

    Run run; // and after signing out the keychain holds none either
    run.session.restore();
    QVERIFY(run.reaches(State::SignedIn));
    run.session.signOut();
    QTRY_VERIFY(await(run.secrets.read(service.baseUrl())) && !*await(run.secrets.read(service.baseUrl())));
    QCOMPARE(keysweep::filesWithKey(secret), QStringList());
}

void KeychainUnlocked::programTakesTheKeyOfItsProfile()
{
    SandboxServer service;
    QVERIFY(service.start());
    for (const char *profile : {"one", "two"}) {
        const ApiKey key = randomKey();
        QVERIFY(await(KeychainSecretStore{QString::fromLatin1(profile)}.write(service.baseUrl(), key)));
        service.setKey(key.reveal()); // and no other is taken from now on
        service.clearCalls();
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("QT_FATAL_WARNINGS")); // the offscreen platform warns of itself
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(CONFAB_BIN_DIR "/confab"),
                      {QStringLiteral("--profile"), QString::fromLatin1(profile),
                       QStringLiteral("--base-url"), service.baseUrl().toString()});
        QVERIFY(program.waitForStarted());
        QVERIFY(QTest::qWaitFor(
            [&service] {
                return service.callCount(QStringLiteral("^GET /api/v1/projects/\\d+/conversations")) > 0;
            },
            60'000));
        for (const auto &call : service.calls())
            QCOMPARE(call.headers.value("authorization"), QByteArray("Bearer " + key.reveal()));
        program.kill();
        QVERIFY(program.waitForFinished());
    }
    for (const char *profile : {"one", "two"})
        QVERIFY(await(KeychainSecretStore{QString::fromLatin1(profile)}.remove(service.baseUrl())));
}

// A Secret Service that was locked after the key was stored, with nobody to show a prompt.
class KeychainLocked : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheKeyUntilUnlocked();
};

void KeychainLocked::keepsTheKeyUntilUnlocked()
{
    const ApiKey key = randomKey();
    {
        Run run;
        run.session.signIn({server, key}, true);
        QVERIFY(run.reaches(State::SignedIn));
        QTRY_VERIFY(run.settings.keyExpected(server));
    }
    QVERIFY(loginkeyring::lock());

    Run run({3s, 5s});
    const auto read = await(run.secrets.read(server));
    QVERIFY(!read || !*read);
    QVERIFY(failedAsItShould(await(run.secrets.write(server, randomKey()))));
    QVERIFY(failedAsItShould(
        await(run.secrets.remove(server)))); // though the keyring says that there is no such entry
    run.session.restore();
    QTRY_COMPARE_WITH_TIMEOUT(run.clock.pending(), 1, 20'000);
    run.clock.advance(10s);
    QVERIFY(run.reaches(State::KeyUnreadable));
    QVERIFY(run.settings.keyExpected(server));

    QVERIFY(loginkeyring::unlock("password"));
    run.session.restore();
    QVERIFY(run.reaches(State::SignedIn));
    QVERIFY(run.api.credentials.last() == (Credentials{server, key}));
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QByteArray mode = qgetenv("CONFAB_KEYRING_MODE");
    std::unique_ptr<QObject> test;
    if (mode == "no-bus" || mode == "no-service")
        test = std::make_unique<KeychainAbsent>();
    else if (mode == "silent" || mode == "no-glib")
        test = std::make_unique<KeychainSilent>();
    else if (mode == "kwallet-failing")
        test = std::make_unique<KeychainFailing>();
    else if (mode == "kwallet-late")
        test = std::make_unique<KeychainLate>();
    else if (mode == "unlocked")
        test = std::make_unique<KeychainUnlocked>();
    else if (mode == "locked")
        test = std::make_unique<KeychainLocked>();
    if (!test)
        qFatal("Run this through tests/support/keyring.sh MODE.");
    return QTest::qExec(test.get(), argc, argv);
}

#include "tst_keychain.moc"
