// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/retentionjourney.h"

#include <QMenu>
#include <QMenuBar>

using namespace confab;
using namespace confab::faults;

namespace {

QStringList rulesIn(QDialog *dialog)
{
    const auto *list = dialog->findChild<QListWidget *>(u"ruleList"_s);
    QStringList names;
    for (int row = 0; row < list->count(); ++row)
        names << list->item(row)->text();
    return names;
}

void chooseRule(QDialog *dialog, int row)
{
    auto *list = dialog->findChild<QListWidget *>(u"ruleList"_s);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(row)).center());
}

void write(QDialog *dialog, const QString &field, const QString &text)
{
    auto *line = dialog->findChild<QLineEdit *>(field);
    line->setFocus();
    line->selectAll();
    Journey::press(Qt::Key_Delete);
    Journey::type(text);
}

} // namespace

/// The rules themselves: written, changed, removed and had back. No archive is needed for that, and no call.
class TestJourneyRetentionRules : public QObject
{
    Q_OBJECT

private slots:
    void theFirstOneIsSuggested();
    void everyFieldIsKept();
    void whatCannotBeIsToldBesideTheField();
    void moreNamesThanThereIsRoomFor();
    void aRemovedOneCanBeHadBack();
    void theKeyboardIsEnough();
    void whatIsTooLongForTheSettingsIsTold();
};

void TestJourneyRetentionRules::theFirstOneIsSuggested()
{
    Retaining person;
    QVERIFY(person.signIn());
    // By the menu, too.
    const auto *menu = person.window().findChild<QMenu *>(u"menuConversation"_s);
    QVERIFY(menu && menu->actions().contains(person.action(u"Retention rules…"_s)));
    const int calls = person.server().callCount();
    QDialog *rules = person.openRules();
    QVERIFY(rules);
    QCOMPARE(rules->windowTitle(), u"Retention rules of Customer care"_s);
    const auto *none = rules->findChild<QWidget *>(u"noRules"_s);
    QVERIFY(none->isVisible());
    QCOMPARE(none->accessibleName(), u"This project has no retention rule yet."_s);
    QVERIFY(!rules->findChild<QPushButton *>(u"dryRun"_s)->isEnabled());
    QVERIFY(Journey::focusIsVisible());
    Journey::press(Qt::Key_Return); // on "Add a rule"
    QVERIFY(!none->isVisible());
    QCOMPARE(rulesIn(rules), QStringList{u"Silent for a year"_s});
    QCOMPARE(rules->findChild<QSpinBox *>(u"ruleDays"_s)->value(), 365);
    QCOMPARE(rules->findChild<QSpinBox *>(u"ruleDays"_s)->maximum(), RetentionRule::maxSilentDays);
    QCOMPARE(rules->findChild<QSpinBox *>(u"ruleDays"_s)->minimum(), 1);
    QVERIFY(rules->findChild<QCheckBox *>(u"ruleKeepLiked"_s)->isChecked());
    QVERIFY(!rules->findChild<QCheckBox *>(u"ruleKeepDisliked"_s)->isChecked());
    QVERIFY(rules->findChild<QCheckBox *>(u"ruleKeepCopy"_s)->isChecked());
    QCOMPARE(person.words(rules, u"ruleCarriedOut"_s), u"Never carried out"_s);
    QVERIFY(person.words(rules, u"ruleHarmless"_s).contains(u"A rule deletes nothing by itself."_s));
    QVERIFY(rules->findChild<QPushButton *>(u"dryRun"_s)->isDefault());
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!person.hasDialog());
    QCOMPARE(person.server().callCount(), calls);
    QCOMPARE(person.workspace()
                 .retentionRules()
                 .of(person.server().baseUrl(), person.workspace().project())
                 .size(),
             1);
}

void TestJourneyRetentionRules::everyFieldIsKept()
{
    Retaining person;
    QVERIFY(person.signIn());
    QDialog *rules = person.addFirst(90);
    QVERIFY(rules);
    write(rules, u"ruleName"_s, u"Old tests"_s);
    QVERIFY(person.pressButton(u"Keep conversations with a liked answer"_s, rules));
    QVERIFY(person.pressButton(u"Keep conversations with a disliked answer"_s, rules));
    QVERIFY(person.pressButton(u"First keep a complete copy on this computer"_s, rules));
    write(rules, u"ruleParts"_s, u" VIP , contract,,\u0639\u0642\u062F\u060C VIP"_s);
    const auto *list = rules->findChild<QListWidget *>(u"ruleList"_s);
    QVERIFY2(list->item(0)
                 ->data(Qt::AccessibleDescriptionRole)
                 .toString()
                 .startsWith(u"Silent for more than 90 days · disliked answers kept · names with VIP, "_s),
             qPrintable(list->item(0)->data(Qt::AccessibleDescriptionRole).toString()));
    QVERIFY(person.pressButton(u"Add a rule"_s, rules));
    person.setDays(rules, 1);
    QCOMPARE(person.words(rules, u"ruleDaysUnit"_s), u"day"_s);
    QVERIFY(list->item(1)
                ->data(Qt::AccessibleDescriptionRole)
                .toString()
                .startsWith(u"Silent for more than 1 day ·"_s));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!person.hasDialog());

    QVERIFY(person.restart());
    rules = person.openRules();
    QVERIFY(rules);
    QCOMPARE(rulesIn(rules), QStringList({u"Old tests"_s, u"New rule"_s}));
    QCOMPARE(rules->findChild<QSpinBox *>(u"ruleDays"_s)->value(), 90);
    QVERIFY(!rules->findChild<QCheckBox *>(u"ruleKeepLiked"_s)->isChecked());
    QVERIFY(rules->findChild<QCheckBox *>(u"ruleKeepDisliked"_s)->isChecked());
    QVERIFY(!rules->findChild<QCheckBox *>(u"ruleKeepCopy"_s)->isChecked());
    QCOMPARE(rules->findChild<QLineEdit *>(u"ruleParts"_s)->text(), u"VIP, contract, \u0639\u0642\u062F"_s);
    chooseRule(rules, 1);
    QCOMPARE(rules->findChild<QSpinBox *>(u"ruleDays"_s)->value(), 1);
    QVERIFY(rules->findChild<QCheckBox *>(u"ruleKeepLiked"_s)->isChecked());
    QCOMPARE(rules->findChild<QLineEdit *>(u"ruleParts"_s)->text(), QString());
}

/// Nothing is lost, and no rule is tried that is not what stands there.
void TestJourneyRetentionRules::whatCannotBeIsToldBesideTheField()
{
    Retaining person;
    QVERIFY(person.signIn());
    QDialog *rules = person.addFirst(365);
    QVERIFY(rules);
    QVERIFY(person.pressButton(u"Add a rule"_s, rules));
    write(rules, u"ruleName"_s, u"Two years"_s);
    person.setDays(rules, 730);
    const auto *run = rules->findChild<QPushButton *>(u"dryRun"_s);
    QVERIFY(run->isEnabled());
    const auto fault = [&] { return person.words(rules, u"ruleNameFault"_s); };
    QCOMPARE(fault(), QString());

    write(rules, u"ruleName"_s, u"  "_s);
    QCOMPARE(fault(), u"A rule needs a name. Until it has one it is called “Two years”."_s);
    QVERIFY(!run->isEnabled());
    Journey::press(Qt::Key_Return);
    QVERIFY(rules->isVisible() && !rules->findChild<QDialog *>());
    write(rules, u"ruleName"_s, u"Silent for a year "_s);
    QVERIFY2(fault().startsWith(u"Another rule of this project has that name."_s), qPrintable(fault()));
    QVERIFY(!run->isEnabled());
    QCOMPARE(rulesIn(rules), QStringList({u"Silent for a year"_s, u"Two years"_s}));
    write(rules, u"ruleName"_s, QString(101, u'a'));
    QVERIFY2(fault().contains(u"at most 100 characters; this one has 101"_s), qPrintable(fault()));
    QVERIFY(!run->isEnabled());
    Journey::press(Qt::Key_Backspace);
    QCOMPARE(fault(), QString());
    QVERIFY(run->isEnabled());
    write(rules, u"ruleName"_s, u"\u202E%1 <b>& "_s);
    QCOMPARE(rulesIn(rules).at(1), u"\uFFFD%1 <b>&"_s);
    Journey::press(Qt::Key_Tab);
    write(rules, u"ruleName"_s, QString());
    QCOMPARE(fault(), u"A rule needs a name. Until it has one it is called “\uFFFD%1 <b>&”."_s);
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!person.hasDialog());
    rules = person.openRules();
    QVERIFY(rules);
    QCOMPARE(rulesIn(rules), QStringList({u"Silent for a year"_s, u"\uFFFD%1 <b>&"_s}));
    chooseRule(rules, 1);
    QCOMPARE(rules->findChild<QSpinBox *>(u"ruleDays"_s)->value(), 730);
    QCOMPARE(person.words(rules, u"ruleNameFault"_s), QString());
}

/// A rule that kept fewer than the person wrote would delete what they wanted to keep.
void TestJourneyRetentionRules::moreNamesThanThereIsRoomFor()
{
    Retaining person;
    QVERIFY(person.signIn());
    QDialog *rules = person.addFirst(365);
    QVERIFY(rules);
    const auto *run = rules->findChild<QPushButton *>(u"dryRun"_s);
    QStringList parts;
    for (int i = 1; i <= 20; ++i)
        parts << u"part %1"_s.arg(i);
    auto *line = rules->findChild<QLineEdit *>(u"ruleParts"_s);
    const auto paste = [&](const QString &text) {
        QGuiApplication::clipboard()->setText(text);
        line->setFocus();
        line->selectAll();
        Journey::press(Qt::Key_V, Qt::ControlModifier);
    };
    paste(parts.join(u','));
    QVERIFY(run->isEnabled());
    QCOMPARE(person.words(rules, u"rulePartsFault"_s), QString());
    paste(parts.join(u',') + u",one more"_s);
    QVERIFY2(person.words(rules, u"rulePartsFault"_s).startsWith(u"At most 20 parts; these are 21."_s),
             qPrintable(person.words(rules, u"rulePartsFault"_s)));
    QVERIFY(!run->isEnabled());
    paste(QString(201, u'a'));
    QVERIFY2(person.words(rules, u"rulePartsFault"_s).startsWith(u"A part has at most 200 characters."_s),
             qPrintable(person.words(rules, u"rulePartsFault"_s)));
    QVERIFY(!run->isEnabled());
    // A line that the field has cut: what was behind it is not known.
    paste(u"VIP"_s + QString(100'000, u' ') + u",contract"_s);
    QVERIFY(!run->isEnabled());
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!person.hasDialog());
    rules = person.openRules();
    QVERIFY(rules);
    QCOMPARE(rules->findChild<QLineEdit *>(u"ruleParts"_s)->text(), parts.join(u", "_s));
}

void TestJourneyRetentionRules::aRemovedOneCanBeHadBack()
{
    Retaining person;
    QVERIFY(person.begin());
    // One that was carried out: nobody has to type the number for it again because of a slip.
    QDialog *run = person.dryRun(person.addFirst(365));
    QVERIFY(run);
    QTest::mouseClick(run->findChild<QCheckBox *>(u"dryRunAll"_s), Qt::LeftButton);
    person.goTo(run, 0);
    Journey::press(Qt::Key_Space);
    QVERIFY(person.confirm(person.askToDelete(run), 1, true));
    QVERIFY(person.waitDeleted());

    QDialog *rules = person.openRules();
    QVERIFY(rules);
    QVERIFY(person.pressButton(u"Add a rule"_s, rules));
    chooseRule(rules, 0);
    QVERIFY(person.pressButton(u"Remove the rule"_s, rules));
    QCOMPARE(rulesIn(rules), QStringList{u"New rule"_s});
    QVERIFY(Journey::focusIsVisible());
    const auto *line = rules->findChild<QWidget *>(u"ruleRemoved"_s);
    QVERIFY(line->isVisible());
    QCOMPARE(person.words(line, u"noticeText"_s), u"“Silent for a year” was removed."_s);
    QVERIFY(person.pressButton(u"Remove the rule"_s, rules));
    QCOMPARE(rulesIn(rules), QStringList());
    QVERIFY(rules->findChild<QWidget *>(u"noRules"_s)->isVisible());
    QVERIFY(Journey::focusIsVisible());
    // The last one alone.
    QVERIFY(person.pressButton(u"Undo"_s, rules));
    QCOMPARE(rulesIn(rules), QStringList{u"New rule"_s});
    QVERIFY(!line->isVisible());
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!person.hasDialog());
    rules = person.openRules();
    QCOMPARE(rulesIn(rules), QStringList{u"New rule"_s});

    // A name that was given to another meanwhile is not given twice.
    write(rules, u"ruleName"_s, u"Silent for a year"_s);
    QVERIFY(person.pressButton(u"Remove the rule"_s, rules));
    QVERIFY(person.pressButton(u"Add a rule"_s, rules));
    QVERIFY(person.pressButton(u"Undo"_s, rules));
    QCOMPARE(rulesIn(rules), QStringList({u"New rule"_s, u"Silent for a year"_s}));
}

void TestJourneyRetentionRules::theKeyboardIsEnough()
{
    Retaining person;
    QVERIFY(person.begin());
    // By the palette.
    person.list()->setFocus();
    Journey::press(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(person.dialog(u"palette"_s));
    Journey::type(u"retention"_s);
    Journey::press(Qt::Key_Return);
    QDialog *rules = person.dialog(u"retentionDialog"_s);
    QVERIFY(rules);
    Journey::press(Qt::Key_Space); // "Add a rule"
    QStringList stops;
    for (int i = 0; i < 20; ++i) {
        const QString name = QApplication::focusWidget()->objectName();
        if (!stops.isEmpty() && name == stops.first())
            break;
        QVERIFY2(!QApplication::focusWidget()->accessibleName().isEmpty() || name == u"retentionClose"_s,
                 qPrintable(name));
        stops << name;
        Journey::press(Qt::Key_Tab);
    }
    QCOMPARE(stops, QStringList({u"ruleName"_s, u"ruleDays"_s, u"ruleKeepLiked"_s, u"ruleKeepDisliked"_s,
                                 u"ruleParts"_s, u"ruleKeepCopy"_s, u"dryRun"_s, u"retentionClose"_s,
                                 u"ruleList"_s, u"addRule"_s, u"removeRule"_s}));
    Journey::press(Qt::Key_Return); // in the name: the dry run
    QDialog *run = person.dialog(u"dryRunDialog"_s);
    QVERIFY(run);
    QVERIFY(person.shows(run, u"dryRunFound"_s));
    stops.clear();
    for (int i = 0; i < 12; ++i) {
        const QString name = QApplication::focusWidget()->objectName();
        if (!stops.isEmpty() && name == stops.first())
            break;
        QVERIFY2(!QApplication::focusWidget()->accessibleName().isEmpty(), qPrintable(name));
        stops << name;
        Journey::press(Qt::Key_Tab);
    }
    QCOMPARE(stops, QStringList({u"dryRunList"_s, u"dryRunDelete"_s, u"dryRunSave"_s, u"dryRunClose"_s,
                                 u"dryRunAll"_s}));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(person.dialog(u"retentionDialog"_s));
    QVERIFY(Journey::focusIsVisible());
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyRetentionRules::whatIsTooLongForTheSettingsIsTold()
{
    Retaining person;
    // Nearly as much as there is room for, of projects that nobody looks at now.
    {
        RetentionRules &rules = person.workspace().retentionRules();
        RetentionRule rule;
        for (int i = 0; i < 20; ++i)
            rule.keepNames << QString(195, QChar(u'a' + i));
        for (int project = 1; project <= 11; ++project) {
            rule.name = u"Rule %1"_s.arg(project);
            QVERIFY(rules.set(person.server().baseUrl(), ProjectId{project}, {rule}));
        }
    }
    QVERIFY(person.signIn());
    QDialog *rules = person.addFirst(365);
    QVERIFY(rules);
    QStringList parts;
    for (int i = 0; i < 20; ++i)
        parts << QString(200, QChar(u'A' + i));
    QGuiApplication::clipboard()->setText(parts.join(u','));
    rules->findChild<QLineEdit *>(u"ruleParts"_s)->setFocus();
    Journey::press(Qt::Key_V, Qt::ControlModifier);
    QVERIFY(rules->findChild<QPushButton *>(u"dryRun"_s)->isEnabled());
    Journey::press(Qt::Key_Escape);
    QVERIFY(rules->isVisible());
    QVERIFY2(person.words(rules, u"rulesFault"_s).startsWith(u"These rules are too long for the settings"_s),
             qPrintable(person.words(rules, u"rulesFault"_s)));
    Journey::press(Qt::Key_Return); // no dry run either
    QVERIFY(!rules->findChild<QDialog *>());
    write(rules, u"ruleParts"_s, u"VIP"_s);
    QCOMPARE(person.words(rules, u"rulesFault"_s), QString());
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!person.hasDialog());
    rules = person.openRules();
    QVERIFY(rules);
    QCOMPARE(rules->findChild<QLineEdit *>(u"ruleParts"_s)->text(), u"VIP"_s);
}

QTEST_MAIN(TestJourneyRetentionRules)
#include "tst_journey_retentionrules.moc"
