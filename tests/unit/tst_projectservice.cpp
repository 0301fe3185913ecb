// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "services/projectservice.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

using Method = FakeChatApi::Method;

class TestProjectService : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryPage();
    void noProjects();
    void keepsWhatIsKnownUntilTheLastPage();
    void dropsDuplicates();
    void emptyPageEndsPaging();
    void readsAnewWhereOneMaySlipPast();
    void aWrongPageIsAnError();
    void failureKeepsWhatIsKnown();
    void cancelledIsSilent();
    void loadingAgainWithdraws();
    void clearForgets();
    void slotsMayLoadAndClear();
    void deletedInFlight();
};

namespace {

/// Lets the answer, if there was one, reach whom it is for.
bool released(bool done)
{
    QCoreApplication::processEvents();
    return done;
}

QList<qint64> idsOf(const ProjectService &service)
{
    QList<qint64> ids;
    for (const Project &project : service.projects())
        ids.append(project.id.value);
    return ids;
}

void addProjects(FakeChatApi &api, int count)
{
    for (int i = 1; i <= count; ++i)
        api.addProject(i);
}

} // namespace

void TestProjectService::readsEveryPage()
{
    FakeChatApi api;
    addProjects(api, 25);
    ProjectService service(api);
    QSignalSpy changed(&service, &ProjectService::projectsChanged);
    QSignalSpy loading(&service, &ProjectService::loadingChanged);
    QSignalSpy failed(&service, &ProjectService::failed);
    QVERIFY(!service.isLoaded());
    service.load();
    QVERIFY(service.isLoading());
    QTRY_VERIFY(!service.isLoading());
    QVERIFY(service.isLoaded());
    QCOMPARE(service.projects().size(), 25);
    QCOMPARE(idsOf(service).first(), 25);
    QCOMPARE(idsOf(service).last(), 1);
    QCOMPARE(service.find(ProjectId{7})->id, ProjectId{7});
    QCOMPARE(service.find(ProjectId{70}), nullptr);
    QCOMPARE(api.count(Method::Projects), 3);
    QCOMPARE(api.calls.size(), 3);
    QCOMPARE(changed.count(), 3);
    QCOMPARE(loading.count(), 2);
    QCOMPARE(failed.count(), 0);
    QCOMPARE(api.maxInFlight(), 1);
}

void TestProjectService::noProjects()
{
    FakeChatApi api;
    ProjectService service(api);
    service.load();
    QTRY_VERIFY(service.isLoaded());
    QVERIFY(!service.isLoading());
    QVERIFY(service.projects().isEmpty());
    QCOMPARE(api.calls.size(), 1);
}

void TestProjectService::keepsWhatIsKnownUntilTheLastPage()
{
    FakeChatApi api;
    addProjects(api, 15);
    ProjectService service(api);
    service.load();
    QTRY_VERIFY(service.isLoaded());

    api.projectData.remove(ProjectId{3});
    api.projectData[ProjectId{12}].project.name = u"Renamed"_s;
    api.addProject(16);
    api.hold(true);
    service.load();
    QCOMPARE(service.projects().size(), 15);
    QVERIFY(service.isLoaded());
    QVERIFY(released(api.releaseNext()));
    // The first page is in; the rest is what was known.
    QCOMPARE(service.projects().size(), 16);
    QCOMPARE(idsOf(service).first(), 16);
    QVERIFY(service.find(ProjectId{3}));
    QCOMPARE(service.find(ProjectId{12})->name, u"Renamed"_s);
    QVERIFY(released(api.releaseNext()));
    QCOMPARE(service.projects().size(), 15);
    QVERIFY(!service.find(ProjectId{3}));
    QVERIFY(!service.isLoading());
}

void TestProjectService::dropsDuplicates()
{
    FakeChatApi api;
    addProjects(api, 15);
    ProjectService service(api);
    // A project that is made between two pages pushes one from the first page to the second.
    api.beforeAnswer = [&api](const FakeChatApi::Call &call) {
        if (call.page == 2)
            api.addProject(16);
    };
    service.load();
    QTRY_VERIFY(service.isLoaded());
    QCOMPARE(service.projects().size(), 15);
    QCOMPARE(idsOf(service).first(), 15);
    QCOMPARE(api.calls.size(), 2);
}

void TestProjectService::emptyPageEndsPaging()
{
    FakeChatApi api;
    addProjects(api, 11);
    ProjectService service(api);
    int removed = 0;
    api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.page == 2 && removed == 0)
            removed += int(api.projectData.remove(ProjectId{1}));
    };
    service.load();
    QTRY_VERIFY(service.isLoaded());
    QCOMPARE(service.projects().size(), 10);
    // Two pages, then the one page that is left.
    QCOMPARE(api.calls.size(), 3);
}

void TestProjectService::readsAnewWhereOneMaySlipPast()
{
    FakeChatApi api;
    addProjects(api, 25);
    ProjectService service(api);
    bool once = true;
    api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        // 15 stood first on page two; now it is the last of page one, which was read already.
        if (call.page == 2 && std::exchange(once, false))
            api.projectData.remove(ProjectId{20});
    };
    service.load();
    QTRY_VERIFY(service.isLoaded());
    QCOMPARE(service.projects().size(), 24);
    QVERIFY(service.find(ProjectId{15}));
    QVERIFY(!service.find(ProjectId{20}));
    QCOMPARE(api.calls.size(), 2 + 3);
}

void TestProjectService::aWrongPageIsAnError()
{
    // A server that always sends page one would keep the program reading for ever.
    class Stuck : public FakeChatApi
    {
    public:
        QFuture<Result<Page<Project>>> projects(int, Lane lane) override
        {
            return FakeChatApi::projects(1, lane);
        }
    } stuck;
    addProjects(stuck, 25);
    ProjectService service(stuck);
    QSignalSpy failed(&service, &ProjectService::failed);
    service.load();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.first().at(1).value<Error>().kind, ErrorKind::BadResponse);
    QCOMPARE(stuck.calls.size(), 2);
    QVERIFY(!service.isLoading());
}

void TestProjectService::failureKeepsWhatIsKnown()
{
    FakeChatApi api;
    addProjects(api, 25);
    ProjectService service(api);
    QSignalSpy failed(&service, &ProjectService::failed);
    const Error error = FakeChatApi::httpError(ErrorKind::Server, 500, u"Oops"_s);
    api.failNext(Method::Projects, error);
    service.load();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.first().at(0).value<Operation>(), Operation::LoadProjects);
    QCOMPARE(failed.first().at(1).value<Error>(), error);
    QVERIFY(!service.isLoading());
    QVERIFY(!service.isLoaded());

    service.load();
    QTRY_VERIFY(service.isLoaded());
    // Fails on the second of three pages: nothing is lost.
    api.hold(true);
    service.load();
    api.failNext(Method::Projects, error);
    QVERIFY(released(api.releaseNext()));
    QVERIFY(released(api.releaseNext()));
    QCOMPARE(failed.count(), 2);
    QCOMPARE(service.projects().size(), 25);
    QVERIFY(service.isLoaded());
    QVERIFY(!service.isLoading());
}

void TestProjectService::cancelledIsSilent()
{
    FakeChatApi api;
    ProjectService service(api);
    QSignalSpy failed(&service, &ProjectService::failed);
    api.failNext(Method::Projects, FakeChatApi::httpError(ErrorKind::Cancelled, 0));
    service.load();
    QTRY_VERIFY(!service.isLoading());
    QCOMPARE(failed.count(), 0);
}

void TestProjectService::loadingAgainWithdraws()
{
    FakeChatApi api;
    addProjects(api, 5);
    api.hold(true);
    ProjectService service(api);
    QSignalSpy loading(&service, &ProjectService::loadingChanged);
    service.load();
    service.load();
    QCOMPARE(api.cancelledCount(), 1);
    QCOMPARE(api.inFlight(), 1);
    api.hold(false);
    QTRY_VERIFY(service.isLoaded());
    QCOMPARE(api.calls.size(), 2);
    QCOMPARE(loading.count(), 2);
}

void TestProjectService::clearForgets()
{
    FakeChatApi api;
    addProjects(api, 5);
    ProjectService service(api);
    service.load();
    QTRY_VERIFY(service.isLoaded());
    api.hold(true);
    service.load();
    QSignalSpy changed(&service, &ProjectService::projectsChanged);
    service.clear();
    QCOMPARE(changed.count(), 1);
    QVERIFY(service.projects().isEmpty());
    QVERIFY(!service.isLoaded());
    QVERIFY(!service.isLoading());
    QCOMPARE(api.inFlight(), 0);
    QVERIFY(!released(api.releaseNext()));
    QVERIFY(service.projects().isEmpty());
    QCOMPARE(changed.count(), 1);
}

void TestProjectService::slotsMayLoadAndClear()
{
    FakeChatApi api;
    addProjects(api, 25);
    ProjectService service(api);
    int left = 1;
    connect(&service, &ProjectService::projectsChanged, this, [&] {
        if (left-- > 0)
            service.load();
    });
    service.load();
    QTRY_VERIFY(service.isLoaded());
    QTRY_VERIFY(!service.isLoading());
    QCOMPARE(service.projects().size(), 25);
    QCOMPARE(api.calls.size(), 1 + 3);

    ProjectService other(api);
    connect(&other, &ProjectService::projectsChanged, this, [&] { other.clear(); });
    api.calls.clear();
    other.load();
    QTRY_VERIFY(!other.isLoading());
    QVERIFY(other.projects().isEmpty());
    QCOMPARE(api.calls.size(), 1);
}

void TestProjectService::deletedInFlight()
{
    FakeChatApi api;
    addProjects(api, 5);
    api.hold(true);
    auto service = std::make_unique<ProjectService>(api);
    service->load();
    service.reset();
    QCOMPARE(api.inFlight(), 0);
    QVERIFY(!released(api.releaseNext()));
}

QTEST_GUILESS_MAIN(TestProjectService)
#include "tst_projectservice.moc"
