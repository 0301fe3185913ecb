// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "models/projectlistmodel.h"
#include "services/projectservice.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

class TestProjectListModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void startsWithWhatTheServiceHas();
    void pagesAreInserted();
    void removedProjectsAreRemoved();
    void changesAreTold();
    void keptRowsStayTheSame();
    void nameAndReadiness();
    void rowsAndIds();
    void clearRemovesRows();

private:
    [[nodiscard]] QString print() const;
    [[nodiscard]] QStringList takeChanges();
    void load();

    std::unique_ptr<FakeChatApi> m_api;
    std::unique_ptr<ProjectService> m_service;
    std::unique_ptr<ProjectListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    QStringList m_changes;
};

void TestProjectListModel::init()
{
    m_changes.clear();
    m_api = std::make_unique<FakeChatApi>();
    m_service = std::make_unique<ProjectService>(*m_api);
    m_model = std::make_unique<ProjectListModel>(*m_service);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    const auto note = [this](const QString &what, int first, int last) {
        m_changes << u"%1 %2-%3"_s.arg(what).arg(first).arg(last);
    };
    connect(m_model.get(), &QAbstractItemModel::rowsInserted, this,
            [note](const QModelIndex &, int first, int last) { note(u"insert"_s, first, last); });
    connect(m_model.get(), &QAbstractItemModel::rowsRemoved, this,
            [note](const QModelIndex &, int first, int last) { note(u"remove"_s, first, last); });
    connect(m_model.get(), &QAbstractItemModel::rowsMoved, this,
            [note](const QModelIndex &, int first, int, const QModelIndex &, int to) {
                note(u"move"_s, first, to);
            });
    connect(m_model.get(), &QAbstractItemModel::dataChanged, this,
            [note](const QModelIndex &first, const QModelIndex &last) {
                note(u"change"_s, first.row(), last.row());
            });
    connect(m_model.get(), &QAbstractItemModel::modelReset, this, [note] { note(u"reset"_s, 0, 0); });
}

void TestProjectListModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
    m_service.reset();
    m_api.reset();
}

QString TestProjectListModel::print() const
{
    QStringList rows;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row);
        rows << index.data().toString() +
                    (index.data(ProjectListModel::ReadyRole).toBool() ? QString() : u"!"_s);
    }
    return rows.join(u", "_s);
}

QStringList TestProjectListModel::takeChanges()
{
    return std::exchange(m_changes, {});
}

void TestProjectListModel::load()
{
    m_service->load();
    QTRY_VERIFY(!m_service->isLoading());
}

void TestProjectListModel::startsWithWhatTheServiceHas()
{
    m_api->addProject(1, 0, u"One"_s);
    load();
    const ProjectListModel late(*m_service);
    QCOMPARE(late.rowCount(), 1);
    QCOMPARE(late.projectAt(0), ProjectId{1});
}

void TestProjectListModel::pagesAreInserted()
{
    m_api->projectsPerPage = 2;
    for (int id = 1; id <= 5; ++id)
        m_api->addProject(id, 0, u"P%1"_s.arg(id));
    load();
    QCOMPARE(print(), u"P5, P4, P3, P2, P1"_s);
    QCOMPARE(takeChanges(), QStringList({u"insert 0-1"_s, u"insert 2-3"_s, u"insert 4-4"_s}));
    // A newer one comes above, with nothing else touched.
    m_api->addProject(6, 0, u"P6"_s);
    load();
    QCOMPARE(print(), u"P6, P5, P4, P3, P2, P1"_s);
    QCOMPARE(takeChanges(), QStringList(u"insert 0-0"_s));
    load();
    QCOMPARE(takeChanges(), QStringList());
}

void TestProjectListModel::removedProjectsAreRemoved()
{
    for (int id = 1; id <= 6; ++id)
        m_api->addProject(id, 0, u"P%1"_s.arg(id));
    load();
    m_changes.clear();
    for (const int id : {2, 3, 6})
        m_api->projectData.remove(ProjectId{id});
    load();
    QCOMPARE(print(), u"P5, P4, P1"_s);
    QCOMPARE(takeChanges(), QStringList({u"remove 3-4"_s, u"remove 0-0"_s}));
}

void TestProjectListModel::changesAreTold()
{
    m_api->addProject(1, 0, u"One"_s);
    m_api->addProject(2, 0, u"Two"_s);
    load();
    m_changes.clear();
    m_api->projectData[ProjectId{1}].project.name = u"Uno"_s;
    load();
    QCOMPARE(print(), u"Two, Uno"_s);
    QCOMPARE(takeChanges(), QStringList(u"change 1-1"_s));
}

void TestProjectListModel::keptRowsStayTheSame()
{
    for (int id = 1; id <= 3; ++id)
        m_api->addProject(id, 0, u"P%1"_s.arg(id));
    load();
    m_changes.clear();
    const QPersistentModelIndex kept = m_model->index(m_model->rowOf(ProjectId{1}));
    m_api->projectData.remove(ProjectId{2});
    m_api->addProject(4, 0, u"P4"_s);
    load();
    QCOMPARE(print(), u"P4, P3, P1"_s);
    QCOMPARE(kept.row(), 2);
    QCOMPARE(kept.data().toString(), u"P1"_s);
}

void TestProjectListModel::nameAndReadiness()
{
    const ProjectId id = m_api->addProject(7, 0, u"Help\u202E\n desk"_s);
    m_api->projectData[id].project.chatActive = false;
    const ProjectId unnamed = m_api->addProject(8, 0, QString());
    m_api->projectData[unnamed].project.name = u" \n"_s;
    m_api->projectData[unnamed].project.chatActive = true;
    load();
    const QModelIndex index = m_model->index(m_model->rowOf(id));
    const QString name = u"Help"_s + QChar(0xFFFD) + u" desk"_s;
    QCOMPARE(index.data().toString(), name);
    QCOMPARE(index.data(ProjectListModel::ReadyRole).toBool(), false);
    QCOMPARE(index.data(ProjectListModel::IdRole).toLongLong(), 7);
    QCOMPARE(index.data(Qt::AccessibleTextRole).toString(), name + u", not ready"_s);
    const QModelIndex other = m_model->index(m_model->rowOf(unnamed));
    QCOMPARE(other.data().toString(), u"Project 8"_s);
    QCOMPARE(other.data(ProjectListModel::ReadyRole).toBool(), true);
    QCOMPARE(other.data(Qt::AccessibleTextRole).toString(), u"Project 8"_s);
}

void TestProjectListModel::rowsAndIds()
{
    m_api->addProject(1);
    m_api->addProject(2);
    load();
    QCOMPARE(m_model->rowOf(ProjectId{1}), 1);
    QCOMPARE(m_model->rowOf(ProjectId{9}), -1);
    QCOMPARE(m_model->projectAt(0), ProjectId{2});
    QVERIFY(!m_model->projectAt(-1).isValid());
    QVERIFY(!m_model->projectAt(2).isValid());
}

void TestProjectListModel::clearRemovesRows()
{
    m_api->addProject(1);
    m_api->addProject(2);
    load();
    m_changes.clear();
    m_service->clear();
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(takeChanges(), QStringList(u"remove 0-1"_s));
}

QTEST_GUILESS_MAIN(TestProjectListModel)
#include "tst_projectlistmodel.moc"
