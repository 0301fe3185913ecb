// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/apikey.h"

#include <QTest>

using namespace confab;

namespace {
const QString usualKey = QStringLiteral("1234|AbCdEfGhIjKlMnOpQrStUvWxYz0123456789");
}

class TestApiKey : public QObject
{
    Q_OBJECT

private slots:
    void acceptsAndTrims_data();
    void acceptsAndTrims();
    void refusesPastes_data();
    void refusesPastes();
    void refusalDoesNotRepeatThePaste();
    void knowsTheUsualShape();
    void isBlackedOut_data();
    void isBlackedOut();
    void readsAddresses_data();
    void readsAddresses();
    void refusesAddresses_data();
    void refusesAddresses();
    void readsItsOwnAddressesAgain();
    void knowsLoopback_data();
    void knowsLoopback();
};

void TestApiKey::acceptsAndTrims_data()
{
    QTest::addColumn<QString>("paste");
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("usual") << usualKey << usualKey.toLatin1();
    QTest::newRow("blanks around") << QStringLiteral("  %1 \t").arg(usualKey) << usualKey.toLatin1();
    QTest::newRow("line end of a terminal") << usualKey + u'\n' << usualKey.toLatin1();
    QTest::newRow("Windows line end") << usualKey + QStringLiteral("\r\n") << usualKey.toLatin1();
    QTest::newRow("no-break space of a web page") << usualKey + QChar(0xa0) << usualKey.toLatin1();
    QTest::newRow("one character") << QStringLiteral("k") << QByteArray("k");
    QTest::newRow("first and last printable") << QStringLiteral("!~") << QByteArray("!~");
    QTest::newRow("longest") << QString(2000, u'k') << QByteArray(2000, 'k');
}

void TestApiKey::acceptsAndTrims()
{
    QFETCH(QString, paste);
    QFETCH(QByteArray, key);
    const auto result = ApiKey::fromInput(paste);
    QVERIFY(result.has_value());
    QCOMPARE(result->reveal(), key);
    QVERIFY(!result->isEmpty());
}

void TestApiKey::refusesPastes_data()
{
    QTest::addColumn<QString>("paste");
    QTest::newRow("empty") << QString();
    QTest::newRow("blanks alone") << QStringLiteral(" \t\r\n ");
    QTest::newRow("header injection") << QStringLiteral("key\r\nX-Admin: 1");
    QTest::newRow("carriage return") << QStringLiteral("key\rmore");
    QTest::newRow("line feed") << QStringLiteral("key\nmore");
    QTest::newRow("NUL") << QStringLiteral("key") + QChar(0) + QStringLiteral("more");
    QTest::newRow("NUL at the end") << QStringLiteral("key") + QChar(0);
    QTest::newRow("blank inside") << QStringLiteral("key more");
    QTest::newRow("tab inside") << QStringLiteral("key\tmore");
    QTest::newRow("DEL") << QStringLiteral("key\x7f");
    QTest::newRow("umlaut") << QStringLiteral("k\u00e4y");
    QTest::newRow("a look-alike") << QStringLiteral("k\u0435y");
    QTest::newRow("zero-width space") << QStringLiteral("key\u200b");
    QTest::newRow("right-to-left override") << QStringLiteral("\u202ekey");
    QTest::newRow("one too long") << QString(2001, u'k');
    QTest::newRow("a megabyte") << QString(1024 * 1024, u'k');
}

void TestApiKey::refusesPastes()
{
    QFETCH(QString, paste);
    const auto result = ApiKey::fromInput(paste);
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().kind, ErrorKind::Refused);
    QVERIFY(!result.error().detail.isEmpty());
}

void TestApiKey::refusalDoesNotRepeatThePaste()
{
    const auto result = ApiKey::fromInput(usualKey + QStringLiteral(" ") + usualKey);
    QVERIFY(!result.has_value());
    QVERIFY(!result.error().detail.contains(usualKey));
}

void TestApiKey::knowsTheUsualShape()
{
    QVERIFY(ApiKey::fromInput(usualKey)->looksUsual());
    QVERIFY(!ApiKey::fromInput(QStringLiteral("sk-something"))->looksUsual());
    QVERIFY(!ApiKey::fromInput(QStringLiteral("12|tooshort"))->looksUsual());
    QVERIFY(!ApiKey().looksUsual());
}

void TestApiKey::isBlackedOut_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("safe");
    const QString usual = usualKey;
    const QString odd = QStringLiteral("proxy/\"k\\y\"#%$.");
    QTest::newRow("usual") << usual << QStringLiteral("bad: %1, %1").arg(usual)
                           << QStringLiteral("bad: [key], [key]");
    QTest::newRow("odd") << odd << QStringLiteral("<%1>").arg(odd) << QStringLiteral("<[key]>");
    QTest::newRow("another case") << QStringLiteral("AbCdEf") << QStringLiteral("abcdef is bad")
                                  << QStringLiteral("[key] is bad");
    QTest::newRow("encoded") << odd
                             << QStringLiteral("t=") + QString::fromLatin1(QUrl::toPercentEncoding(odd))
                             << QStringLiteral("t=[key]");
    QTest::newRow("quoted") << odd << QStringLiteral("\"proxy/\\\"k\\\\y\\\"#%$.\"")
                            << QStringLiteral("\"[key]\"");
    QTest::newRow("cut") << usual << QStringLiteral("bad: ") + usual.left(20) << QStringLiteral("bad: [key]");
    QTest::newRow("longest") << QString(2000, u'~') << QStringLiteral("x") + QString(2000, u'~')
                             << QStringLiteral("x[key]");
    QTest::newRow("no key") << QString() << QStringLiteral("words") << QStringLiteral("words");
    QTest::newRow("too short to tell from words")
        << QStringLiteral("k") << QStringLiteral("ok") << QStringLiteral("ok");
}

void TestApiKey::isBlackedOut()
{
    QFETCH(const QString, key);
    QFETCH(const QString, text);
    QFETCH(const QString, safe);
    const ApiKey secret = ApiKey::fromInput(key).value_or(ApiKey());
    QCOMPARE(withoutKey(text, secret), safe);
    const Error error = withoutKey(Error{ErrorKind::Server, 500, text, text, {}}, secret);
    QCOMPARE(error.serverMessage, safe);
    QCOMPARE(error.detail, safe);
}

void TestApiKey::readsAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("address");
    const auto row = [](const char *name, const QString &text, const char *address) {
        QTest::newRow(name) << text << QString::fromLatin1(address);
    };
    row("whole", QStringLiteral("https://app.customgpt.ai/api/v1"), "https://app.customgpt.ai/api/v1");
    row("bare host", QStringLiteral("app.customgpt.ai"), "https://app.customgpt.ai/api/v1");
    row("bare host and port", QStringLiteral("chat.example.org:8443"),
        "https://chat.example.org:8443/api/v1");
    row("host with a scheme", QStringLiteral("https://chat.example.org"), "https://chat.example.org/api/v1");
    row("one slash", QStringLiteral("https://chat.example.org/"), "https://chat.example.org/api/v1");
    row("slashes at the end", QStringLiteral("https://chat.example.org/api/v1///"),
        "https://chat.example.org/api/v1");
    row("its own path", QStringLiteral("https://chat.example.org/gpt/api"),
        "https://chat.example.org/gpt/api");
    row("letter case", QStringLiteral("HTTPS://Chat.Example.ORG/Api"), "https://chat.example.org/Api");
    row("default port", QStringLiteral("https://chat.example.org:443/api/v1"),
        "https://chat.example.org/api/v1");
    row("blanks around", QStringLiteral("  https://chat.example.org/api/v1\n"),
        "https://chat.example.org/api/v1");
    row("dots in the path", QStringLiteral("https://chat.example.org/a/../api/./v1/"),
        "https://chat.example.org/api/v1");
    row("dots that leave nothing", QStringLiteral("https://chat.example.org/a/.."),
        "https://chat.example.org/api/v1");
    row("international name", QStringLiteral("https://b\u00fccher.example/api/v1"),
        "https://xn--bcher-kva.example/api/v1");
    row("loopback by number", QStringLiteral("http://127.0.0.1:8080/api/v1"), "http://127.0.0.1:8080/api/v1");
    row("short loopback", QStringLiteral("http://127.1:8080"), "http://127.0.0.1:8080/api/v1");
    row("loopback by name", QStringLiteral("http://localhost:80/"), "http://localhost/api/v1");
    row("loopback of version 6", QStringLiteral("http://[::1]:9000/api/v1"), "http://[::1]:9000/api/v1");
}

void TestApiKey::readsAddresses()
{
    QFETCH(QString, text);
    QFETCH(QString, address);
    const auto result = serverAddress(text);
    QVERIFY2(result.has_value(), result ? "" : qPrintable(result.error().detail));
    QCOMPARE(QString::fromLatin1(result->toEncoded()), address);
}

void TestApiKey::refusesAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("plain http") << QStringLiteral("http://app.customgpt.ai/api/v1");
    QTest::newRow("http, private network") << QStringLiteral("http://192.168.0.1/api/v1");
    QTest::newRow("a name that begins like loopback") << QStringLiteral("http://127.0.0.1.example.org/");
    QTest::newRow("a name that only looks like loopback") << QStringLiteral("http://127.0.0.999/");
    QTest::newRow("localhost as a part") << QStringLiteral("http://localhost.example.org/");
    QTest::newRow("loopback as user name") << QStringLiteral("http://127.0.0.1@example.org/");
    QTest::newRow("no host") << QStringLiteral("https:///");
    QTest::newRow("no host but a path") << QStringLiteral("https:///api/v1");
    QTest::newRow("script") << QStringLiteral("javascript:alert(1)");
    QTest::newRow("script with slashes") << QStringLiteral("javascript://example.org/%0aalert(1)");
    QTest::newRow("file") << QStringLiteral("file:///etc/passwd");
    QTest::newRow("ftp") << QStringLiteral("ftp://example.org/");
    QTest::newRow("user") << QStringLiteral("https://me@example.org/");
    QTest::newRow("user and password") << QStringLiteral("https://me:secret@example.org/");
    QTest::newRow("query") << QStringLiteral("https://example.org/api?key=1");
    QTest::newRow("empty query") << QStringLiteral("https://example.org/api?");
    QTest::newRow("fragment") << QStringLiteral("https://example.org/api#x");
    QTest::newRow("port too high") << QStringLiteral("https://example.org:65536/");
    QTest::newRow("port zero") << QStringLiteral("https://example.org:0/");
    QTest::newRow("port of letters") << QStringLiteral("https://example.org:port/");
    QTest::newRow("blank in the host") << QStringLiteral("https://exam ple.org/");
    QTest::newRow("line break inside") << QStringLiteral("https://example.org/\nHost: evil");
    QTest::newRow("backslashes") << QStringLiteral("https://example.org\\@evil.example/");
    QTest::newRow("too long") << QStringLiteral("https://example.org/") + QString(2000, u'a');
}

void TestApiKey::refusesAddresses()
{
    QFETCH(QString, text);
    const auto result = serverAddress(text);
    QVERIFY2(!result.has_value(), result ? result->toEncoded().constData() : "");
    QCOMPARE(result.error().kind, ErrorKind::Refused);
    QVERIFY(!result.error().detail.isEmpty());
    QVERIFY(!result.error().detail.contains(QStringLiteral("secret")));
}

void TestApiKey::readsItsOwnAddressesAgain()
{
    QCOMPARE(*serverAddress(defaultServerAddress().toString()), defaultServerAddress());
    const QStringList texts{QStringLiteral("b\u00fccher.example"),
                            QStringLiteral("https://e.org/caf%C3%A9/%2e%2E/a"), QStringLiteral("[::1]:80"),
                            QStringLiteral("https://e.org/a%2Fb")};
    for (const QString &text : texts) {
        const auto once = serverAddress(text);
        QVERIFY(once.has_value());
        const auto twice = serverAddress(once->toString(QUrl::FullyEncoded));
        QVERIFY(twice.has_value());
        QCOMPARE(twice->toEncoded(), once->toEncoded());
    }
}

void TestApiKey::knowsLoopback_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("loopback");
    QTest::newRow("127.0.0.1") << QStringLiteral("http://127.0.0.1/") << true;
    QTest::newRow("127.255.255.254") << QStringLiteral("http://127.255.255.254/") << true;
    QTest::newRow("127.1") << QStringLiteral("http://127.1/") << true;
    QTest::newRow("::1") << QStringLiteral("http://[::1]:1/") << true;
    QTest::newRow("localhost") << QStringLiteral("http://LOCALHOST/") << true;
    QTest::newRow("128.0.0.1") << QStringLiteral("http://128.0.0.1/") << false;
    QTest::newRow("0.0.0.0") << QStringLiteral("http://0.0.0.0/") << false;
    QTest::newRow("::2") << QStringLiteral("http://[::2]/") << false;
    QTest::newRow("octet too high") << QStringLiteral("http://127.0.0.256/") << false;
    QTest::newRow("longer name") << QStringLiteral("http://127.0.0.1.nip.example/") << false;
    QTest::newRow("no host") << QStringLiteral("file:///tmp") << false;
}

void TestApiKey::knowsLoopback()
{
    QFETCH(QString, url);
    QFETCH(bool, loopback);
    QCOMPARE(isLoopback(QUrl(url)), loopback);
}

QTEST_GUILESS_MAIN(TestApiKey)
#include "tst_apikey.moc"
