// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/retentionjourney.h"

#include <QFile>
#include <QFileDialog>
#include <QHeaderView>
#include <QTemporaryDir>

using namespace confab;
using namespace confab::faults;

/// From a rule to what it deletes, as a person goes there: nothing goes that they did not see ticked.
class TestJourneyRetention : public QObject
{
    Q_OBJECT

private slots:
    void theDryRunShowsExactlyWhatTheRuleFinds();
    void ticksDecide();
    void exactlyWhatWasTickedIsDeleted();
    void whatIsSpokenInMeanwhileIsKept();
    void namesAreKept();
    void nothingIsFound();
    void habitDeletesNothing();
    void theNumberIsTypedAgainAfterAnEdit();
    void aFewOfManyNeedNoNumberTheSecondTime();
    void anotherProjectClosesIt();
    void theListIsSaved();
};

void TestJourneyRetention::theDryRunShowsExactlyWhatTheRuleFinds()
{
    Retaining person;
    QVERIFY(person.begin());
    const Expected expected = person.expected(365);
    QVERIFY(expected.found.size() > 5 && !expected.liked.isEmpty() && expected.dislikes > 0);
    QDialog *rules = person.addFirst(365);
    QVERIFY(rules);
    QDialog *run = person.dryRun(rules);
    QVERIFY(run);
    QCOMPARE(run->windowTitle(), u"Dry run of “Silent for a year”"_s);
    QCOMPARE(setOf(person.sessionsOf(run)), expected.found);
    QCOMPARE(person.sessionsOf(run).size(), expected.found.size());
    const auto count = int(expected.found.size());
    QCOMPARE(person.words(run, u"dryRunHeadline"_s), u"%1 of 80 conversations would be deleted"_s.arg(count));
    const QLocale c;
    const auto day = [&](QDate date) { return c.toString(date, u"d MMM yyyy"_s); };
    QCOMPARE(person.words(run, u"dryRunDetails"_s),
             u"Last message between %1 and %2 · %3 messages · %4 disliked answer%5"_s
                 .arg(day(expected.oldest), day(expected.newest))
                 .arg(expected.messages)
                 .arg(expected.dislikes)
                 .arg(expected.dislikes == 1 ? QString() : u"s"_s));
    QCOMPARE(person.words(run, u"dryRunLeftAlone"_s),
             u"Left alone: %1 spoken in since 10 Mar 2025 · %2 kept for a liked answer"_s.arg(expected.recent)
                 .arg(expected.liked.size()));
    QCOMPARE(expected.recent + count + expected.liked.size(), 80);

    // What stands in the rows is what the server has.
    const QAbstractItemModel *model = person.found(run)->model();
    const QStringList sessions = person.sessionsOf(run);
    for (int row = 0; row < count; ++row) {
        const QString &session = sessions.at(row);
        QCOMPARE(model->index(row, 2).data().toString(),
                 QString::number(person.server().messageCount(person.project(), session)));
        const QDateTime made = person.server().conversationCreated(person.project(), session);
        QVERIFY(model->index(row, 4).data().toString().startsWith(c.toString(made.date(), u"d MMM yyyy"_s)) ||
                made.date().year() == 2026);
    }
    // It can be had in another order.
    QHeaderView *header = person.found(run)->header();
    const int messages = header->sectionViewportPosition(2) + header->sectionSize(2) / 2;
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(messages, header->height() / 2));
    for (int row = 1; row < count; ++row)
        QVERIFY(model->index(row - 1, 2).data().toInt() <= model->index(row, 2).data().toInt());
    QCOMPARE(setOf(person.sessionsOf(run, true)), expected.found);
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyRetention::ticksDecide()
{
    Retaining person;
    QVERIFY(person.begin());
    QDialog *run = person.dryRun(person.addFirst(365));
    QVERIFY(run);
    const auto count = int(person.sessionsOf(run).size());
    auto *all = run->findChild<QCheckBox *>(u"dryRunAll"_s);
    const QPushButton *button = person.deleteButton(run);
    QVERIFY(!button->isDefault() && !button->autoDefault());
    QVERIFY(run->findChild<QPushButton *>(u"dryRunClose"_s)->isDefault());
    QCOMPARE(button->text(), u"Delete %1 conversations…"_s.arg(count));
    QCOMPARE(all->text(), u"All %1 that were found"_s.arg(count));
    QCOMPARE(all->checkState(), Qt::Checked);

    // With the keyboard: those that are selected.
    QVERIFY(person.found(run)->hasFocus());
    Journey::press(Qt::Key_Down);
    Journey::press(Qt::Key_Down, Qt::ShiftModifier);
    Journey::press(Qt::Key_Space);
    QCOMPARE(person.sessionsOf(run, true).size(), count - 2);
    QCOMPARE(button->text(), u"Delete %1 conversations…"_s.arg(count - 2));
    QCOMPARE(person.words(run, u"dryRunCount"_s), u"%1 of %2 ticked"_s.arg(count - 2).arg(count));
    QCOMPARE(all->checkState(), Qt::PartiallyChecked);
    Journey::press(Qt::Key_Space);
    QCOMPARE(person.sessionsOf(run, true).size(), count);

    // With the mouse, on the box alone.
    QTreeView *list = person.found(run);
    const QRect row = list->visualRect(list->model()->index(0, 0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, row.center());
    QCOMPARE(person.sessionsOf(run, true).size(), count);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, QPoint(row.left() + 9, row.center().y()));
    QCOMPARE(person.sessionsOf(run, true).size(), count - 1);
    QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, row.center());
    QCOMPARE(person.sessionsOf(run, true).size(), count - 1);
    QVERIFY(run->isVisible());

    QTest::mouseClick(all, Qt::LeftButton, {}, QPoint(9, all->height() / 2));
    QCOMPARE(all->checkState(), Qt::Checked);
    QTest::mouseClick(all, Qt::LeftButton, {}, QPoint(9, all->height() / 2));
    QCOMPARE(all->checkState(), Qt::Unchecked);
    QVERIFY(person.sessionsOf(run, true).isEmpty());
    QVERIFY(!button->isEnabled());
    QCOMPARE(person.words(run, u"dryRunHeadline"_s), u"Nothing is ticked, so nothing would be deleted"_s);
    person.goTo(run, 3);
    Journey::press(Qt::Key_Space);
    QCOMPARE(button->text(), u"Delete 1 conversation…"_s);
    QVERIFY(button->isEnabled());
    QCOMPARE(person.words(run, u"dryRunHeadline"_s), u"1 of 80 conversations would be deleted"_s);
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyRetention::exactlyWhatWasTickedIsDeleted()
{
    Retaining person;
    QVERIFY(person.begin());
    const Expected expected = person.expected(365);
    QDialog *run = person.dryRun(person.addFirst(365));
    QVERIFY(run);
    const QString spared = person.sessionsOf(run).at(2);
    person.goTo(run, 2);
    Journey::press(Qt::Key_Space);
    const auto count = int(expected.found.size()) - 1;
    QDialog *question = person.askToDelete(run);
    QVERIFY(question);
    QVERIFY(person.words(question, u"deletionRule"_s).contains(u"“Silent for a year”"_s));
    QVERIFY(person.words(question, u"deletionProject"_s).contains(u"Customer care"_s));
    auto *yes = question->findChild<QPushButton *>(u"answer1"_s);
    QVERIFY(yes && !yes->isEnabled());
    QVERIFY(person.confirm(question, count, true));
    QVERIFY(person.waitBanner(u"%1 conversations deleted"_s.arg(count)));
    person.advance(9s);
    QCOMPARE(person.deleteCalls(), 0);
    QVERIFY(person.pressInBanner(u"Undo"_s));
    QVERIFY(person.waitDeleted());
    QCOMPARE(person.deleteCalls(), 0);

    // Again, and this time nobody takes it back. What was undone was not carried out.
    QDialog *rules = person.openRules();
    QVERIFY(rules);
    QCOMPARE(person.words(rules, u"ruleCarriedOut"_s), u"Never carried out"_s);
    run = person.dryRun(rules);
    QVERIFY(run);
    QCOMPARE(setOf(person.sessionsOf(run)), expected.found);
    person.goTo(run, 2);
    Journey::press(Qt::Key_Space);
    QVERIFY(person.confirm(person.askToDelete(run), count, true));
    QVERIFY(person.waitDeleted());
    QSet<QString> wanted = expected.found;
    wanted.remove(spared);
    QCOMPARE(setOf(person.deleted()), wanted);
    QCOMPARE(person.deleted().size(), wanted.size()); // each once
    QVERIFY(person.server().hasConversation(person.project(), spared));
    for (const QString &session : expected.liked)
        QVERIFY(person.server().hasConversation(person.project(), session));
    QCOMPARE(person.server().conversationCount(person.project()), 80 - count);

    // The rule remembers it, and finds the spared one alone.
    rules = person.openRules();
    QVERIFY(rules);
    QCOMPARE(person.words(rules, u"ruleCarriedOut"_s), u"Last carried out on Tuesday, 10 March"_s);
    run = person.dryRun(rules);
    QVERIFY(run);
    QCOMPARE(person.sessionsOf(run), QStringList{spared});
}

void TestJourneyRetention::whatIsSpokenInMeanwhileIsKept()
{
    Retaining person;
    QVERIFY(person.begin());
    QDialog *run = person.dryRun(person.addFirst(365));
    QVERIFY(run);
    const QStringList found = person.sessionsOf(run);
    const QString spokenIn = found.at(1);
    QVERIFY(person.server().addMessage(person.project(), spokenIn, u"Are you still there?"_s) > 0);
    const auto count = int(found.size());
    QVERIFY(person.confirm(person.askToDelete(run), count, true));
    QVERIFY(person.waitDeleted());
    QSet<QString> wanted = setOf(found);
    wanted.remove(spokenIn);
    QCOMPARE(setOf(person.deleted()), wanted);
    QVERIFY(person.server().hasConversation(person.project(), spokenIn));
    QVERIFY(person.waitBanner(u"1 had changed meanwhile and was kept."_s));
}

void TestJourneyRetention::namesAreKept()
{
    Retaining person;
    const Expected expected = person.expected(365);
    const QStringList found = expected.found.values();
    QVERIFY(person.server().renameConversation(person.project(), found.at(0), u"Vertrag Müller"_s));
    QVERIFY(person.server().renameConversation(person.project(), found.at(1), u"The V.I.P. desk"_s));
    QVERIFY(person.begin());
    QDialog *rules = person.addFirst(365);
    QVERIFY(rules);
    auto *parts = person.control<QLineEdit>(u"Keep conversations whose name contains"_s, rules);
    QVERIFY(parts);
    parts->setFocus();
    Journey::type(u"MULLER, v.i.p."_s);
    QDialog *run = person.dryRun(rules);
    QVERIFY(run);
    QVERIFY2(person.words(run, u"dryRunLeftAlone"_s).contains(u"2 kept for their names"_s),
             qPrintable(person.words(run, u"dryRunLeftAlone"_s)));
    QSet<QString> wanted = expected.found;
    wanted.remove(found.at(0));
    wanted.remove(found.at(1));
    QCOMPARE(setOf(person.sessionsOf(run)), wanted);
}

void TestJourneyRetention::nothingIsFound()
{
    Retaining person;
    QVERIFY(person.begin());
    QDialog *run = person.startDryRun(person.addFirst(3650));
    QVERIFY(run);
    QVERIFY(person.shows(run, u"dryRunState"_s));
    const auto *state = run->findChild<QWidget *>(u"dryRunState"_s);
    QCOMPARE(state->accessibleName(), u"This rule finds nothing: there is nothing to delete."_s);
    QVERIFY2(state->accessibleDescription().contains(u"80 spoken in since"_s),
             qPrintable(state->accessibleDescription()));
    QVERIFY(!person.deleteButton(run)->isVisible());
    QVERIFY(!run->findChild<QPushButton *>(u"dryRunRetry"_s)->isVisible());
    Journey::press(Qt::Key_Return); // closes
    QTRY_VERIFY(person.dialog(u"retentionDialog"_s));
    QCOMPARE(person.deleteCalls(), 0);
}

/// Enter, Escape and Space, wherever a person is.
void TestJourneyRetention::habitDeletesNothing()
{
    Retaining person;
    QVERIFY(person.begin());
    QDialog *rules = person.addFirst(365);
    QDialog *run = person.dryRun(rules);
    QVERIFY(run);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Escape, Qt::Key_Space}) {
        QDialog *question = person.askToDelete(run);
        QVERIFY(question);
        Journey::press(key);
        if (key == Qt::Key_Space) { // into the field for the number
            QVERIFY(question->isVisible());
            Journey::press(Qt::Key_Escape);
        }
        QTRY_VERIFY(person.dialog(u"dryRunDialog"_s));
        QCOMPARE(person.workspace().deletions().waitingCount(), 0);
    }
    // With the focus on the button that asks, Enter is that of the safe one.
    person.deleteButton(run)->setFocus();
    Journey::press(Qt::Key_Return);
    QTRY_VERIFY(person.dialog(u"retentionDialog"_s));
    for (const auto key : {Qt::Key_Escape, Qt::Key_Return}) {
        run = person.dryRun(rules);
        QVERIFY(run);
        Journey::press(key);
        QTRY_VERIFY(person.dialog(u"retentionDialog"_s));
    }
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!person.hasDialog());
    person.advance(1min);
    QVERIFY(person.waitLoaded());
    QCOMPARE(person.deleteCalls(), 0);
    QCOMPARE(person.server().conversationCount(person.project()), 80);
}

void TestJourneyRetention::theNumberIsTypedAgainAfterAnEdit()
{
    Retaining person;
    QVERIFY(person.begin());
    const auto deleteOne = [&person](int row, bool typesNumber) {
        QDialog *run = person.dryRun(person.dialog(u"retentionDialog"_s));
        if (!run)
            return false;
        QTest::mouseClick(run->findChild<QCheckBox *>(u"dryRunAll"_s), Qt::LeftButton);
        person.goTo(run, row);
        Journey::press(Qt::Key_Space);
        return person.confirm(person.askToDelete(run), 1, typesNumber) && person.waitDeleted();
    };
    QVERIFY(person.addFirst(365));
    QVERIFY(deleteOne(0, true)); // the first time
    QVERIFY(person.openRules());
    QVERIFY(deleteOne(0, false));
    QDialog *rules = person.openRules();
    QVERIFY(rules);
    person.setDays(rules, 400);
    QCOMPARE(person.words(rules, u"ruleCarriedOut"_s), u"Not carried out since it was changed"_s);
    QVERIFY(deleteOne(0, true));
    QVERIFY(person.openRules());
    QVERIFY(deleteOne(0, false));
    // Changed and changed back is not changed.
    rules = person.openRules();
    QVERIFY(rules);
    person.setDays(rules, 30);
    person.setDays(rules, 400);
    QCOMPARE(person.words(rules, u"ruleCarriedOut"_s), u"Last carried out on Tuesday, 10 March"_s);
    QVERIFY(deleteOne(0, false));
    QCOMPARE(person.deleteCalls(), 5);
}

void TestJourneyRetention::aFewOfManyNeedNoNumberTheSecondTime()
{
    Retaining person;
    QVERIFY(person.begin());
    QDialog *run = person.dryRun(person.addFirst(30));
    QVERIFY(run);
    const auto found = int(person.sessionsOf(run).size());
    QVERIFY(found > 2 * DeletionService::askAbove);
    // So many are never a matter of habit.
    const auto untickAllBut = [&person](QDialog *within, int count) {
        QTest::mouseClick(within->findChild<QCheckBox *>(u"dryRunAll"_s), Qt::LeftButton);
        person.goTo(within, 0);
        for (int i = 1; i < count; ++i)
            Journey::press(Qt::Key_Down, Qt::ShiftModifier);
        Journey::press(Qt::Key_Space);
    };
    untickAllBut(run, 3);
    QVERIFY(person.confirm(person.askToDelete(run), 3, true));
    QVERIFY(person.waitDeleted());
    run = person.dryRun(person.openRules());
    QVERIFY(run);
    // 19 of 77 are less than a quarter, 20 are more.
    untickAllBut(run, 20);
    QDialog *question = person.askToDelete(run);
    QVERIFY(question && question->findChild<QLineEdit *>(u"deletionNumber"_s));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(person.dialog(u"dryRunDialog"_s));
    person.goTo(run, 0);
    Journey::press(Qt::Key_Space);
    QVERIFY(person.confirm(person.askToDelete(run), 19, false));
    QVERIFY(person.waitDeleted());
    QCOMPARE(person.deleteCalls(), 22);
}

void TestJourneyRetention::anotherProjectClosesIt()
{
    Retaining person;
    QVERIFY(person.begin());
    QVERIFY(person.dryRun(person.addFirst(365)));
    const ProjectId other{person.server().projectIds().at(1)};
    const ProjectId first = person.workspace().project();
    person.workspace().openProject(other);
    QTRY_VERIFY(!person.hasDialog());
    QVERIFY(person.waitLoaded());
    // Each project has rules of its own.
    QDialog *rules = person.openRules();
    QVERIFY(rules);
    QVERIFY(rules->windowTitle().contains(u"Parcel desk"_s));
    QTRY_VERIFY(rules->findChild<QWidget *>(u"noRules"_s)->isVisible());
    person.workspace().openProject(first);
    QTRY_VERIFY(!person.hasDialog());
    QVERIFY(person.waitLoaded());
    QVERIFY(person.dryRun(person.openRules()));
    person.workspace().session().signOut();
    QTRY_VERIFY(!person.window().findChild<QDialog *>(u"dryRunDialog"_s));
    QTRY_VERIFY(!person.window().findChild<QDialog *>(u"retentionDialog"_s));
    QVERIFY(!person.action(u"Retention rules…"_s)->isEnabled());
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyRetention::theListIsSaved()
{
    const QTemporaryDir folder;
    Retaining person;
    QVERIFY(person.begin());
    QDialog *run = person.dryRun(person.addFirst(365));
    QVERIFY(run);
    person.goTo(run, 1);
    Journey::press(Qt::Key_Space);
    const QString path = folder.filePath(u"found.csv"_s);
    QVERIFY(person.pressButton(u"Save list…"_s, run));
    auto *chooser = qobject_cast<QFileDialog *>(person.dialog(u"saveDialog"_s));
    QVERIFY(chooser);
    QVERIFY2(chooser->selectedFiles().value(0).endsWith(u"/Customer care Silent for a year 2026-03-10.csv"_s),
             qPrintable(chooser->selectedFiles().value(0)));
    auto *name = chooser->findChild<QLineEdit *>(u"fileNameEdit"_s);
    QVERIFY(name);
    name->setText(path);
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(person.words(run, u"dryRunSaved"_s), u"Saved as %1"_s.arg(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    const QStringList sessions = person.sessionsOf(run);
    for (const QString &session : sessions)
        QVERIFY(text.contains(session));
    QCOMPARE(text.count(u",false,"_s), 1);
    QCOMPARE(text.count(u",true,"_s), sessions.size() - 1);

    // Where it cannot be written it says so, and everything else stays.
    QVERIFY(person.pressButton(u"Save list…"_s, run));
    chooser = qobject_cast<QFileDialog *>(person.dialog(u"saveDialog"_s));
    QVERIFY(chooser);
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(person.dialog(u"dryRunDialog"_s));
    QCOMPARE(person.sessionsOf(run, true).size(), sessions.size() - 1);
    QCOMPARE(person.deleteCalls(), 0);
}

QTEST_MAIN(TestJourneyRetention)
#include "tst_journey_retention.moc"
