// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/deletionjournal.h"
#include "support/smalldisk.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using State = DeletionItem::State;

namespace {

const ProjectId project{7};

SessionId session(int number)
{
    return SessionId(u"session-%1"_s.arg(number, 6, 10, QLatin1Char('0')));
}

Conversation conversation(int number, ProjectId of = project)
{
    Conversation result;
    // Above what a double holds exactly.
    result.id = ConversationId{9007199254740993 + number};
    result.session = session(number);
    result.project = of;
    result.name = u"Line\nbreak, \"quotes\" and אבג %1"_s.arg(number);
    if (number % 2 == 0)
        result.createdBy = number;
    result.createdAt = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC);
    return result;
}

QList<Conversation> conversations(int from, int to)
{
    QList<Conversation> result;
    for (int number = from; number <= to; ++number)
        result.append(conversation(number));
    return result;
}

QList<State> statesOf(const std::optional<DeletionReport> &report)
{
    QList<State> states;
    if (report) {
        for (const auto &item : report->items)
            states.append(item.state);
    }
    return states;
}

std::optional<DeletionReport> leftoverOf(const DeletionJournal &journal)
{
    const QList<DeletionReport> reports = journal.leftovers();
    return reports.isEmpty() ? std::nullopt : std::optional(reports.first());
}

} // namespace

class TestDeletionJournal : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"deletions.jsonl"_s);
    }
    void readsBackWhatWasPlanned();
    void sentWithoutAnswerIsUnknown();
    void settledItemsAreNotOpen();
    void finishKeepsWhatIsOpen_data();
    void finishKeepsWhatIsOpen();
    void oneReportForEachProject();
    void knowsWhoseItIs();
    void oneProgramAtATime();
    void planAgainKeepsEachOnce();
    void ownerAlone();
    void unwritable();
    void aFullDiskLeavesTheOldPlan();
    void markNeedsThePlan();
    void cutAtEveryByte();
    void garbage_data();
    void garbage();

private:
    [[nodiscard]] QByteArray content() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void setContent(const QByteArray &text) const
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(text), text.size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestDeletionJournal::readsBackWhatWasPlanned()
{
    {
        DeletionJournal earlier(m_path);
        QVERIFY(!leftoverOf(earlier));
        QVERIFY(earlier.plan(project, conversations(1, 3)));
    }
    DeletionJournal journal(m_path);
    const auto report = leftoverOf(journal);
    QVERIFY(report);
    QCOMPARE(report->project, project);
    QCOMPARE(report->items.size(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(report->items[i].conversation, conversation(i + 1));
        QCOMPARE(report->items[i].state, State::Planned);
    }
    journal.clear();
    QVERIFY(!QFile::exists(m_path));
    QVERIFY(!leftoverOf(journal));
}

void TestDeletionJournal::sentWithoutAnswerIsUnknown()
{
    DeletionJournal journal(m_path);
    QVERIFY(journal.plan(project, conversations(1, 2)));
    QVERIFY(journal.mark(session(1), State::Sent));
    QCOMPARE(statesOf(leftoverOf(journal)), (QList{State::Unknown, State::Planned}));
}

void TestDeletionJournal::settledItemsAreNotOpen()
{
    DeletionJournal journal(m_path);
    QVERIFY(journal.plan(project, conversations(1, 6)));
    const QList<State> ends{State::Deleted, State::AlreadyGone, State::Failed, State::Unknown,
                            State::Planned};
    for (int i = 0; i < ends.size(); ++i) {
        QVERIFY(journal.mark(session(i + 1), State::Sent));
        QVERIFY(journal.mark(session(i + 1), ends[i]));
    }
    const auto report = leftoverOf(journal);
    QCOMPARE(statesOf(report), (QList{State::Unknown, State::Planned, State::Planned}));
    QCOMPARE(report->items.first().conversation.session, session(4));
}

void TestDeletionJournal::finishKeepsWhatIsOpen_data()
{
    using End = DeletionReport::End;
    QTest::addColumn<DeletionReport::End>("end");
    QTest::addColumn<QList<State>>("states");
    QTest::addColumn<QList<State>>("kept");
    const QList<State> mixed{State::Deleted, State::Failed, State::Unknown, State::Planned};
    QTest::newRow("all done") << End::Completed << QList{State::Deleted, State::AlreadyGone}
                              << QList<State>{};
    QTest::newRow("refused") << End::Completed << QList{State::Failed} << QList<State>{};
    QTest::newRow("stopped") << End::Stopped << mixed << QList{State::Unknown, State::Planned};
    QTest::newRow("sign in") << End::SignInNeeded << mixed << QList{State::Unknown, State::Planned};
    QTest::newRow("cancelled") << End::Cancelled << mixed << QList{State::Unknown};
}

void TestDeletionJournal::finishKeepsWhatIsOpen()
{
    QFETCH(DeletionReport::End, end);
    QFETCH(QList<State>, states);
    QFETCH(QList<State>, kept);
    DeletionJournal journal(m_path);
    const auto planned = conversations(1, static_cast<int>(states.size()));
    QVERIFY(journal.plan(project, planned));
    DeletionReport report;
    report.project = project;
    report.end = end;
    for (int i = 0; i < states.size(); ++i)
        report.items.append({planned[i], states[i], {}});
    journal.finish(report);
    QCOMPARE(statesOf(leftoverOf(journal)), kept);
    QCOMPARE(QFile::exists(m_path), !kept.isEmpty());
}

void TestDeletionJournal::oneReportForEachProject()
{
    DeletionJournal journal(m_path);
    const ProjectId other{8};
    QVERIFY(journal.plan(project, conversations(1, 2)));
    QVERIFY(journal.plan(other, {conversation(3, other)}));
    const auto reports = journal.leftovers();
    QCOMPARE(reports.size(), 2);
    QCOMPARE(reports[0].project, project);
    QCOMPARE(reports[0].items.size(), 2);
    QCOMPARE(reports[1].project, other);
    QCOMPARE(reports[1].items.first().conversation, conversation(3, other));
    journal.drop(reports[1]); // that one and no other
    QCOMPARE(journal.leftovers().size(), 1);
    QCOMPARE(leftoverOf(journal)->project, project);
    journal.drop(reports[0]);
    QVERIFY(!QFile::exists(m_path));
}

void TestDeletionJournal::knowsWhoseItIs()
{
    DeletionJournal journal(m_path);
    const QList<Account> accounts{{QUrl(u"https://a.example.org/api/v1"_s), 9007199254740993},
                                  {QUrl(u"https://a.example.org/api/v1"_s), 2},
                                  {QUrl(u"https://b.example.org/api/v1"_s), 2},
                                  {}};
    for (int i = 0; i < accounts.size(); ++i) {
        DeletionReport report;
        report.account = accounts[i];
        report.project = project;
        report.items.append({conversation(i + 1)});
        QVERIFY(journal.plan(report)); // which writes the earlier ones anew
        QVERIFY(journal.mark(session(i + 1), State::Sent));
    }
    const auto reports = journal.leftovers();
    QCOMPARE(reports.size(), accounts.size());
    for (int i = 0; i < accounts.size(); ++i) {
        QCOMPARE(reports[i].account, accounts[i]);
        QCOMPARE(reports[i].items.first().conversation, conversation(i + 1));
    }
    // Lines of before there were accounts.
    setContent(R"({"state":"sent","project":"7","session":"session-000001","id":"1","name":"Old"})");
    QCOMPARE(leftoverOf(journal)->account, Account());
}

void TestDeletionJournal::oneProgramAtATime()
{
    auto first = std::make_unique<DeletionJournal>(m_path);
    QVERIFY(first->isOurs());
    QVERIFY(first->plan(project, conversations(1, 2)));
    const QByteArray before = content();
    DeletionJournal second(m_path);
    QVERIFY(!second.isOurs());
    QVERIFY(second.leftovers().isEmpty());
    QVERIFY(!second.plan(project, conversations(3, 4)));
    second.drop(leftoverOf(*first).value());
    QCOMPARE(content(), before);
    first.reset();
    QCOMPARE(statesOf(leftoverOf(second)), (QList{State::Planned, State::Planned}));
    QVERIFY(second.isOurs());
}

void TestDeletionJournal::planAgainKeepsEachOnce()
{
    DeletionJournal journal(m_path);
    QVERIFY(journal.plan(project, conversations(1, 3)));
    QVERIFY(journal.mark(session(1), State::Sent));
    // An item that may be done already is not "planned" again: a crash now must not forget that.
    QVERIFY(journal.plan(*leftoverOf(journal)));
    QCOMPARE(statesOf(leftoverOf(journal)), (QList{State::Unknown, State::Planned, State::Planned}));
    QCOMPARE(content().count('\n'), 3);
}

void TestDeletionJournal::ownerAlone()
{
    DeletionJournal journal(m_path);
    QVERIFY(journal.plan(project, conversations(1, 1)));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFileInfo(m_path).permissions() & others));
    QVERIFY(journal.mark(session(1), State::Unknown));
    QVERIFY(journal.plan(project, conversations(2, 2)));
    QVERIFY(!(QFileInfo(m_path).permissions() & others));
}

void TestDeletionJournal::unwritable()
{
    setContent("a file, where a folder should be");
    DeletionJournal journal(m_path + u"/deletions.jsonl"_s);
    QVERIFY(!journal.plan(project, conversations(1, 1)));
    QVERIFY(!journal.mark(session(1), State::Sent));
    QVERIFY(!leftoverOf(journal));
}

void TestDeletionJournal::aFullDiskLeavesTheOldPlan()
{
    const QString disk = smallDisk(u"16k"_s);
    if (disk.isEmpty())
        return;
    m_path = disk + u"/deletions.jsonl"_s;
    DeletionJournal journal(m_path);
    QVERIFY(journal.plan(project, conversations(1, 2)));
    QVERIFY(journal.mark(session(1), State::Unknown));
    const QByteArray before = content();
    QFile rest(disk + u"/rest"_s);
    QVERIFY(rest.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    while (rest.write(QByteArray(512, 'x')) == 512)
        continue;
    // Little enough to wait in a buffer until the file is closed.
    QVERIFY(!journal.plan(project, conversations(3, 4)));
    QCOMPARE(content(), before);
    QCOMPARE(statesOf(leftoverOf(journal)), (QList{State::Unknown, State::Planned}));
}

void TestDeletionJournal::markNeedsThePlan()
{
    DeletionJournal journal(m_path);
    QVERIFY(journal.plan(project, conversations(1, 1)));
    QVERIFY(QFile::remove(m_path));
    QVERIFY(!journal.mark(session(1), State::Sent));
    QVERIFY(!QFile::exists(m_path));
}

void TestDeletionJournal::cutAtEveryByte()
{
    {
        DeletionJournal journal(m_path);
        QVERIFY(journal.plan(project, conversations(1, 2)));
        QVERIFY(journal.mark(session(1), State::Sent));
        QVERIFY(journal.mark(session(1), State::Deleted));
    }
    const QByteArray whole = content();
    for (qsizetype length = 0; length <= whole.size(); ++length) {
        setContent(whole.left(length));
        const auto report = leftoverOf(DeletionJournal(m_path));
        const QList<State> states = statesOf(report);
        // Never more than was planned, and an item that was sent is never "planned" again once its line is
        // whole.
        QVERIFY(states.size() <= 2);
        const auto lines = whole.left(length).count('\n');
        if (lines == 2)
            QVERIFY(states.size() == 2 && states.last() == State::Planned);
        if (lines == 3)
            QVERIFY(states.first() == State::Unknown || states == QList{State::Planned});
        if (lines == 4)
            QCOMPARE(states, QList{State::Planned});
        // What is written after a cut line stays readable.
        DeletionJournal after(m_path);
        QVERIFY(after.plan(project, {conversation(9)}));
        QVERIFY(after.mark(session(9), State::Unknown));
        QCOMPARE(leftoverOf(after)->items.last().conversation, conversation(9));
        QCOMPARE(leftoverOf(after)->items.last().state, State::Unknown);
        QCOMPARE(leftoverOf(after)->items.size(), states.size() + 1);
    }
}

void TestDeletionJournal::garbage_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("binary") << QByteArray("\x00\xff\xfe\x80garbage", 11);
    QTest::newRow("array") << QByteArray("[1,2,3]");
    QTest::newRow("path for a session")
        << QByteArray(R"({"state":"planned","project":"7","session":"..","id":"1"})");
    QTest::newRow("no project") << QByteArray(R"({"state":"planned","session":"session-000009"})");
    QTest::newRow("negative project")
        << QByteArray(R"({"state":"planned","project":"-7","session":"session-000009"})");
    QTest::newRow("strange state") << QByteArray(
        R"({"state":"eaten","project":"7","session":"session-000009"})");
    QTest::newRow("mark without plan") << QByteArray(R"({"state":"sent","session":"session-000009"})");
    QTest::newRow("deep") << QByteArray(5000, '[');
}

void TestDeletionJournal::garbage()
{
    QFETCH(QByteArray, line);
    DeletionJournal journal(m_path);
    QVERIFY(journal.plan(project, conversations(1, 2)));
    setContent(line + '\n' + content() + line);
    const auto report = leftoverOf(journal);
    QVERIFY(report);
    QCOMPARE(report->items.size(), 2);
    QCOMPARE(report->items.first().conversation, conversation(1));
}

QTEST_GUILESS_MAIN(TestDeletionJournal)
#include "tst_deletionjournal.moc"
