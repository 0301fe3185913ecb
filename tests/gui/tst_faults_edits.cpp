// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/faults.h"

#include <memory>

using namespace confab;
using namespace confab::faults;

namespace {

const QString putCalls = u"^PUT "_s;
const QString createCalls = u"^POST /api/v1/projects/\\d+/conversations$"_s;

/// What is offered after an edit has failed.
enum class Way { Retry, ChangeIt, Nothing };

/// The ways in which a write can fail. Where the answer is lost, nobody knows what the server did.
void addWriteFaults(Way whereLost)
{
    const auto lost = u"the server's answer was lost"_s;
    const auto broken = u"The server has a problem of its own."_s;
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<Way>("way");
    QTest::newRow("dropped connection") << Kind::DropConnection << 0 << lost << whereLost;
    QTest::newRow("hang") << Kind::Hang << 0 << lost << whereLost;
    QTest::newRow("portal's page") << Kind::Html200 << 0 << lost << whereLost;
    QTest::newRow("50 MB") << Kind::HugeBody << 0 << lost << whereLost;
    QTest::newRow("gateway's page") << Kind::Html502 << 0 << broken << Way::Retry;
    QTest::newRow("500") << Kind::Status << 500 << broken << Way::Retry;
    QTest::newRow("redirect") << Kind::RedirectOtherHost << 0
                              << u"The server's answer could not be understood."_s << Way::Retry;
    QTest::newRow("403") << Kind::Status << 403 << u"This key may not"_s << Way::Nothing;
    QTest::newRow("404") << Kind::Status << 404 << u"no longer on the server."_s << Way::Nothing;
    QTest::newRow("422") << Kind::Status << 422 << u"Colours are not allowed on a Tuesday."_s
                         << Way::ChangeIt;
    QTest::newRow("credits") << Kind::CreditsExhausted << 0
                             << u"The query credits of this account are used up."_s << Way::Nothing;
}

} // namespace

/// Every way in which a rename, a creation and a deletion can fail: what somebody typed is not lost, and
/// nothing counts as deleted without proof.
class TestFaultsEdits : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void rename_data() { addWriteFaults(Way::Retry); }
    void rename();
    void create_data() { addWriteFaults(Way::ChangeIt); }
    void create();
    void refusedKeyLosesNoName();
    void keepsTwoFailedRenamesApart();
    void createsInTheProjectItWasMeantFor();
    void remove_data();
    void remove();
    void removesWhatCannotBeLookedUp();

private:
    [[nodiscard]] QLineEdit *editor() const
    {
        return m_journey->list()->findChild<QLineEdit *>(u"nameEditor"_s);
    }
    [[nodiscard]] QString serverName(const QString &session) const
    {
        return m_journey->server().conversationName(m_journey->project(), session);
    }
    void typeName(int row, const QString &name);
    void typeNewName(const QString &name);
    void deleteRow(int row);

    Elsewhere m_elsewhere;
    std::unique_ptr<Journey> m_journey; ///< One for all rows of a function.
    QByteArray m_function;
    int m_count = 0;
};

void TestFaultsEdits::init()
{
    if (!m_journey || m_function != QTest::currentTestFunction()) {
        m_function = QTest::currentTestFunction();
        m_journey.reset();
        m_journey = std::make_unique<Journey>(holding(30, 100), shortTimeouts());
        QVERIFY(m_journey->signIn());
        m_journey->click(1);
        QVERIFY(m_journey->waitLoaded());
    }
    m_journey->server().clearFaults();
    while (m_journey->pressButton(u"Close notification"_s)) {
    }
    QCOMPARE(m_journey->bannerText(), QString());
}

void TestFaultsEdits::typeName(int row, const QString &name)
{
    // A click on the row that is selected would open the editor as well, a moment later.
    if (m_journey->list()->currentIndex().row() != row)
        m_journey->click(row);
    m_journey->list()->setFocus();
    Journey::press(Qt::Key_F2);
    QTRY_VERIFY(editor() && editor()->hasFocus());
    Journey::type(name);
    Journey::press(Qt::Key_Return);
    QVERIFY(m_journey->waitRepeated());
}

void TestFaultsEdits::typeNewName(const QString &name)
{
    Journey::press(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(m_journey->dialog(u"nameDialog"_s));
    Journey::type(name);
    Journey::press(Qt::Key_Return);
    QVERIFY(m_journey->waitRepeated());
    QVERIFY(m_journey->activate());
}

void TestFaultsEdits::rename()
{
    QFETCH(const QString, cause);
    QFETCH(const Way, way);
    Journey &journey = *m_journey;
    const QString session = journey.session(1);
    const QStringList rows = journey.rows();
    const QString name = u"Name %1"_s.arg(++m_count);
    journey.addFault(rowFault(putCalls, m_elsewhere));
    const int calls = journey.calls(putCalls);
    typeName(1, name);
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(journey.calls(putCalls), calls + 1); // never repeated by itself
    QCOMPARE(m_elsewhere.visits(), 0);
    QVERIFY2(journey.bannerText().contains(cause), qPrintable(journey.bannerText()));
    QCOMPARE(journey.action(u"Retry"_s)->isEnabled(), way == Way::Retry);
    QVERIFY(clipboardAfterCopy(journey).contains(u"Operation: RenameConversation"_s));

    journey.server().clearFaults();
    if (way == Way::Nothing)
        return;
    if (way == Way::Retry) {
        QVERIFY(tryAgain(journey, m_count));
    } else {
        QVERIFY(journey.pressInBanner(u"Try again…"_s));
        QTRY_VERIFY(editor() && editor()->hasFocus());
        QCOMPARE(editor()->text(), name);
        Journey::press(Qt::Key_Return);
    }
    QVERIFY(journey.waitLoaded());
    QCOMPARE(serverName(session), name);
    QCOMPARE(journey.rows().at(1), name);
    QCOMPARE(journey.bannerText(), QString());
    QVERIFY(!journey.action(u"Retry"_s)->isEnabled());
}

void TestFaultsEdits::create()
{
    QFETCH(const QString, cause);
    QFETCH(const Way, way);
    Journey &journey = *m_journey;
    const QStringList rows = journey.rows();
    const QString name = u"Created %1"_s.arg(++m_count);
    journey.addFault(rowFault(createCalls, m_elsewhere));
    const int calls = journey.calls(createCalls);
    typeNewName(name);
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(journey.calls(createCalls), calls + 1); // never repeated by itself
    QCOMPARE(m_elsewhere.visits(), 0);
    QVERIFY2(journey.bannerText().contains(cause), qPrintable(journey.bannerText()));
    QCOMPARE(journey.action(u"Retry"_s)->isEnabled(), way == Way::Retry);

    journey.server().clearFaults();
    if (way == Way::Nothing)
        return;
    if (way == Way::Retry) {
        QVERIFY(tryAgain(journey, m_count));
    } else {
        QVERIFY(journey.pressInBanner(u"Try again…"_s));
        QDialog *dialog = journey.dialog(u"nameDialog"_s);
        QVERIFY(dialog);
        QCOMPARE(journey.control<QLineEdit>(u"Name"_s, dialog)->text(), name);
        Journey::press(Qt::Key_Return);
        QVERIFY(journey.activate());
    }
    QVERIFY(journey.waitLoaded());
    QCOMPARE(serverName(journey.session(0)), name);
    QCOMPARE(journey.rows(), QStringList{name} + rows);
    QCOMPARE(journey.bannerText(), QString());
}

void TestFaultsEdits::refusedKeyLosesNoName()
{
    Journey &journey = *m_journey;
    const QString session = journey.session(1);
    journey.addFault(fault(Kind::Status, putCalls, 401));
    typeName(1, u"Before the key went"_s);
    QVERIFY(journey.dialog(u"signInDialog"_s));
    journey.server().clearFaults();
    QVERIFY(journey.signInByDialog());
    QVERIFY(journey.waitLoaded());
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY2(journey.bannerText().contains(u"The conversation was not renamed."_s),
             qPrintable(journey.bannerText()));
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(serverName(session), u"Before the key went"_s);
}

void TestFaultsEdits::keepsTwoFailedRenamesApart()
{
    Journey &journey = *m_journey;
    const QString first = journey.session(1);
    const QString second = journey.session(2);
    const QString third = journey.session(3);
    journey.addFault(fault(Kind::Status, putCalls, 503));
    typeName(1, u"First"_s);
    typeName(2, u"Second"_s);
    typeName(3, u"Third"_s);
    journey.server().clearFaults();
    typeName(2, u"Second thoughts"_s); // takes its Retry away
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(serverName(first), u"First"_s);
    QCOMPARE(serverName(second), u"Second thoughts"_s);
    QCOMPARE(serverName(third), u"Third"_s);
    QCOMPARE(journey.bannerText(), QString());
}

void TestFaultsEdits::createsInTheProjectItWasMeantFor()
{
    Journey &journey = *m_journey;
    const qint64 other = journey.server().projectIds().at(1);
    const int inOther = journey.server().conversationCount(other);
    journey.addFault(fault(Kind::Status, createCalls, 503));
    typeNewName(u"Belongs to the first"_s);
    journey.server().clearFaults();
    journey.workspace().openProject(ProjectId(other));
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationCount(other), inOther);
    QCOMPARE(serverName(journey.session(0)), u"Belongs to the first"_s);
    QCOMPARE(journey.workspace().project().value, journey.project());
    QCOMPARE(journey.rows().first(), u"Belongs to the first"_s);
}

void TestFaultsEdits::deleteRow(int row)
{
    m_journey->click(row);
    Journey::press(Qt::Key_Delete);
    m_journey->advance(10s);
    QVERIFY(m_journey->waitRepeated());
}

void TestFaultsEdits::remove_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("applied");
    QTest::addColumn<bool>("deleted");
    // Looked up, and found to be gone while the project answers.
    QTest::newRow("lost after it was done") << Kind::DropConnection << 0 << true << true;
    QTest::newRow("cut after it was done") << Kind::TruncateBody << 0 << true << true;
    QTest::newRow("hang after it was done") << Kind::Hang << 0 << true << true;
    // Looked up, and still there; or refused. Never counted as deleted.
    QTest::newRow("lost") << Kind::DropConnection << 0 << false << false;
    QTest::newRow("hang") << Kind::Hang << 0 << false << false;
    QTest::newRow("not deleted") << Kind::DeletedFalse << 0 << false << false;
    QTest::newRow("empty body") << Kind::EmptyBody << 0 << false << false;
    QTest::newRow("204") << Kind::EmptyBody << 204 << false << false;
    QTest::newRow("portal's page") << Kind::Html200 << 0 << false << false;
    QTest::newRow("error in a 200") << Kind::StatusErrorIn200 << 0 << false << false;
    QTest::newRow("redirect") << Kind::RedirectOtherHost << 0 << false << false;
    QTest::newRow("gateway's page") << Kind::Html502 << 0 << false << false;
    QTest::newRow("403") << Kind::Status << 403 << false << false;
    QTest::newRow("404") << Kind::Status << 404 << true << true;
    QTest::newRow("422") << Kind::Status << 422 << false << false;
    QTest::newRow("500") << Kind::Status << 500 << false << false;
    QTest::newRow("data is a string") << Kind::DataIsString << 0 << false << false;
    QTest::newRow("data is null") << Kind::DataIsNull << 0 << false << false;
}

void TestFaultsEdits::remove()
{
    QFETCH(const bool, applied);
    QFETCH(const bool, deleted);
    Journey &journey = *m_journey;
    const qint64 project = journey.project();
    const QString session = journey.session(1);
    const QStringList rows = journey.rows();
    QStringList without = rows;
    without.removeAt(1);
    SandboxFault spoilt = rowFault(u"^DELETE "_s, m_elsewhere);
    spoilt.applied = applied;
    journey.addFault(spoilt);
    journey.server().clearCalls();
    deleteRow(1);
    // Qt itself asks once more where a kept connection ends without a byte; deleting twice does no harm.
    QVERIFY(journey.deleteCalls() == 1 ||
            (spoilt.kind == Kind::DropConnection && journey.deleteCalls() == 2));
    QCOMPARE(journey.calls(journey.about(u"DELETE"_s, session)), journey.deleteCalls());
    QCOMPARE(m_elsewhere.visits(), 0);
    QCOMPARE(journey.server().hasConversation(project, session), !deleted);
    QCOMPARE(journey.server().conversationCount(project), deleted ? without.size() : rows.size());
    QCOMPARE(journey.rows(), deleted ? without : rows);
    if (deleted) {
        QVERIFY2(journey.bannerText().contains(u"1 conversation deleted for good"_s),
                 qPrintable(journey.bannerText()));
        return;
    }
    QVERIFY2(journey.bannerText().contains(u"0 of 1 conversations were deleted. 1 was not deleted."_s),
             qPrintable(journey.bannerText()));
    journey.server().clearFaults();
    QVERIFY(tryAgain(journey, ++m_count));
    QVERIFY(journey.waitLoaded());
    QVERIFY(!journey.server().hasConversation(project, session));
    QCOMPARE(journey.rows(), without);
    QVERIFY2(journey.bannerText().contains(u"1 conversation deleted for good"_s),
             qPrintable(journey.bannerText()));
}

// Neither the deletion nor the look afterwards has an answer: it says that it does not know, and finds out
// later.
void TestFaultsEdits::removesWhatCannotBeLookedUp()
{
    Journey &journey = *m_journey;
    const QString session = journey.session(2);
    const QStringList rows = journey.rows();
    SandboxFault lost = fault(Kind::DropConnection, u"^DELETE "_s);
    lost.applied = true;
    journey.addFault(lost);
    journey.addFault(fault(Kind::Status, messageCalls, 500));
    deleteRow(2);
    QVERIFY2(journey.bannerText().contains(u"1 may or may not be deleted."_s),
             qPrintable(journey.bannerText()));
    QCOMPARE(journey.rows(), rows);
    journey.server().clearFaults();
    const int calls = journey.deleteCalls();
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowOf(session), -1);
    QCOMPARE(journey.rowCount(), rows.size() - 1);
    QCOMPARE(journey.deleteCalls(), calls); // it was looked up, and needed no second call
}

QTEST_MAIN(TestFaultsEdits)
#include "tst_faults_edits.moc"
