// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/keychainsecretstore.h"

#include <QTest>

using namespace confab;

namespace {
QString nameOf(const QString &address, const QString &profile = {})
{
    return KeychainSecretStore::entryName(profile, QUrl(address));
}
} // namespace

class TestEntryName : public QObject
{
    Q_OBJECT

private slots:
    void namesProgramProfileAndAddress();
    void isOneForAllSpellings();
    void differsForOthers();
    void holdsNoSecretsOfTheAddress();
    void fitsEveryKeychain();
};

void TestEntryName::namesProgramProfileAndAddress()
{
    QCOMPARE(nameOf(QStringLiteral("https://app.customgpt.ai/api/v1")),
             QStringLiteral("io.github.confab/default/https://app.customgpt.ai/api/v1"));
    QCOMPARE(nameOf(QStringLiteral("http://127.0.0.1:8080/api/v1"), QStringLiteral("work")),
             QStringLiteral("io.github.confab/work/http://127.0.0.1:8080/api/v1"));
}

void TestEntryName::isOneForAllSpellings()
{
    const QString name = nameOf(QStringLiteral("https://chat.example.org/api/v1"));
    QCOMPARE(nameOf(QStringLiteral("HTTPS://Chat.Example.ORG:443/api/./v1/")), name);
    QCOMPARE(nameOf(QStringLiteral("https://chat.example.org/api/v1"), QStringLiteral("default")), name);
    QCOMPARE(nameOf(QStringLiteral("https://b\u00fccher.example/")),
             nameOf(QStringLiteral("https://xn--bcher-kva.example")));
}

void TestEntryName::differsForOthers()
{
    const QString name = nameOf(QStringLiteral("https://chat.example.org/api/v1"));
    QVERIFY(nameOf(QStringLiteral("https://chat.example.org/api/v2")) != name);
    QVERIFY(nameOf(QStringLiteral("https://chat.example.org/API/v1")) != name);
    QVERIFY(nameOf(QStringLiteral("https://chat.example.org:8443/api/v1")) != name);
    QVERIFY(nameOf(QStringLiteral("https://chat.example.org/api/v1"), QStringLiteral("work")) != name);
}

void TestEntryName::holdsNoSecretsOfTheAddress()
{
    QCOMPARE(nameOf(QStringLiteral("https://me:secret@chat.example.org/api/v1?key=1#x")),
             nameOf(QStringLiteral("https://chat.example.org/api/v1")));
}

// 32767 characters are what Windows takes; addresses end at 2000 and profiles at 64.
void TestEntryName::fitsEveryKeychain()
{
    const QUrl longest = serverAddress(QStringLiteral("https://e.org/") + QString(1980, u'\u00e4')).value();
    QVERIFY(KeychainSecretStore::entryName(QString(64, u'p'), longest).size() < 32'767);
}

QTEST_GUILESS_MAIN(TestEntryName)
#include "tst_entryname.moc"
