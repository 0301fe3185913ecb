// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/faults.h"

using namespace confab;
using namespace confab::faults;

namespace {

const QString putCalls = u"^PUT "_s;
const QString createCalls = u"^POST /api/v1/projects/\\d+/conversations$"_s;

/// What is offered after an edit has failed.
enum class Way {
    Retry,
    ChangeIt,
    SignIn, ///< And then Retry.
};

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
    QTest::newRow("hang in the body") << Kind::HangMidBody << 0 << lost << whereLost;
    QTest::newRow("truncated body") << Kind::TruncateBody << 0 << lost << whereLost;
    QTest::newRow("cut at a chunk") << Kind::CutChunked << 0 << lost << whereLost;
    QTest::newRow("deep nesting") << Kind::DeepNesting << 0 << lost << whereLost;
    QTest::newRow("stray bytes") << Kind::InvalidUtf8 << 0 << lost << whereLost;
    QTest::newRow("gateway's page") << Kind::Html502 << 0 << lost << whereLost;
    QTest::newRow("503") << Kind::Status << 503 << lost << whereLost;
    QTest::newRow("504") << Kind::Status << 504 << lost << whereLost;
    QTest::newRow("500") << Kind::Status << 500 << broken << Way::Retry;
    QTest::newRow("error in a 200") << Kind::StatusErrorIn200 << 0 << u"Internal Server Error."_s
                                    << Way::Retry;
    QTest::newRow("400") << Kind::Status << 400 << u"Colours are not allowed on a Tuesday."_s
                         << Way::ChangeIt;
    QTest::newRow("401") << Kind::Status << 401 << u"The server does not accept the key."_s << Way::SignIn;
    QTest::newRow("redirect") << Kind::RedirectOtherHost << 0
                              << u"The server's answer could not be understood."_s << Way::Retry;
    QTest::newRow("403") << Kind::Status << 403 << u"This key may not"_s << Way::ChangeIt;
    QTest::newRow("404") << Kind::Status << 404 << u"no longer on the server."_s << Way::ChangeIt;
    QTest::newRow("422") << Kind::Status << 422 << u"Colours are not allowed on a Tuesday."_s
                         << Way::ChangeIt;
    QTest::newRow("credits") << Kind::CreditsExhausted << 0
                             << u"The query credits of this account are used up."_s << Way::ChangeIt;
}

} // namespace

/// Every way in which a rename and a creation can fail: what somebody typed is not lost, and nothing is done
/// twice.
class TestFaultsEdits : public RowsOfFaults
{
    Q_OBJECT

private slots:
    void init() { beginRowOfEdits(30); }
    void rename_data() { addWriteFaults(Way::Retry); }
    void rename();
    void renameWithoutARecordIsDone_data();
    void renameWithoutARecordIsDone();
    void create_data();
    void create();
    void aNameWaitsForAPause();
    void aPausedCreationIsOfferedAgain();
    void keepsTwoFailedRenamesApart();
    void renamesInTheProjectItWasMeantFor_data();
    void renamesInTheProjectItWasMeantFor();
    void renamesBehindAFilter();
    void createsInTheProjectItWasMeantFor();

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
    void signInAgain();
};

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
    if (m_journey->workspace().session().isSignedIn())
        QVERIFY(m_journey->activate());
}

void TestFaultsEdits::signInAgain()
{
    QVERIFY(m_journey->dialog(u"signInDialog"_s));
    m_journey->server().clearFaults();
    QVERIFY(m_journey->signInByDialog());
    QVERIFY(m_journey->waitLoaded());
    QTRY_VERIFY(!m_journey->hasDialog());
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
    if (way == Way::SignIn)
        signInAgain();
    QVERIFY2(journey.bannerText().contains(cause), qPrintable(journey.bannerText()));
    QCOMPARE(journey.action(u"Retry"_s)->isEnabled(), way != Way::ChangeIt);
    QVERIFY(clipboardAfterCopy(journey).contains(u"Operation: RenameConversation"_s));
    journey.advance(1h);
    QVERIFY2(journey.bannerText().contains(cause), "a name that somebody typed went away by itself");

    journey.server().clearFaults();
    if (way == Way::ChangeIt) {
        QVERIFY(journey.pressInBanner(u"Try again…"_s));
        QTRY_VERIFY(editor() && editor()->hasFocus());
        QCOMPARE(editor()->text(), name);
        Journey::press(Qt::Key_Return);
    } else {
        QVERIFY(tryAgain(journey, m_count));
    }
    QVERIFY(journey.waitLoaded());
    QCOMPARE(serverName(session), name);
    QCOMPARE(journey.rows().at(1), name);
    QCOMPARE(journey.bannerText(), QString());
    QVERIFY(!journey.action(u"Retry"_s)->isEnabled());
}

void TestFaultsEdits::renameWithoutARecordIsDone_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    QTest::newRow("empty body") << Kind::EmptyBody << 0;
    QTest::newRow("204") << Kind::EmptyBody << 204;
    QTest::newRow("data is null") << Kind::DataIsNull << 0;
    QTest::newRow("data is an empty array") << Kind::DataIsEmptyArray << 0;
    QTest::newRow("data is a string") << Kind::DataIsString << 0;
}

// A success that carries nothing is one (contract, section 10, 2).
void TestFaultsEdits::renameWithoutARecordIsDone()
{
    Journey &journey = *m_journey;
    const QString session = journey.session(1);
    const QString name = u"Without a record %1"_s.arg(++m_count);
    SandboxFault silent = rowFault(putCalls, m_elsewhere);
    silent.applied = true;
    journey.addFault(silent);
    typeName(1, name);
    QCOMPARE(journey.bannerText(), QString());
    QCOMPARE(journey.rows().at(1), name);
    QCOMPARE(serverName(session), name);
}

void TestFaultsEdits::create_data()
{
    addWriteFaults(Way::ChangeIt);
    const auto lost = u"the server's answer was lost"_s;
    QTest::newRow("empty body") << Kind::EmptyBody << 0 << lost << Way::ChangeIt;
    QTest::newRow("data is a string") << Kind::DataIsString << 0 << lost << Way::ChangeIt;
    QTest::newRow("data is an empty array") << Kind::DataIsEmptyArray << 0 << lost << Way::ChangeIt;
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
    if (way == Way::SignIn)
        signInAgain();
    QVERIFY2(journey.bannerText().contains(cause), qPrintable(journey.bannerText()));
    QCOMPARE(journey.action(u"Retry"_s)->isEnabled(), way != Way::ChangeIt);
    journey.advance(1h);
    QVERIFY2(journey.bannerText().contains(cause), "a name that somebody typed went away by itself");

    journey.server().clearFaults();
    if (serverName(journey.session(0)) == name) { // only the answer was spoilt, and a look shows it
        QVERIFY(journey.bannerText().contains(u"Refresh and look before you do it again."_s));
        QVERIFY(journey.pressButton(u"Close notification"_s));
        journey.action(u"Refresh"_s)->trigger();
    } else if (way == Way::ChangeIt) {
        QVERIFY(journey.pressInBanner(u"Try again…"_s));
        QDialog *dialog = journey.dialog(u"nameDialog"_s);
        QVERIFY(dialog);
        QCOMPARE(journey.control<QLineEdit>(u"Name"_s, dialog)->text(), name);
        Journey::press(Qt::Key_Return);
        QVERIFY(journey.activate());
    } else {
        QVERIFY(tryAgain(journey, m_count));
    }
    QVERIFY(journey.waitLoaded());
    QCOMPARE(serverName(journey.session(0)), name);
    QCOMPARE(journey.rows(), QStringList{name} + rows);
    QCOMPARE(journey.bannerText(), QString());
}

// Nobody has to type or press anything: it goes out when the server lets it.
void TestFaultsEdits::aNameWaitsForAPause()
{
    Journey &journey = *m_journey;
    const QString session = journey.session(1);
    SandboxFault pause = fault(Kind::Throttle, putCalls);
    pause.times = 1;
    journey.addFault(pause);
    const int puts = journey.calls(putCalls);
    typeName(1, u"After a pause"_s);
    QCOMPARE(journey.calls(putCalls), puts + 2);
    QCOMPARE(serverName(session), u"After a pause"_s);
    QCOMPARE(journey.bannerText(), QString());
}

// A creation is not repeated by itself, whatever it failed of; its name is not typed again.
void TestFaultsEdits::aPausedCreationIsOfferedAgain()
{
    Journey &journey = *m_journey;
    SandboxFault pause = fault(Kind::Throttle, createCalls);
    pause.times = 1;
    journey.addFault(pause);
    const int posts = journey.calls(createCalls);
    typeNewName(u"Made after a pause"_s);
    QCOMPARE(journey.calls(createCalls), posts + 1);
    QVERIFY2(journey.bannerText().contains(u"The server asked for a pause."_s),
             qPrintable(journey.bannerText()));
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitRepeated());
    QCOMPARE(journey.calls(createCalls), posts + 2);
    QCOMPARE(serverName(journey.session(0)), u"Made after a pause"_s);
    QCOMPARE(journey.rows().first(), u"Made after a pause"_s);
    QCOMPARE(journey.bannerText(), QString());
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

void TestFaultsEdits::renamesInTheProjectItWasMeantFor_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("inFlight");
    QTest::newRow("retry, left afterwards") << 500 << false;
    QTest::newRow("retry, left meanwhile") << 500 << true;
    QTest::newRow("change it, left afterwards") << 403 << false;
    QTest::newRow("change it, left meanwhile") << 403 << true;
}

void TestFaultsEdits::renamesInTheProjectItWasMeantFor()
{
    QFETCH(int, status);
    QFETCH(bool, inFlight);
    Journey &journey = *m_journey;
    const ProjectId other{journey.server().projectIds().at(1)};
    const QString session = journey.session(1);
    const QString before = serverName(session);
    const QString name = u"Meant for the first %1"_s.arg(++m_count);
    SandboxFault refuses = fault(Kind::Status, putCalls, status);
    refuses.delay = inFlight ? 100ms : 0ms;
    journey.addFault(refuses);
    if (inFlight) {
        journey.workspace().conversations().rename(SessionId(session), name);
        journey.workspace().openProject(other);
        QVERIFY(journey.waitRepeated());
    } else {
        typeName(1, name);
        journey.workspace().openProject(other);
        QVERIFY(journey.waitLoaded());
    }
    journey.server().clearFaults();
    QCOMPARE(journey.workspace().project(), other);
    QCOMPARE(serverName(session), before);
    if (status == 500) {
        QVERIFY(journey.pressInBanner(u"Retry"_s));
        QVERIFY(journey.waitLoaded());
        journey.workspace().openProject(ProjectId{journey.project()});
    } else {
        QVERIFY(journey.pressInBanner(u"Try again…"_s)); // which opens the project, too
        QTRY_VERIFY(editor() && editor()->hasFocus());
        QCOMPARE(editor()->text(), name);
        Journey::press(Qt::Key_Return);
    }
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.workspace().project().value, journey.project());
    QCOMPARE(serverName(session), name);
    QCOMPARE(journey.rows().at(1), name);
    QCOMPARE(journey.bannerText(), QString());
}

void TestFaultsEdits::renamesBehindAFilter()
{
    Journey &journey = *m_journey;
    const QString session = journey.session(2);
    journey.addFault(fault(Kind::Status, putCalls, 422));
    typeName(2, u"Hidden by a filter"_s);
    journey.server().clearFaults();
    journey.filter()->setFocus();
    Journey::type(u"nothing is called like this"_s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 0);
    QVERIFY(journey.pressInBanner(u"Try again…"_s));
    QTRY_VERIFY(editor() && editor()->hasFocus());
    QCOMPARE(editor()->text(), u"Hidden by a filter"_s);
    QCOMPARE(journey.filter()->text(), QString());
    Journey::press(Qt::Key_Escape); // and it is not lost by that
    QVERIFY(journey.pressInBanner(u"Try again…"_s));
    QTRY_VERIFY(editor() && editor()->hasFocus());
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(serverName(session), u"Hidden by a filter"_s);
    QCOMPARE(journey.bannerText(), QString());
}

void TestFaultsEdits::createsInTheProjectItWasMeantFor()
{
    Journey &journey = *m_journey;
    const qint64 other = journey.server().projectIds().at(1);
    const int inOther = journey.server().conversationCount(other);
    journey.addFault(fault(Kind::Status, createCalls, 500));
    typeNewName(u"Belongs to the first"_s);
    journey.server().clearFaults();
    journey.workspace().openProject(ProjectId{other});
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationCount(other), inOther);
    QCOMPARE(serverName(journey.session(0)), u"Belongs to the first"_s);
    QCOMPARE(journey.workspace().project().value, journey.project());
    QCOMPARE(journey.rows().first(), u"Belongs to the first"_s);
}

QTEST_MAIN(TestFaultsEdits)
#include "tst_faults_edits.moc"
