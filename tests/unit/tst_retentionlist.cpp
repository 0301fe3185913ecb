// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/retentionlist.h"
#include "support/smalldisk.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

constexpr QFileDevice::Permissions others =
    QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;

QDateTime day(int date)
{
    return QDateTime(QDate(2024, 1, date), QTime(8, 30), Qt::UTC);
}

RetentionReview review(const QStringList &names)
{
    RetentionReview review;
    review.project = ProjectId{4713};
    review.rule.name = u"=Old"_s;
    for (const QString &name : names) {
        const int number = int(review.found.size()) + 1;
        RetentionFind find;
        find.conversation.id = ConversationId{number};
        find.conversation.session = SessionId(u"session-%1"_s.arg(number, 4, 10, QLatin1Char('0')));
        find.conversation.name = name;
        find.conversation.createdAt = day(number);
        find.facts.lastMessageAt = number == 2 ? QDateTime() : day(number + 1);
        find.facts.messages = number * 10;
        find.facts.liked = 1;
        find.facts.disliked = 2;
        find.facts.checkedAt = day(20);
        review.found << find;
    }
    return review;
}

/// Empty where it failed.
std::optional<Error> saved(RetentionList &list, const QString &path, const RetentionReview &review,
                           const QSet<SessionId> &chosen)
{
    const auto future = list.save(path, review, chosen);
    if (!QTest::qWaitFor([&] { return future.isFinished(); }))
        return Error{};
    return future.result() ? std::nullopt : std::optional(future.result().error());
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestRetentionList : public QObject
{
    Q_OBJECT

private slots:
    void writesWhatWasFound();
    void isWholeOrNotAtAll();
    void aFullDiskLeavesTheOldFile();
    void isFinishedWhenItsOwnerGoes();

private:
    QTemporaryDir m_folder;
};

void TestRetentionList::writesWhatWasFound()
{
    RetentionList list;
    const QString path = m_folder.filePath(u"found.csv"_s);
    const QString first = u"session-0001"_s;
    QVERIFY(!saved(list, path, review({u"Plain"_s, u"+1, \"2\"\n3"_s}), {SessionId(first)}));
    QCOMPARE(contentOf(path),
             QByteArray("\xEF\xBB\xBF"
                        "project_id,rule,chosen,conversation_id,session_id,conversation,created_at,"
                        "last_message_at,messages,liked,disliked,read_at\r\n"
                        "4713,'=Old,true,1,session-0001,Plain,2024-01-01T08:30:00.000Z,"
                        "2024-01-02T08:30:00.000Z,10,1,2,2024-01-20T08:30:00.000Z\r\n"
                        "4713,'=Old,false,2,session-0002,\"'+1, \"\"2\"\"\n3\",2024-01-02T08:30:00.000Z,"
                        ",20,1,2,2024-01-20T08:30:00.000Z\r\n"));
    QVERIFY(!(QFileInfo(path).permissions() & others));
}

void TestRetentionList::isWholeOrNotAtAll()
{
    RetentionList list;
    const QString nowhere = m_folder.filePath(u"no such folder/found.csv"_s);
    const auto error = saved(list, nowhere, review({u"Plain"_s}), {});
    QVERIFY(error);
    QCOMPARE(error->kind, ErrorKind::Storage);
    QVERIFY(!error->detail.isEmpty());

    // A good list is replaced by another good one.
    const QString path = m_folder.filePath(u"twice.csv"_s);
    QVERIFY(!saved(list, path, review({u"One"_s, u"Two"_s}), {}));
    QVERIFY(!saved(list, path, review({u"Three"_s}), {}));
    QVERIFY(contentOf(path).contains("Three"));
    QVERIFY(!contentOf(path).contains("One"));
    QCOMPARE(QDir(m_folder.path()).entryList({u"twice*"_s}, QDir::Files), QStringList{u"twice.csv"_s});
}

void TestRetentionList::aFullDiskLeavesTheOldFile()
{
    const QString disk = smallDisk(u"128k"_s);
    if (disk.isEmpty())
        return;
    RetentionList list;
    const QString path = disk + u"/found.csv"_s;
    QVERIFY(!saved(list, path, review({u"Plain"_s}), {}));
    const QByteArray before = contentOf(path);
    // One row that does not fit, and many that do not; after the first nothing that would fail is written.
    QStringList many;
    for (int i = 0; i < 3000; ++i)
        many << u"Name %1"_s.arg(i);
    for (const QStringList &names : {QStringList{QString(400'000, u'a')}, many}) {
        const auto error = saved(list, path, review(names), {});
        QVERIFY(error);
        QCOMPARE(error->kind, ErrorKind::Storage);
        QCOMPARE(contentOf(path), before);
        QCOMPARE(QDir(disk).entryList(QDir::Files), QStringList{u"found.csv"_s});
    }
}

void TestRetentionList::isFinishedWhenItsOwnerGoes()
{
    const QString path = m_folder.filePath(u"late.csv"_s);
    QStringList names;
    for (int i = 0; i < 3000; ++i)
        names << u"Name %1"_s.arg(i);
    QFuture<Result<Done>> future;
    {
        RetentionList list;
        future = list.save(path, review(names), {});
    }
    QVERIFY(future.isFinished() && future.result());
    QCOMPARE(contentOf(path).count("\r\n"), 3001);
}

QTEST_GUILESS_MAIN(TestRetentionList)
#include "tst_retentionlist.moc"
