// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "models/messagelistmodel.h"
#include "services/messageservice.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Model = MessageListModel;

class TestMessageListModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void twoRowsARecord();
    void missingHalves();
    void textIsCleaned();
    void timesInWords();
    void answerRoles();
    void questionRoles();
    void accessibleText();
    void olderPagesGoOnTop();
    void olderPageOfTheSameDayTakesTheHeading();
    void newerOnesGoBelow();
    void changesAreTold();
    void questionComesAndGoes();
    void daysAcrossRowsWithoutDate();
    void midnightMovesTheHeadings();
    void otherConversationResets();
    void startsWithWhatTheServiceHas();
    void aGrowingAnswerChangesItsRowAlone();
    void anOwnRecordIsNumberedAndGoes();
    void newerOnesStandBeforeAnOwnRecord();
    void wordsForAnAnswerThatIsNotWhole_data();
    void wordsForAnAnswerThatIsNotWhole();

private:
    [[nodiscard]] QList<Message> &store()
    {
        return m_api->projectData[m_key.project].messages[m_key.session];
    }
    void add(int count);
    void open();
    void refresh();
    void loadOlder();
    [[nodiscard]] QString print() const;
    [[nodiscard]] QModelIndex row(int number) const { return m_model->index(number); }
    [[nodiscard]] QStringList takeChanges() { return std::exchange(m_changes, {}); }

    std::unique_ptr<FakeChatApi> m_api;
    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<MessageService> m_service;
    std::unique_ptr<Model> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    ConversationKey m_key;
    QStringList m_changes;
};

void TestMessageListModel::init()
{
    m_changes.clear();
    m_api = std::make_unique<FakeChatApi>();
    m_api->messagesPerPage = 2;
    m_api->addProject(1, 2);
    m_key = {ProjectId{1}, FakeChatApi::session(1)};
    m_clock = std::make_unique<ManualClock>();
    m_service = std::make_unique<MessageService>(*m_api);
    m_model = std::make_unique<Model>(*m_service, *m_clock);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    const auto note = [this](const QString &what, int first, int last) {
        m_changes << u"%1 %2-%3"_s.arg(what).arg(first).arg(last);
    };
    connect(m_model.get(), &QAbstractItemModel::rowsInserted, this,
            [note](const QModelIndex &, int first, int last) { note(u"insert"_s, first, last); });
    connect(m_model.get(), &QAbstractItemModel::rowsRemoved, this,
            [note](const QModelIndex &, int first, int last) { note(u"remove"_s, first, last); });
    connect(m_model.get(), &QAbstractItemModel::dataChanged, this,
            [note](const QModelIndex &first, const QModelIndex &last, const QList<int> &roles) {
                note(roles == QList<int>{Model::DayTextRole} ? u"day"_s : u"change"_s, first.row(),
                     last.row());
            });
    connect(m_model.get(), &QAbstractItemModel::modelReset, this, [note] { note(u"reset"_s, 0, 0); });
}

void TestMessageListModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
    m_service.reset();
    m_api.reset();
}

void TestMessageListModel::add(int count)
{
    m_api->addMessages(m_key, count);
}

void TestMessageListModel::open()
{
    m_service->open(m_key);
    QTRY_COMPARE(m_service->state(), MessageService::State::Ready);
}

void TestMessageListModel::refresh()
{
    const qsizetype answered = m_api->calls.size();
    m_service->refresh();
    QTRY_VERIFY(m_api->calls.size() > answered && m_api->inFlight() == 0);
}

void TestMessageListModel::loadOlder()
{
    m_service->loadOlder();
    QTRY_COMPARE(m_service->state(), MessageService::State::Ready);
}

QString TestMessageListModel::print() const
{
    QStringList rows;
    for (int i = 0; i < m_model->rowCount(); ++i) {
        const QString day = row(i).data(Model::DayTextRole).toString();
        const bool visitor = row(i).data(Model::SenderRole).value<Model::Sender>() == Model::Sender::Visitor;
        rows << (day.isEmpty() ? QString() : u"["_s + day + u"] "_s) + (visitor ? u"> "_s : u"< "_s) +
                    row(i).data(Model::TextRole).toString();
    }
    return rows.join(u'\n');
}

void TestMessageListModel::twoRowsARecord()
{
    add(2);
    open();
    QCOMPARE(print(), u"[Thursday, 1 January] > Question 1\n< Answer 1\n> Question 2\n< Answer 2"_s);
    QCOMPARE(row(2).data(Model::MessageIdRole).toLongLong(), 2);
    QCOMPARE(row(3).data(Model::MessageIdRole).toLongLong(), 2);
    QCOMPARE(row(3).data().toString(), u"Answer 2"_s);
}

void TestMessageListModel::missingHalves()
{
    add(2);
    store()[0].question = u" \n"_s;
    store()[1].answer.clear();
    open();
    QCOMPARE(print(), u"[Thursday, 1 January] < Answer 1\n> Question 2\n< No answer"_s);
    QCOMPARE(row(0).data(Model::EmptyAnswerRole).toBool(), false);
    QCOMPARE(row(1).data(Model::EmptyAnswerRole).toBool(), false);
    QCOMPARE(row(2).data(Model::EmptyAnswerRole).toBool(), true);
}

void TestMessageListModel::textIsCleaned()
{
    add(1);
    store()[0].question = u"a\u202Eb\r\nc"_s;
    store()[0].answer = u"**x**"_s + QChar(0) + u"\n    code"_s + QString(20, QChar(0x0301));
    open();
    QCOMPARE(row(0).data(Model::TextRole).toString(), u"a\uFFFDb\nc"_s);
    QCOMPARE(row(1).data(Model::TextRole).toString(), u"**x**\uFFFD\n    code"_s + QString(8, QChar(0x0301)));
}

void TestMessageListModel::timesInWords()
{
    m_clock->setZone(QTimeZone("Asia/Kolkata"));
    m_model->refreshDates();
    add(1);
    store()[0].createdAt = QDateTime(QDate(2026, 3, 9), QTime(20, 15, 30), Qt::UTC);
    open();
    QCOMPARE(row(0).data(Model::TimeTextRole).toString(), u"01:45"_s);
    QCOMPARE(row(1).data(Model::TimeTextRole).toString(), u"01:45"_s);
    QCOMPARE(row(0).data(Model::FullTimeTextRole).toString(), u"Tuesday, 10 March 2026 01:45:30 UTC+05:30"_s);
    QCOMPARE(row(0).data(Model::DayTextRole).toString(), u"Tuesday, 10 March"_s);
    QCOMPARE(row(0).data(Model::MomentRole).toDateTime(), store()[0].createdAt);
    QCOMPARE(row(0).data(Qt::AccessibleTextRole).toString(), u"Visitor, Today 01:45: Question 1"_s);
}

void TestMessageListModel::answerRoles()
{
    add(2);
    store()[0].reaction = Reaction::Disliked;
    store()[0].citations = {CitationId{12}, CitationId{7}};
    open();
    QCOMPARE(row(1).data(Model::ReactionRole).toInt(), int(Reaction::Disliked));
    QCOMPARE(row(3).data(Model::ReactionRole).toInt(), int(Reaction::None));
    QCOMPARE(row(1).data(Model::CitationsRole).value<QList<qint64>>(), QList<qint64>({12, 7}));
    QVERIFY(!row(1).data(Model::OriginRole).isValid());
}

void TestMessageListModel::questionRoles()
{
    add(1);
    store()[0].requestSource = u"live\u202Echat\n"_s;
    store()[0].userIp = u"203.0.113.9"_s;
    store()[0].userAgent = u"Mozilla"_s;
    open();
    QCOMPARE(row(0).data(Model::OriginRole).toString(), u"live\uFFFDchat"_s);
    QVERIFY(!row(0).data(Model::ReactionRole).isValid());
    QVERIFY(!row(0).data(Model::CitationsRole).isValid());
    // Personal data has no role.
    for (int role = 0; role < Qt::UserRole + 64; ++role) {
        for (int i = 0; i < 2; ++i) {
            const QString text = row(i).data(role).toString();
            QVERIFY(!text.contains(u"203.0"_s) && !text.contains(u"Mozilla"_s));
        }
    }
}

void TestMessageListModel::accessibleText()
{
    add(2);
    store()[0].answer = u"See **our** [page](https://example.com)\n\n- one"_s;
    store()[1].createdAt = {};
    store()[1].reaction = Reaction::Disliked;
    open();
    QCOMPARE(row(1).data(Qt::AccessibleTextRole).toString(), u"Agent, 1 Jan 08:01: See our page one"_s);
    QVERIFY(row(3).data(Qt::AccessibleTextRole).toString().endsWith(u" (disliked)"_s));
    QVERIFY(!row(2).data(Qt::AccessibleTextRole).toString().contains(u"disliked"_s));
    QCOMPARE(row(2).data(Qt::AccessibleTextRole).toString(), u"Visitor: Question 2"_s);
}

void TestMessageListModel::olderPagesGoOnTop()
{
    add(5);
    open();
    QCOMPARE(m_model->rowCount(), 4);
    m_changes.clear();
    const QPersistentModelIndex kept = row(1);
    loadOlder();
    QCOMPARE(takeChanges(), QStringList({u"insert 0-3"_s, u"day 4-4"_s}));
    QCOMPARE(kept.row(), 5);
    QCOMPARE(kept.data(Model::TextRole).toString(), u"Answer 4"_s);
    loadOlder();
    QCOMPARE(takeChanges(), QStringList({u"insert 0-1"_s, u"day 2-2"_s}));
    QVERIFY(print().startsWith(u"[Thursday, 1 January] > Question 1\n< Answer 1\n> Question 2"_s));
    QCOMPARE(print().count(u'['), 1);
}

void TestMessageListModel::olderPageOfTheSameDayTakesTheHeading()
{
    add(4);
    for (int i = 0; i < 4; ++i)
        store()[i].createdAt = QDateTime(QDate(2026, 3, i < 2 ? 8 : 9), QTime(9, i), Qt::UTC);
    open();
    m_changes.clear();
    loadOlder(); // of another day: the heading stays where it was
    QCOMPARE(takeChanges(), QStringList(u"insert 0-3"_s));
    QCOMPARE(print(), u"[Sunday, 8 March] > Question 1\n< Answer 1\n> Question 2\n< Answer 2\n"
                      "[Monday, 9 March] > Question 3\n< Answer 3\n> Question 4\n< Answer 4"_s);
}

void TestMessageListModel::newerOnesGoBelow()
{
    add(2);
    open();
    m_changes.clear();
    add(1);
    store()[2].createdAt = QDateTime(QDate(2026, 1, 2), QTime(9, 0), Qt::UTC);
    refresh();
    QTRY_COMPARE(m_model->rowCount(), 6);
    QCOMPARE(takeChanges(), QStringList(u"insert 4-5"_s));
    QVERIFY(print().endsWith(u"< Answer 2\n[Friday, 2 January] > Question 3\n< Answer 3"_s));
}

void TestMessageListModel::changesAreTold()
{
    add(2);
    open();
    QCOMPARE(row(1).data(Model::TextRole).toString(), u"Answer 1"_s); // so that the old text is in the cache
    m_changes.clear();
    store()[0].answer = u"Edited"_s;
    refresh();
    QTRY_COMPARE(m_changes, QStringList(u"change 1-1"_s));
    m_changes.clear();
    QCOMPARE(row(1).data(Model::TextRole).toString(), u"Edited"_s);
    // Another day: the heading of the row below changes with it.
    store()[0].createdAt = QDateTime(QDate(2025, 12, 31), QTime(9, 0), Qt::UTC);
    refresh();
    QTRY_COMPARE(m_changes, QStringList({u"change 0-1"_s, u"day 2-2"_s}));
    m_changes.clear();
    QCOMPARE(print(), u"[Wednesday, 31 December 2025] > Question 1\n< Edited\n"
                      "[Thursday, 1 January] > Question 2\n< Answer 2"_s);
}

void TestMessageListModel::questionComesAndGoes()
{
    add(2);
    open();
    m_changes.clear();
    store()[0].question.clear();
    refresh();
    QTRY_COMPARE(m_changes, QStringList({u"remove 0-0"_s, u"change 0-0"_s}));
    m_changes.clear();
    QCOMPARE(print(), u"[Thursday, 1 January] < Answer 1\n> Question 2\n< Answer 2"_s);
    store()[0].question = u"Back"_s;
    refresh();
    QTRY_COMPARE(m_changes, QStringList({u"insert 0-0"_s, u"change 0-1"_s}));
    m_changes.clear();
    QCOMPARE(print(), u"[Thursday, 1 January] > Back\n< Answer 1\n> Question 2\n< Answer 2"_s);
}

void TestMessageListModel::daysAcrossRowsWithoutDate()
{
    m_api->messagesPerPage = 20;
    add(4);
    store()[0].createdAt = {};
    store()[2].createdAt = {};
    open();
    // A row without a date starts no day and ends none.
    QCOMPARE(print(), u"> Question 1\n< Answer 1\n[Thursday, 1 January] > Question 2\n< Answer 2\n"
                      "> Question 3\n< Answer 3\n> Question 4\n< Answer 4"_s);
    QCOMPARE(row(0).data(Model::TimeTextRole).toString(), QString());
    QCOMPARE(row(0).data(Model::FullTimeTextRole).toString(), QString());
    QVERIFY(!row(0).data(Model::MomentRole).toDateTime().isValid());
}

void TestMessageListModel::midnightMovesTheHeadings()
{
    add(2);
    store()[1].createdAt = QDateTime(QDate(2026, 1, 1), QTime(23, 30), Qt::UTC);
    open();
    QCOMPARE(print().count(u'['), 1);
    m_changes.clear();
    m_clock->setZone(QTimeZone("Asia/Kolkata"));
    m_clock->setNow(QDateTime(QDate(2027, 3, 10), QTime(12, 0), Qt::UTC));
    m_model->refreshDates();
    QCOMPARE(takeChanges(), QStringList(u"change 0-3"_s));
    QCOMPARE(print(), u"[Thursday, 1 January 2026] > Question 1\n< Answer 1\n"
                      "[Friday, 2 January 2026] > Question 2\n< Answer 2"_s);
}

void TestMessageListModel::otherConversationResets()
{
    add(2);
    open();
    m_api->addMessages({ProjectId{1}, FakeChatApi::session(2)}, 1);
    m_changes.clear();
    m_service->open({ProjectId{1}, FakeChatApi::session(2)});
    QCOMPARE(m_model->rowCount(), 0);
    QTRY_COMPARE(m_model->rowCount(), 2);
    for (const QString &change : takeChanges())
        QVERIFY(change.startsWith(u"reset"_s));
    m_service->close();
    QCOMPARE(m_model->rowCount(), 0);
}

void TestMessageListModel::startsWithWhatTheServiceHas()
{
    add(1);
    open();
    const Model late(*m_service, *m_clock);
    QCOMPARE(late.rowCount(), 2);
}

namespace {

Message growing(const QString &answer, Progress progress = Progress::Answering)
{
    Message message;
    message.id = MessageId{-1};
    message.question = u"Mine"_s;
    message.answer = answer;
    message.createdAt = QDateTime(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);
    message.progress = progress;
    return message;
}

} // namespace

void TestMessageListModel::aGrowingAnswerChangesItsRowAlone()
{
    add(2);
    open();
    m_changes.clear();
    m_service->put(m_key, growing({}, Progress::Waiting));
    QCOMPARE(takeChanges(), QStringList(u"insert 4-5"_s));
    QCOMPARE(row(5).data(Model::TextRole).toString(), u"Waiting for the answer…"_s);
    QVERIFY(row(5).data(Model::EmptyAnswerRole).toBool());
    m_service->put(m_key, growing(u"One"_s));
    m_service->put(m_key, growing(u"One two"_s));
    QCOMPARE(takeChanges(), QStringList({u"change 5-5"_s, u"change 5-5"_s}));
    QCOMPARE(row(5).data(Model::TextRole).toString(), u"One two"_s);
    QCOMPARE(row(5).data(Model::ProgressRole).toInt(), int(Progress::Answering));
    QVERIFY(!row(5).data(Model::EmptyAnswerRole).toBool());
    QCOMPARE(row(3).data(Model::ProgressRole).toInt(), int(Progress::Stored));
}

void TestMessageListModel::anOwnRecordIsNumberedAndGoes()
{
    add(2);
    open();
    m_service->put(m_key, growing(u"Text"_s));
    (void)takeChanges();
    Message full = growing(u"Text, whole"_s, Progress::Stored);
    full.id = MessageId{9};
    m_service->renumber(m_key, MessageId{-1}, full);
    QCOMPARE(takeChanges(), QStringList(u"change 4-5"_s));
    QCOMPARE(row(5).data(Model::MessageIdRole).toLongLong(), 9);
    m_service->put(m_key, growing(u"Again"_s));
    (void)takeChanges();
    full.citations = {CitationId{3}};
    m_service->renumber(m_key, MessageId{-1}, full); // a replay: its row is there already
    QCOMPARE(takeChanges(), QStringList({u"remove 6-7"_s, u"change 4-5"_s}));
    QCOMPARE(m_model->rowCount(), 6);
}

void TestMessageListModel::newerOnesStandBeforeAnOwnRecord()
{
    add(1);
    open();
    m_service->put(m_key, growing(u"Text"_s));
    (void)takeChanges();
    add(1);
    refresh();
    QTRY_COMPARE(m_model->rowCount(), 6);
    QCOMPARE(takeChanges(), QStringList(u"insert 2-3"_s));
    QCOMPARE(row(3).data(Model::TextRole).toString(), u"Answer 2"_s);
    QCOMPARE(row(5).data(Model::TextRole).toString(), u"Text"_s);
    m_service->put(m_key, growing(u"Text goes on"_s));
    QCOMPARE(takeChanges(), QStringList(u"change 5-5"_s));
}

void TestMessageListModel::wordsForAnAnswerThatIsNotWhole_data()
{
    QTest::addColumn<Progress>("progress");
    QTest::addColumn<QString>("nothing");
    QTest::addColumn<QString>("note");
    QTest::newRow("stored") << Progress::Stored << u"No answer"_s << QString();
    QTest::newRow("growing") << Progress::Answering << u"Waiting for the answer…"_s << QString();
    QTest::newRow("stopped") << Progress::Stopped << u"Stopped before an answer came"_s
                             << u"Stopped, not complete"_s;
    QTest::newRow("broken") << Progress::Broken << u"No answer came"_s << u"Cut off, not complete"_s;
    QTest::newRow("unsent") << Progress::Unsent << u"The question was not sent"_s
                            << u"Cut off, not complete"_s;
}

void TestMessageListModel::wordsForAnAnswerThatIsNotWhole()
{
    QFETCH(const Progress, progress);
    QFETCH(const QString, nothing);
    QFETCH(const QString, note);
    open();
    m_service->put(m_key, growing({}, progress));
    QCOMPARE(row(1).data(Model::TextRole).toString(), nothing);
    QCOMPARE(row(1).data(Model::NoteRole).toString(), QString());
    m_service->put(m_key, growing(u"Half"_s, progress));
    QCOMPARE(row(1).data(Model::TextRole).toString(), u"Half"_s);
    QCOMPARE(row(1).data(Model::NoteRole).toString(), note);
    QCOMPARE(row(1).data(Qt::AccessibleTextRole).toString().contains(note), true);
    QVERIFY(!row(0).data(Model::NoteRole).isValid());
}

QTEST_GUILESS_MAIN(TestMessageListModel)
#include "tst_messagelistmodel.moc"
