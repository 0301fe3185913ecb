// SPDX-License-Identifier: GPL-3.0-or-later
// What goes into the archive comes out of it, now and after a restart; what is taken away is gone.

#include "support/archivecase.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QSignalSpy>

#include <limits>

using namespace confab;
using namespace confab::archivecase;

namespace {

constexpr QFileDevice::Permissions forOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                                               QFileDevice::ExeGroup | QFileDevice::ReadOther |
                                               QFileDevice::WriteOther | QFileDevice::ExeOther;

QList<QFileInfo> filesIn(const QString &folder)
{
    QList<QFileInfo> files;
    QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext())
        files.append(QFileInfo(it.next()));
    return files;
}

bool anyFileHolds(const QString &folder, const QByteArray &bytes)
{
    for (const QFileInfo &info : filesIn(folder)) {
        QFile file(info.filePath());
        if (file.open(QIODevice::ReadOnly) && file.readAll().toLower().contains(bytes.toLower()))
            return true;
    }
    return false;
}

ArchivedMessage fullMessage(qint64 id)
{
    ArchivedMessage archived = message(id, u"How\ndo I?"_s, u"**Like** this: \u202E 🎉"_s);
    archived.language = u"en"_s;
    archived.message.citations = {CitationId{12}, CitationId{7}};
    archived.message.reaction = Reaction::Liked;
    archived.message.requestSource = u"livechat"_s;
    archived.message.externalId = u"crm-1"_s;
    archived.message.userIp = u"203.0.113.9"_s;
    archived.message.userAgent = u"Mozilla/5.0"_s;
    archived.message.createdAt = moment(3).addMSecs(250);
    return archived;
}

} // namespace

class TestArchive : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void everyValueComesBack();
    void personalDataIsKeptOnlyIfWanted();
    void whatIsNotSaidAnewStays();
    void aConversationTellsWhatItsMessagesAddUpTo();
    void messagesComeByPages();
    void removedFromTheServerStaysUntilPurged();
    void aConversationIsThereForItsMessagesAlone();
    void whatNoArchiveCanHoldIsRefused();
    void aBatchIsStoredWholeOrNotAtAll();
    void marksGoWithTheirContent();
    void erasedMeansErased();
    void eraseAllLeavesNothing();
    void filesAreForTheirOwnerAlone();
    void eachServerHasItsOwn();
    void whoeverComesSecondReadsOnly();
    void callsThatWaitAreDoneBeforeTheEnd();
    void whatWasClosedIsNotRead();

private:
    void reopen();
    Result<StoreOutcome> store(const ArchiveBatch &batch) { return ended(m_archive->store(batch)); }

    std::unique_ptr<QTemporaryDir> m_home;
    QString m_folder;
    ArchivePlace m_place;
    std::unique_ptr<Archive> m_archive;
};

void TestArchive::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_folder = m_home->filePath(u"data/confab"_s);
    m_place = placeIn(m_folder);
    reopen();
}

void TestArchive::cleanup()
{
    m_archive.reset();
    m_home.reset();
}

void TestArchive::reopen()
{
    m_archive.reset();
    m_archive = std::make_unique<Archive>();
    const ArchiveState state = valueOf(m_archive->open(m_place));
    QCOMPARE(state.condition, ArchiveCondition::Writable);
    QCOMPARE(state.file, Archive::fileOf(m_place));
    QVERIFY(state.setAside.isEmpty());
}

void TestArchive::everyValueComesBack()
{
    m_place.keepPersonalData = true;
    reopen();
    Project bot{project, u"Bot \"1\""_s, true, moment(1), {}};
    ArchiveBatch batch;
    batch.projects = {bot};
    batch.conversations = {conversation(1), conversation(2)};
    batch.conversations[1].createdAt = {};
    ArchivedPage read = page(key(1), {fullMessage(50), message(51, {}, u"Only an answer"_s)});
    read.total = 2;
    read.checkedAt = moment(60);
    batch.pages = {read};
    batch.citations = {
        {project, {CitationId{12}, u"Title"_s, u"Text"_s, QUrl(u"https://example.com/a%20b"_s)}}};
    batch.seenAt = moment(60);
    const StoreOutcome outcome = valueOf(m_archive->store(batch));
    QCOMPARE(outcome, (StoreOutcome{2, 2, 0, 0}));

    for (int run = 0; run < 2; ++run) {
        QCOMPARE(valueOf(m_archive->projects()), QList<Project>{bot});
        const auto conversations = valueOf(m_archive->conversations(project));
        QCOMPARE(conversations.size(), 2);
        QCOMPARE(conversations.at(0).conversation, batch.conversations.at(1));
        QCOMPARE(conversations.at(1).conversation, batch.conversations.at(0));
        QCOMPARE(conversations.at(1).total, std::optional<qint64>(2));
        QCOMPARE(conversations.at(1).checkedAt, moment(60));
        QCOMPARE(conversations.at(1).seenAt, moment(60));
        QVERIFY(!conversations.at(0).total);
        const auto messages = valueOf(m_archive->messages(key(1), {}, 10));
        QCOMPARE(messages.size(), 2);
        ArchivedMessage expected = fullMessage(50);
        expected.message.conversation = ConversationId{1001};
        QCOMPARE(messages.at(1), expected);
        QCOMPARE(messages.at(0).message.answer, u"Only an answer"_s);
        QVERIFY(messages.at(0).message.question.isEmpty());
        const auto citations = valueOf(m_archive->citations(project, {CitationId{5}, CitationId{12}}));
        QCOMPARE(citations, QList<Citation>{batch.citations.first().citation});
        ArchiveCounts counts = valueOf(m_archive->counts(project));
        QVERIFY(counts.bytes > 0);
        counts.bytes = 0;
        QCOMPARE(counts, (ArchiveCounts{1, 2, 0, 2, 0}));
        reopen();
    }
    QCOMPARE(valueOf(m_archive->store(batch)), StoreOutcome());
}

void TestArchive::personalDataIsKeptOnlyIfWanted()
{
    QVERIFY(store(batchOf({page(key(1), {fullMessage(1)})})));
    QVERIFY(!anyFileHolds(m_folder, "203.0.113.9"));
    QVERIFY(!anyFileHolds(m_folder, "Mozilla"));

    m_place.keepPersonalData = true;
    reopen();
    QCOMPARE(valueOf(m_archive->store(batchOf({page(key(1), {fullMessage(1)})}))),
             (StoreOutcome{0, 0, 1, 0}));
    QCOMPARE(valueOf(m_archive->messages(key(1), {}, 1)).first().message.userIp, u"203.0.113.9"_s);
    QCOMPARE(valueOf(m_archive->erasePersonalData()), 1);
    QVERIFY(valueOf(m_archive->messages(key(1), {}, 1)).first().message.userIp.isEmpty());
    QVERIFY(!anyFileHolds(m_folder, "203.0.113.9"));
    QVERIFY(!anyFileHolds(m_folder, "Mozilla"));
}

void TestArchive::whatIsNotSaidAnewStays()
{
    QVERIFY(store(batchOf({page(key(1), {fullMessage(1)})})));
    ArchivedMessage bare = message(1, fullMessage(1).message.question, {});
    bare.message.createdAt = {};
    QCOMPARE(valueOf(m_archive->store(batchOf({page(key(1), {bare})}))), (StoreOutcome{0, 0, 1, 0}));
    const ArchivedMessage now = valueOf(m_archive->messages(key(1), {}, 1)).first();
    QCOMPARE(now.message.answer, fullMessage(1).message.answer);
    QCOMPARE(now.message.citations, fullMessage(1).message.citations);
    QCOMPARE(now.message.createdAt, fullMessage(1).message.createdAt);
    QCOMPARE(now.language, u"en"_s);
    QCOMPARE(now.message.reaction, Reaction::None); // taken back

    bare.message.answer = u"Another answer"_s;
    QVERIFY(store(batchOf({page(key(1), {bare})})));
    QCOMPARE(valueOf(m_archive->messages(key(1), {}, 1)).first().message.answer, u"Another answer"_s);
    QVERIFY(valueOf(m_archive->search(requestFor({u"like"_s}))).hits.isEmpty());
    QCOMPARE(namesOf(valueOf(m_archive->search(requestFor({u"another"_s})))), QStringList{u"1a"_s});
}

void TestArchive::aConversationTellsWhatItsMessagesAddUpTo()
{
    QList<ArchivedMessage> messages{message(10, u"a"_s), message(12, u"b"_s), message(11, u"c"_s)};
    messages[0].message.reaction = Reaction::Disliked;
    messages[1].message.reaction = Reaction::Liked;
    messages[2].message.reaction = Reaction::Liked;
    messages[0].language = u"de"_s;
    messages[2].language = u"fr"_s;
    QVERIFY(store(batchOf({page(key(1), messages)})));
    ArchivedConversation known = valueOf(m_archive->conversation(key(1)));
    QCOMPARE(known.messages, 3);
    QCOMPARE(known.newestMessage, MessageId{12});
    QCOMPARE(known.lastMessageAt, moment(12));
    QCOMPARE(known.liked, 2);
    QCOMPARE(known.disliked, 1);
    QCOMPARE(known.language, u"fr"_s);

    // A message that turns up in another conversation leaves the first one.
    QVERIFY(store(batchOf({page(key(2), {messages.at(1)})})));
    QCOMPARE(valueOf(m_archive->conversation(key(1))).messages, 2);
    QCOMPARE(valueOf(m_archive->conversation(key(1))).liked, 1);
    QCOMPARE(valueOf(m_archive->conversation(key(2))).messages, 1);
}

void TestArchive::messagesComeByPages()
{
    QList<ArchivedMessage> messages;
    for (int id = 1; id <= 9; ++id)
        messages.append(message(id, QString::number(id)));
    QVERIFY(store(batchOf({page(key(1), messages), page(key(2), {message(20, u"other"_s)})})));
    const auto ids = [](const QList<ArchivedMessage> &found) {
        QList<qint64> numbers;
        for (const ArchivedMessage &one : found)
            numbers.append(one.message.id.value);
        return numbers;
    };
    QCOMPARE(ids(valueOf(m_archive->messages(key(1), {}, 4))), (QList<qint64>{9, 8, 7, 6}));
    QCOMPARE(ids(valueOf(m_archive->messages(key(1), MessageId{6}, 4))), (QList<qint64>{5, 4, 3, 2}));
    QCOMPARE(ids(valueOf(m_archive->messages(key(1), MessageId{2}, 4))), (QList<qint64>{1}));
    QCOMPARE(ids(valueOf(m_archive->messages(key(1), {}, 2, MessageId{5}))), (QList<qint64>{9, 8, 7, 6, 5}));
    QVERIFY(valueOf(m_archive->messages(key(3), {}, 2)).isEmpty());
}

void TestArchive::removedFromTheServerStaysUntilPurged()
{
    ArchiveBatch batch =
        batchOf({page(key(1), {message(1, u"vanished text"_s)}), page(key(2), {message(2, u"b"_s)})});
    batch.conversations = {conversation(1), conversation(2)};
    QVERIFY(store(batch));
    ArchiveBatch gone;
    gone.removed = {key(1), key(99)};
    gone.seenAt = moment(100);
    QVERIFY(store(gone));
    gone.seenAt = moment(200); // seen to be gone again: the first time counts
    QVERIFY(store(gone));

    QCOMPARE(valueOf(m_archive->conversations(project)).size(), 1);
    const auto removed = valueOf(m_archive->removedConversations(project));
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed.first().conversation, conversation(1));
    QCOMPARE(removed.first().removedAt, moment(100));
    QCOMPARE(valueOf(m_archive->messages(key(1), {}, 5)).size(), 1);
    const SearchResults found = valueOf(m_archive->search(requestFor({u"vanished"_s})));
    QCOMPARE(namesOf(found), QStringList{u"1q"_s});
    QVERIFY(found.hits.first().removed);

    // It comes back, but not by what was seen before.
    ArchiveBatch back;
    back.conversations = {conversation(1)};
    back.seenAt = moment(100);
    QVERIFY(store(back));
    QCOMPARE(valueOf(m_archive->conversations(project)).size(), 1);
    back.seenAt = moment(300);
    QVERIFY(store(back));
    QCOMPARE(valueOf(m_archive->conversations(project)).size(), 2);

    gone.seenAt = moment(400);
    QVERIFY(store(gone));
    QCOMPARE(valueOf(m_archive->purgeRemoved({})), 0);
    QCOMPARE(valueOf(m_archive->purgeRemoved(moment(400))), 0);
    QCOMPARE(valueOf(m_archive->purgeRemoved(moment(401))), 1);
    QVERIFY(valueOf(m_archive->removedConversations(project)).isEmpty());
    QVERIFY(valueOf(m_archive->search(requestFor({u"vanished"_s}))).hits.isEmpty());
    QCOMPARE(ended(m_archive->conversation(key(1))).error().kind, ErrorKind::NotFound);
    QVERIFY(!anyFileHolds(m_folder, "vanished"));
    QCOMPARE(valueOf(m_archive->counts()).messages, 1);
}

void TestArchive::aConversationIsThereForItsMessagesAlone()
{
    QCOMPARE(valueOf(m_archive->store(batchOf({page(key(5), {message(1, u"a"_s)})}))),
             (StoreOutcome{1, 1, 0, 0}));
    QCOMPARE(valueOf(m_archive->conversation(key(5))).conversation.key(), key(5));
    ArchiveBatch batch;
    batch.conversations = {conversation(5)};
    QCOMPARE(valueOf(m_archive->store(batch)), StoreOutcome());
    QCOMPARE(valueOf(m_archive->conversation(key(5))).conversation, conversation(5));
    QCOMPARE(valueOf(m_archive->conversation(key(5))).messages, 1);
}

void TestArchive::whatNoArchiveCanHoldIsRefused()
{
    ArchiveBatch batch =
        batchOf({page(key(1), {message(0, u"a"_s), message(std::numeric_limits<qint64>::max(), u"b"_s),
                               message((qint64(1) << 62) - 2, u"held"_s)}),
                 page({project, SessionId(u".."_s)}, {message(5, u"c"_s)})});
    Conversation wrong = conversation(1);
    wrong.project = {};
    batch.conversations = {wrong};
    QCOMPARE(valueOf(m_archive->store(batch)), (StoreOutcome{1, 1, 0, 5}));
    QCOMPARE(namesOf(valueOf(m_archive->search(requestFor({u"held"_s})))).size(), 1);
}

void TestArchive::aBatchIsStoredWholeOrNotAtAll()
{
    m_archive.reset();
    Archive archive; // never opened
    QCOMPARE(ended(archive.store(batchOf({}))).error().kind, ErrorKind::Storage);
    QCOMPARE(ended(archive.projects()).error().kind, ErrorKind::Storage);
    QCOMPARE(archive.condition(), ArchiveCondition::Closed);
}

void TestArchive::marksGoWithTheirContent()
{
    QCOMPARE(valueOf(m_archive->syncMark(project)).project, project);
    QCOMPARE(valueOf(m_archive->syncMark(project)).phase, SyncPhase::Idle);
    SyncMark mark;
    mark.project = project;
    mark.strategy = SyncStrategy::Intelligence;
    mark.phase = SyncPhase::Reading;
    mark.nextPage = 4;
    mark.total = 812;
    mark.perPage = 100;
    mark.windowFrom = moment(1);
    mark.windowTo = moment(2);
    mark.callsMade = 3;
    mark.callsLeft = 9;
    mark.startedAt = moment(3);
    ArchiveBatch batch = batchOf({page(key(1), {message(1, u"a"_s)})});
    batch.marks = {mark};
    QVERIFY(store(batch));
    reopen();
    QCOMPARE(valueOf(m_archive->syncMark(project)), mark);
    QCOMPARE(valueOf(m_archive->messages(key(1), {}, 5)).size(), 1);
}

void TestArchive::erasedMeansErased()
{
    // Enough for the index to merge its parts, and the words among others on the same pages.
    for (int round = 0; round < 40; ++round) {
        QList<ArchivedMessage> messages;
        for (int i = 0; i < 10; ++i) {
            const int id = round * 10 + i + 1;
            messages.append(message(id, u"zanzibar %1 about parcels 秘密情報"_s.arg(id),
                                    u"Marmalade number %1."_s.arg(id)));
        }
        QVERIFY(store(batchOf({page(key(1), messages), page(key(2), {message(1000 + round, u"kept"_s)})})));
    }
    QVERIFY(anyFileHolds(m_folder, "zanzibar"));
    // A copy from before a migration has them, too.
    QFile copy(Archive::fileOf(m_place) + u".before-2"_s);
    QVERIFY(copy.open(QIODevice::WriteOnly) && copy.write("zanzibar") > 0);
    copy.close();
    QCOMPARE(valueOf(m_archive->eraseConversations({key(1), key(77)})), 1);
    for (const char *word : {"zanzibar", "marmalade", "秘密情報", "秘密", "session-000001"})
        QVERIFY2(!anyFileHolds(m_folder, word), word);
    QCOMPARE(valueOf(m_archive->counts()).messages, 40);
    QCOMPARE(valueOf(m_archive->search(requestFor({u"kept"_s}))).hits.size(), 50 - 10);

    ArchiveBatch batch = batchOf({page(key(1, ProjectId{8}), {message(5, u"stays"_s)})});
    batch.projects = {{project, u"Kumquat"_s, true, {}, {}}};
    batch.citations = {{project, {CitationId{12}, u"Papaya"_s, {}, {}}}};
    QVERIFY(store(batch));
    QCOMPARE(valueOf(m_archive->eraseProject(project)), 1);
    for (const char *word : {"kumquat", "papaya", "kept"})
        QVERIFY2(!anyFileHolds(m_folder, word), word);
    QCOMPARE(namesOf(valueOf(m_archive->search(requestFor({u"stays"_s})))), QStringList{u"5q"_s});
}

void TestArchive::eraseAllLeavesNothing()
{
    QVERIFY(store(batchOf({page(key(1), {message(1, u"zanzibar"_s)})})));
    const QString file = Archive::fileOf(m_place);
    for (const QString &suffix : {u".before-2"_s, u".damaged-20260101-000000"_s}) {
        QFile copy(file + suffix);
        QVERIFY(copy.open(QIODevice::WriteOnly));
        copy.write("zanzibar");
    }
    QFile other(m_folder + u"/deletions.jsonl"_s);
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.close();
    QVERIFY(ended(m_archive->eraseAll()));
    QTRY_COMPARE(m_archive->condition(), ArchiveCondition::Closed);
    QStringList names;
    for (const QFileInfo &info : filesIn(m_folder))
        names.append(info.fileName());
    QCOMPARE(names, QStringList{u"deletions.jsonl"_s});
    reopen();
    QCOMPARE(valueOf(m_archive->counts()).messages, 0);
}

void TestArchive::filesAreForTheirOwnerAlone()
{
    QVERIFY(store(batchOf({page(key(1), {message(1, u"a"_s)})})));
    QVERIFY(QFile::exists(Archive::fileOf(m_place) + u"-wal"_s));
    QVERIFY(QFile::exists(Archive::fileOf(m_place) + u"-shm"_s));
    QCOMPARE(QFileInfo(m_folder).permissions() & forOthers, QFileDevice::Permissions());
    for (const QFileInfo &info : filesIn(m_folder)) {
        QVERIFY2((info.permissions() & forOthers) == QFileDevice::Permissions(), qPrintable(info.fileName()));
        QVERIFY(!(info.permissions() & QFileDevice::ExeOwner));
    }
}

void TestArchive::eachServerHasItsOwn()
{
    const auto file = [this](const QString &address) {
        return Archive::fileOf({m_folder, QUrl(address), false});
    };
    QCOMPARE(file(u"https://App.example.com/api/v1/"_s), Archive::fileOf(m_place));
    QVERIFY(file(u"https://app.example.com/api/v2"_s) != Archive::fileOf(m_place));
    QVERIFY(file(u"https://app.example.com:8443/api/v1"_s) != Archive::fileOf(m_place));
    QVERIFY(file(u"http://app.example.com/api/v1"_s) != Archive::fileOf(m_place));
    // Whatever the address, the file is in the folder.
    for (const QString &address :
         {u"https://../../x"_s, u""_s, u"https://exämple.org"_s, u"https://[::1]:80/"_s})
        QCOMPARE(QFileInfo(file(address)).absolutePath(), m_folder);

    QVERIFY(store(batchOf({page(key(1), {message(1, u"a"_s)})})));
    m_place.server = QUrl(u"https://other.example.com"_s);
    reopen();
    QCOMPARE(valueOf(m_archive->counts()).messages, 0);
}

void TestArchive::whoeverComesSecondReadsOnly()
{
    QVERIFY(store(batchOf({page(key(1), {message(1, u"first"_s)})})));
    Archive second;
    const ArchiveState state = valueOf(second.open(m_place));
    QCOMPARE(state.condition, ArchiveCondition::InUse);
    QCOMPARE(valueOf(second.counts()).messages, 1);
    QCOMPARE(ended(second.store(batchOf({page(key(1), {message(2, u"b"_s)})}))).error().kind,
             ErrorKind::Storage);
    QCOMPARE(ended(second.eraseAll()).error().kind, ErrorKind::Storage);
    QVERIFY(store(batchOf({page(key(1), {message(3, u"later"_s)})})));
    QCOMPARE(valueOf(second.counts()).messages, 2);

    m_archive.reset();
    QCOMPARE(valueOf(second.open(m_place)).condition, ArchiveCondition::Writable);
    QVERIFY(ended(second.store(batchOf({page(key(1), {message(2, u"b"_s)})}))));
}

void TestArchive::callsThatWaitAreDoneBeforeTheEnd()
{
    QFuture<Result<StoreOutcome>> last;
    for (int id = 1; id <= 50; ++id)
        last = m_archive->store(batchOf({page(key(1), {message(id, u"text %1"_s.arg(id))})}));
    m_archive.reset();
    QVERIFY(last.isFinished());
    QVERIFY(last.result());
    reopen();
    QCOMPARE(valueOf(m_archive->counts()).messages, 50);
}

/// However long the writer takes to come to the closing.
void TestArchive::whatWasClosedIsNotRead()
{
    QVERIFY(store(batchOf({page(key(1), {message(1, u"First"_s)})})));
    QList<ArchivedMessage> many;
    for (int i = 2; i < 2000; ++i)
        many.append(message(i, u"Question %1"_s.arg(i)));
    ArchivePlace other = m_place;
    other.server = QUrl(u"https://other.example.com/api/v1"_s);
    for (const bool opensOther : {false, true}) {
        reopen();
        const auto before = m_archive->messages(key(1), {}, 10);
        const auto stored = m_archive->store(batchOf({page(key(2), many)}));
        QFuture<Result<ArchiveState>> opened;
        QFuture<Result<Done>> closed;
        if (opensOther)
            opened = m_archive->open(other);
        else
            closed = m_archive->close();
        QCOMPARE(ended(m_archive->messages(key(1), {}, 10)).error().kind, ErrorKind::Storage);
        QCOMPARE(valueOf(before).size(), 1);
        QVERIFY(ended(stored));
        if (opensOther) {
            QVERIFY(ended(opened));
            QCOMPARE(valueOf(m_archive->messages(key(1), {}, 10)).size(), 0);
        } else {
            QVERIFY(ended(closed));
        }
    }
}

QTEST_GUILESS_MAIN(TestArchive)
#include "tst_archive.moc"
