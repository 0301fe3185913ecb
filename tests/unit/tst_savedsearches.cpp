// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/savedsearches.h"
#include "services/settings.h"

#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Kind = SavedSearch::Kind;
using Preset = SavedSearch::Preset;
using Scope = SavedSearch::Scope;

namespace {

const QString stateName = u"savedSearches"_s;

QString nextProfile()
{
    static int number = 0;
    return u"saved%1"_s.arg(++number);
}

SavedSearch search(const QString &name, const QString &text, Scope scope = Scope::ThisProject)
{
    SavedSearch made;
    made.name = name;
    made.text = text;
    made.scope = scope;
    return made;
}

QStringList namesIn(const SavedSearches &searches)
{
    QStringList names;
    for (const SavedSearch &each : searches.all())
        names << (each.preset == Preset::None ? each.name : u"preset %1"_s.arg(int(each.preset)));
    return names;
}

const QStringList presets{u"preset 1"_s, u"preset 2"_s, u"preset 3"_s};

} // namespace

class TestSavedSearches : public QObject
{
    Q_OBJECT

private slots:
    void beginsWithThree();
    void remembersEachChange();
    void saysWhatChanged();
    void profilesHaveTheirOwn();
    void anEmptyListStaysEmpty();
    void takesNothingUnsound();
    void refusesWhatHasNoRoom();
    void wordsOfTheSettingsFileAreJustWords();
    void readsDamageAsTheBeginning_data();
    void readsDamageAsTheBeginning();
    void leavesOutWhatItDoesNotUnderstand();
};

void TestSavedSearches::beginsWithThree()
{
    Settings settings(nextProfile());
    const SavedSearches searches(settings);
    QCOMPARE(namesIn(searches), presets);
    QCOMPARE(searches.all().at(0).text, u"on:yesterday"_s);
    QCOMPARE(searches.all().at(1).text, u"disliked: from:agent"_s);
    QCOMPARE(searches.all().at(0).kind, Kind::Messages);
    QCOMPARE(searches.all().at(2).kind, Kind::SilentConversations);
    QCOMPARE(searches.all().at(2).silentDays, 90);
    // Nothing is written before the person changes something.
    QVERIFY(settings.state(stateName).isEmpty());
}

void TestSavedSearches::remembersEachChange()
{
    const QString profile = nextProfile();
    QList<SavedSearch> all;
    {
        Settings settings(profile);
        SavedSearches searches(settings);
        QVERIFY(searches.add(search(u"Refunds"_s, u"refund -shipping"_s, Scope::AllProjects)));
        QVERIFY(searches.rename(0, u"  The day\nbefore "_s));
        QVERIFY(searches.move(3, 0));
        QVERIFY(searches.remove(2));
        QCOMPARE(namesIn(searches), QStringList({u"Refunds"_s, u"The day before"_s, u"preset 3"_s}));
        all = searches.all();
    }
    Settings settings(profile);
    const SavedSearches searches(settings);
    QCOMPARE(searches.all(), all);
    QCOMPARE(searches.all().first().scope, Scope::AllProjects);
}

void TestSavedSearches::saysWhatChanged()
{
    Settings settings(nextProfile());
    SavedSearches searches(settings);
    QSignalSpy added(&searches, &SavedSearches::added);
    QSignalSpy changed(&searches, &SavedSearches::changed);
    QSignalSpy moved(&searches, &SavedSearches::moved);
    QSignalSpy removed(&searches, &SavedSearches::removed);
    QVERIFY(searches.add(search(u"End"_s, u"a"_s)));
    QVERIFY(searches.add(search(u"Midst"_s, u"b"_s), 1));
    QCOMPARE(added.size(), 2);
    QCOMPARE(added.at(0).first().toInt(), 3);
    QCOMPARE(added.at(1).first().toInt(), 1);
    QVERIFY(searches.rename(1, u"Middle"_s));
    QCOMPARE(changed.size(), 1);
    QVERIFY(searches.move(1, 4));
    QCOMPARE(moved.size(), 1);
    QCOMPARE(moved.first().at(1).toInt(), 4);
    QCOMPARE(searches.all().at(4).name, u"Middle"_s);
    QVERIFY(searches.remove(4));
    QCOMPARE(removed.first().first().toInt(), 4);

    QVERIFY(!searches.move(0, 0));
    QVERIFY(!searches.move(0, 4));
    QVERIFY(!searches.move(-1, 0));
    QVERIFY(!searches.remove(4));
    QVERIFY(!searches.rename(4, u"x"_s));
    QVERIFY(!searches.rename(0, u" \n "_s));
    QCOMPARE(added.size() + changed.size() + moved.size() + removed.size(), 5);
}

void TestSavedSearches::profilesHaveTheirOwn()
{
    Settings one(nextProfile());
    Settings other(nextProfile());
    SavedSearches searches(one);
    QVERIFY(searches.remove(0));
    QCOMPARE(namesIn(SavedSearches(other)), presets);
}

void TestSavedSearches::anEmptyListStaysEmpty()
{
    const QString profile = nextProfile();
    {
        Settings settings(profile);
        SavedSearches searches(settings);
        while (!searches.all().isEmpty())
            QVERIFY(searches.remove(0));
    }
    Settings settings(profile);
    QVERIFY(SavedSearches(settings).all().isEmpty());
}

void TestSavedSearches::takesNothingUnsound()
{
    Settings settings(nextProfile());
    SavedSearches searches(settings);
    QVERIFY(!searches.add(search({}, u"word"_s)));
    QVERIFY(!searches.add(search(u"Nothing to look for"_s, u"  "_s)));
    QVERIFY(!searches.add(search(u"Long"_s, QString(SavedSearches::maxTextLength + 1, u'a'))));
    SavedSearch silent = search(u"Silent"_s, {});
    silent.kind = Kind::SilentConversations;
    silent.silentDays = 0;
    QVERIFY(!searches.add(silent));
    silent.silentDays = 30;
    QVERIFY(searches.add(silent));
    QVERIFY(searches.add(search(QString(500, u'n'), u"word"_s)));
    QVERIFY(searches.all().last().name.size() <= SavedSearches::maxNameLength);
}

void TestSavedSearches::refusesWhatHasNoRoom()
{
    const QString profile = nextProfile();
    qsizetype kept = 0;
    {
        Settings settings(profile);
        SavedSearches searches(settings);
        const QString text(SavedSearches::maxTextLength, QChar(0x4E2D));
        while (searches.all().size() < SavedSearches::maxCount && searches.add(search(u"Long"_s, text)))
            ;
        kept = searches.all().size();
        QVERIFY(kept > 10 && kept < SavedSearches::maxCount);
        QVERIFY(searches.rename(kept - 1, u"Short"_s)); // what is there can still be changed
    }
    Settings settings(profile);
    const SavedSearches searches(settings);
    QCOMPARE(searches.all().size(), kept);
    QCOMPARE(searches.all().last().name, u"Short"_s);
}

/// The settings set a file aside in which these stand.
void TestSavedSearches::wordsOfTheSettingsFileAreJustWords()
{
    const QString profile = nextProfile();
    const SavedSearch odd = search(u"@Variant(x) @DateTime(y)"_s, u"\"@Variant(\" [General] %00;"_s);
    {
        Settings settings(profile);
        settings.setLastProject(ProjectId{7});
        SavedSearches searches(settings);
        QVERIFY(searches.add(odd));
    }
    Settings settings(profile);
    QCOMPARE(settings.lastProject(), ProjectId{7});
    QCOMPARE(SavedSearches(settings).all().last(), odd);
}

void TestSavedSearches::readsDamageAsTheBeginning_data()
{
    QTest::addColumn<QByteArray>("stored");
    QTest::newRow("no Base64") << QByteArray("{\"searches\":[]}");
    QTest::newRow("no JSON") << QByteArray("nothing of the kind").toBase64();
    QTest::newRow("cut") << QByteArray("{\"version\":1,\"searches\":[{\"na").toBase64();
    QTest::newRow("an array") << QByteArray("[]").toBase64();
    QTest::newRow("another form") << QByteArray("{\"searches\":{\"a\":1}}").toBase64();
}

void TestSavedSearches::readsDamageAsTheBeginning()
{
    QFETCH(const QByteArray, stored);
    Settings settings(nextProfile());
    settings.setState(stateName, stored);
    QCOMPARE(namesIn(SavedSearches(settings)), presets);
}

void TestSavedSearches::leavesOutWhatItDoesNotUnderstand()
{
    Settings settings(nextProfile());
    const QByteArray json = R"({"version": 9, "searches": [
        17, null, [], {},
        {"name": "Of a later version", "kind": "people", "text": "x"},
        {"name": "No text", "kind": "messages"},
        {"name": 12, "kind": "messages", "text": "no name"},
        {"name": "Too many days", "kind": "silent", "days": 1000000},
        {"name": "Days in words", "kind": "silent", "days": "ninety"},
        {"name": "in\u202Eside\nout", "kind": "messages", "text": "word", "scope": "moon", "more": [1, 2]},
        {"preset": "disliked", "kind": "messages", "text": "disliked:", "scope": "all"},
        {"name": "Thirty", "kind": "silent", "days": 30}
    ]})";
    settings.setState(stateName, json.toBase64());
    const SavedSearches searches(settings);
    QCOMPARE(namesIn(searches), QStringList({u"in\uFFFDside out"_s, u"preset 2"_s, u"Thirty"_s}));
    QCOMPARE(searches.all().at(0).scope, Scope::ThisProject);
    QCOMPARE(searches.all().at(1).scope, Scope::AllProjects);
    QCOMPARE(searches.all().at(2).silentDays, 30);
}

QTEST_GUILESS_MAIN(TestSavedSearches)
#include "tst_savedsearches.moc"
