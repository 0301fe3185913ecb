// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "models/conversationlistmodel.h"
#include "services/conversationservice.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Model = ConversationListModel;

/// The list model over the working service: what a person does to a list, and what it looks like then.
class TestConversationListJourney : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void pagesAppearAsTheyCome();
    void otherProjectReplacesTheRows();
    void renameShowsAtOnceAndIsSent();
    void refusedRenameIsPutBack();
    void badNamesAreRefusedWithoutACall_data();
    void badNamesAreRefusedWithoutACall();
    void renameThatChangesNothingSendsNothing();
    void renameKeepsThePlaceOfTheSelection();
    void takenRowsComeBackWhereTheyWere();
    void startsWithWhatTheServiceHas();

private:
    void open(int count);
    [[nodiscard]] QString names() const;
    [[nodiscard]] bool rename(int row, const QString &name)
    {
        return m_model->setData(m_model->index(row, Model::NameColumn), name, Qt::EditRole);
    }

    std::unique_ptr<FakeChatApi> m_api;
    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<ConversationService> m_service;
    std::unique_ptr<Model> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestConversationListJourney::init()
{
    m_api = std::make_unique<FakeChatApi>();
    m_clock = std::make_unique<ManualClock>();
    m_service = std::make_unique<ConversationService>(*m_api);
    m_model = std::make_unique<Model>(*m_service, *m_clock);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
}

void TestConversationListJourney::cleanup()
{
    m_tester.reset();
    m_model.reset();
    m_service.reset();
    m_api.reset();
}

void TestConversationListJourney::open(int count)
{
    m_api->addProject(1, count);
    m_service->open(ProjectId{1}, PeopleFilter::Everyone);
    QTRY_COMPARE(m_service->state(), ConversationService::State::Ready);
}

QString TestConversationListJourney::names() const
{
    QStringList rows;
    for (int row = 0; row < m_model->rowCount(); ++row)
        rows << m_model->index(row, Model::NameColumn).data().toString();
    return rows.join(u", "_s);
}

void TestConversationListJourney::pagesAppearAsTheyCome()
{
    m_api->conversationsPerPage = 3;
    open(8);
    QCOMPARE(names(), u"Conversation 8, Conversation 7, Conversation 6"_s);
    QSignalSpy inserted(m_model.get(), &Model::rowsInserted);
    m_service->loadMore();
    QTRY_COMPARE(m_model->rowCount(), 6);
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(inserted.first().at(1).toInt(), 3);
    QCOMPARE(inserted.first().at(2).toInt(), 5);
    m_service->loadAll();
    QTRY_VERIFY(m_service->isComplete());
    QCOMPARE(m_model->rowCount(), 8);
    QCOMPARE(m_model->sessionAt(7), FakeChatApi::session(1));
}

void TestConversationListJourney::otherProjectReplacesTheRows()
{
    open(3);
    m_api->addProject(2);
    m_api->addConversation(ProjectId{2}, u"Other"_s);
    m_service->open(ProjectId{2}, PeopleFilter::Everyone);
    QCOMPARE(m_model->rowCount(), 0);
    QTRY_COMPARE(names(), u"Other"_s);
    m_service->close();
    QCOMPARE(m_model->rowCount(), 0);
}

void TestConversationListJourney::renameShowsAtOnceAndIsSent()
{
    open(3);
    m_api->hold(true);
    QVERIFY(rename(1, u"  Refund \n"_s));
    QCOMPARE(names(), u"Conversation 3, Refund, Conversation 1"_s);
    m_api->releaseAll();
    QTRY_COMPARE(m_api->findConversation({ProjectId{1}, FakeChatApi::session(2)})->name, u"Refund"_s);
    QCOMPARE(names(), u"Conversation 3, Refund, Conversation 1"_s);
}

void TestConversationListJourney::refusedRenameIsPutBack()
{
    open(3);
    m_api->failNext(FakeChatApi::Method::RenameConversation,
                    FakeChatApi::httpError(ErrorKind::Validation, 422, u"No."_s));
    QVERIFY(rename(0, u"Refund"_s));
    QCOMPARE(names(), u"Refund, Conversation 2, Conversation 1"_s);
    QTRY_COMPARE(names(), u"Conversation 3, Conversation 2, Conversation 1"_s);
}

void TestConversationListJourney::badNamesAreRefusedWithoutACall_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("blank") << u" \t\n"_s << false;
    QTest::newRow("256") << QString(256, u'x') << false;
    QTest::newRow("255") << QString(255, u'x') << true;
    QTest::newRow("255 and blanks") << u"  "_s + QString(255, u'x') + u"  "_s << true;
    QTest::newRow("markup is text") << u"<b>x</b>"_s << true;
}

void TestConversationListJourney::badNamesAreRefusedWithoutACall()
{
    QFETCH(const QString, name);
    QFETCH(const bool, accepted);
    open(1);
    QCOMPARE(rename(0, name), accepted);
    QTRY_COMPARE(m_api->inFlight(), 0);
    QCOMPARE(m_api->count(FakeChatApi::Method::RenameConversation), accepted ? 1 : 0);
    QCOMPARE(names(), accepted ? name.trimmed() : u"Conversation 1"_s);
    // Other columns and roles are not for editing.
    QVERIFY(!m_model->setData(m_model->index(0, Model::IdColumn), u"y"_s, Qt::EditRole));
    QVERIFY(!m_model->setData(m_model->index(0, Model::NameColumn), u"y"_s, Qt::DisplayRole));
    QVERIFY(!m_model->setData({}, u"y"_s, Qt::EditRole));
}

void TestConversationListJourney::renameThatChangesNothingSendsNothing()
{
    open(1);
    QVERIFY(rename(0, u"Conversation 1"_s));
    QTRY_COMPARE(m_api->inFlight(), 0);
    QCOMPARE(m_api->count(FakeChatApi::Method::RenameConversation), 0);
}

void TestConversationListJourney::renameKeepsThePlaceOfTheSelection()
{
    open(3);
    m_model->sort(Model::NameColumn, Qt::AscendingOrder);
    const QPersistentModelIndex selected = m_model->index(0, Model::NameColumn);
    QVERIFY(rename(0, u"Zebra"_s));
    QCOMPARE(selected.row(), 2);
    QCOMPARE(selected.data().toString(), u"Zebra"_s);
    // Renamed out of the filter, it leaves the list.
    m_model->setFilterText(u"zebra"_s);
    QVERIFY(rename(0, u"Lion"_s));
    QCOMPARE(m_model->rowCount(), 0);
    m_model->setFilterText({});
    QTRY_COMPARE(names(), u"Conversation 2, Conversation 3, Lion"_s);
}

void TestConversationListJourney::takenRowsComeBackWhereTheyWere()
{
    open(6);
    const QString before = names();
    QSignalSpy resets(m_model.get(), &Model::modelReset);
    const QList<Conversation> taken =
        m_service->take({FakeChatApi::session(6), FakeChatApi::session(3), FakeChatApi::session(2)});
    QCOMPARE(names(), u"Conversation 5, Conversation 4, Conversation 1"_s);
    m_service->restore(taken);
    QCOMPARE(names(), before);
    QCOMPARE(resets.count(), 0);
}

void TestConversationListJourney::startsWithWhatTheServiceHas()
{
    open(2);
    const Model late(*m_service, *m_clock);
    QCOMPARE(late.rowCount(), 2);
    QCOMPARE(late.sessionAt(0), FakeChatApi::session(2));
}

QTEST_GUILESS_MAIN(TestConversationListJourney)
#include "tst_conversationlistjourney.moc"
