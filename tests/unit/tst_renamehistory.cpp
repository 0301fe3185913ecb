// SPDX-License-Identifier: GPL-3.0-or-later
#include "conversationbench.h"

#include "services/renamehistory.h"

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;

namespace {

/// With the rows of a project, all read.
struct Names : Bench
{
    Names() : Bench(5) { openAll(); }

    [[nodiscard]] QString name(qint64 number) const
    {
        const Conversation *row = service.find(session(number));
        return row ? row->name : QString();
    }
    void rename(qint64 number, const QString &name) { service.rename(session(number), name); }
    void renameOnServer(qint64 number, const QString &name)
    {
        for (Conversation &each : api.projectData[project].conversations) {
            if (each.session == session(number))
                each.name = name;
        }
    }

    RenameHistory history{service};
};

} // namespace

/// Names that were given are taken back.
class TestRenameHistory : public QObject
{
    Q_OBJECT

private slots:
    void newestFirst();
    void whileItIsOnItsWay();
    void refusedNamesAreForgotten();
    void aRefusedUndoCanBeRepeated();
    void somebodyElsesNameStays();
    void theServersFormOfAName();
    void noNameCannotComeBack();
    void rowsThatAreAway();
    void forgets();
};

void TestRenameHistory::newestFirst()
{
    Names names;
    const QString fourth = names.name(4);
    const QString second = names.name(2);
    QSignalSpy can(&names.history, &RenameHistory::canUndoChanged);
    QVERIFY(!names.history.canUndo() && !names.history.undo());
    names.rename(4, u"One"_s);
    names.rename(2, u"Two"_s);
    names.rename(4, u"Three"_s);
    QTRY_VERIFY(names.matchesServer());
    QCOMPARE(can.size(), 1);
    QVERIFY(names.history.undo());
    QTRY_VERIFY(names.matchesServer());
    QCOMPARE((QStringList{names.name(4), names.name(2)}), (QStringList{u"One"_s, u"Two"_s}));
    QVERIFY(names.history.undo());
    QTRY_VERIFY(names.matchesServer());
    QCOMPARE((QStringList{names.name(4), names.name(2)}), (QStringList{u"One"_s, second}));
    QVERIFY(names.history.undo());
    QTRY_VERIFY(names.matchesServer());
    QCOMPARE((QStringList{names.name(4), names.name(2)}), (QStringList{fourth, second}));
    QCOMPARE(names.api.count(Method::RenameConversation), 6);
    QVERIFY(!names.history.canUndo() && !names.history.undo());
    QCOMPARE(can.size(), 2);
}

/// It waits for the first call and then takes that back.
void TestRenameHistory::whileItIsOnItsWay()
{
    Names names;
    const QString before = names.name(4);
    names.rename(2, u"Earlier"_s);
    QTRY_VERIFY(names.matchesServer());
    names.api.hold(true);
    names.rename(4, u"One"_s);
    QVERIFY(names.history.undo());
    QCOMPARE(names.name(4), before);
    QCOMPARE(names.name(2), u"Earlier"_s);
    names.api.hold(false);
    QTRY_VERIFY(names.matchesServer());
    QCOMPARE(names.name(4), before);
}

void TestRenameHistory::refusedNamesAreForgotten()
{
    Names names;
    const QString before = names.name(4);
    names.api.failNext(Method::RenameConversation, serverError());
    names.rename(4, u"One"_s);
    QTRY_COMPARE(names.name(4), before);
    QVERIFY(!names.history.canUndo());
    names.rename(4, QString(256, u'x'));
    names.service.setReadOnly(true);
    names.rename(4, u"Two"_s);
    QVERIFY(!names.history.canUndo());
}

void TestRenameHistory::aRefusedUndoCanBeRepeated()
{
    Names names;
    const QString before = names.name(4);
    names.rename(4, u"One"_s);
    QTRY_VERIFY(names.matchesServer());
    names.api.failNext(Method::RenameConversation, serverError());
    QVERIFY(names.history.undo());
    QTRY_COMPARE(names.name(4), u"One"_s);
    QVERIFY(names.history.canUndo());
    QSignalSpy undone(&names.history, &RenameHistory::undone);
    names.service.setReadOnly(true);
    QVERIFY(names.history.undo());
    QCOMPARE(undone.size(), 0);
    names.service.setReadOnly(false);
    QVERIFY(names.history.undo());
    QCOMPARE(undone.size(), 1);
    QTRY_VERIFY(names.matchesServer());
    QCOMPARE(names.name(4), before);
}

void TestRenameHistory::somebodyElsesNameStays()
{
    Names names;
    names.rename(4, u"One"_s);
    QTRY_VERIFY(names.matchesServer());
    names.renameOnServer(4, u"Theirs"_s);
    names.service.refresh();
    QTRY_COMPARE(names.name(4), u"Theirs"_s);
    QSignalSpy changed(&names.history, &RenameHistory::changedMeanwhile);
    const int calls = names.api.count(Method::RenameConversation);
    QVERIFY(names.history.undo());
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().first().toString(), u"Theirs"_s);
    QCOMPARE(names.api.count(Method::RenameConversation), calls);
    QVERIFY(!names.history.canUndo());
}

void TestRenameHistory::theServersFormOfAName()
{
    Names names;
    const QString before = names.name(4);
    names.api.storedName = [](const QString &name) { return name == u"one"_s ? u"One."_s : name; };
    names.rename(4, u"one"_s);
    QTRY_COMPARE(names.name(4), u"One."_s);
    QVERIFY(names.history.undo());
    QTRY_VERIFY(names.matchesServer());
    QCOMPARE(names.name(4), before);
}

void TestRenameHistory::noNameCannotComeBack()
{
    Names names;
    names.renameOnServer(4, {});
    names.service.refresh();
    QTRY_COMPARE(names.name(4), QString());
    names.rename(4, u"One"_s);
    QTRY_VERIFY(names.matchesServer());
    QVERIFY(!names.history.canUndo());
}

/// What is being deleted or belongs to another project waits until it is there again.
void TestRenameHistory::rowsThatAreAway()
{
    Names names;
    const QString before = names.name(2);
    names.rename(2, u"One"_s);
    names.rename(4, u"Two"_s);
    QTRY_VERIFY(names.matchesServer());
    const auto taken = names.service.take({session(4)});
    QVERIFY(names.history.undo());
    QCOMPARE(names.name(2), before);
    QVERIFY(!names.history.canUndo() && !names.history.undo());
    names.service.restore(taken);
    QVERIFY(names.history.canUndo());
    names.service.close();
    QVERIFY(!names.history.canUndo());
    names.openAll();
    QVERIFY(names.history.undo());
    QTRY_VERIFY(names.matchesServer());
    QVERIFY(names.name(4) != u"Two"_s);
}

void TestRenameHistory::forgets()
{
    Names names;
    for (int i = 0; i <= RenameHistory::most; ++i)
        names.rename(4, u"Name %1"_s.arg(i));
    QTRY_VERIFY(names.matchesServer());
    int undone = 0;
    while (names.history.undo())
        ++undone;
    QCOMPARE(undone, RenameHistory::most);
    QCOMPARE(names.name(4), u"Name 0"_s);
    names.rename(4, u"Another"_s);
    names.history.clear();
    QVERIFY(!names.history.canUndo());
}

QTEST_GUILESS_MAIN(TestRenameHistory)
#include "tst_renamehistory.moc"
