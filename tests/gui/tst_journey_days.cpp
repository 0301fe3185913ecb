// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"
#include "models/searchresultsmodel.h"

#include <QToolButton>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QTimeZone berlin("Europe/Berlin");
/// Half an hour before midnight there; the day that follows has 25 hours, and 23.
const QDateTime beforeTheLongDay(QDate(2026, 10, 24), QTime(21, 30), Qt::UTC);
const QDateTime beforeTheShortDay(QDate(2026, 3, 28), QTime(22, 30), Qt::UTC);

SandboxOptions startingAt(const QDateTime &now)
{
    SandboxOptions options;
    options.conversations = 30;
    options.conversationsPerPage = 100;
    options.projects = 1;
    options.now = now;
    return options;
}

/// A person in Berlin, who leaves the window open.
class NightOwl : public Journey
{
public:
    explicit NightOwl(const QDateTime &now) : Journey(startingAt(now))
    {
        clock.setNow(now);
        clock.setZone(berlin);
    }
    /// With an archive that is up to date.
    [[nodiscard]] bool begin()
    {
        answerArchive(ArchiveSettings::Consent::Keep);
        return signIn() && until([this] {
                   return workspace().archive().sync().status().state == SyncStatus::State::Idle;
               });
    }
    /// No time passes; what was asked for has come.
    [[nodiscard]] bool until(const std::function<bool()> &done) { return QTest::qWaitFor(done, 30'000); }
    [[nodiscard]] bool settles()
    {
        return waitLoaded() && until([this] { return !workspace().archive().search().isSearching(); });
    }
    [[nodiscard]] QStringList found()
    {
        const QAbstractItemModel &model = *window().findChild<QListView *>(u"searchResults"_s)->model();
        QStringList times;
        for (int row = 0; row < model.rowCount(); ++row)
            times << model.index(row, 0).data(SearchResultsModel::TimeTextRole).toString();
        return times;
    }
};

struct Night
{
    QDateTime evening;
    std::chrono::minutes day; ///< How long the day is that begins half an hour later.
};

} // namespace

Q_DECLARE_METATYPE(Night)

/// A window that stays open: what "yesterday" names follows the calendar of the person, also where the clocks
/// are changed, and nobody has to ask again.
class TestJourneyDays : public QObject
{
    Q_OBJECT

private slots:
    void theSavedSearchMovesOn_data() { nights(); }
    void theSavedSearchMovesOn();
    void theListMovesOn_data() { nights(); }
    void theListMovesOn();
    void anotherZoneIsAnotherDay();

private:
    static void nights()
    {
        QTest::addColumn<Night>("night");
        QTest::newRow("the clocks go back") << Night{beforeTheLongDay, 25h};
        QTest::newRow("the clocks go forward") << Night{beforeTheShortDay, 23h};
        QTest::newRow("an ordinary night") << Night{beforeTheLongDay.addDays(3).addSecs(3600), 24h};
    }
};

void TestJourneyDays::theSavedSearchMovesOn()
{
    QFETCH(const Night, night);
    NightOwl person(night.evening);
    QVERIFY(person.server().addMessage(person.project(), person.session(3), u"Where is my xylophone?"_s) > 0);
    QVERIFY(person.begin());
    auto *saved = person.control<QListView>(u"Saved searches"_s);
    QVERIFY(saved);
    const QModelIndex first = saved->model()->index(0, 0);
    QCOMPARE(first.data().toString(), u"Yesterday"_s);
    QTest::mouseClick(saved->viewport(), Qt::LeftButton, {}, saved->visualRect(first).center());
    QVERIFY(person.settles());
    const auto *box = person.control<QLineEdit>(u"Search messages"_s);
    QVERIFY(box);
    QCOMPARE(box->text(), u"on:yesterday"_s);
    // Of this evening, which is today; and whatever the sandbox has of the day before.
    const QStringList before = person.found();
    QVERIFY2(before.filter(u"23:30"_s).isEmpty(), qPrintable(before.join(u", "_s)));

    person.advance(29min);
    QVERIFY(person.settles());
    QCOMPARE(person.found(), before);
    person.advance(2min); // past midnight
    QVERIFY(person.settles());
    QVERIFY2(person.found().contains(u"Yesterday 23:30"_s), qPrintable(person.found().join(u", "_s)));
    for (const QString &time : person.found())
        QVERIFY2(time.startsWith(u"Yesterday "_s), qPrintable(time));
    const QStringList that = person.found();
    person.advance(night.day - 2min); // one minute before the next
    QVERIFY(person.settles());
    QCOMPARE(person.found(), that);
    person.advance(2min);
    QVERIFY(person.settles());
    QVERIFY2(person.found().isEmpty(), qPrintable(person.found().join(u", "_s)));
    QCOMPARE(box->text(), u"on:yesterday"_s);
    QVERIFY(person.control<QToolButton>(u"on:yesterday"_s));
}

void TestJourneyDays::theListMovesOn()
{
    QFETCH(const Night, night);
    NightOwl person(night.evening);
    const QString session = person.server().addConversationOnTop(person.project(), u"Late visitor"_s);
    QVERIFY(person.signIn());
    Journey::choose(person.control<QComboBox>(u"Date"_s), u"Yesterday"_s);
    QVERIFY(person.waitLoaded());
    QCOMPARE(person.rowOf(session), -1);
    const QStringList before = person.rows();
    person.advance(29min);
    QVERIFY(person.waitLoaded());
    QCOMPARE(person.rows(), before);
    person.advance(2min);
    QVERIFY(person.waitLoaded());
    QVERIFY(person.rowOf(session) >= 0);
    person.advance(night.day - 2min);
    QVERIFY(person.waitLoaded());
    QVERIFY(person.rowOf(session) >= 0);
    person.advance(2min);
    QVERIFY(person.waitLoaded());
    QCOMPARE(person.rowCount(), 0);
}

/// Somebody travels, and the computer's zone with them.
void TestJourneyDays::anotherZoneIsAnotherDay()
{
    NightOwl person(beforeTheLongDay);
    const QString session = person.server().addConversationOnTop(person.project(), u"Late visitor"_s);
    QVERIFY(person.server().addMessage(person.project(), session, u"Where is my xylophone?"_s) > 0);
    QVERIFY(person.begin());
    Journey::choose(person.control<QComboBox>(u"Date"_s), u"Yesterday"_s);
    QVERIFY(person.waitLoaded());
    QCOMPARE(person.rowOf(session), -1);
    Journey::press(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    Journey::type(u"xylophone from:user on:yesterday"_s);
    QVERIFY(person.settles());
    QCOMPARE(person.found(), QStringList());
    person.clock.setZone(QTimeZone("Asia/Tokyo")); // where it is half past six of the next morning
    person.advance(1min);
    QVERIFY(person.settles());
    // It was said at the same time there, which is today as well; so it takes another day.
    QCOMPARE(person.found(), QStringList());
    person.advance(18h);
    QVERIFY(person.settles());
    QCOMPARE(person.found(), QStringList{u"Yesterday 06:30"_s});
    person.clock.setZone(berlin); // back where that day has not ended
    person.advance(1min);
    QVERIFY(person.settles());
    QCOMPARE(person.found(), QStringList{u"Yesterday 23:30"_s});
    QVERIFY(person.rowOf(session) >= 0);
}

QTEST_MAIN(TestJourneyDays)
#include "tst_journey_days.moc"
