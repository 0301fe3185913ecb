// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "ui/dialogprompts.h"
#include "ui/namedialog.h"
#include "ui/reportdialog.h"
#include "ui/shortcutsdialog.h"

#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <QTextLayout>
#include <QTreeWidget>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

UserPrompts::Deletion deletionOf(int count)
{
    return {count, u"Support <b>bot</b>"_s, QDate(2025, 11, 3), QDate(2026, 3, 9)};
}

struct Window : QWidget
{
    Window()
    {
        resize(800, 600);
        show();
    }

    [[nodiscard]] QDialog *dialog() const { return findChild<QDialog *>(); }
    [[nodiscard]] QString words() const
    {
        QStringList all;
        const auto labels = dialog()->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            all << label->text();
        return all.join(u'\n');
    }
};

DeletionItem item(int number, DeletionItem::State state, const std::optional<Error> &error = {})
{
    Conversation conversation;
    conversation.id = ConversationId{number};
    conversation.session = FakeChatApi::session(number);
    conversation.name = number == 4 ? QString() : u"<b>Name</b> %1"_s.arg(number);
    return {conversation, state, error};
}

DeletionReport brokenReport()
{
    using State = DeletionItem::State;
    DeletionReport report;
    report.end = DeletionReport::End::Stopped;
    report.reason = FakeChatApi::httpError(ErrorKind::Forbidden, 403);
    report.items = {
        item(1, State::Deleted), item(2, State::AlreadyGone),
        item(3, State::Failed, FakeChatApi::httpError(ErrorKind::Validation, 422, u"It is locked"_s)),
        item(4, State::Unknown), item(5, State::Planned)};
    return report;
}

} // namespace

class TestPrompts : public QObject
{
    Q_OBJECT

private slots:
    void namesMayHaveAsManyCharactersAsTheServiceTakes();
    void deletionSaysWhatItIs();
    void deletionIsRefusedByHabit_data();
    void deletionIsRefusedByHabit();
    void deletionOfManyWantsTheNumberTyped();
    void deletionOfFewIsOneClick();
    void deletionByARuleNamesIt();
    void answersOnceWhenTheWindowGoes();
    void answersWhenTheWindowHasGone();
    void answersOnceWhenClosedTwice();
    void quitHasThreeAnswers_data();
    void quitHasThreeAnswers();
    void linkShowsTheRealAddress();
    void linkIsCutWhereItIsEndless();
    void everyTextIsPlain();
    void reportNeverSaysDoneWhileOneIsOpen();
    void reportListsWhatIsOpenAndWhy();
    void reportRetriesAndCopies();
    void shortcutsListWhatHasKeys();
    void keysKeepTheirOrderInAMirroredWindow();
};

void TestPrompts::deletionSaysWhatItIs()
{
    Window window;
    DialogPrompts prompts(&window);
    const QFuture<bool> answer = prompts.confirmDeletion(deletionOf(37));
    QDialog *dialog = window.dialog();
    QVERIFY(dialog->isVisible());
    QCOMPARE(dialog->windowModality(), Qt::WindowModal);
    const QString words = window.words();
    const QLocale locale;
    for (const QString &part :
         {u"Delete 37 conversations?"_s, u"Support <b>bot</b>"_s, locale.toString(QDate(2025, 11, 3)),
          locale.toString(QDate(2026, 3, 9)), u"cannot be undone"_s, u"ten seconds"_s})
        QVERIFY2(words.contains(part), qPrintable(part + u" in "_s + words));
    QCOMPARE(dialog->findChild<QPushButton *>(u"answer1"_s)->text(), u"Delete 37 conversations"_s);
    dialog->reject();
    QVERIFY(!answer.result());
}

void TestPrompts::deletionIsRefusedByHabit_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<Qt::Key>("key");
    for (const int count : {3, 37}) {
        QTest::addRow("%d enter", count) << count << Qt::Key_Return;
        QTest::addRow("%d enter of the keypad", count) << count << Qt::Key_Enter;
        QTest::addRow("%d escape", count) << count << Qt::Key_Escape;
        QTest::addRow("%d space", count) << count << Qt::Key_Space;
    }
}

void TestPrompts::deletionIsRefusedByHabit()
{
    QFETCH(int, count);
    QFETCH(Qt::Key, key);
    Window window;
    DialogPrompts prompts(&window);
    const QFuture<bool> answer = prompts.confirmDeletion(deletionOf(count));
    QDialog *dialog = window.dialog();
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QTest::keyClick(dialog->focusWidget(), key);
    if (dialog->isVisible())
        dialog->close(); // The blank went into the field of the number.
    QVERIFY(answer.isFinished());
    QCOMPARE(answer.results(), QList<bool>{false});
}

void TestPrompts::deletionOfManyWantsTheNumberTyped()
{
    Window window;
    DialogPrompts prompts(&window);
    const QFuture<bool> answer = prompts.confirmDeletion(deletionOf(1204));
    QDialog *dialog = window.dialog();
    auto *field = dialog->findChild<QLineEdit *>(u"deletionNumber"_s);
    auto *button = dialog->findChild<QPushButton *>(u"answer1"_s);
    QVERIFY(!button->isEnabled());
    QTest::keyClicks(field, u"120"_s);
    QVERIFY(!button->isEnabled());
    QTest::keyClicks(field, u"5"_s);
    QVERIFY(!button->isEnabled());
    field->clear();
    QTest::keyClicks(field, u" 1204 "_s);
    QVERIFY(button->isEnabled());
    field->setText(QLocale().toString(1204));
    QVERIFY2(button->isEnabled(), "as the dialog itself writes it");
    // Enter is Cancel even now.
    QVERIFY(!button->isDefault());
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(answer.results(), QList<bool>{true});
}

void TestPrompts::deletionOfFewIsOneClick()
{
    Window window;
    DialogPrompts prompts(&window);
    const QFuture<bool> answer = prompts.confirmDeletion(deletionOf(1));
    QVERIFY(!window.dialog()->findChild<QLineEdit *>());
    auto *button = window.dialog()->findChild<QPushButton *>(u"answer1"_s);
    QCOMPARE(button->text(), u"Delete 1 conversation"_s);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(answer.results(), QList<bool>{true});
}

void TestPrompts::deletionByARuleNamesIt()
{
    Window window;
    DialogPrompts prompts(&window);
    UserPrompts::Deletion deletion = deletionOf(3);
    deletion.rule = u"<b>Silent</b>\n\u202E"_s;
    deletion.keepCopy = true;
    const QFuture<bool> usual = prompts.confirmDeletion(deletion);
    QString words = window.words();
    QVERIFY2(words.contains(u"Found by the retention rule “<b>Silent</b> \uFFFD”"_s), qPrintable(words));
    QVERIFY2(words.contains(u"complete copy of it"_s), qPrintable(words));
    QVERIFY(!window.dialog()->findChild<QLineEdit *>());
    QVERIFY(window.dialog()->findChild<QPushButton *>(u"answer1"_s)->isEnabled());
    delete window.dialog();
    QVERIFY(!usual.result());

    deletion.typeNumber = true;
    deletion.keepCopy = false;
    const QFuture<bool> unusual = prompts.confirmDeletion(deletion);
    words = window.words();
    QVERIFY2(!words.contains(u"complete copy"_s), qPrintable(words));
    auto *field = window.dialog()->findChild<QLineEdit *>(u"deletionNumber"_s);
    auto *button = window.dialog()->findChild<QPushButton *>(u"answer1"_s);
    QVERIFY(field && !button->isEnabled());
    QTest::keyClicks(field, u"3"_s);
    QVERIFY(button->isEnabled() && !button->isDefault());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(unusual.result());
}

void TestPrompts::answersOnceWhenTheWindowGoes()
{
    auto window = std::make_unique<Window>();
    DialogPrompts prompts(window.get());
    const QFuture<bool> deletion = prompts.confirmDeletion(deletionOf(37));
    const QFuture<UserPrompts::QuitChoice> quit = prompts.quitWithDeletions(2, 0);
    QVERIFY(!deletion.isFinished());
    window.reset();
    QVERIFY(deletion.isFinished() && !deletion.isCanceled());
    QCOMPARE(deletion.results(), QList<bool>{false});
    QCOMPARE(quit.result(), UserPrompts::QuitChoice::Stay);
}

void TestPrompts::answersWhenTheWindowHasGone()
{
    auto window = std::make_unique<Window>();
    DialogPrompts prompts(window.get());
    window.reset();
    QCOMPARE(prompts.confirmDeletion(deletionOf(37)).results(), QList<bool>{false});
    QCOMPARE(prompts.openAddress(QUrl(u"https://a.example"_s), {}).results(), QList<bool>{false});
    QCOMPARE(prompts.quitWithDeletions(1, 0).result(), UserPrompts::QuitChoice::Stay);
}

void TestPrompts::answersOnceWhenClosedTwice()
{
    Window window;
    DialogPrompts prompts(&window);
    const QFuture<bool> answer = prompts.confirmDeletion(deletionOf(3));
    QPointer<QDialog> dialog = window.dialog();
    dialog->accept();
    dialog->reject();
    QCOMPARE(answer.results(), QList<bool>{true});
    QTRY_VERIFY2(!dialog, "the dialog is deleted when it closes");
}

void TestPrompts::quitHasThreeAnswers_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<int>("choice");
    QTest::newRow("delete") << u"answer1"_s << int(UserPrompts::QuitChoice::DeleteNow);
    QTest::newRow("keep") << u"answer2"_s << int(UserPrompts::QuitChoice::Keep);
    QTest::newRow("stay") << u"safeAnswer"_s << int(UserPrompts::QuitChoice::Stay);
    QTest::newRow("escape") << QString() << int(UserPrompts::QuitChoice::Stay);
}

void TestPrompts::quitHasThreeAnswers()
{
    QFETCH(QString, button);
    QFETCH(int, choice);
    Window window;
    DialogPrompts prompts(&window);
    const QFuture<UserPrompts::QuitChoice> answer = prompts.quitWithDeletions(12, 0);
    QVERIFY(window.words().contains(u"12 conversations"_s));
    if (button.isEmpty())
        QTest::keyClick(window.dialog(), Qt::Key_Escape);
    else
        QTest::mouseClick(window.dialog()->findChild<QPushButton *>(button), Qt::LeftButton);
    QCOMPARE(int(answer.result()), choice);
}

void TestPrompts::linkShowsTheRealAddress()
{
    Window window;
    DialogPrompts prompts(&window);
    const QFuture<bool> answer =
        prompts.openAddress(QUrl(u"https://bücher.example/a?b=c"_s), u"https://books.example\u202E"_s);
    const QString words = window.words();
    QVERIFY2(words.contains(u"xn--bcher-kva.example"_s), qPrintable(words));
    QVERIFY2(!words.contains(QChar(0x202E)), "the text could turn the line around");
    QCOMPARE(window.dialog()->findChild<QPlainTextEdit *>(u"linkAddress"_s)->toPlainText(),
             u"https://xn--bcher-kva.example/a?b=c"_s);
    QVERIFY(window.dialog()->findChild<QPushButton *>(u"safeAnswer"_s)->isDefault());
    QTest::mouseClick(window.dialog()->findChild<QPushButton *>(u"answer1"_s), Qt::LeftButton);
    QVERIFY(answer.result());
}

void TestPrompts::linkIsCutWhereItIsEndless()
{
    Window window;
    DialogPrompts prompts(&window);
    const QFuture<bool> answer =
        prompts.openAddress(QUrl(u"https://a.example/"_s + QString(1 << 20, u'x')), u"text"_s);
    QVERIFY(window.dialog()->findChild<QPlainTextEdit *>()->toPlainText().size() < 4096);
    window.dialog()->reject();
    QVERIFY(!answer.result());
}

void TestPrompts::everyTextIsPlain()
{
    Window window;
    DialogPrompts prompts(&window);
    const QFuture<bool> deletion = prompts.confirmDeletion(deletionOf(37));
    const auto quit = prompts.quitWithDeletions(2, 0);
    const QFuture<bool> link = prompts.openAddress(QUrl(u"https://a.example"_s), u"<b>x</b>"_s);
    (new ReportDialog(brokenReport(), &window))->open();
    const auto labels = window.findChildren<QLabel *>();
    QVERIFY(labels.size() > 8);
    for (const QLabel *label : labels)
        QVERIFY2(label->textFormat() == Qt::PlainText || label->text().isEmpty(), qPrintable(label->text()));
}

void TestPrompts::reportNeverSaysDoneWhileOneIsOpen()
{
    QCOMPARE(
        ReportDialog::summary(brokenReport()),
        u"2 of 5 conversations were deleted. 1 was not deleted. 1 may or may not be deleted. 1 was not tried."_s);
    DeletionReport clean;
    clean.items = {item(1, DeletionItem::State::Deleted), item(2, DeletionItem::State::AlreadyGone)};
    QCOMPARE(ReportDialog::summary(clean), u"2 conversations were deleted."_s);
    DeletionReport single;
    single.items = {item(1, DeletionItem::State::Failed)};
    QCOMPARE(ReportDialog::summary(single), u"The conversation was not deleted."_s);
    single.items = {item(1, DeletionItem::State::Unknown)};
    QCOMPARE(ReportDialog::summary(single), u"The conversation may or may not be deleted."_s);
    single.items = {item(1, DeletionItem::State::Changed)};
    QCOMPARE(ReportDialog::summary(single), u"The conversation had changed meanwhile and was kept."_s);
}

void TestPrompts::reportListsWhatIsOpenAndWhy()
{
    Window window;
    auto *dialog = new ReportDialog(brokenReport(), &window);
    dialog->open();
    const auto *list = dialog->findChild<QTreeWidget *>(u"reportList"_s);
    QCOMPARE(list->topLevelItemCount(), 3);
    const auto cells = [list](int row) {
        QStringList all;
        for (int column = 0; column < 4; ++column)
            all << list->topLevelItem(row)->text(column);
        return all;
    };
    QCOMPARE(cells(0), QStringList({u"<b>Name</b> 3"_s, u"3"_s, u"Not deleted"_s, u"It is locked."_s}));
    QCOMPARE(cells(1), QStringList({u"Conversation 4"_s, u"4"_s, u"Not clear"_s,
                                    u"It was sent, but no clear answer came."_s}));
    QCOMPARE(cells(2),
             QStringList({u"<b>Name</b> 5"_s, u"5"_s, u"Not tried"_s, u"This key may not do it."_s}));
}

void TestPrompts::reportRetriesAndCopies()
{
    Window window;
    auto *dialog = new ReportDialog(brokenReport(), &window);
    dialog->open();
    QSignalSpy retries(dialog, &ReportDialog::retryRequested);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"reportCopy"_s), Qt::LeftButton);
    const QString copied = QGuiApplication::clipboard()->text();
    QCOMPARE(copied.count(u'\n'), 4);
    QVERIFY(copied.contains(FakeChatApi::session(3).toString()) && copied.contains(u"It is locked."_s));
    QVERIFY(!copied.contains(FakeChatApi::session(1).toString()));
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"reportRetry"_s), Qt::LeftButton);
    QCOMPARE(retries.size(), 1);
    QVERIFY(!dialog->isVisible());
}

void TestPrompts::shortcutsListWhatHasKeys()
{
    Window window;
    QAction rename(u"&Rename…"_s);
    rename.setShortcut(QKeySequence(Qt::Key_F2));
    QAction silent(u"Silent"_s);
    auto *dialog = new ShortcutsDialog({&rename, &silent}, &window);
    dialog->open();
    const auto *list = dialog->findChild<QTreeWidget *>();
    QCOMPARE(list->topLevelItemCount(), 1);
    QCOMPARE(list->topLevelItem(0)->text(0), u"Rename"_s);
    QCOMPARE(list->topLevelItem(0)->text(1), u"F2"_s);
}

// As letters that run from the left, they would otherwise read ",+Ctrl".
void TestPrompts::keysKeepTheirOrderInAMirroredWindow()
{
    QApplication::setLayoutDirection(Qt::RightToLeft);
    const auto restore = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
    Window window;
    QAction settings(u"Settings"_s);
    settings.setShortcut(QKeySequence(u"Ctrl+,"_s));
    auto *dialog = new ShortcutsDialog({&settings}, &window);
    dialog->open();
    const QString keys = dialog->findChild<QTreeWidget *>()->topLevelItem(0)->text(1);
    QCOMPARE(QString(keys).remove(QChar(0x2068)).remove(QChar(0x2069)), u"Ctrl+,"_s);
    QTextLayout layout(keys, dialog->font());
    QTextOption option;
    option.setTextDirection(Qt::RightToLeft);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(400);
    layout.endLayout();
    QVERIFY(line.cursorToX(int(keys.indexOf(u','))) > line.cursorToX(int(keys.indexOf(u't'))));
}

void TestPrompts::namesMayHaveAsManyCharactersAsTheServiceTakes()
{
    Window window;
    auto *dialog = new NameDialog(&window);
    dialog->open();
    QSignalSpy chosen(dialog, &NameDialog::nameChosen);
    auto *name = dialog->findChild<QLineEdit *>(u"nameEdit"_s);
    auto *create = dialog->findChild<QPushButton *>(u"createButton"_s);
    const auto *hint = dialog->findChild<QLabel *>(u"nameHint"_s);
    // Each is one character to the service, and two units to a line edit.
    const QString longest = QString::fromUcs4(U"\U0001F600").repeated(255);
    name->insert(longest);
    QCOMPARE(name->text(), longest);
    QVERIFY(create->isEnabled());
    QCOMPARE(hint->text(), QString());
    name->insert(u"x"_s);
    QVERIFY(!create->isEnabled());
    QVERIFY(hint->text().contains(u"255"_s) && hint->text().contains(u"256"_s));
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(chosen.size(), 0);
    name->backspace();
    QTest::mouseClick(create, Qt::LeftButton);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().toString(), longest);
}

QTEST_MAIN(TestPrompts)
#include "tst_prompts.moc"
