// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/deletionlogmodel.h"

#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "services/projectservice.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Model = DeletionLogModel;
using Outcome = DeletionLog::Outcome;
using Record = DeletionLog::Record;

namespace {

const Account me{QUrl(u"https://chat.example.org/api/v1"_s), 4021};

struct World
{
    World()
    {
        api.addProject(7, 0, u"Customer\u202E care\n"_s);
        projects.load();
    }
    [[nodiscard]] Record record() const
    {
        Record made;
        made.at = clock.nowUtc();
        made.settledAt = clock.nowUtc();
        made.account = me;
        made.project = ProjectId{7};
        made.session = SessionId(u"session-000001"_s);
        made.conversation = ConversationId{12};
        made.httpStatus = 200;
        made.outcome = Outcome::Deleted;
        return made;
    }
    void show(const Record &record) { model.setRecords({record}, me); }
    [[nodiscard]] QString text(int column) const { return model.index(0, column).data().toString(); }
    [[nodiscard]] QString hint(int column) const
    {
        const QModelIndex index = model.index(0, column);
        [&] { QCOMPARE(index.data(Qt::AccessibleDescriptionRole), index.data(Model::HintRole)); }();
        return index.data(Model::HintRole).toString();
    }

    FakeChatApi api;
    ManualClock clock;
    ProjectService projects{api};
    Model model{projects, clock};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

} // namespace

class TestDeletionLogModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void keepsTheOrder();
    void tellsTheTimeOfThePersonsZone();
    void namesTheProject();
    void saysWhoChose_data();
    void saysWhoChose();
    void saysTheOutcome_data();
    void saysTheOutcome();
};

void TestDeletionLogModel::keepsTheOrder()
{
    World world;
    QList<Record> records{world.record(), world.record()};
    records[1].session = SessionId(u"session-000002"_s);
    world.model.setRecords(records, me);
    QCOMPARE(world.model.rowCount(), 2);
    for (int row = 0; row < 2; ++row)
        QCOMPARE(world.model.index(row, Model::ConversationColumn).data().toString(),
                 records.at(row).session.toString());
    QStringList headers;
    for (int column = 0; column < world.model.columnCount(); ++column)
        headers << world.model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    QCOMPARE(headers,
             (QStringList{u"Time"_s, u"Project"_s, u"Conversation"_s, u"Chosen by"_s, u"Outcome"_s}));
}

void TestDeletionLogModel::tellsTheTimeOfThePersonsZone()
{
    World world;
    world.clock.setZone(QTimeZone(5 * 3600 + 1800));
    const QDateTime here = world.clock.nowUtc().toTimeZone(world.clock.zone());
    world.show(world.record());
    QCOMPARE(world.text(Model::TimeColumn), u"Today %1"_s.arg(here.toString(u"HH:mm"_s)));
    QVERIFY(world.hint(Model::TimeColumn).endsWith(u"UTC+05:30"_s));
    QVERIFY(world.hint(Model::TimeColumn).contains(QString::number(here.date().year())));
    QSignalSpy changed(&world.model, &QAbstractItemModel::dataChanged);
    world.clock.advance(24h);
    world.model.refreshDates();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(world.text(Model::TimeColumn), u"Yesterday %1"_s.arg(here.toString(u"HH:mm"_s)));
}

void TestDeletionLogModel::namesTheProject()
{
    World world;
    world.show(world.record());
    QCOMPARE(world.text(Model::ProjectColumn), u"Project 7"_s); // not loaded yet
    QSignalSpy changed(&world.model, &QAbstractItemModel::dataChanged);
    QTRY_VERIFY(world.projects.isLoaded());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(world.text(Model::ProjectColumn), u"Customer\uFFFD care"_s);
    QVERIFY(world.hint(Model::ProjectColumn).contains(u"(ID 7)"_s));
    Record elsewhere = world.record(); // the same number on another server
    elsewhere.account.server = QUrl(u"https://other.example.org/api/v1"_s);
    world.show(elsewhere);
    QCOMPARE(world.text(Model::ProjectColumn), u"Project 7"_s);
    Record unknown = world.record();
    unknown.project = ProjectId{8};
    world.show(unknown);
    QCOMPARE(world.text(Model::ProjectColumn), u"Project 8"_s);
}

void TestDeletionLogModel::saysWhoChose_data()
{
    const QUrl elsewhere(u"https://other.example.org/api/v1"_s);
    QTest::addColumn<QUrl>("server");
    QTest::addColumn<qint64>("user");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("text");
    QTest::newRow("me") << me.server << me.user << QString() << u"You"_s;
    QTest::newRow("another user") << me.server << qint64(5) << QString() << u"User 5"_s;
    QTest::newRow("my number on another server") << elsewhere << me.user << QString() << u"User 4021"_s;
    QTest::newRow("not known") << me.server << qint64(0) << QString() << u"A person"_s;
    QTest::newRow("a rule") << me.server << me.user << u"Stale\u202E chats"_s << u"Rule: Stale\uFFFD chats"_s;
    QTest::newRow("a rule that would be me") << me.server << me.user << u"You"_s << u"Rule: You"_s;
}

void TestDeletionLogModel::saysWhoChose()
{
    QFETCH(const QUrl, server);
    QFETCH(const qint64, user);
    QFETCH(const QString, rule);
    QFETCH(const QString, text);
    World world;
    Record record = world.record();
    record.account = {server, user};
    record.rule = rule;
    world.show(record);
    QCOMPARE(world.text(Model::ChosenByColumn), text);
    QVERIFY(world.hint(Model::ChosenByColumn).startsWith(text));
    QVERIFY(world.hint(Model::ChosenByColumn).endsWith(server.host()));
    QCOMPARE(world.hint(Model::ChosenByColumn).contains(QString::number(user)), user != 0);
}

void TestDeletionLogModel::saysTheOutcome_data()
{
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<QString>("text");
    QTest::newRow("sent") << Outcome::Sent << u"Sent, outcome not known"_s;
    QTest::newRow("deleted") << Outcome::Deleted << u"Deleted"_s;
    QTest::newRow("gone") << Outcome::AlreadyGone << u"Already gone"_s;
    QTest::newRow("failed") << Outcome::Failed << u"Not deleted"_s;
    QTest::newRow("unclear") << Outcome::Unclear << u"Not clear"_s;
    QTest::newRow("withdrawn") << Outcome::Withdrawn << u"Not sent"_s;
    QTest::newRow("changed") << Outcome::Changed << u"Kept"_s;
}

void TestDeletionLogModel::saysTheOutcome()
{
    QFETCH(const Outcome, outcome);
    QFETCH(const QString, text);
    World world;
    Record record = world.record();
    record.outcome = outcome;
    record.httpStatus = 503;
    record.settledAt = record.at.addSecs(3600);
    world.show(record);
    QCOMPARE(world.text(Model::OutcomeColumn), text);
    const QStringList lines = world.hint(Model::OutcomeColumn).split(u'\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines.first().size() > 20);
    QVERIFY(lines.at(1).endsWith(u"503"_s));
    record.httpStatus = 0;
    record.settledAt = record.at;
    world.show(record);
    QCOMPARE(world.hint(Model::OutcomeColumn), lines.first());
}

QTEST_GUILESS_MAIN(TestDeletionLogModel)
#include "tst_deletionlogmodel.moc"
