// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"
#include "ui/messageview.h"

#include <QDesktopServices>
#include <QPersistentModelIndex>
#include <QPlainTextEdit>
#include <QScopeGuard>
#include <QScrollBar>
#include <QWheelEvent>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

SandboxOptions small()
{
    SandboxOptions options;
    options.conversations = 30;
    options.conversationsPerPage = 50;
    return options;
}

MessageView &viewOf(const Journey &journey)
{
    return *qobject_cast<MessageView *>(journey.transcript());
}

void turnWheelUp(const Journey &journey, int pixels)
{
    QWidget *target = journey.transcript()->viewport();
    const QPoint middle = target->rect().center();
    QWheelEvent wheel(middle, target->mapToGlobal(middle), QPoint(0, pixels), QPoint(0, pixels), {}, {},
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(target, &wheel);
    QCoreApplication::processEvents();
}

/// Where on screen the row has a link to that address; (-1, -1) where it has none.
QPoint linkIn(MessageView &view, int row, const QString &address)
{
    const QModelIndex index = view.model()->index(row, 0);
    const QRect rect = view.visualRect(index).intersected(view.viewport()->rect());
    for (int y = rect.top(); y <= rect.bottom(); y += 3) {
        for (int x = rect.left(); x <= rect.right(); x += 3) {
            const MessageHit hit = view.messageDelegate().hit(
                index, view.viewport()->width(), QPoint(x, y) - view.visualRect(index).topLeft());
            if (hit.kind == MessageHit::Kind::Link && hit.address.contains(address))
                return {x, y};
        }
    }
    return {-1, -1};
}

} // namespace

/// Reading in the whole window: what stays where it is while older messages come, and links.
class TestJourneyTranscript : public QObject
{
    Q_OBJECT

public slots:
    void take(const QUrl &url) { m_opened.append(url); }

private slots:
    void nothingJumpsWhenOlderMessagesCome();
    void opensALinkOnceItsAddressWasShown();

private:
    QList<QUrl> m_opened;
};

void TestJourneyTranscript::nothingJumpsWhenOlderMessagesCome()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QString pages = u"/messages(\\?|$)"_s;
    journey.click(journey.rowOf(journey.server().longestSession(journey.project())));
    QVERIFY(journey.waitLoaded());
    const QAbstractItemModel &model = *journey.transcript()->model();
    QCOMPARE(model.rowCount(), 40);
    for (int page = 2; page <= 3; ++page) {
        SandboxFault slow;
        slow.kind = SandboxFault::Kind::Hold;
        slow.match = u"/messages\\?.*page=%1"_s.arg(page);
        journey.addFault(slow);
        const int calls = journey.calls(pages);
        for (int turn = 0; turn < 500 && journey.calls(pages) == calls; ++turn)
            turnWheelUp(journey, 120);
        QCOMPARE(journey.calls(pages), calls + 1); // asked for by scrolling alone
        QCOMPARE(model.rowCount(), 40 * (page - 1));
        const QPersistentModelIndex seen = journey.transcript()->indexAt(QPoint(60, 150));
        QVERIFY(seen.isValid());
        const int before = seen.row();
        const int top = journey.transcript()->visualRect(seen).top();
        const QString text = seen.data(MessageListModel::TextRole).toString();
        journey.server().clearFaults();
        QVERIFY(journey.waitLoaded());
        QCOMPARE(model.rowCount(), 40 * page);
        QCOMPARE(seen.row(), before + 40);
        QCOMPARE(seen.data(MessageListModel::TextRole).toString(), text);
        QCOMPARE(journey.transcript()->visualRect(seen).top(), top);
    }
}

void TestJourneyTranscript::opensALinkOnceItsAddressWasShown()
{
    for (const char *scheme : {"http", "https", "file", "javascript"})
        QDesktopServices::setUrlHandler(QString::fromLatin1(scheme), this, "take");
    const auto restore = qScopeGuard([] {
        for (const char *scheme : {"http", "https", "file", "javascript"})
            QDesktopServices::unsetUrlHandler(QString::fromLatin1(scheme));
    });
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QString session = journey.session(2);
    SandboxFault reply;
    reply.match = journey.about(u"GET"_s, session);
    reply.status = 200;
    reply.body = "{\"data\":{\"conversation\":{\"id\":7,\"session_id\":\"" + session.toLatin1() +
                 "\"},\"messages\":{\"current_page\":1,\"data\":[{\"id\":9,\"user_query\":\"Where?\","
                 "\"openai_response\":\"[https://bank.example.com](https://phishing.example.net/login) and "
                 "[this](file:///etc/hostname) and [that](javascript:alert(1))\","
                 "\"created_at\":\"2026-03-10T09:00:00.000000Z\",\"citations\":null}],"
                 "\"last_page\":1,\"per_page\":20,\"total\":1}},\"status\":\"success\"}";
    journey.addFault(reply);
    journey.click(2);
    QVERIFY(journey.waitLoaded());
    MessageView &view = viewOf(journey);
    QCOMPARE(view.model()->rowCount(), 2);
    QCOMPARE(linkIn(view, 1, u"file:"_s), QPoint(-1, -1));
    QCOMPARE(linkIn(view, 1, u"javascript:"_s), QPoint(-1, -1));
    const QPoint link = linkIn(view, 1, u"phishing"_s);
    QVERIFY(link.x() >= 0);

    const auto ask = [&] {
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, link);
        return journey.dialog(u"questionDialog"_s);
    };
    QDialog *dialog = ask();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QPlainTextEdit *>(u"linkAddress"_s)->toPlainText(),
             u"https://phishing.example.net/login"_s);
    QVERIFY(m_opened.isEmpty());
    dialog->findChild<QWidget *>(u"safeAnswer"_s)->setFocus();
    Journey::press(Qt::Key_Return);
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.activate());
    QVERIFY(m_opened.isEmpty());

    dialog = ask();
    QVERIFY(dialog);
    QTest::mouseClick(dialog->findChild<QWidget *>(u"answer1"_s), Qt::LeftButton);
    QTRY_COMPARE(m_opened, QList<QUrl>{QUrl(u"https://phishing.example.net/login"_s)});
}

QTEST_MAIN(TestJourneyTranscript)
#include "tst_journey_transcript.moc"
