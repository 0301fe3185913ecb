// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/settings.h"

#include "core/apikey.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

using namespace confab;

namespace {

const QUrl server(QStringLiteral("https://chat.example.org/api/v1"));
const SessionId session(QStringLiteral("session-000001"));
constexpr auto ownFile = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
constexpr auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup |
                        QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;

QString configFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/confab");
}

QString configFile(const QString &profile = QStringLiteral("default"))
{
    return configFolder() + u'/' + profile + QStringLiteral(".ini");
}

void writeFile(const QByteArray &content)
{
    QDir().mkpath(configFolder());
    QFile file(configFile());
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(content), content.size());
}

void compareWithDefaults(const Settings &settings)
{
    QCOMPARE(settings.serverAddress(), defaultServerAddress());
    QVERIFY(!settings.keyExpected(server));
    QVERIFY(!settings.keyRemoved(server));
    QVERIFY(!settings.lastProject().isValid());
    QVERIFY(!settings.lastConversation(ProjectId{7}).isValid());
    QVERIFY(settings.dateFilter() == DateFilter());
    QCOMPARE(settings.peopleFilter(), PeopleFilter::Everyone);
    QVERIFY(settings.enterSends());
    QVERIFY(settings.state(QStringLiteral("geometry")).isEmpty());
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QDir(configFolder()).removeRecursively();
        QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
             QStringLiteral("/confab"))
            .removeRecursively();
    }
    void beginsWithDefaults() { compareWithDefaults(Settings(QString())); }
    void remembersEverything();
    void forgetsAConversation();
    void keepsProfilesApart();
    void isForItsOwnerAlone();
    void closesAnOpenFile();
    void makesTheDataFolder();
    void knowsValidProfiles_data();
    void knowsValidProfiles();
    void neverLeavesItsFolder();
    void readsGarbageAsDefaults_data();
    void readsGarbageAsDefaults();
    void setsAHugeFileAside();
    void takesNoBadValues();
    void checksAddressesAgain();
};

void TestSettings::remembersEverything()
{
    const DateFilter filter{DateFilter::Kind::Custom, 30, QDate(2026, 1, 31), QDate(2026, 2, 28)};
    const QByteArray bytes("\0\xff geometry\n;=", 14);
    {
        Settings settings{QString()};
        settings.setServerAddress(server);
        settings.setKeyExpected(server, true);
        settings.setLastProject(ProjectId{9'007'199'254'740'993});
        settings.setLastConversation(ProjectId{7}, session);
        settings.setDateFilter(filter);
        settings.setPeopleFilter(PeopleFilter::Me);
        settings.setEnterSends(false);
        settings.setState(QStringLiteral("geometry"), bytes);
        settings.setExportOptions({ExportFormat::Csv, true, false, true, false});
        settings.setExportFolder(QStringLiteral("/home/a b/@Variant(x)/\u00FCber"));
    }
    const Settings settings{QString()};
    // Addresses of visitors are asked for anew.
    QCOMPARE(settings.exportOptions(), (ExportOptions{ExportFormat::Csv, false, false, true, false}));
    QCOMPARE(settings.exportFolder(), QStringLiteral("/home/a b/@Variant(x)/\u00FCber"));
    QCOMPARE(settings.serverAddress(), server);
    QVERIFY(settings.keyExpected(server));
    QVERIFY(!settings.keyRemoved(server));
    QVERIFY(!settings.keyExpected(defaultServerAddress()));
    QCOMPARE(settings.lastProject().value, 9'007'199'254'740'993);
    QCOMPARE(settings.lastConversation(ProjectId{7}).toString(), session.toString());
    QVERIFY(!settings.lastConversation(ProjectId{8}).isValid());
    QVERIFY(settings.dateFilter() == filter);
    QCOMPARE(settings.peopleFilter(), PeopleFilter::Me);
    QVERIFY(!settings.enterSends());
    QCOMPARE(settings.state(QStringLiteral("geometry")), bytes);

    Settings(QString()).setKeyExpected(server, false);
    const Settings after{QString()};
    QVERIFY(!after.keyExpected(server));
    QVERIFY(after.keyRemoved(server));
    QVERIFY(!after.keyRemoved(defaultServerAddress()));
}

void TestSettings::forgetsAConversation()
{
    Settings settings{QString()};
    settings.setLastConversation(ProjectId{7}, session);
    settings.setLastConversation(ProjectId{7}, SessionId());
    QVERIFY(!settings.lastConversation(ProjectId{7}).isValid());
}

void TestSettings::keepsProfilesApart()
{
    Settings usual{QString()};
    Settings other{QStringLiteral("Work-2_b")};
    usual.setKeyExpected(server, true);
    other.setLastProject(ProjectId{5});
    QVERIFY(!other.keyExpected(server));
    QVERIFY(!usual.lastProject().isValid());
    QVERIFY(usual.dataFolder() != other.dataFolder());
    QCOMPARE(other.profile(), QStringLiteral("Work-2_b"));
}

void TestSettings::isForItsOwnerAlone()
{
    {
        Settings settings{QString()};
        settings.setLastProject(ProjectId{5});
    }
    QVERIFY(QFileInfo::exists(configFile()));
    QCOMPARE(QFile::permissions(configFile()) & (others | ownFile), QFileDevice::Permissions(ownFile));
    QCOMPARE(QFile::permissions(configFolder()) & others, QFileDevice::Permissions());
}

void TestSettings::closesAnOpenFile()
{
    writeFile("[view]\nproject=5\n");
    QVERIFY(QFile::setPermissions(configFile(), ownFile | others));
    QVERIFY(QFile::setPermissions(configFolder(), ownFile | QFileDevice::ExeOwner | others));
    {
        Settings settings{QString()};
        QCOMPARE(settings.lastProject().value, 5);
        QCOMPARE(QFile::permissions(configFile()) & others, QFileDevice::Permissions());
        settings.setLastProject(ProjectId{6});
    }
    QCOMPARE(QFile::permissions(configFile()) & others, QFileDevice::Permissions());
    QCOMPARE(QFile::permissions(configFolder()) & others, QFileDevice::Permissions());
}

void TestSettings::makesTheDataFolder()
{
    const Settings settings{QStringLiteral("work")};
    const QFileInfo folder(settings.dataFolder());
    QVERIFY(folder.isDir());
    QCOMPARE(folder.fileName(), QStringLiteral("work"));
    QCOMPARE(folder.permissions() & others, QFileDevice::Permissions());
    QVERIFY(QFile::setPermissions(folder.filePath(), ownFile | QFileDevice::ExeOwner | others));
    QCOMPARE(QFile::permissions(settings.dataFolder()) & others, QFileDevice::Permissions());
}

void TestSettings::knowsValidProfiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("valid");
    QTest::newRow("plain") << QStringLiteral("Work_2-b") << true;
    QTest::newRow("64") << QString(64, u'a') << true;
    QTest::newRow("65") << QString(65, u'a') << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("up") << QStringLiteral("..") << false;
    QTest::newRow("slash") << QStringLiteral("a/b") << false;
    QTest::newRow("umlaut") << QStringLiteral("\u00e4") << false;
    QTest::newRow("other digits") << QStringLiteral("\u0663") << false;
    QTest::newRow("NUL") << QString(1, QChar(0)) << false;
}

void TestSettings::knowsValidProfiles()
{
    QFETCH(QString, name);
    QFETCH(bool, valid);
    QCOMPARE(Settings::isValidProfile(name), valid);
}

void TestSettings::neverLeavesItsFolder()
{
    Settings settings{QStringLiteral("../../evil")};
    settings.setLastProject(ProjectId{5});
    QCOMPARE(settings.profile(), QString());
    QCOMPARE(Settings(QString()).lastProject().value, 5);
}

void TestSettings::readsGarbageAsDefaults_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("binary") << QByteArray("\0\1\2\xff\xfe[[[==\n\n]]%%%\0", 19);
    QTest::newRow("no ini") << QByteArray("{\"server\": 1}\n<xml>");
    QTest::newRow("wrong types") << QByteArray(
        "[server]\naddress=@ByteArray(\\xff)\n[view]\nproject=@Invalid()\n[filter]\ndate=@Size(1 2)\n"
        "days=@Rect(1 2 3 4)\nfrom=a, b, c\npeople=@Variant(\\0\\0\\0\\x7f\\xff)\n"
        "[conversations]\n7=@Point(1 2)\n[state]\ngeometry=text\n");
    QTest::newRow("out of bounds") << QByteArray(
        "[server]\naddress=http://evil.example/\n[view]\nproject=-1\n[filter]\ndate=whenever\n"
        "days=99999999999999999999\nfrom=2026-02-30\nto=yesterday\npeople=aliens\n"
        "[conversations]\n7=..\n");
    QTest::newRow("huge numbers") << QByteArray(
        "[view]\nproject=99999999999999999999\n[filter]\ndays=3651\n[conversations]\n7=" +
        QByteArray(5000, 'a') + "\n");
    QTest::newRow("huge state") << QByteArray("[state]\ngeometry=@ByteArray(" + QByteArray(100'000, 'x') +
                                              ")\n");
    QTest::newRow("key marks") << QByteArray(
        "[keychain]\nhttps%253A%252F%252Fchat.example.org%252Fapi%252Fv1=perhaps\n");
}

void TestSettings::readsGarbageAsDefaults()
{
    QFETCH(QByteArray, content);
    writeFile(content);
    compareWithDefaults(Settings(QString()));
    // and is usable again from there
    Settings(QString()).setLastProject(ProjectId{3});
    QCOMPARE(Settings(QString()).lastProject().value, 3);
}

void TestSettings::setsAHugeFileAside()
{
    writeFile("[view]\nproject=5\n" + QByteArray(2 * 1024 * 1024, ';') + "\n");
    Settings settings{QString()};
    compareWithDefaults(settings);
    QVERIFY(QFileInfo::exists(configFile() + QStringLiteral(".unreadable")));
}

void TestSettings::takesNoBadValues()
{
    Settings settings{QString()};
    settings.setServerAddress(QUrl(QStringLiteral("http://evil.example/")));
    settings.setLastConversation(ProjectId{7}, SessionId(QStringLiteral("..")));
    settings.setLastConversation(ProjectId{}, session);
    settings.setState(QStringLiteral("geometry"), QByteArray(100'000, 'x'));
    compareWithDefaults(settings);
}

void TestSettings::checksAddressesAgain()
{
    writeFile("[server]\naddress=chat.example.org:443\n");
    QCOMPARE(Settings(QString()).serverAddress(), server);
    writeFile("[server]\naddress=https://me:secret@chat.example.org/\n");
    QCOMPARE(Settings(QString()).serverAddress(), defaultServerAddress());
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
