// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakeprompts.h"
#include "services/citationservice.h"
#include "services/sourcefileservice.h"
#include "support/sessionworld.h"
#include "ui/linkopener.h"
#include "ui/sourceopener.h"
#include "ui/sourcepopover.h"
#include "ui/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

const ProjectId project{1};
const CitationId page{1};
const CitationId file{2};
const CitationId removed{3};
const CitationId foreign{4};
const QByteArray pdf = QByteArrayLiteral("%PDF-1.4\n%%EOF\n");

/// The popover over a window with a line to come from.
struct Sources : sessiontest::World
{
    FakePrompts prompts;
    CitationService citations{api};
    SourceFileService files{api};
    LinkOpener links{prompts};
    SourceOpener opener{session, files, links, prompts};
    QWidget window;
    QLineEdit *line = new QLineEdit(&window);
    SourcePopover popover{citations, opener, &window};

    Sources()
    {
        session.useServer(sessiontest::server);
        api.addProject(project.value);
        auto &known = api.projectData[project].citations;
        known[page] = {page, u"<b>Guide</b> & more"_s, u"How it is\ndone."_s,
                       QUrl(u"https://docs.example/guide?a=1"_s)};
        known[file] = {file, u"Manual"_s, {}, QUrl(u"https://chat.example.org/api/v1/preview/902"_s)};
        known[foreign] = {foreign, u"Trap"_s, {}, QUrl(u"https://evil.example/api/v1/preview/902"_s)};
        api.files[CitationId{902}] = pdf;
        window.resize(700, 500);
        window.show();
        line->setFocus();
        window.activateWindow(); // No window manager does.
        if (!QTest::qWaitForWindowActive(&window))
            qFatal("The window did not become active");
    }
    ~Sources() { QDesktopServices::unsetUrlHandler(u"file"_s); }
    void show(CitationId id)
    {
        citations.request(project, id);
        if (!QTest::qWaitFor([this] { return !citations.isLoading(); }))
            qFatal("The source did not come");
        popover.showSource(project, {id}, 0, QRect(40, 400, 180, 20));
    }
    [[nodiscard]] QPushButton *button(const QString &name) const
    {
        for (QPushButton *each : popover.findChildren<QPushButton *>()) {
            if (each->isVisible() && each->accessibleName() == name)
                return each;
        }
        return nullptr;
    }
    [[nodiscard]] QString text(const char *name) const
    {
        const auto *label = popover.findChild<QLabel *>(QString::fromLatin1(name));
        return label->isVisible() ? label->text() : QString();
    }
    [[nodiscard]] int previews() const { return api.count(FakeChatApi::Method::Preview); }
    static void press(QPushButton *button) { QTest::mouseClick(button, Qt::LeftButton); }
};

} // namespace

class TestSourcePopover : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatIsKnown();
    void opensAPageAfterAsking();
    void copiesTheAddress();
    void keysAreEnough();
    void walksThroughTheSources();
    void saysThatASourceWasRemoved();
    void savesAFileOfThisServer();
    void opensAFileOfThisServerAfterAsking();
    void doesNotOpenWhatCouldRun();
    void aRemovedFileSaysSo();
    void takesNothingFromAnotherServer();
    void staysInsideTheWindow();
    void standsBelowItsChip();
    void hasAnEdgeInTheDark();

public:
    QStringList opened;
    Q_INVOKABLE void openFile(const QUrl &url) { opened.append(url.toLocalFile()); }
};

void TestSourcePopover::tellsWhatIsKnown()
{
    Sources world;
    QVERIFY(!world.popover.isVisible());
    world.show(page);
    QVERIFY(world.popover.isVisible());
    QCOMPARE(world.popover.accessibleName(), u"Citations"_s);
    QCOMPARE(world.text("sourceTitle"), u"<b>Guide</b> & more"_s);
    QCOMPARE(world.text("sourceDescription"), u"How it is\ndone."_s);
    auto *address = world.popover.findChild<QPlainTextEdit *>(u"sourceAddress"_s);
    QCOMPARE(address->toPlainText(), u"https://docs.example/guide?a=1"_s);
    QVERIFY(address->isVisible() && address->isReadOnly());
    QVERIFY(world.button(u"Open…"_s) && world.button(u"Copy address"_s));
    QVERIFY(!world.button(u"Save…"_s));
    for (const QLabel *label : world.popover.findChildren<QLabel *>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
    QCOMPARE(world.previews(), 0);
}

void TestSourcePopover::opensAPageAfterAsking()
{
    Sources world;
    world.prompts.yes = false;
    world.show(page);
    Sources::press(world.button(u"Open…"_s));
    QCOMPARE(world.prompts.addresses.size(), 1);
    QCOMPARE(world.prompts.addresses.first().address, QUrl(u"https://docs.example/guide?a=1"_s));
    QVERIFY(world.popover.isVisible());
}

void TestSourcePopover::copiesTheAddress()
{
    Sources world;
    world.show(page);
    Sources::press(world.button(u"Copy address"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(), u"https://docs.example/guide?a=1"_s);
    QCOMPARE(world.text("sourceStatus"), u"Copied"_s);
}

void TestSourcePopover::keysAreEnough()
{
    Sources world;
    world.prompts.yes = false;
    world.show(page);
    QTRY_VERIFY(world.button(u"Open…"_s)->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTRY_VERIFY(world.button(u"Copy address"_s)->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTRY_COMPARE(QApplication::focusWidget()->objectName(), u"sourceAddress"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTRY_VERIFY(world.button(u"Open…"_s)->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(world.prompts.addresses.size(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!world.popover.isVisible());
    QTRY_VERIFY(world.line->hasFocus());
    // A click elsewhere in the window is as good.
    world.show(page);
    QTRY_VERIFY(world.button(u"Open…"_s)->hasFocus());
    world.line->setFocus(Qt::MouseFocusReason);
    QTRY_VERIFY(!world.popover.isVisible());
    QVERIFY(world.line->hasFocus());
}

void TestSourcePopover::walksThroughTheSources()
{
    Sources world;
    world.citations.request(project, page);
    QTRY_VERIFY(!world.citations.isLoading());
    world.popover.showSource(project, {page, removed}, 0, QRect(40, 400, 180, 20));
    QCOMPARE(world.text("sourcePosition"), u"Source 1 of 2"_s);
    auto *next = world.popover.findChild<QToolButton *>(u"nextSource"_s);
    QTest::mouseClick(next, Qt::LeftButton);
    QCOMPARE(world.text("sourcePosition"), u"Source 2 of 2"_s);
    QTRY_COMPARE(world.text("sourceTitle"), u"This source was removed."_s);
    QTest::mouseClick(next, Qt::LeftButton);
    QCOMPARE(world.text("sourceTitle"), u"<b>Guide</b> & more"_s);
    QCOMPARE(world.api.count(FakeChatApi::Method::Citation), 2); // Once for each, whatever was looked at.
}

void TestSourcePopover::saysThatASourceWasRemoved()
{
    Sources world;
    world.show(removed);
    QCOMPARE(world.text("sourceTitle"), u"This source was removed."_s);
    for (const char *name : {"Open…", "Save…", "Copy address", "Try again"})
        QVERIFY(!world.button(QString::fromUtf8(name)));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!world.popover.isVisible());
}

void TestSourcePopover::savesAFileOfThisServer()
{
    Sources world;
    QTemporaryDir folder;
    world.prompts.savePath = folder.filePath(u"kept.pdf"_s);
    world.show(file);
    QCOMPARE(world.previews(), 0);
    Sources::press(world.button(u"Save…"_s));
    QTRY_VERIFY(world.text("sourceStatus").startsWith(u"Saved as"_s));
    QCOMPARE(world.prompts.savedNames, QStringList{u"Manual.pdf"_s});
    QFile kept(world.prompts.savePath);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), pdf);
    QCOMPARE(world.previews(), 1);
    QCOMPARE(world.api.callsTo(FakeChatApi::Method::Preview).first().id, 902);
    // Where the person thinks better of it, nothing is written.
    world.prompts.savePath.clear();
    Sources::press(world.button(u"Save…"_s));
    QTRY_COMPARE(world.prompts.savedNames.size(), 2);
    QTRY_VERIFY(world.text("sourceStatus").isEmpty());
    // And where it cannot be written, that is said. A press during the turn that ends the one before does
    // nothing.
    world.prompts.savePath = u"/nonexistent/kept.pdf"_s;
    QTRY_VERIFY((Sources::press(world.button(u"Save…"_s)), world.prompts.savedNames.size() == 3));
    QTRY_VERIFY(world.text("sourceStatus").contains(u"file on this computer"_s));
}

void TestSourcePopover::opensAFileOfThisServerAfterAsking()
{
    Sources world;
    QDesktopServices::setUrlHandler(u"file"_s, this, "openFile");
    opened.clear();
    world.show(file);
    world.prompts.yes = false;
    Sources::press(world.button(u"Open…"_s));
    QCOMPARE(world.prompts.openedFiles, QStringList{u"Manual"_s});
    QTest::qWait(0);
    QCOMPARE(world.previews(), 0);
    world.prompts.yes = true;
    QTRY_VERIFY((Sources::press(world.button(u"Open…"_s)), world.prompts.openedFiles.size() == 2));
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(QFileInfo(opened.first()).fileName(), u"Manual.pdf"_s);
    QCOMPARE(world.previews(), 1);
    QVERIFY(world.prompts.addresses.isEmpty());
}

void TestSourcePopover::doesNotOpenWhatCouldRun()
{
    Sources world;
    QDesktopServices::setUrlHandler(u"file"_s, this, "openFile");
    opened.clear();
    world.api.files[CitationId{902}] = "#!/bin/sh\necho gone\n";
    world.show(file);
    Sources::press(world.button(u"Open…"_s));
    QTRY_VERIFY(world.text("sourceStatus").contains(u"does not open"_s));
    QVERIFY(opened.isEmpty());
}

void TestSourcePopover::aRemovedFileSaysSo()
{
    Sources world;
    world.api.files.clear();
    world.show(file);
    Sources::press(world.button(u"Save…"_s));
    QTRY_VERIFY(world.text("sourceStatus").startsWith(u"This file is no longer on the server."_s));
    QVERIFY(world.prompts.savedNames.isEmpty());
}

void TestSourcePopover::takesNothingFromAnotherServer()
{
    Sources world;
    world.prompts.yes = false;
    world.show(foreign);
    QVERIFY(!world.button(u"Save…"_s));
    Sources::press(world.button(u"Open…"_s));
    QCOMPARE(world.prompts.addresses.size(), 1); // To the browser, like any other address.
    QCOMPARE(world.prompts.openedFiles.size(), 0);
    QCOMPARE(world.previews(), 0);
}

void TestSourcePopover::staysInsideTheWindow()
{
    Sources world;
    auto &known = world.api.projectData[project].citations;
    known[CitationId{9}] = {CitationId{9}, QString(3000, u'W'), QString(90'000, u'x'),
                            QUrl(u"https://docs.example/"_s + QString(3000, u'y'))};
    world.show(CitationId{9});
    for (const QRect &near : {QRect(0, 0, 10, 10), QRect(690, 490, 10, 10), QRect(40, 250, 180, 20)}) {
        world.popover.showSource(project, {CitationId{9}}, 0, near);
        QVERIFY(world.window.rect().contains(world.popover.geometry()));
    }
    world.popover.setLayoutDirection(Qt::RightToLeft);
    world.popover.showSource(project, {CitationId{9}}, 0, QRect(500, 400, 180, 20));
    QVERIFY(world.window.rect().contains(world.popover.geometry()));
}

void TestSourcePopover::standsBelowItsChip()
{
    Sources world;
    world.show(page);
    QRect chip(40, 100, 180, 20);
    world.popover.showSource(project, {page}, 0, chip);
    QVERIFY(world.popover.geometry().top() > chip.bottom());
    QCOMPARE(world.popover.geometry().left(), chip.left());
    // Above it where there is no room.
    chip.moveTop(460);
    world.popover.showSource(project, {page}, 0, chip);
    QVERIFY(world.popover.geometry().bottom() < chip.top());
    QVERIFY(world.window.rect().contains(world.popover.geometry()));
}

void TestSourcePopover::hasAnEdgeInTheDark()
{
    Sources world;
    world.window.setPalette(QPalette(QColor(0x2b, 0x2b, 0x2b)));
    world.show(CitationId{1});
    const QImage picture = world.popover.grab().toImage();
    const QColor line = Theme::of(world.popover.palette()).line;
    QVERIFY(Theme::of(world.popover.palette()).dark);
    QCOMPARE(picture.pixelColor(0, picture.height() / 2), line);
    QCOMPARE(picture.pixelColor(picture.width() / 2, picture.height() - 1), line);
    QVERIFY(contrast(line, picture.pixelColor(2, picture.height() / 2)) > 1.2);
}

QTEST_MAIN(TestSourcePopover)
#include "tst_sourcepopover.moc"
