// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

namespace confab {

/// Runs the present row of the present test in a process of its own, which ends by itself where a text makes
/// it hang, spin or swell. False in that process, where the test goes on; true in the first one, which then
/// only returns.
///
/// The bounds are five seconds of processor time and a gigabyte, whatever else the machine does meanwhile.
/// Who waits for a pipe takes no time of the processor: for that the alarm rings after half a minute. Under a
/// sanitizer everything takes several times as long, and its shadow memory has no bound.
[[nodiscard]] inline bool ranInLimitedChild()
{
    static constexpr char mark[] = "CONFAB_LIMITED";
    if (qEnvironmentVariableIsSet(mark)) {
#ifdef CONFAB_SANITIZE_ADDRESS
        constexpr rlim_t seconds = 60;
#else
        constexpr rlim_t seconds = 5;
        const rlimit memory{rlim_t(1) << 30, rlim_t(1) << 30};
        if (setrlimit(RLIMIT_AS, &memory) != 0)
            qFatal("The memory could not be limited.");
#endif
        const rlimit time{seconds, seconds};
        if (setrlimit(RLIMIT_CPU, &time) != 0)
            qFatal("The time could not be limited.");
        alarm(seconds * 6);
        return false;
    }
    QString row = QString::fromUtf8(QTest::currentTestFunction());
    if (const char *tag = QTest::currentDataTag())
        row += u':' + QString::fromUtf8(tag);
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(mark), QStringLiteral("yes"));
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::MergedChannels);
    child.start(QCoreApplication::applicationFilePath(), {row});
    if (!child.waitForFinished(400'000))
        child.kill();
    const QByteArray said = child.readAll();
    const bool good = child.exitStatus() == QProcess::NormalExit && child.exitCode() == 0;
    [&] { QVERIFY2(good, said.isEmpty() ? "The child ended without a word." : said.constData()); }();
    return true;
}

} // namespace confab
