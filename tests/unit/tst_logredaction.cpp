// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logredaction.h"

#include <QScopeGuard>
#include <QTemporaryFile>
#include <QTest>

#include <unistd.h>

using namespace confab;

class TestLogRedaction : public QObject
{
    Q_OBJECT

private slots:
    void removesSecrets_data();
    void removesSecrets();
    void leavesTheRest();
    void hidesKeysOfAnyShape();
    void everyLineOfTheProcessGoesThroughIt();
};

void TestLogRedaction::removesSecrets_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("secret");
    const auto row = [](const char *name, const QString &line, const QString &secret) {
        QTest::newRow(name) << line << secret;
    };
    const QString key = QStringLiteral("4711|AbCdEfGhIjKlMnOpQrSt");
    row("bearer", QStringLiteral("sent Bearer ") + key, key);
    row("header", QStringLiteral("Authorization: Bearer ") + key, key);
    row("header in lower case", QStringLiteral("authorization: basic dXNlcjpwdw=="),
        QStringLiteral("dXNlcjpwdw"));
    row("header in a pair", QStringLiteral("QPair(\"Authorization\",\"Bearer xyzzy12345\")"),
        QStringLiteral("xyzzy12345"));
    row("cookie", QStringLiteral("Set-Cookie: session=abcdef; path=/"), QStringLiteral("abcdef"));
    row("bare key", QStringLiteral("the key is %1.").arg(key), key);
    row("encoded key", QStringLiteral("4711%7CAbCdEfGhIjKlMnOpQrSt"), QStringLiteral("AbCdEfGhIjKl"));
    row("query", QStringLiteral("GET https://example.com/a?name=Miller&x=1 HTTP"), QStringLiteral("Miller"));
    row("user info", QStringLiteral("https://me:pw@example.com/"), QStringLiteral("me:pw"));
}

void TestLogRedaction::removesSecrets()
{
    QFETCH(const QString, line);
    QFETCH(const QString, secret);
    QVERIFY(line.contains(secret));
    QVERIFY2(!redacted(line).contains(secret), qPrintable(redacted(line)));
}

void TestLogRedaction::leavesTheRest()
{
    const QString line = QStringLiteral("confab.api: GET https://example.com/api/v1/projects 200 in 41 ms");
    QCOMPARE(redacted(line), line);
}

void TestLogRedaction::hidesKeysOfAnyShape()
{
    const QString first = QStringLiteral("letters-alone");
    const QString second = QStringLiteral("s3cret/with\"signs");
    const QString line = QStringLiteral("sent %1 and %2").arg(first, second);
    QCOMPARE(redacted(line), line); // no rule could know them
    hideFromLog(ApiKey::fromInput(first).value());
    hideFromLog(ApiKey::fromInput(second).value());
    QCOMPARE(redacted(line), QStringLiteral("sent [key] and [key]"));
    hideFromLog({});
    QCOMPARE(redacted(QStringLiteral("the rest")), QStringLiteral("the rest"));
}

void TestLogRedaction::everyLineOfTheProcessGoesThroughIt()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    const QtMessageHandler ofTheTest = qInstallMessageHandler(nullptr);
    installLogRedaction();
    hideFromLog(ApiKey::fromInput(QStringLiteral("of-no-shape-at-all")).value());
    const int screen = dup(STDERR_FILENO);
    QVERIFY(dup2(file.handle(), STDERR_FILENO) >= 0);
    {
        const auto restore = qScopeGuard([screen, ofTheTest] {
            dup2(screen, STDERR_FILENO);
            close(screen);
            qInstallMessageHandler(ofTheTest);
        });
        qInfo("sent 4711|AbCdEfGhIjKlMnOpQrSt");
        qDebug("and of-no-shape-at-all");
        qInfo("and Authorization: Bearer xyzzy12345");
    }
    QVERIFY(file.seek(0));
    const QByteArray said = file.readAll();
    QCOMPARE(said.count('\n'), 3);
    QVERIFY(said.contains("sent [key]"));
    for (const char *secret : {"AbCdEf", "of-no-shape", "xyzzy"})
        QVERIFY2(!said.contains(secret), said.constData());
}

QTEST_APPLESS_MAIN(TestLogRedaction)
#include "tst_logredaction.moc"
