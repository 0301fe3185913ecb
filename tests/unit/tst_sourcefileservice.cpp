// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "services/sourcefileservice.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

const QByteArray pdf = QByteArrayLiteral("%PDF-1.4\n%%EOF\n");
const QByteArray shell = QByteArrayLiteral("#!/bin/sh\necho gone\n");
const QByteArray entry = QByteArrayLiteral("[Desktop Entry]\nType=Application\nName=x\nExec=x\n");
const QByteArray png = QByteArrayLiteral("\x89PNG\r\n\x1a\n");
const CitationId id{12};

template<class T>
T ended(QFuture<T> future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }))
        qFatal("It did not end");
    return future.result();
}

constexpr QFileDevice::Permissions others =
    QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;

} // namespace

class TestSourceFileService : public QObject
{
    Q_OBJECT

private slots:
    void knowsItsOwnFiles_data();
    void knowsItsOwnFiles();
    void names_data();
    void names();
    void fetchesWithOneCall();
    void opensOnlyWhatShows_data();
    void opensOnlyWhatShows();
    void savesForTheOwnerAlone();
    void aFailedSaveLeavesWhatWasThere();
    void unpacksIntoAFolderOfItsOwn();
};

void TestSourceFileService::knowsItsOwnFiles_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<qint64>("expected");
    const auto row = [](const QString &address, qint64 expected) {
        QTest::newRow(qPrintable(address)) << address << expected;
    };
    row(u"https://app.example/api/v1/preview/16334"_s, 16334);
    row(u"http://app.example/api/v1/preview/16334"_s, 16334);
    row(u"https://APP.example:443/api/v1/preview/7"_s, 7);
    row(u"https://app.example/api/v1/preview/7?x=1"_s, 7);
    row(u"https://app.example:8443/api/v1/preview/7"_s, 0);
    row(u"https://evil.example/api/v1/preview/7"_s, 0);
    row(u"https://app.example.evil.example/api/v1/preview/7"_s, 0);
    row(u"https://app.example@evil.example/api/v1/preview/7"_s, 0);
    row(u"https://app.example/api/v2/preview/7"_s, 0);
    row(u"https://app.example/api/v1/preview/"_s, 0);
    row(u"https://app.example/api/v1/preview/7/../../user"_s, 0);
    row(u"https://app.example/api/v1/preview/-7"_s, 0);
    row(u"https://app.example/api/v1/preview/7a"_s, 0);
    row(u"https://app.example/api/v1/preview/99999999999999999999"_s, 0);
    row({}, 0);
}

void TestSourceFileService::knowsItsOwnFiles()
{
    QFETCH(QString, address);
    QFETCH(qint64, expected);
    for (const QString &server : {u"https://app.example/api/v1"_s, u"https://app.example/api/v1/"_s})
        QCOMPARE(SourceFileService::fileId(QUrl(address), QUrl(server)).value, expected);
}

void TestSourceFileService::names_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("expected");
    const auto row = [](const QString &title, const QByteArray &content, const QString &expected) {
        QTest::newRow(qPrintable(title.left(30))) << title << content << expected;
    };
    row(u"User manual (PDF)"_s, pdf, u"User manual (PDF).pdf"_s);
    row(u"Manual.pdf"_s, pdf, u"Manual.pdf"_s);
    row(u"Manual.PDF"_s, pdf, u"Manual.PDF"_s);
    row(u"photo.jpeg"_s, png, u"photo.jpeg.png"_s);
    row(u"../../etc/passwd"_s, pdf, u"etc passwd.pdf"_s);
    row(u"C:\\a|b?*<>\"c"_s, pdf, u"C a b c.pdf"_s);
    row(u".bashrc"_s, u"text"_s.toUtf8(), u"bashrc.txt"_s);
    row(u"..."_s, pdf, u"source.pdf"_s);
    row({}, pdf, u"source.pdf"_s);
    row(QString(400, u'x'), pdf, QString(120, u'x') + u".pdf"_s);
}

void TestSourceFileService::names()
{
    QFETCH(QString, title);
    QFETCH(QByteArray, content);
    QFETCH(QString, expected);
    QCOMPARE(SourceFileService::fileName(title, content), expected);
    // Nothing turns the ending round or hides it.
    const QString hostile = SourceFileService::fileName(title + u"\n\u202Egnp.exe"_s, content);
    for (const QChar c : hostile)
        QVERIFY(c.isPrint() || c == u' ');
    QVERIFY(!hostile.endsWith(u".exe"_s));
}

void TestSourceFileService::fetchesWithOneCall()
{
    FakeChatApi api;
    api.files[id] = pdf;
    SourceFileService service(api);
    const Result<SourceFile> file = ended(service.fetch(id, u"Manual"_s));
    QVERIFY(file);
    QCOMPARE(file->content, pdf);
    QCOMPARE(file->name, u"Manual.pdf"_s);
    QVERIFY(file->mayOpen);
    QCOMPARE(api.calls.size(), 1);
    const Result<SourceFile> removed = ended(service.fetch(CitationId{13}, u"Gone"_s));
    QVERIFY(!removed);
    QCOMPARE(removed.error().kind, ErrorKind::NotFound);
    QCOMPARE(api.calls.size(), 2);
}

void TestSourceFileService::opensOnlyWhatShows_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("mayOpen");
    QTest::newRow("pdf") << u"a"_s << pdf << true;
    QTest::newRow("picture") << u"a"_s << png << true;
    QTest::newRow("text") << u"a"_s << QByteArray("Hello") << true;
    QTest::newRow("word") << u"a.docx"_s << QByteArray("PK\x03\x04 and more", 13) << true;
    QTest::newRow("archive") << u"a"_s << QByteArray("PK\x03\x04 and more", 13) << false;
    QTest::newRow("script") << u"a"_s << shell << false;
    QTest::newRow("script called text") << u"a.txt"_s << shell << false;
    QTest::newRow("starter") << u"a"_s << entry << false;
    QTest::newRow("starter by name") << u"a.desktop"_s << QByteArray("Hello") << false;
    QTest::newRow("page") << u"a"_s << QByteArray("<!DOCTYPE html><html></html>") << false;
    QTest::newRow("program") << u"a"_s
                             << QByteArray("\x7f"
                                           "ELF\x02\x01\x01")
                             << false;
}

void TestSourceFileService::opensOnlyWhatShows()
{
    QFETCH(QString, title);
    QFETCH(QByteArray, content);
    QFETCH(bool, mayOpen);
    FakeChatApi api;
    api.files[id] = content;
    SourceFileService service(api);
    const SourceFile file = *ended(service.fetch(id, title));
    QCOMPARE(file.mayOpen, mayOpen);
    const Result<QString> path = ended(service.unpack(file));
    QCOMPARE(path.has_value(), mayOpen);
    if (!path)
        QCOMPARE(path.error().kind, ErrorKind::Refused);
}

void TestSourceFileService::savesForTheOwnerAlone()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"kept.pdf"_s);
    FakeChatApi api;
    SourceFileService service(api);
    QVERIFY(ended(service.save({pdf, u"kept.pdf"_s, true}, path)));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), pdf);
    QVERIFY(!(QFileInfo(path).permissions() & others));
    // Over one that others could read.
    QVERIFY(QFile::setPermissions(path, others | QFileDevice::ReadOwner | QFileDevice::WriteOwner));
    QVERIFY(ended(service.save({png, u"kept.pdf"_s, true}, path)));
    QVERIFY(!(QFileInfo(path).permissions() & others));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
}

void TestSourceFileService::aFailedSaveLeavesWhatWasThere()
{
    FakeChatApi api;
    SourceFileService service(api);
    const Result<Done> nowhere = ended(service.save({pdf, {}, true}, u"/nonexistent/folder/a.pdf"_s));
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().kind, ErrorKind::Storage);
    QTemporaryDir folder;
    QVERIFY(!ended(service.save({pdf, {}, true}, folder.path())));
    QVERIFY(QFileInfo(folder.path()).isDir());
}

void TestSourceFileService::unpacksIntoAFolderOfItsOwn()
{
    FakeChatApi api;
    auto service = std::make_unique<SourceFileService>(api);
    const SourceFile file{pdf, u"Manual.pdf"_s, true};
    const QString first = *ended(service->unpack(file));
    const QString second = *ended(service->unpack(file));
    QVERIFY(first != second);
    for (const QString &path : {first, second}) {
        QCOMPARE(QFileInfo(path).fileName(), u"Manual.pdf"_s);
        QVERIFY(!(QFileInfo(path).permissions() & others));
    }
    const QString folder = QFileInfo(QFileInfo(first).path()).path();
    QVERIFY(!(QFileInfo(folder).permissions() & (others | QFileDevice::ExeGroup | QFileDevice::ExeOther)));
    service.reset();
    QVERIFY(!QFileInfo::exists(folder));
}

QTEST_GUILESS_MAIN(TestSourceFileService)
#include "tst_sourcefileservice.moc"
