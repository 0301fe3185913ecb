// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakeprompts.h"
#include "ui/linkopener.h"

#include <QDesktopServices>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

/// Catches what would reach the browser or mail program. The schemes that must never arrive are caught as
/// well.
class Catcher : public QObject
{
    Q_OBJECT

public:
    Catcher()
    {
        for (const QString &scheme : schemes())
            QDesktopServices::setUrlHandler(scheme, this, "take");
    }
    ~Catcher() override
    {
        for (const QString &scheme : schemes())
            QDesktopServices::unsetUrlHandler(scheme);
    }

    QList<QUrl> taken;

public slots:
    void take(const QUrl &url) { taken.append(url); }

private:
    static QStringList schemes()
    {
        return {u"https"_s,      u"http"_s, u"mailto"_s, u"file"_s, u"ftp"_s,
                u"javascript"_s, u"data"_s, u"qrc"_s,    u"smb"_s};
    }
};

class TestLinkOpener : public QObject
{
    Q_OBJECT

private slots:
    void opensOnlyWhatIsAllowed_data();
    void opensOnlyWhatIsAllowed();
    void asksWithTheRealAddress();
    void refusalOpensNothing();
    void oneQuestionAtATime();
    void survivesItsOwnEnd();
};

void TestLinkOpener::opensOnlyWhatIsAllowed_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("opened"); // Empty: nothing.
    const auto row = [](const char *name, const QString &address, bool opens) {
        QTest::newRow(name) << address
                            << (opens ? QString::fromLatin1(QUrl(address).toEncoded()) : QString());
    };
    row("https", u"https://example.com/a?b=c#d"_s, true);
    row("http", u"http://example.com"_s, true);
    row("upper-case scheme", u"HTTPS://Example.com/"_s, true);
    row("port", u"https://example.com:8443/x"_s, true);
    row("IPv4", u"http://127.0.0.1/x"_s, true);
    row("IPv6", u"http://[::1]/x"_s, true);
    row("international host", u"https://b\u00FCcher.example/"_s, true);
    row("international path", u"https://example.com/\u65E5\u672C"_s, true);
    row("mail", u"mailto:a@example.com"_s, true);
    row("mail with subject and body", u"mailto:a@example.com?subject=Hi&body=One%0ATwo"_s, true);
    row("mail with attach", u"mailto:a@example.com?attach=/etc/passwd"_s, false);
    row("mail with attachment in capitals", u"mailto:a@example.com?subject=x&ATTACHMENT=/etc/passwd"_s,
        false);
    row("mail with encoded attach", u"mailto:a@example.com?%61ttach=/etc/passwd"_s, false);
    row("mail with a header in the subject", u"mailto:a@example.com?subject=x%0D%0ABcc:b@example.com"_s,
        false);
    row("mail without address", u"mailto:"_s, false);
    row("mail with a host", u"mailto://example.com/a@b"_s, false);
    row("file", u"file:///etc/hostname"_s, false);
    row("file on a host", u"file://host/share"_s, false);
    row("share", u"smb://host/x.desktop"_s, false);
    row("ftp", u"ftp://example.com/x"_s, false);
    row("javascript", u"javascript:alert(1)"_s, false);
    row("data", u"data:text/html,<b>x</b>"_s, false);
    row("resource", u"qrc:/icons/x"_s, false);
    row("user info", u"https://good.com@evil.com/"_s, false);
    row("user and password", u"https://u:p@evil.com/"_s, false);
    row("empty user info", u"https://@evil.com/"_s, false);
    row("no host", u"https:///path"_s, false);
    row("scheme alone", u"https:"_s, false);
    row("relative", u"/etc/passwd"_s, false);
    row("no scheme", u"example.com"_s, false);
    row("empty", QString(), false);
    row("backslash", u"https://good.com\\@evil.com/"_s, false);
    row("blank", u"https://good.com/ x"_s, false);
    row("line break", u"https://good.com/\nx"_s, false);
    row("right-to-left override", u"https://good.com/\u202Egpj.exe"_s, false);
    row("isolate", u"https://good.com/\u2066x"_s, false);
    row("zero-width space", u"https://go\u200Bod.com/"_s, false);
    row("soft hyphen", u"https://go\u00ADod.com/"_s, false);
    row("bad percent", u"https://example.com/%zz"_s, false);
    row("too long", u"https://example.com/"_s + QString(5000, u'a'), false);
    row("replacement character", u"https://good.com/\uFFFDgpj"_s, false);
    row("own mark for sources", u"confab-source:1"_s, false);
}

void TestLinkOpener::opensOnlyWhatIsAllowed()
{
    QFETCH(QString, address);
    QFETCH(QString, opened);
    Catcher catcher;
    FakePrompts prompts;
    LinkOpener opener(prompts);

    opener.open(address, u"shown"_s);

    QTRY_COMPARE(catcher.taken.size(), opened.isEmpty() ? 0 : 1);
    QStringList taken;
    for (const QUrl &url : catcher.taken)
        taken += QString::fromLatin1(url.toEncoded());
    QCOMPARE(taken, opened.isEmpty() ? QStringList() : QStringList{opened});
    QCOMPARE(prompts.addresses.size(), opened.isEmpty() ? 0 : 1);
    QCOMPARE(LinkOpener::allowed(address).isEmpty(), opened.isEmpty());
}

void TestLinkOpener::asksWithTheRealAddress()
{
    FakePrompts prompts;
    prompts.yes = false;
    LinkOpener opener(prompts);
    opener.open(u"https://evil.example/x"_s, u"https://good.example"_s);
    QCOMPARE(prompts.addresses.size(), 1);
    QCOMPARE(prompts.addresses.first().address, QUrl(u"https://evil.example/x"_s));
    QCOMPARE(prompts.addresses.first().shownText, u"https://good.example"_s);
}

void TestLinkOpener::refusalOpensNothing()
{
    Catcher catcher;
    FakePrompts prompts;
    prompts.yes = false;
    LinkOpener opener(prompts);
    opener.open(u"https://example.com/1"_s, {});
    QCOMPARE(prompts.addresses.size(), 1);
    prompts.yes = true;
    // The second may be asked once the first was answered; what was refused never comes.
    QTRY_VERIFY((opener.open(u"https://example.com/2"_s, {}), prompts.addresses.size() > 1));
    QTRY_VERIFY(!catcher.taken.isEmpty());
    QVERIFY(!catcher.taken.contains(QUrl(u"https://example.com/1"_s)));
}

void TestLinkOpener::oneQuestionAtATime()
{
    Catcher catcher;
    FakePrompts prompts;
    prompts.hold = true;
    LinkOpener opener(prompts);
    opener.open(u"https://example.com/1"_s, {});
    opener.open(u"https://example.com/2"_s, {});
    QCOMPARE(prompts.addresses.size(), 1);
    prompts.release(true);
    QTRY_COMPARE(catcher.taken, QList<QUrl>{QUrl(u"https://example.com/1"_s)});
    opener.open(u"https://example.com/3"_s, {});
    QCOMPARE(prompts.addresses.size(), 2);
    prompts.release(false);
    QTest::qWait(0);
    QCOMPARE(catcher.taken.size(), 1);
}

void TestLinkOpener::survivesItsOwnEnd()
{
    Catcher catcher;
    FakePrompts prompts;
    prompts.hold = true;
    auto opener = std::make_unique<LinkOpener>(prompts);
    opener->open(u"https://example.com/1"_s, {});
    opener.reset();
    prompts.release(true);
    QCoreApplication::processEvents();
    QCOMPARE(catcher.taken.size(), 0);
}

QTEST_MAIN(TestLinkOpener)
#include "tst_linkopener.moc"
