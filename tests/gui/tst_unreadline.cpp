// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/messageworld.h"

#include "services/settings.h"
#include "ui/unreadline.h"

using namespace confab;

namespace {

struct World : MessageWorld
{
    Settings settings{u"unread"_s};
    UnreadLine *line = new UnreadLine(messages, settings, view());

    World() { settings.setLastSeen(key().session, 1); } // of an earlier test; nobody has message 1
    void ready()
    {
        pane.show();
        pane.activateWindow();
        QTRY_VERIFY(pane.isActiveWindow());
        showReady();
    }
    /// Rows with a line above them.
    [[nodiscard]] QList<int> rows() const
    {
        QList<int> found;
        for (int row = 0; row < model.rowCount(); ++row) {
            const auto shown = view().messageDelegate().shown(model.index(row), view().viewport()->width());
            if (!shown.layout.unread.isNull())
                found += row;
        }
        return found;
    }
};

} // namespace

class TestUnreadLine : public QObject
{
    Q_OBJECT

private slots:
    void standsAboveWhatIsNew();
    void nothingOnTheFirstVisit();
    void olderMessagesAreFoundLater();
    void aWindowBehindAnotherHasReadNothing();
    void whatIsWrittenHereIsNotNew();
    void settingsKeepTheLastOnes();
};

void TestUnreadLine::standsAboveWhatIsNew()
{
    World world;
    for (int i = 0; i < 3; ++i)
        world.addAnswer(u"Answer %1"_s.arg(i));
    world.ready();
    QVERIFY(world.rows().isEmpty());
    const qint64 read = world.stored().last().id.value;
    QTRY_COMPARE(world.settings.lastSeen(world.key().session), read);
    // Elsewhere, and back after two more were said.
    world.pane.showConversation(*world.api.findConversation(world.key(2)));
    QTRY_COMPARE(world.messages.key(), world.key(2));
    QTRY_COMPARE(world.messages.state(), MessageService::State::Ready);
    world.addAnswer(u"Answer 3"_s);
    world.addAnswer(u"Answer 4"_s);
    world.pane.showConversation(*world.api.findConversation(world.key()));
    QTRY_COMPARE(world.model.rowCount(), 10);
    QTRY_COMPARE(world.rows(), QList<int>{6});
    // It has room of its own, and stays while it is read.
    const auto shown =
        world.view().messageDelegate().shown(world.model.index(6), world.view().viewport()->width());
    QVERIFY(shown.layout.unread.bottom() < shown.layout.meta.top());
    QTRY_COMPARE(world.settings.lastSeen(world.key().session), world.stored().last().id.value);
    world.addAnswer(u"Answer 5"_s);
    world.messages.refresh();
    QTRY_COMPARE(world.model.rowCount(), 12);
    QCOMPARE(world.rows(), QList<int>{6});
}

void TestUnreadLine::nothingOnTheFirstVisit()
{
    World world;
    world.addAnswer(u"Answer"_s);
    world.ready();
    QVERIFY(world.rows().isEmpty());
}

void TestUnreadLine::olderMessagesAreFoundLater()
{
    World world;
    for (int i = 0; i < 50; ++i)
        world.addAnswer(u"Answer %1"_s.arg(i));
    world.settings.setLastSeen(world.key().session, world.stored().at(10).id.value);
    world.ready();
    QVERIFY(world.rows().isEmpty());
    while (!world.messages.isComplete()) {
        QTRY_COMPARE(world.messages.state(), MessageService::State::Ready);
        world.messages.loadOlder();
        QTRY_COMPARE(world.messages.state(), MessageService::State::Ready);
    }
    QTRY_COMPARE(world.rows(), QList<int>{22});
}

void TestUnreadLine::aWindowBehindAnotherHasReadNothing()
{
    World world;
    world.addAnswer(u"Answer 0"_s);
    world.addAnswer(u"Answer 1"_s);
    world.ready();
    const SessionId session = world.key().session;
    const qint64 read = world.stored().last().id.value;
    QTRY_COMPARE(world.settings.lastSeen(session), read);
    QWidget other;
    other.show();
    other.activateWindow();
    QTRY_VERIFY(other.isActiveWindow());
    world.addAnswer(u"Answer 2"_s);
    world.messages.refresh();
    QTRY_COMPARE(world.model.rowCount(), 6);
    QTRY_COMPARE(world.messages.state(), MessageService::State::Ready);
    QCOMPARE(world.settings.lastSeen(session), read);
    // Whoever comes back to it reads it.
    world.pane.activateWindow();
    QTRY_VERIFY(world.pane.isActiveWindow());
    QCOMPARE(world.settings.lastSeen(session), world.stored().last().id.value);
}

void TestUnreadLine::whatIsWrittenHereIsNotNew()
{
    World world;
    world.addAnswer(u"Answer 0"_s);
    world.addAnswer(u"Answer 1"_s);
    world.ready();
    const SessionId session = world.key().session;
    const qint64 read = world.stored().last().id.value;
    QTRY_COMPARE(world.settings.lastSeen(session), read);
    Message own;
    own.id = MessageId{-1};
    own.question = u"Mine"_s;
    own.progress = Progress::Answering;
    world.messages.put(world.key(), own);
    QCOMPARE(world.model.rowCount(), 6);
    QCOMPARE(world.settings.lastSeen(session), read);
    // Its number comes in its place, and was seen with it.
    Message full = own;
    full.id = MessageId{read + 5};
    full.answer = u"Answer"_s;
    full.progress = Progress::Stored;
    world.messages.renumber(world.key(), own.id, full);
    QCOMPARE(world.settings.lastSeen(session), read + 5);
    QVERIFY(world.rows().isEmpty());
}

void TestUnreadLine::settingsKeepTheLastOnes()
{
    Settings settings(u"unreadbound"_s);
    const auto session = [](qsizetype number) { return FakeChatApi::session(number); };
    for (qsizetype i = 1; i <= Settings::maxSeen + 10; ++i)
        settings.setLastSeen(session(i), i);
    QCOMPARE(settings.lastSeen(session(1)), 0);
    QCOMPARE(settings.lastSeen(session(10)), 0);
    QCOMPARE(settings.lastSeen(session(11)), 11);
    // One that is read again is one of the last.
    settings.setLastSeen(session(11), 5000);
    settings.setLastSeen(session(9999), 1);
    QCOMPARE(settings.lastSeen(session(11)), 5000);
    QCOMPARE(settings.lastSeen(session(12)), 0);
    settings.setLastSeen({}, 5);
    QCOMPARE(settings.lastSeen({}), 0);
}

QTEST_MAIN(TestUnreadLine)
#include "tst_unreadline.moc"
