// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/retentionrules.h"
#include "services/settings.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

const QUrl vendor(u"https://app.example.com/api/v1"_s);
const QUrl own(u"https://chat.example.org/api/v1"_s);
const QDateTime march(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);

QString nextProfile()
{
    static int number = 0;
    return u"rules%1"_s.arg(++number);
}

RetentionRule rule(const QString &name, int days = 90)
{
    RetentionRule made;
    made.name = name;
    made.silentDays = days;
    return made;
}

/// What a settings file would hold, with one field of the only rule changed or added.
QByteArray stored(const QString &field, const QJsonValue &value)
{
    QJsonObject json{{u"name"_s, u"Old"_s},
                     {u"silentDays"_s, 90},
                     {u"keepLiked"_s, true},
                     {u"keepDisliked"_s, false},
                     {u"keepNames"_s, QJsonArray{u"VIP"_s}},
                     {u"keepCopy"_s, true}};
    if (value.isUndefined())
        json.remove(field);
    else
        json[field] = value;
    const QJsonObject entry{{u"server"_s, vendor.toString()}, {u"project"_s, 7}, {u"rule"_s, json}};
    return QJsonDocument(QJsonObject{{u"version"_s, 1}, {u"rules"_s, QJsonArray{entry}}}).toJson().toBase64();
}

} // namespace

class TestRetentionRules : public QObject
{
    Q_OBJECT

private slots:
    void remembers();
    void keepsPlacesApart();
    void takesNothingUnsound_data();
    void takesNothingUnsound();
    void cleansWhatIsTyped();
    void aChangedRuleWasNotCarriedOut();
    void readsNoHalfRule_data();
    void readsNoHalfRule();
};

void TestRetentionRules::remembers()
{
    const QString profile = nextProfile();
    RetentionRule vip = rule(u"Old"_s, 400);
    vip.keepLiked = false;
    vip.keepDisliked = true;
    vip.keepNames = {u"VIP"_s, u"Müller"_s};
    vip.keepCopy = false;
    const QList<RetentionRule> both{vip, rule(u"Silent"_s)};
    {
        Settings settings(profile);
        RetentionRules rules(settings);
        QVERIFY(rules.of(vendor, ProjectId{7}).isEmpty());
        QVERIFY(rules.set(vendor, ProjectId{7}, both));
        rules.noteCarriedOut(vendor, ProjectId{7}, vip, march);
    }
    Settings settings(profile);
    RetentionRules rules(settings);
    const QList<RetentionRule> read = rules.of(vendor, ProjectId{7});
    QCOMPARE(read.size(), 2);
    vip.carriedOutAt = march;
    QCOMPARE(read.at(0), vip);
    QCOMPARE(read.at(1), both.at(1));
    QVERIFY(rules.set(vendor, ProjectId{7}, {}));
    QVERIFY(RetentionRules(settings).of(vendor, ProjectId{7}).isEmpty());
}

void TestRetentionRules::keepsPlacesApart()
{
    Settings settings(nextProfile());
    RetentionRules rules(settings);
    QVERIFY(rules.set(vendor, ProjectId{7}, {rule(u"A"_s)}));
    QVERIFY(rules.set(own, ProjectId{7}, {rule(u"B"_s)}));
    QVERIFY(rules.set(vendor, ProjectId{8}, {rule(u"C"_s)}));
    QVERIFY(rules.set(own, ProjectId{7}, {}));
    const RetentionRules again(settings);
    QCOMPARE(again.of(vendor, ProjectId{7}).value(0).name, u"A"_s);
    QVERIFY(again.of(own, ProjectId{7}).isEmpty());
    QCOMPARE(again.of(vendor, ProjectId{8}).value(0).name, u"C"_s);
}

void TestRetentionRules::takesNothingUnsound_data()
{
    QTest::addColumn<RetentionRule>("unsound");
    QTest::newRow("no name") << rule(QString());
    QTest::newRow("a name of spaces") << rule(u" \t "_s);
    QTest::newRow("no days") << rule(u"B"_s, 0);
    QTest::newRow("days below nothing") << rule(u"B"_s, -1);
    QTest::newRow("too many days") << rule(u"B"_s, RetentionRule::maxSilentDays + 1);
    QTest::newRow("a second of the name") << rule(u" A "_s);
    RetentionRule words = rule(u"B"_s);
    for (int i = 0; i <= RetentionRule::maxKeepNames; ++i)
        words.keepNames.append(u"word %1"_s.arg(i));
    QTest::newRow("too many words") << words;
}

void TestRetentionRules::takesNothingUnsound()
{
    QFETCH(RetentionRule, unsound);
    Settings settings(nextProfile());
    RetentionRules rules(settings);
    QVERIFY(rules.set(vendor, ProjectId{7}, {rule(u"A"_s)}));
    QVERIFY(!rules.set(vendor, ProjectId{7}, {rule(u"A"_s), unsound}));
    QCOMPARE(rules.of(vendor, ProjectId{7}), QList<RetentionRule>{rule(u"A"_s)});
    QCOMPARE(RetentionRules(settings).of(vendor, ProjectId{7}), QList<RetentionRule>{rule(u"A"_s)});
}

void TestRetentionRules::cleansWhatIsTyped()
{
    Settings settings(nextProfile());
    RetentionRules rules(settings);
    RetentionRule typed = rule(u"  Two\nlines "_s);
    typed.keepNames = {u" VIP "_s, QString(), u"VIP"_s, u" "_s};
    QVERIFY(rules.set(vendor, ProjectId{7}, {typed}));
    const RetentionRule kept = rules.of(vendor, ProjectId{7}).value(0);
    QCOMPARE(kept.name, u"Two lines"_s);
    QCOMPARE(kept.keepNames, QStringList{u"VIP"_s});
}

void TestRetentionRules::aChangedRuleWasNotCarriedOut()
{
    Settings settings(nextProfile());
    RetentionRules rules(settings);
    const RetentionRule first = rule(u"A"_s);
    QVERIFY(rules.set(vendor, ProjectId{7}, {first, rule(u"B"_s)}));
    rules.noteCarriedOut(vendor, ProjectId{7}, first, march);
    const auto carriedOut = [&rules](int row) {
        return rules.of(vendor, ProjectId{7}).value(row).carriedOutAt;
    };
    QCOMPARE(carriedOut(0), march);
    QVERIFY(!carriedOut(1).isValid());

    // Nobody makes it one that was by saying so.
    RetentionRule lying = rule(u"B"_s);
    lying.carriedOutAt = march;
    QVERIFY(rules.set(vendor, ProjectId{7}, {lying, first}));
    QVERIFY(!carriedOut(0).isValid());
    QCOMPARE(carriedOut(1), march); // it has only moved

    RetentionRule changed = first;
    changed.silentDays = 30;
    QVERIFY(rules.set(vendor, ProjectId{7}, {changed}));
    QVERIFY(!carriedOut(0).isValid());
    rules.noteCarriedOut(vendor, ProjectId{7}, first, march); // what was reviewed before the change
    QVERIFY(!carriedOut(0).isValid());
    rules.noteCarriedOut(vendor, ProjectId{7}, changed, march);
    QCOMPARE(carriedOut(0), march);
    changed.keepNames = {u"VIP"_s};
    QVERIFY(rules.set(vendor, ProjectId{7}, {changed}));
    QVERIFY(!carriedOut(0).isValid());
}

void TestRetentionRules::readsNoHalfRule_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<int>("rules");
    QTest::newRow("whole") << u"name"_s << QJsonValue(u"Old"_s) << 1;
    QTest::newRow("no name") << u"name"_s << QJsonValue(QJsonValue::Undefined) << 0;
    QTest::newRow("days as words") << u"silentDays"_s << QJsonValue(u"90"_s) << 0;
    QTest::newRow("half a day") << u"silentDays"_s << QJsonValue(0.5) << 0;
    QTest::newRow("no word on liked") << u"keepLiked"_s << QJsonValue(QJsonValue::Undefined) << 0;
    QTest::newRow("liked by a number") << u"keepLiked"_s << QJsonValue(1) << 0;
    QTest::newRow("no word on disliked") << u"keepDisliked"_s << QJsonValue(QJsonValue::Null) << 0;
    QTest::newRow("no names") << u"keepNames"_s << QJsonValue(QJsonValue::Undefined) << 0;
    QTest::newRow("a name that is none") << u"keepNames"_s << QJsonValue(QJsonArray{u"VIP"_s, 3}) << 0;
    QTest::newRow("no word on a copy") << u"keepCopy"_s << QJsonValue(QJsonValue::Undefined) << 0;
    QTest::newRow("of a later version") << u"keepTagged"_s << QJsonValue(true) << 0;
}

void TestRetentionRules::readsNoHalfRule()
{
    QFETCH(QString, field);
    QFETCH(QJsonValue, value);
    QFETCH(int, rules);
    Settings settings(nextProfile());
    settings.setState(u"retentionRules"_s, stored(field, value));
    RetentionRules read(settings);
    QCOMPARE(read.of(vendor, ProjectId{7}).size(), rules);
    // What was not understood is there for the version that understands it.
    QVERIFY(read.set(vendor, ProjectId{8}, {rule(u"New"_s)}));
    const QJsonObject file =
        QJsonDocument::fromJson(QByteArray::fromBase64(settings.state(u"retentionRules"_s))).object();
    const QJsonArray entries = file.value(u"rules"_s).toArray();
    QCOMPARE(entries.size(), 2);
    QVERIFY(std::any_of(entries.begin(), entries.end(), [&](const QJsonValue &entry) {
        return entry.toObject().value(u"project"_s).toInt() == 7 &&
               entry.toObject().value(u"rule"_s).toObject().value(field) == value;
    }));
}

QTEST_GUILESS_MAIN(TestRetentionRules)
#include "tst_retentionrules.moc"
