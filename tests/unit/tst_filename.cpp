// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filename.h"
#include "support/hostile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

class TestFileName : public QObject
{
    Q_OBJECT

private slots:
    void isOnePart_data();
    void isOnePart();
    void hostileTitlesAreFilesInTheFolder();
};

void TestFileName::isOnePart_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("name");
    QTest::newRow("usual") << u"Refund for order 88213"_s << u"Refund for order 88213"_s;
    QTest::newRow("path") << u"../../etc/passwd"_s << u"etc passwd"_s;
    QTest::newRow("option") << u"-rf"_s << u"rf"_s;
    QTest::newRow("hidden") << u".bashrc"_s << u"bashrc"_s;
    QTest::newRow("device") << u"con"_s << u"_con"_s;
    QTest::newRow("device with an ending") << u"COM1.txt"_s << u"_COM1.txt"_s;
    QTest::newRow("no device") << u"Console"_s << u"Console"_s;
    QTest::newRow("ends") << u"name. . "_s << u"name"_s;
    QTest::newRow("override") << u"invoice\u202Efdp.exe"_s << u"invoice fdp.exe"_s;
    QTest::newRow("lines") << u"a\nb\tc"_s << u"a b c"_s;
    QTest::newRow("empty") << u" .. "_s << QString();
    QTest::newRow("long") << QString(500, u'a') << QString(120, u'a');
    QTest::newRow("long in other scripts") << QString(100, QChar(0x65E5)) << QString(40, QChar(0x65E5));
    QTest::newRow("not within a character") << QString(119, u'a') + u"\u00E9"_s << QString(119, u'a');
}

void TestFileName::isOnePart()
{
    QFETCH(const QString, title);
    QFETCH(const QString, name);
    QCOMPARE(safeFileName(title), name);
    QCOMPARE(safeFileName(name), name);
}

void TestFileName::hostileTitlesAreFilesInTheFolder()
{
    QTemporaryDir folder;
    for (const hostile::Sample &sample : hostile::samples()) {
        const QString name = safeFileName(sample.text);
        QVERIFY(name.toUtf8().size() <= 121);
        if (name.isEmpty())
            continue;
        QFile file(folder.path() + u'/' + name);
        QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(sample.name));
        QVERIFY(QFile::exists(folder.path() + u'/' + name));
    }
}

QTEST_GUILESS_MAIN(TestFileName)
#include "tst_filename.moc"
