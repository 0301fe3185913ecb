// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace confab {

/// The folder of a disk that holds no more than `size` (as mount has it: "128k"); empty where the test only
/// returns. For the disk the present test runs once more, in a process that may mount one; that it passed
/// there is verified here, and where no disk can be mounted the test is skipped.
[[nodiscard]] inline QString smallDisk(const QString &size)
{
    static constexpr char mark[] = "CONFAB_TEST_SMALL_DISK";
    if (qEnvironmentVariableIsSet(mark))
        return qEnvironmentVariable(mark);
    const auto ranInside = [&size] {
        QProcess inside;
        const QTemporaryDir folder;
        inside.setProcessChannelMode(QProcess::MergedChannels);
        inside.start(QStringLiteral("unshare"),
                     {QStringLiteral("-rm"), QStringLiteral("sh"), QStringLiteral("-c"),
                      QStringLiteral("mount -t tmpfs -o size=\"$1\" tmpfs \"$2\" || exit 77; "
                                     "CONFAB_TEST_SMALL_DISK=\"$2\" exec \"$3\" \"$4\""),
                      QStringLiteral("sh"), size, folder.path(), QCoreApplication::applicationFilePath(),
                      QString::fromUtf8(QTest::currentTestFunction())});
        if (!inside.waitForStarted())
            QSKIP("No unshare here.");
        QVERIFY(inside.waitForFinished(60'000));
        const QByteArray output = inside.readAll();
        if (inside.exitCode() == 77 || output.contains("unshare failed"))
            QSKIP("No disk can be mounted here.");
        QVERIFY2(inside.exitCode() == 0, output.constData());
    };
    ranInside();
    return {};
}

} // namespace confab
