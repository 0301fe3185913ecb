// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/manualclock.h"
#include "services/draftstore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const ConversationKey first{ProjectId{7}, SessionId(u"aaaaaaaa-1"_s)};
const ConversationKey second{ProjectId{7}, SessionId(u"aaaaaaaa-2"_s)};
const ConversationKey newOne{ProjectId{7}, {}};
const QDateTime noon(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);

} // namespace

class TestDraftStore : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void draftsOutliveTheProgram();
    void typingReachesTheDiskWithinASecond();
    void aQuestionReachesTheDiskAtOnce();
    void ownersFileAlone();
    void nothingLeftIsNoFile();
    void theOldestGo();
    void theFileIsBounded();
    void damagedFiles_data();
    void damagedFiles();
    void accountsDoNotMix();
    void aKeyThatCouldNotBeChecked();
    void deletedConversationsAreForgotten();
    void textOfAGoneConversationWaits();
    void joinedDraftsAreKeptWhole();
    void aFullDiskIsToldOnce();
    void aSecondProgramWritesNothing();
    void aSecondProgramThatOutlivesTheFirst();
    void aLockOfACrashHoldsNobody();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(u"drafts.json"_s); }
    [[nodiscard]] QByteArray onDisk() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    ManualClock m_clock;
};

void TestDraftStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestDraftStore::draftsOutliveTheProgram()
{
    const Draft german{u"Grüße\nund „Zeilen“ 👋"_s, u"de"_s, u"CRM-12"_s};
    const OpenQuestion asked{0, u"Where is it?"_s, u"fr"_s, u"X"_s, MessageId{9007199254740993}, noon};
    qint64 number = 0;
    {
        DraftStore store(path(), m_clock);
        store.setDraft(first, german);
        store.setDraft(newOne, {u"New"_s, {}, {}});
        QVERIFY(!store.hasSpoken(second));
        number = store.openQuestion(second, asked);
        QVERIFY(number > 0);
        QVERIFY(store.hasSpoken(second));
    }
    DraftStore store(path(), m_clock);
    QCOMPARE(store.draft(first), german);
    QCOMPARE(store.draft(newOne).text, u"New"_s);
    QVERIFY(store.hasSpoken(second));
    QVERIFY(!store.hasSpoken(first));
    const QList<OpenQuestion> open = store.openQuestions(second);
    QCOMPARE(open.size(), 1);
    OpenQuestion expected = asked;
    expected.number = open.first().number;
    QCOMPARE(open.first(), expected);
    store.closeQuestion(second, open.first().number);
    QVERIFY(store.openQuestions(second).isEmpty());
    QVERIFY(store.openQuestions(first).isEmpty());
}

void TestDraftStore::typingReachesTheDiskWithinASecond()
{
    DraftStore store(path(), m_clock);
    store.setDraft(first, {u"He"_s, {}, {}});
    store.setDraft(first, {u"Hello"_s, {}, {}});
    QVERIFY(!QFile::exists(path()));
    QCOMPARE(m_clock.pending(), 1); // one write for all of it
    m_clock.advance(1000ms);
    QVERIFY(onDisk().contains("Hello"));
    store.setDraft(first, {u"Hello"_s, {}, {}}); // nothing new
    QCOMPARE(m_clock.pending(), 0);
}

void TestDraftStore::aQuestionReachesTheDiskAtOnce()
{
    DraftStore store(path(), m_clock);
    store.setDraft(first, {u"draft"_s, {}, {}});
    store.setDraft(first, {});
    store.openQuestion(first, {0, u"question"_s, {}, {}, {}, noon});
    QVERIFY(onDisk().contains("question"));
    QVERIFY(!onDisk().contains("draft\""));
}

void TestDraftStore::ownersFileAlone()
{
    DraftStore store(path(), m_clock);
    store.openQuestion(first, {0, u"question"_s, {}, {}, {}, noon});
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(path()) & others));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files),
             (QStringList{u"drafts.json"_s, u"drafts.json.lock"_s}));
}

void TestDraftStore::nothingLeftIsNoFile()
{
    DraftStore store(path(), m_clock);
    store.setDraft(first, {u"x"_s, {}, {}});
    m_clock.advance(1s);
    QVERIFY(QFile::exists(path()));
    store.setDraft(first, {});
    m_clock.advance(1s);
    QVERIFY(!QFile::exists(path()));
}

void TestDraftStore::theOldestGo()
{
    DraftStore store(path(), m_clock);
    const auto key = [](qsizetype n) {
        return ConversationKey{ProjectId{1}, SessionId(u"session-%1"_s.arg(n))};
    };
    for (qsizetype n = 0; n < DraftStore::maxConversations; ++n)
        store.setDraft(key(n), {u"text"_s, {}, {}});
    store.setDraft(key(0), {u"touched"_s, {}, {}});
    store.setDraft(key(DraftStore::maxConversations), {u"one more"_s, {}, {}});
    QCOMPARE(store.draft(key(0)).text, u"touched"_s);
    QCOMPARE(store.draft(key(1)).text, QString());
    QCOMPARE(store.draft(key(2)).text, u"text"_s);
}

void TestDraftStore::theFileIsBounded()
{
    const QString big = QString(DraftStore::maxText, u'漢'); // three bytes each
    {
        DraftStore store(path(), m_clock);
        for (int n = 0; n < 60; ++n)
            store.setDraft({ProjectId{1}, SessionId(u"session-%1"_s.arg(n))}, {big, {}, {}});
    }
    QVERIFY(QFileInfo(path()).size() <= DraftStore::maxFileSize);
    DraftStore store(path(), m_clock);
    QCOMPARE(store.draft({ProjectId{1}, SessionId(u"session-59"_s)}).text.size(), DraftStore::maxText);
    QVERIFY(store.draft({ProjectId{1}, SessionId(u"session-0"_s)}).text.isEmpty());
}

void TestDraftStore::damagedFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("cut") << QByteArray(R"({"conversations":[{"project":"7","ses)");
    QTest::newRow("other shape") << QByteArray(R"([1,2,{"conversations":null}])");
    QTest::newRow("a path for a session")
        << QByteArray(R"({"conversations":[{"project":"7","session":"../..","text":"x"}]})");
    QTest::newRow("no project") << QByteArray(R"({"conversations":[{"session":"aaaaaaaa-1","text":"x"}]})");
    QTest::newRow("too large") << QByteArray(int(DraftStore::maxFileSize) + 1, ' ');
}

void TestDraftStore::damagedFiles()
{
    QFETCH(const QByteArray, content);
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    DraftStore store(path(), m_clock);
    QCOMPARE(store.draft(first), Draft());
    QCOMPARE(store.draft(newOne), Draft());
    store.openQuestion(first, {0, u"still works"_s, {}, {}, {}, noon});
    QVERIFY(onDisk().contains("still works"));
}

void TestDraftStore::accountsDoNotMix()
{
    {
        DraftStore store(path(), m_clock);
        store.setAccount(QUrl(u"https://one.example"_s), 1);
        store.setDraft(first, {u"hers"_s, u"de"_s, {}});
        store.openQuestion(first, {0, u"her question"_s, {}, {}, {}, noon});
        store.setAccount(QUrl(u"https://one.example"_s), 2);
        QCOMPARE(store.draft(first), Draft());
        QVERIFY(store.openQuestions(first).isEmpty());
        QVERIFY(!store.hasSpoken(first));
        store.setDraft(first, {u"his"_s, {}, {}});
        store.setAccount(QUrl(u"https://two.example"_s), 1);
        QCOMPARE(store.draft(first), Draft());
        store.setAccount({}, 0); // signed out
        QCOMPARE(store.draft(first), Draft());
    }
    DraftStore store(path(), m_clock);
    QCOMPARE(store.draft(first), Draft());
    store.setAccount(QUrl(u"https://one.example/"_s), 2);
    QCOMPARE(store.draft(first).text, u"his"_s);
    store.release(first);
    store.setAccount(QUrl(u"https://one.example"_s), 1);
    QCOMPARE(store.draft(first), (Draft{u"hers"_s, u"de"_s, {}})); // his alone was moved
    QCOMPARE(store.openQuestions(first).size(), 1);
    QCOMPARE(store.draft(newOne), Draft());
    store.forget(first.session); // there is nothing left to write to, whoever wants to
    QCOMPARE(store.draft(first), Draft());
}

void TestDraftStore::aKeyThatCouldNotBeChecked()
{
    const QUrl server(u"https://one.example"_s);
    DraftStore store(path(), m_clock);
    store.setAccount(server, 0); // nobody wrote there before
    store.setDraft(first, {u"offline"_s, {}, {}});
    store.setAccount(server, 5);
    QCOMPARE(store.draft(first).text, u"offline"_s);
    store.setAccount(server, 6);
    QCOMPARE(store.draft(first), Draft());
    store.setAccount(server, 0);
    QCOMPARE(store.draft(first).text, u"offline"_s); // of who wrote last
    store.setAccount(QUrl(u"http://127.0.0.1:4000"_s), 1);
    store.setDraft(second, {u"sandbox"_s, {}, {}});
    store.setAccount(QUrl(u"http://127.0.0.1:5000"_s), 1);
    QCOMPARE(store.draft(second).text, u"sandbox"_s); // its port is another one each time
}

void TestDraftStore::deletedConversationsAreForgotten()
{
    DraftStore store(path(), m_clock);
    store.setDraft(first, {u"mine"_s, {}, {}});
    store.setDraft(second, {u"other"_s, {}, {}});
    store.openQuestion(first, {0, u"question"_s, {}, {}, {}, noon});
    store.forget(first.session);
    m_clock.advance(1s);
    QCOMPARE(store.draft(first), Draft());
    QVERIFY(store.openQuestions(first).isEmpty());
    QVERIFY(!onDisk().contains("mine") && !onDisk().contains("question"));
    QCOMPARE(store.draft(second).text, u"other"_s);
}

void TestDraftStore::textOfAGoneConversationWaits()
{
    DraftStore store(path(), m_clock);
    store.setDraft(first, {u"for the first"_s, u"de"_s, {}});
    store.release(first);
    QCOMPARE(store.draft(newOne), (Draft{u"for the first"_s, u"de"_s, {}}));
    QCOMPARE(store.draft(first), Draft());
    store.setDraft(second, {u"for the second"_s, {}, {}});
    store.release(second);
    QCOMPARE(store.draft(newOne).text, u"for the first\n\nfor the second"_s);
    // A question that was on its way and what was written after it: neither is lost.
    store.setDraft(newOne, {});
    store.openQuestion(first, {0, u"asked"_s, {}, {}, {}, noon});
    store.setDraft(first, {u"written"_s, {}, {}});
    store.release(first);
    QCOMPARE(store.draft(newOne).text, u"asked\n\nwritten"_s);
    QVERIFY(store.openQuestions(first).isEmpty());
    store.openQuestion(second, {0, u"asked alone"_s, {}, {}, {}, noon});
    store.closeQuestion(second, store.openQuestions(second).first().number);
    store.release(second); // nothing waits
    QCOMPARE(store.draft(newOne).text, u"asked\n\nwritten"_s);
}

void TestDraftStore::joinedDraftsAreKeptWhole()
{
    const auto text = [](QChar letter) { return QString(DraftStore::maxText - 1, letter) + u'.'; };
    {
        DraftStore store(path(), m_clock);
        store.setDraft(newOne, {text(u'n'), {}, {}});
        store.openQuestion(first, {0, text(u'q'), {}, {}, {}, noon});
        store.setDraft(first, {text(u'd'), {}, {}});
        store.setDraft(second, {text(u's'), {}, {}});
        store.release(first);
        QCOMPARE(store.draft(newOne).text, text(u'n') + u"\n\n"_s + text(u'q') + u"\n\n"_s + text(u'd'));
    }
    const QString joined = text(u'n') + u"\n\n"_s + text(u'q') + u"\n\n"_s + text(u'd');
    auto one = std::make_unique<DraftStore>(path(), m_clock);
    QCOMPARE(one->draft(newOne).text, joined);
    auto other = std::make_unique<DraftStore>(path(), m_clock);
    other->setDraft(second, {text(u'o'), {}, {}});
    one.reset();
    other.reset();
    DraftStore store(path(), m_clock);
    QCOMPARE(store.draft(newOne).text, joined);
    QCOMPARE(store.draft(second).text, text(u's') + u"\n\n"_s + text(u'o'));
}

void TestDraftStore::aFullDiskIsToldOnce()
{
    const QString blocked = m_folder->filePath(u"no/such/folder/drafts.json"_s);
    DraftStore store(blocked, m_clock);
    QSignalSpy failed(&store, &DraftStore::failed);
    store.setDraft(first, {u"a"_s, {}, {}});
    m_clock.advance(1s);
    store.setDraft(first, {u"ab"_s, {}, {}});
    m_clock.advance(1s);
    QCOMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::Storage);
    QCOMPARE(store.draft(first).text, u"ab"_s); // it lasts for this run
    QVERIFY(QDir(m_folder->path()).mkpath(u"no/such/folder"_s));
    store.setDraft(first, {u"abc"_s, {}, {}});
    m_clock.advance(1s);
    QVERIFY(QFile::exists(blocked));
}

void TestDraftStore::aSecondProgramWritesNothing()
{
    DraftStore one(path(), m_clock);
    one.openQuestion(first, {0, u"asked by the first"_s, {}, {}, {}, noon});
    const QByteArray before = onDisk();
    {
        DraftStore other(path(), m_clock);
        QSignalSpy failed(&other, &DraftStore::failed);
        // That question is on its way and not one that a crash left.
        QVERIFY(other.openQuestions(first).isEmpty());
        other.setDraft(second, {u"of the second"_s, {}, {}});
        other.openQuestion(second, {0, u"asked by the second"_s, {}, {}, {}, noon});
        QCOMPARE(failed.count(), 1);
        QCOMPARE(other.draft(second).text, u"of the second"_s); // it lasts for this run
        QCOMPARE(onDisk(), before);
        other.forget(second.session); // nothing is left, which removes the file of its own
        other.flush();
        QCOMPARE(onDisk(), before);
    }
    QCOMPARE(onDisk(), before);
    one.setDraft(second, {u"of the first"_s, {}, {}});
    m_clock.advance(1s);
    QVERIFY(onDisk().contains("asked by the first") && onDisk().contains("of the first"));
}

void TestDraftStore::aSecondProgramThatOutlivesTheFirst()
{
    auto one = std::make_unique<DraftStore>(path(), m_clock);
    auto other = std::make_unique<DraftStore>(path(), m_clock);
    one->setDraft(first, {u"of the first"_s, {}, {}});
    one->setDraft(newOne, {u"kept"_s, {}, {}});
    other->setDraft(first, {u"of the second"_s, u"de"_s, {}});
    other->openQuestion(second, {0, u"asked by the second"_s, {}, {}, {}, noon});
    one.reset();
    other->setDraft(second, {u"later"_s, {}, {}});
    m_clock.advance(1s);
    QVERIFY(onDisk().contains("of the first") && !onDisk().contains("of the second"));
    other.reset();
    DraftStore store(path(), m_clock);
    QCOMPARE(store.draft(first), (Draft{u"of the first\n\nof the second"_s, u"de"_s, {}}));
    QCOMPARE(store.draft(newOne).text, u"kept"_s);
    QCOMPARE(store.draft(second).text, u"later"_s);
    QCOMPARE(store.openQuestions(second).size(), 1);
}

void TestDraftStore::aLockOfACrashHoldsNobody()
{
    QFile left(path() + u".lock"_s);
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.write("999999999\nconfab\n" + QSysInfo::machineHostName().toLocal8Bit() + "\n");
    left.close();
    DraftStore store(path(), m_clock);
    store.openQuestion(first, {0, u"question"_s, {}, {}, {}, noon});
    QVERIFY(onDisk().contains("question"));
}

QTEST_GUILESS_MAIN(TestDraftStore)
#include "tst_draftstore.moc"
