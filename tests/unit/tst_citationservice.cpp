// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "services/citationservice.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

using Method = FakeChatApi::Method;
using State = CitationService::State;

namespace {

/// Lets the answer, if there was one, reach whom it is for.
bool released(bool done)
{
    QCoreApplication::processEvents();
    return done;
}

const ProjectId here{1};
const ProjectId there{2};

Citation source(qint64 id, const QString &title)
{
    return {CitationId{id}, title, {}, QUrl(u"https://example.com/"_s)};
}

} // namespace

class TestCitationService : public QObject
{
    Q_OBJECT

private slots:
    void oneCallForEachSource();
    void keptUnderTheIdThatWasAskedFor();
    void removedIsNotAskedAgain();
    void failedIsAskedAgain();
    void cancelledTeachesNothing();
    void invalidIdsAreNotAsked();
    void clearDropsLateAnswers();
    void pointersLast();
    void slotsMayRequestAndClear();
    void deletedInFlight();
};

void TestCitationService::oneCallForEachSource()
{
    FakeChatApi api;
    api.addProject(1);
    api.addProject(2);
    api.projectData[here].citations.insert(CitationId{5}, source(5, u"Here"_s));
    api.projectData[there].citations.insert(CitationId{5}, source(5, u"There"_s));
    CitationService service(api);
    QSignalSpy changed(&service, &CitationService::changed);
    QCOMPARE(service.state(here, CitationId{5}), State::Unknown);
    service.request(here, CitationId{5});
    service.request(here, CitationId{5});
    QCOMPARE(service.state(here, CitationId{5}), State::Loading);
    QCOMPARE(service.find(here, CitationId{5}), nullptr);
    QCOMPARE(service.state(there, CitationId{5}), State::Unknown);
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(changed.first().at(0).value<ProjectId>(), here);
    QCOMPARE(changed.first().at(1).value<CitationId>(), CitationId{5});
    QCOMPARE(service.state(here, CitationId{5}), State::Known);
    QCOMPARE(service.find(here, CitationId{5})->title, u"Here"_s);
    service.request(here, CitationId{5});
    QCOMPARE(api.count(Method::Citation), 1);
    service.request(there, CitationId{5});
    QTRY_COMPARE(service.state(there, CitationId{5}), State::Known);
    QCOMPARE(service.find(there, CitationId{5})->title, u"There"_s);
    QCOMPARE(api.calls.size(), 2);
    QCOMPARE(changed.count(), 2);
}

void TestCitationService::keptUnderTheIdThatWasAskedFor()
{
    FakeChatApi api;
    api.addProject(1);
    api.projectData[here].citations.insert(CitationId{12085}, source(21, u"Other id"_s));
    CitationService service(api);
    service.request(here, CitationId{12085});
    QTRY_COMPARE(service.state(here, CitationId{12085}), State::Known);
    QCOMPARE(service.find(here, CitationId{12085})->id, CitationId{12085});
    QCOMPARE(service.state(here, CitationId{21}), State::Unknown);
}

void TestCitationService::removedIsNotAskedAgain()
{
    FakeChatApi api;
    api.addProject(1);
    CitationService service(api);
    QSignalSpy changed(&service, &CitationService::changed);
    service.request(here, CitationId{5});
    QTRY_COMPARE(service.state(here, CitationId{5}), State::Removed);
    QCOMPARE(service.find(here, CitationId{5}), nullptr);
    service.request(here, CitationId{5});
    QCOMPARE(service.state(here, CitationId{5}), State::Removed);
    QCOMPARE(api.calls.size(), 1);
    QCOMPARE(changed.count(), 1);
}

void TestCitationService::failedIsAskedAgain()
{
    FakeChatApi api;
    api.addProject(1);
    api.projectData[here].citations.insert(CitationId{5}, source(5, u"Here"_s));
    api.failNext(Method::Citation, FakeChatApi::httpError(ErrorKind::Server, 500));
    CitationService service(api);
    service.request(here, CitationId{5});
    QTRY_COMPARE(service.state(here, CitationId{5}), State::Failed);
    QCOMPARE(service.find(here, CitationId{5}), nullptr);
    service.request(here, CitationId{5});
    QCOMPARE(service.state(here, CitationId{5}), State::Loading);
    QTRY_COMPARE(service.state(here, CitationId{5}), State::Known);
    QCOMPARE(api.calls.size(), 2);
}

void TestCitationService::cancelledTeachesNothing()
{
    FakeChatApi api;
    api.addProject(1);
    api.failNext(Method::Citation, FakeChatApi::httpError(ErrorKind::Cancelled, 0));
    CitationService service(api);
    QSignalSpy changed(&service, &CitationService::changed);
    service.request(here, CitationId{5});
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(service.state(here, CitationId{5}), State::Unknown);
}

void TestCitationService::invalidIdsAreNotAsked()
{
    FakeChatApi api;
    CitationService service(api);
    service.request(here, CitationId{0});
    service.request(ProjectId{}, CitationId{5});
    QVERIFY(api.calls.isEmpty());
    QCOMPARE(service.state(here, CitationId{0}), State::Unknown);
}

void TestCitationService::clearDropsLateAnswers()
{
    FakeChatApi api;
    api.addProject(1);
    api.projectData[here].citations.insert(CitationId{5}, source(5, u"Here"_s));
    api.hold(true);
    CitationService service(api);
    QSignalSpy changed(&service, &CitationService::changed);
    service.request(here, CitationId{5});
    service.clear();
    QCOMPARE(service.state(here, CitationId{5}), State::Unknown);
    QCOMPARE(api.inFlight(), 0);
    // Asked again, for another account perhaps: the old answer must not settle it.
    service.request(here, CitationId{5});
    QCOMPARE(api.inFlight(), 1);
    QVERIFY(released(api.releaseNext()));
    QVERIFY(!released(api.releaseNext()));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(service.state(here, CitationId{5}), State::Known);
    service.clear();
    QCOMPARE(service.find(here, CitationId{5}), nullptr);
}

void TestCitationService::pointersLast()
{
    FakeChatApi api;
    api.addProject(1);
    for (int id = 1; id <= 200; ++id)
        api.projectData[here].citations.insert(CitationId{id}, source(id, QString::number(id)));
    CitationService service(api);
    service.request(here, CitationId{1});
    QTRY_COMPARE(service.state(here, CitationId{1}), State::Known);
    const Citation *first = service.find(here, CitationId{1});
    for (int id = 2; id <= 200; ++id)
        service.request(here, CitationId{id});
    QTRY_COMPARE(service.state(here, CitationId{200}), State::Known);
    QCOMPARE(service.find(here, CitationId{1}), first);
    QCOMPARE(first->title, u"1"_s);
}

void TestCitationService::slotsMayRequestAndClear()
{
    FakeChatApi api;
    api.addProject(1);
    for (int id = 1; id <= 3; ++id)
        api.projectData[here].citations.insert(CitationId{id}, source(id, QString::number(id)));
    CitationService service(api);
    connect(&service, &CitationService::changed, this, [&](ProjectId project, CitationId id) {
        if (id.value < 3)
            service.request(project, CitationId{id.value + 1});
        else
            service.clear();
    });
    service.request(here, CitationId{1});
    QTRY_COMPARE(api.calls.size(), 3);
    QTRY_COMPARE(service.state(here, CitationId{1}), State::Unknown);
}

void TestCitationService::deletedInFlight()
{
    FakeChatApi api;
    api.addProject(1);
    api.hold(true);
    auto service = std::make_unique<CitationService>(api);
    service->request(here, CitationId{5});
    service.reset();
    QCOMPARE(api.inFlight(), 0);
    QVERIFY(!released(api.releaseNext()));
}

QTEST_GUILESS_MAIN(TestCitationService)
#include "tst_citationservice.moc"
