// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/faults.h"
#include "models/deletionlogmodel.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QTemporaryDir>

using namespace confab;
using namespace confab::faults;
using Column = DeletionLogModel::Column;

namespace {

const QString deletions = u"^DELETE "_s;

void deleteRows(const Journey &journey, int first, int last)
{
    journey.click(first);
    journey.click(last, Qt::ShiftModifier);
    Journey::press(Qt::Key_Delete);
}

QString logOf(Journey &journey)
{
    return journey.workspace().settings().dataFolder() + u"/deletion-log.jsonl"_s;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Null where it does not come.
QDialog *openLog(const Journey &journey)
{
    if (!journey.activate())
        return nullptr;
    Journey::press(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    return journey.dialog(u"deletionLogDialog"_s);
}

/// The rows as somebody reads them; none while there is no table.
QList<QStringList> rowsOf(const Journey &journey, QDialog *log)
{
    QList<QStringList> rows;
    const auto *list = journey.control<QTreeView>(u"Deletions"_s, log);
    if (!list)
        return rows;
    const QAbstractItemModel &model = *list->model();
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data().toString();
        rows << cells;
    }
    return rows;
}

QStringList columnOf(const Journey &journey, QDialog *log, Column column)
{
    QStringList cells;
    for (const QStringList &row : rowsOf(journey, log))
        cells << row.at(column);
    return cells;
}

QString stateOf(const QDialog *log)
{
    const auto *page = log->findChild<QWidget *>(u"logState"_s);
    return page && page->isVisible() ? page->accessibleName() : QString();
}

} // namespace

/// The log of what was deleted: read it, save it, and have nothing deleted that it cannot hold.
class TestJourneyDeletionLog : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatWasDeletedAndWhatWasNot();
    void isSavedAsATable();
    void saysThatTheTableWasNotSaved();
    void deletesNothingThatItCannotHold();
    void isEmptyAtFirst();
    void isFoundInMenuAndPalette();
    void goesOnWhileItIsOpen();
    void keepsWhatAnotherAccountDid();
    void staysOverARestart();
    void holdsAsManyAsItMay();
};

void TestJourneyDeletionLog::showsWhatWasDeletedAndWhatWasNot()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    const QStringList sessions = journey.server().sessions(journey.project()).first(3);
    journey.addFault(fault(Kind::Status, journey.about(u"DELETE"_s, sessions.at(1)), 422));
    deleteRows(journey, 0, 2);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    journey.advance(1h);
    QDialog *log = openLog(journey);
    QVERIFY(log);
    QCOMPARE(log->windowModality(), Qt::WindowModal);
    QTRY_COMPARE(rowsOf(journey, log).size(), 3);
    const auto *list = journey.control<QTreeView>(u"Deletions"_s, log);
    QVERIFY(list->hasFocus());
    QCOMPARE(list->currentIndex().row(), 0);

    QStringList newestFirst;
    for (const SandboxServer::Call &call : journey.server().calls()) {
        if (call.method == "DELETE")
            newestFirst.prepend(call.path.section(u'/', -1));
    }
    QCOMPARE(QSet(newestFirst.begin(), newestFirst.end()), QSet(sessions.begin(), sessions.end()));
    const QStringList told = columnOf(journey, log, Column::ConversationColumn);
    QCOMPARE(QSet(told.begin(), told.end()), QSet(sessions.begin(), sessions.end()));
    QCOMPARE(told.last(), newestFirst.last()); // the first goes alone, the other two together
    for (const QStringList &row : rowsOf(journey, log)) {
        QVERIFY2(row.at(Column::TimeColumn).startsWith(u"Today "_s), qPrintable(row.first()));
        QCOMPARE(row.at(Column::ProjectColumn), journey.projectPicker()->currentText());
        QCOMPARE(row.at(Column::ChosenByColumn), u"You"_s);
        QCOMPARE(row.at(Column::OutcomeColumn),
                 row.at(Column::ConversationColumn) == sessions.at(1) ? u"Not deleted"_s : u"Deleted"_s);
    }
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
}

void TestJourneyDeletionLog::isSavedAsATable()
{
    const QTemporaryDir folder;
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    const QStringList sessions = journey.server().sessions(journey.project()).first(2);
    const QString name = journey.rows().first();
    journey.addFault(fault(Kind::Status, journey.about(u"DELETE"_s, sessions.at(1)), 422));
    deleteRows(journey, 0, 1);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QDialog *log = openLog(journey);
    QVERIFY(log);
    QTRY_COMPARE(rowsOf(journey, log).size(), 2);
    QVERIFY(journey.pressButton(u"Save as CSV"_s, log));
    auto *files = qobject_cast<QFileDialog *>(journey.dialog(u"saveDialog"_s));
    QVERIFY(files);
    QVERIFY2(files->selectedFiles().value(0).endsWith(u"/Deletion log 2026-03-10.csv"_s),
             qPrintable(files->selectedFiles().value(0)));
    const QString path = folder.filePath(u"out.csv"_s);
    auto *line = files->findChild<QLineEdit *>(u"fileNameEdit"_s);
    QVERIFY(line);
    line->setText(path);
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_COMPARE(labelText(journey, u"logNote"_s), u"Saved as %1"_s.arg(path));
    const QList<QByteArray> lines = contentOf(path).split('\n');
    QCOMPARE(lines.size(), 4); // with the names of the columns, and nothing behind the last
    QVERIFY(lines.at(0).startsWith("\xEF\xBB\xBFtime,outcome_time,server,user_id,project_id,"));
    for (int row = 1; row <= 2; ++row) {
        const bool refused = lines.at(row).contains(sessions.at(1).toUtf8());
        QVERIFY(refused || lines.at(row).contains(sessions.at(0).toUtf8()));
        QVERIFY(lines.at(row).contains(QByteArray::number(journey.project())));
        QVERIFY(lines.at(row).endsWith(refused ? ",delete,person,,422,not deleted\r"
                                               : ",delete,person,,200,deleted\r"));
    }
    QVERIFY(!contentOf(path).contains(name.toUtf8()));
    // The log itself is as it was, and for its owner alone.
    QCOMPARE(contentOf(logOf(journey)).count('\n'), 4);
    QVERIFY(!(QFileInfo(logOf(journey)).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
}

void TestJourneyDeletionLog::saysThatTheTableWasNotSaved()
{
    const QTemporaryDir folder;
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    deleteRows(journey, 0, 0);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QDialog *log = openLog(journey);
    QVERIFY(log);
    QTRY_COMPARE(rowsOf(journey, log).size(), 1);
    QVERIFY(journey.pressButton(u"Save as CSV"_s, log));
    QVERIFY(journey.dialog(u"saveDialog"_s));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!log->findChild<QFileDialog *>());
    QCOMPARE(labelText(journey, u"logNote"_s), QString());

    QVERIFY(journey.pressButton(u"Save as CSV"_s, log));
    auto *files = qobject_cast<QFileDialog *>(journey.dialog(u"saveDialog"_s));
    QVERIFY(files);
    auto *line = files->findChild<QLineEdit *>(u"fileNameEdit"_s);
    line->setText(folder.filePath(u"there is no such folder/out.csv"_s));
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_VERIFY2(labelText(journey, u"logNote"_s).startsWith(u"The file could not be saved."_s),
                 qPrintable(labelText(journey, u"logNote"_s)));
    QVERIFY(labelText(journey, u"logNote"_s).contains(u"Nothing was saved."_s));
}

void TestJourneyDeletionLog::deletesNothingThatItCannotHold()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    const QStringList rows = journey.rows();
    QVERIFY(QDir().mkpath(logOf(journey))); // a folder, where the file should be
    deleteRows(journey, 0, 2);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 0);
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(
        journey.bannerText(),
        u"Warning: 0 of 3 conversations were deleted. 3 were not tried. The deletion log cannot be written. "
        "What is left is still in the list. Confab deletes nothing that it cannot write down. Check that the "
        "disk is not full and that your own files may be written."_s);
    QDialog *log = openLog(journey);
    QVERIFY(log);
    QTRY_COMPARE(stateOf(log), u"The deletion log cannot be read."_s);
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());

    QVERIFY(QDir().rmdir(logOf(journey)));
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 3);
    QCOMPARE(journey.rowCount(), 27);
    QCOMPARE(contentOf(logOf(journey)).count('\n'), 6);
}

void TestJourneyDeletionLog::isEmptyAtFirst()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.startSignedOut());
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
    QDialog *log = openLog(journey);
    QVERIFY(log);
    QTRY_COMPARE(stateOf(log), u"Nothing was deleted from this computer."_s);
    QVERIFY(!journey.pressButton(u"Save as CSV"_s, log));
    QVERIFY(journey.pressButton(u"Close"_s, log));
    QTRY_VERIFY(!journey.hasDialog());
}

void TestJourneyDeletionLog::isFoundInMenuAndPalette()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    auto *menu = journey.window().findChild<QMenu *>(u"menuConversation"_s);
    QVERIFY(menu && menu->actions().contains(journey.action(u"Deletion log…"_s)));
    Journey::press(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(journey.dialog(u"palette"_s));
    Journey::type(u"deletion log"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.dialog(u"deletionLogDialog"_s));
}

void TestJourneyDeletionLog::goesOnWhileItIsOpen()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    journey.addFault(fault(Kind::Hold, deletions));
    deleteRows(journey, 0, 2);
    journey.advance(10s);
    QTRY_COMPARE(journey.deleteCalls(), 1);
    QDialog *log = openLog(journey);
    QVERIFY(log);
    QTRY_COMPARE(columnOf(journey, log, Column::OutcomeColumn), QStringList{u"Sent, outcome not known"_s});
    journey.server().clearFaults();
    QTRY_COMPARE(columnOf(journey, log, Column::OutcomeColumn),
                 (QStringList{u"Deleted"_s, u"Deleted"_s, u"Deleted"_s}));
    // Where the person was before.
    QCOMPARE(journey.control<QTreeView>(u"Deletions"_s, log)->currentIndex().row(), 2);
}

void TestJourneyDeletionLog::keepsWhatAnotherAccountDid()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    deleteRows(journey, 0, 0);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    constexpr qint64 another = 424242;
    ArchiveSettings(journey.workspace().settings())
        .setConsent({journey.server().baseUrl(), another}, ArchiveSettings::Consent::Refuse);
    journey.crash();
    SandboxFault other = fault(Kind::Status, u"^GET /api/v1/user$"_s, 200);
    other.body = R"({"data":{"id":424242,"name":"Somebody else","email":"else@example.com"},)"
                 R"("status":"success"})";
    journey.addFault(other);
    QVERIFY(journey.signIn());
    QDialog *log = openLog(journey);
    QVERIFY(log);
    QTRY_COMPARE(columnOf(journey, log, Column::ChosenByColumn), QStringList{u"User 4021"_s});
}

void TestJourneyDeletionLog::staysOverARestart()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    const QString session = journey.session(0);
    journey.addFault(fault(Kind::Hang, deletions));
    deleteRows(journey, 0, 0);
    journey.advance(10s);
    QTRY_COMPARE(journey.deleteCalls(), 1);
    journey.crash(); // before the answer
    journey.server().clearFaults();
    QVERIFY(journey.signIn());
    QDialog *log = openLog(journey);
    QVERIFY(log);
    QTRY_COMPARE(columnOf(journey, log, Column::OutcomeColumn), QStringList{u"Sent, outcome not known"_s});
    QCOMPARE(columnOf(journey, log, Column::ConversationColumn), QStringList{session});
}

/// As many as two full files have: all of them can be reached.
void TestJourneyDeletionLog::holdsAsManyAsItMay()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    QByteArray text;
    int count = 0;
    for (const QString &path : {logOf(journey) + u".old"_s, logOf(journey)}) {
        text.clear();
        while (text.size() < DeletionLog::maxFileSize - 1000) {
            const QByteArray session = "session-" + QByteArray::number(++count).rightJustified(28, '0');
            const QByteArray who =
                R"(,"server":"https://app.customgpt.ai/api/v1","user":"1234","project":"4713",)"
                R"("conversation":"123456","action":"delete","by":"person","session":")" +
                session + R"(","outcome":)";
            text += R"({"time":"2026-01-02T03:04:05.000Z")" + who + "\"sent\"}\n" +
                    R"({"time":"2026-01-02T03:04:06.000Z","status":200)" + who + "\"deleted\"}\n";
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }
    QVERIFY(count > 20'000);
    QDialog *log = openLog(journey);
    QVERIFY(log);
    auto *list = log->findChild<QTreeView *>(u"deletionLogList"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), count, 30'000);
    QVERIFY(list->hasFocus());
    Journey::press(Qt::Key_End);
    QCOMPARE(list->currentIndex().row(), count - 1);
    QVERIFY(list->currentIndex()
                .siblingAtColumn(Column::ConversationColumn)
                .data()
                .toString()
                .endsWith(u"0001"_s));
}

QTEST_MAIN(TestJourneyDeletionLog)
#include "tst_journey_deletionlog.moc"
