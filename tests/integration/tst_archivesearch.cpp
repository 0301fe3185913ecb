// SPDX-License-Identifier: GPL-3.0-or-later
// What a search finds, exactly, in every kind of script; and that nothing typed is an error.

#include "support/archivecase.h"
#include "support/places.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace confab;
using namespace confab::archivecase;

namespace {

struct Corpus
{
    qint64 id;
    const char16_t *question;
    const char16_t *answer;
};

const Corpus corpus[]{
    {1, u"How do I return a parcel?", u"Open **Orders** and choose [Return](https://shop.example/return)."},
    {2, u"Refund policy for parcels", u"Refunds take five days. The policy is on our site."},
    {3, u"Wie ist die Straße in Zürich?", u"Die Strasse heißt Bahnhofstraße."},
    {4, u"Crème brûlée façon Noël", u"Une CREME sans œufs, à l'Élysée."},
    {5, u"機械学習について教えてください", u"機械学習はデータから学ぶ。"},
    {6, u"我想退款，订单号是42", u"退款需要五天。iPhone手机壳也可以退。"},
    {7, u"ขอคืนเงินได้ไหม", u"คืนเงินได้ภายในห้าวันครับ"},
    {8, u"كيف أُعيدُ الطَّرْد؟", u"يمكنك إعادة الطرد خلال خمسة أيام."},
    {9, u"환불은 어떻게 하나요", u"환불을 신청하세요."},
    {10, u"C++ or C#? e-mail me: a@b.example", u"-> see x:hello \"quoted\" 100% snake_case 🎉"},
    {11, u"カメラがこわれた", u"かめらを修理します。ガラス"},
    {12, u"Привет, где мой заказ?", u"Ваш заказ в пути, ёлка."},
    {13, u"שָׁלוֹם עולם", u"שלום"},
    {14, u"नमस्ते दुनिया", u"धन्यवाद"},
};

} // namespace

class TestArchiveSearch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void finds_data();
    void finds();
    void leavesOut_data();
    void leavesOut();
    void theWordBeingTypedMayGoOn();
    void conditionsNarrow();
    void aSpanHoldsItsStartAndNotItsEnd();
    void newestComeFirstByPages();
    void hitsAreMarked_data();
    void hitsAreMarked();
    void noInputIsAnError_data();
    void noInputIsAnError();
    void hostileTextIsFoundAndNothingElse();
    void nothingIsWaitedForThatNobodyWants();
    void aLongSearchIsInterrupted();

private:
    QStringList find(const SearchRequest &request) { return namesOf(valueOf(m_archive->search(request))); }

    QTemporaryDir m_home;
    std::unique_ptr<Archive> m_archive;
};

void TestArchiveSearch::initTestCase()
{
    m_archive = std::make_unique<Archive>();
    QVERIFY(ended(m_archive->open(placeIn(m_home.path()))));
    ArchiveBatch batch;
    batch.conversations = {conversation(1)};
    for (const Corpus &row : corpus) {
        ArchivedMessage archived =
            message(row.id, QString::fromUtf16(row.question), QString::fromUtf16(row.answer));
        if (row.id == 2)
            archived.message.reaction = Reaction::Liked;
        if (row.id == 3)
            archived.message.reaction = Reaction::Disliked;
        archived.message.requestSource = row.id < 3 ? u"LiveChat"_s : u"web"_s;
        archived.language = row.id == 3 ? u"de"_s : row.id == 4 ? u"fr"_s : QString();
        batch.pages.append(page(key(1), {archived}));
    }
    QVERIFY(ended(m_archive->store(batch)));
}

void TestArchiveSearch::finds_data()
{
    QTest::addColumn<QStringList>("texts");
    QTest::addColumn<QStringList>("found");
    const auto row = [](const char *name, const QStringList &texts, const QStringList &found) {
        QTest::newRow(name) << texts << found;
    };
    row("a word", {u"refunds"_s}, {u"2a"_s});
    row("case does not count", {u"REFUNDS"_s}, {u"2a"_s});
    row("a whole word", {u"parcel"_s}, {u"1q"_s});
    row("no part of a word", {u"efund"_s}, {});
    row("words in any order", {u"policy"_s, u"refund"_s}, {u"2q"_s});
    row("all of them in one text", {u"refund"_s, u"days"_s}, {});
    row("a phrase", {u"return a parcel"_s}, {u"1q"_s});
    row("a phrase in its order", {u"parcel a return"_s}, {});
    row("a phrase across signs", {u"orders and choose return"_s}, {u"1a"_s});
    row("sharp s", {u"strasse"_s}, {u"3a"_s, u"3q"_s});
    row("sharp s typed", {u"Straße"_s}, {u"3a"_s, u"3q"_s});
    row("umlaut", {u"zurich"_s}, {u"3q"_s});
    row("umlaut, decomposed", {u"zu\u0308rich"_s}, {u"3q"_s});
    row("accents", {u"creme"_s}, {u"4a"_s, u"4q"_s});
    row("accents typed", {u"crème brulee"_s}, {u"4q"_s});
    row("ligature", {u"oeufs"_s}, {u"4a"_s});
    row("elision", {u"elysee"_s}, {u"4a"_s});
    row("one character", {u"学"_s}, {u"5a"_s, u"5q"_s});
    row("the last character of a run", {u"ぶ"_s}, {u"5a"_s});
    row("two characters", {u"学習"_s}, {u"5a"_s, u"5q"_s});
    row("two at the end of a run", {u"学ぶ"_s}, {u"5a"_s});
    row("two that do not touch", {u"機学"_s}, {});
    row("three characters", {u"機械学"_s}, {u"5a"_s, u"5q"_s});
    row("a run", {u"機械学習について"_s}, {u"5q"_s});
    row("a run and a character", {u"機械学習"_s, u"教"_s}, {u"5q"_s});
    row("Chinese, two", {u"退款"_s}, {u"6a"_s, u"6q"_s});
    row("Chinese, one", {u"壳"_s}, {u"6a"_s});
    row("Chinese beside a number", {u"是42"_s}, {u"6q"_s});
    row("the number alone", {u"42"_s}, {u"6q"_s});
    row("Chinese beside Latin", {u"iphone手机"_s}, {u"6a"_s});
    row("Latin beside Chinese", {u"iPhone"_s}, {u"6a"_s});
    row("full-width Latin", {u"ｉＰｈｏｎｅ"_s}, {u"6a"_s});
    row("not across a sign", {u"款订"_s}, {});
    row("kana of either kind", {u"かめら"_s}, {u"11a"_s, u"11q"_s});
    row("half-width kana", {u"ｶﾒﾗ"_s}, {u"11a"_s, u"11q"_s});
    row("voiced kana is another", {u"カラス"_s}, {});
    row("voiced kana", {u"ガラス"_s}, {u"11a"_s});
    row("Thai", {u"คืนเงิน"_s}, {u"7a"_s, u"7q"_s});
    row("Thai, two", {u"ได้"_s}, {u"7a"_s, u"7q"_s});
    row("Thai in the middle", {u"ห้าวัน"_s}, {u"7a"_s});
    row("Arabic without vowel signs", {u"الطرد"_s}, {u"8a"_s, u"8q"_s});
    row("Arabic with vowel signs", {u"الطَّرْد"_s}, {u"8a"_s, u"8q"_s});
    row("Arabic hamza", {u"اعيد"_s}, {u"8q"_s});
    row("Hangul with endings", {u"환불"_s}, {u"9a"_s, u"9q"_s});
    row("Hangul whole", {u"환불을"_s}, {u"9a"_s});
    row("Cyrillic", {u"ЗАКАЗ"_s}, {u"12a"_s, u"12q"_s});
    row("Cyrillic io", {u"елка"_s}, {u"12a"_s});
    row("Hebrew without points", {u"שלום"_s}, {u"13a"_s, u"13q"_s});
    row("Devanagari", {u"दुनिया"_s}, {u"14q"_s});
    row("Devanagari, no part of it", {u"दन"_s}, {});
    row("signs alone", {u"->"_s}, {u"10a"_s});
    row("an emoji", {u"🎉"_s}, {u"10a"_s});
    row("a percent sign", {u"%"_s}, {u"10a"_s});
    row("an underscore", {u"_"_s}, {u"10a"_s});
    row("signs and a word", {u"🎉"_s, u"quoted"_s}, {u"10a"_s});
    row("with signs inside", {u"e-mail"_s}, {u"10q"_s});
    row("a colon is no column", {u"x:hello"_s}, {u"10a"_s});
    row("the name of a column", {u"indexed:refund"_s}, {});
    row("an address in a link", {u"shop.example"_s}, {u"1a"_s});
}

void TestArchiveSearch::finds()
{
    QFETCH(const QStringList, texts);
    QFETCH(const QStringList, found);
    QCOMPARE(find(requestFor(texts)), found);
}

void TestArchiveSearch::leavesOut_data()
{
    QTest::addColumn<QStringList>("texts");
    QTest::addColumn<QStringList>("excluded");
    QTest::addColumn<QStringList>("found");
    QTest::newRow("a word") << QStringList{u"refund"_s} << QStringList{u"policy"_s} << QStringList{};
    QTest::newRow("of another text") << QStringList{u"refund"_s} << QStringList{u"days"_s}
                                     << QStringList{u"2q"_s};
    QTest::newRow("a phrase") << QStringList{u"policy"_s} << QStringList{u"refund policy"_s}
                              << QStringList{u"2a"_s};
    QTest::newRow("a run") << QStringList{u"機械"_s} << QStringList{u"データ"_s} << QStringList{u"5q"_s};
    QTest::newRow("a character") << QStringList{u"退"_s} << QStringList{u"天"_s} << QStringList{u"6q"_s};
    QTest::newRow("from runs, a word")
        << QStringList{u"手机壳"_s} << QStringList{u"iphone"_s} << QStringList{};
    QTest::newRow("a sign") << QStringList{u"c"_s} << QStringList{u"#"_s} << QStringList{};
    QTest::newRow("blanks leave out nothing")
        << QStringList{u"refunds"_s} << QStringList{u" "_s} << QStringList{u"2a"_s};
}

void TestArchiveSearch::leavesOut()
{
    QFETCH(const QStringList, texts);
    QFETCH(const QStringList, excluded);
    QFETCH(const QStringList, found);
    QCOMPARE(find(requestFor(texts, excluded)), found);
    // Alone it is all the others.
    const QStringList all = find(requestFor({}));
    QCOMPARE(all.size(), 28);
    QStringList without = find(requestFor({}, excluded));
    for (const QString &name : find(requestFor(excluded)))
        QVERIFY(!without.contains(name) || excluded == QStringList{u" "_s});
    if (excluded != QStringList{u" "_s})
        QCOMPARE(without.size(), 28 - find(requestFor(excluded)).size());
}

void TestArchiveSearch::theWordBeingTypedMayGoOn()
{
    SearchRequest request = requestFor({u"ref"_s});
    QCOMPARE(find(request), QStringList());
    request.stillTyping = true;
    QCOMPARE(find(request), (QStringList{u"2a"_s, u"2q"_s}));
    request.query.texts = {u"ref"_s, u"policy"_s}; // only the last one
    QCOMPARE(find(request), QStringList());
    request.query.texts = {u"policy"_s, u"r"_s};
    QCOMPARE(find(request), (QStringList{u"2a"_s, u"2q"_s}));
    request.query.texts = {u"return a par"_s};
    QCOMPARE(find(request), QStringList{u"1q"_s});
    request.query.texts = {u"機"_s};
    QCOMPARE(find(request), (QStringList{u"5a"_s, u"5q"_s}));
    request.query.texts = {u"機械学習に"_s};
    QCOMPARE(find(request), QStringList{u"5q"_s});
}

void TestArchiveSearch::conditionsNarrow()
{
    SearchRequest request = requestFor({u"policy"_s});
    request.query.sender = SearchQuery::Sender::User;
    QCOMPARE(find(request), QStringList{u"2q"_s});
    request.query.sender = SearchQuery::Sender::Agent;
    QCOMPARE(find(request), QStringList{u"2a"_s});

    request = requestFor({});
    request.query.withoutReaction = request.query.disliked = false;
    QCOMPARE(find(request), (QStringList{u"2a"_s, u"2q"_s}));
    request.query.disliked = true;
    QCOMPARE(find(request), (QStringList{u"3a"_s, u"3q"_s, u"2a"_s, u"2q"_s}));
    request.query.liked = request.query.disliked = false;
    QCOMPARE(find(request), QStringList());

    request = requestFor({});
    request.query.sources = {u"livechat"_s, u"api"_s};
    QCOMPARE(find(request), (QStringList{u"2a"_s, u"2q"_s, u"1a"_s, u"1q"_s}));
    request.query.excludedSources = {u"livechat"_s};
    QCOMPARE(find(request), QStringList());
    request = requestFor({});
    request.query.languages = {u"de"_s, u"fr"_s};
    QCOMPARE(find(request).size(), 4);
    request.query.excludedLanguages = {u"fr"_s};
    QCOMPARE(find(request), (QStringList{u"3a"_s, u"3q"_s}));

    request = requestFor({u"parcel"_s});
    request.project = ProjectId{8};
    QCOMPARE(find(request), QStringList());
    request.project = project;
    QCOMPARE(find(request), QStringList{u"1q"_s});
    request.within = key(2);
    QCOMPARE(find(request), QStringList());
    request.within = key(1);
    QCOMPARE(find(request), QStringList{u"1q"_s});
}

void TestArchiveSearch::aSpanHoldsItsStartAndNotItsEnd()
{
    for (const QStringList &texts : {QStringList(), QStringList{u"policy"_s}, QStringList{u"退"_s}}) {
        SearchRequest request = requestFor(texts);
        request.query.time = {moment(2), moment(2).addMSecs(1), false};
        QCOMPARE(find(request).size(), texts == QStringList{u"退"_s} ? 0 : 2);
        request.query.time = {moment(1), moment(2), false};
        QCOMPARE(find(request).size(), texts.isEmpty() ? 2 : 0);
        request.query.time = {{}, moment(3), false};
        QCOMPARE(find(request).size(), texts.isEmpty() ? 4 : texts == QStringList{u"退"_s} ? 0 : 2);
        request.query.time = {moment(6), {}, false};
        QCOMPARE(find(request).size(), texts.isEmpty() ? 18 : texts == QStringList{u"退"_s} ? 2 : 0);
    }
}

void TestArchiveSearch::newestComeFirstByPages()
{
    const QStringList all = find(requestFor({}));
    QStringList walked;
    SearchRequest request = requestFor({});
    request.limit = 3;
    for (int pages = 0; pages < 20; ++pages) {
        const SearchResults results = valueOf(m_archive->search(request));
        QVERIFY(results.hits.size() <= 4); // a message is not torn apart
        walked += namesOf(results);
        if (!results.more)
            break;
        request.before = results.hits.last().message;
    }
    QCOMPARE(walked, all);
    QCOMPARE(all.first(), u"14a"_s);
    QCOMPARE(all.last(), u"1q"_s);
}

void TestArchiveSearch::hitsAreMarked_data()
{
    QTest::addColumn<QStringList>("texts");
    QTest::addColumn<QString>("snippet");
    QTest::addColumn<QStringList>("marked");
    QTest::newRow("Markdown is gone")
        << QStringList{u"orders"_s, u"return"_s} << u"Open Orders and choose Return."_s
        << QStringList{u"Orders"_s, u"Return"_s};
    QTest::newRow("accents") << QStringList{u"brulee"_s} << u"Crème brûlée façon Noël"_s
                             << QStringList{u"brûlée"_s};
    QTest::newRow("a phrase") << QStringList{u"return a"_s} << u"How do I return a parcel?"_s
                              << QStringList{u"return a"_s};
    QTest::newRow("sharp s") << QStringList{u"bahnhofstrasse"_s} << u"Die Strasse heißt Bahnhofstraße."_s
                             << QStringList{u"Bahnhofstraße"_s};
    QTest::newRow("two characters") << QStringList{u"手机"_s} << u"退款需要五天。iPhone手机壳也可以退。"_s
                                    << QStringList{u"手机"_s};
    QTest::newRow("one character") << QStringList{u"款"_s, u"需要五天"_s}
                                   << u"退款需要五天。iPhone手机壳也可以退。"_s
                                   << QStringList{u"款需要五天"_s};
    QTest::newRow("Arabic") << QStringList{u"كيف"_s, u"اعيد"_s} << u"كيف أُعيدُ الطَّرْد؟"_s
                            << QStringList{u"كيف"_s, u"أُعيدُ"_s};
    QTest::newRow("an emoji") << QStringList{u"🎉"_s} << u"-> see x:hello \"quoted\" 100% snake_case 🎉"_s
                              << QStringList{u"🎉"_s};
    QTest::newRow("Hangul") << QStringList{u"환불"_s, u"신청하세요"_s} << u"환불을 신청하세요."_s
                            << QStringList{u"환불"_s, u"신청하세요"_s};
}

void TestArchiveSearch::hitsAreMarked()
{
    QFETCH(const QStringList, texts);
    QFETCH(const QString, snippet);
    QFETCH(const QStringList, marked);
    const SearchResults results = valueOf(m_archive->search(requestFor(texts)));
    QVERIFY(!results.hits.isEmpty());
    QCOMPARE(results.hits.first().snippet, snippet);
    QCOMPARE(markedIn(results.hits.first()), marked);
    QCOMPARE(results.hits.first().conversationName, u"Conversation 1"_s);
    QCOMPARE(results.hits.first().key, key(1));
    QCOMPARE(results.hits.first().moment, moment(int(results.hits.first().message.value)));
}

void TestArchiveSearch::noInputIsAnError_data()
{
    QTest::addColumn<QString>("text");
    int typed = 0;
    for (const char16_t *text : {u"AND",
                                 u"a OR",
                                 u"hello\"",
                                 u"-foo",
                                 u"*",
                                 u"NEAR(",
                                 u"'",
                                 u"x:hello",
                                 u"\"",
                                 u"\"\"",
                                 u"NOT",
                                 u"(",
                                 u"{indexed}",
                                 u"^a",
                                 u"a*",
                                 u"a + b",
                                 u"NEAR(a b, 5)",
                                 u"\\",
                                 u"a\\%",
                                 u"'; DROP TABLE message; --",
                                 u"",
                                 u" ",
                                 u"?",
                                 u"?1",
                                 u":a",
                                 u"@a",
                                 u"$a",
                                 u"\u0301",
                                 u"\u200B",
                                 u"ー",
                                 u"a\"b",
                                 u"🎉🎉",
                                 u"\uFFFF"})
        QTest::addRow("typed %d", ++typed) << QString::fromUtf16(text);
    QFile file(QStringLiteral(CONFAB_TEST_DATA "/hostile.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray hostile = QJsonDocument::fromJson(file.readAll()).array();
    QVERIFY(hostile.size() > 30);
    for (const auto &entry : hostile) {
        if (entry[u"text"_s].isString())
            QTest::newRow(qPrintable(u"hostile: "_s + entry[u"name"_s].toString()))
                << entry[u"text"_s].toString();
    }
    QTest::newRow("own: a lone surrogate") << QString(QChar(0xD83D)) + u"b"_s;
    QTest::newRow("own: NUL") << QString(QChar(u'a')) + QChar(QChar::Null) + u'b';
    QTest::newRow("own: a long word") << QString(100'000, u'w');
    QTest::newRow("own: a long run") << QString(20'000, u'漢');
    QTest::newRow("own: many quotes") << QString(5'000, u'"');
}

void TestArchiveSearch::noInputIsAnError()
{
    QFETCH(const QString, text);
    for (const bool typing : {false, true}) {
        SearchRequest request = requestFor({text});
        request.stillTyping = typing;
        QVERIFY(ended(m_archive->search(request)));
        request = requestFor({u"refund"_s, text}, {text});
        request.query.sources = {text};
        request.query.languages = {text};
        QVERIFY(ended(m_archive->search(request)));
    }
}

void TestArchiveSearch::hostileTextIsFoundAndNothingElse()
{
    QTemporaryDir home;
    Archive archive;
    QVERIFY(ended(archive.open(placeIn(home.path()))));
    QFile file(QStringLiteral(CONFAB_TEST_DATA "/hostile.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    qint64 id = 0;
    QList<ArchivedMessage> messages;
    for (const auto &entry : QJsonDocument::fromJson(file.readAll()).array())
        messages.append(
            message(++id, entry[u"text"_s].toString(), entry[u"text"_s].toString() + u" needle"_s));
    QVERIFY(ended(archive.store(batchOf({page(key(1), messages)}))));
    SearchRequest request = requestFor({u"needle"_s});
    request.limit = int(id) + 1;
    const SearchResults found = valueOf(archive.search(request));
    QCOMPARE(found.hits.size(), messages.size());
    for (const SearchHit &hit : found.hits) {
        QVERIFY(hit.snippet.size() < 260);
        for (const TextRange &range : hit.hits)
            QVERIFY(range.start >= 0 && range.length > 0 && range.start + range.length <= hit.snippet.size());
    }
    QCOMPARE(valueOf(archive.messages(key(1), {}, int(id))).size(), messages.size());
}

void TestArchiveSearch::nothingIsWaitedForThatNobodyWants()
{
    auto future = m_archive->search(requestFor({u"refund"_s}));
    future.cancel();
    QCOMPARE(find(requestFor({u"refunds"_s})), QStringList{u"2a"_s});
    QVERIFY(future.isFinished());
    QVERIFY(future.isCanceled());
}

/// The search would take minutes: signs are in no index, so each text is compared with the whole pattern at
/// each of its places.
void TestArchiveSearch::aLongSearchIsInterrupted()
{
    const QTemporaryDir home;
    auto archive = std::make_unique<Archive>();
    QVERIFY(ended(archive->open(placeIn(home.path()))));
    QList<ArchivedMessage> many{message(1, u"parcel"_s)};
    const QString arrows(4'000, u'\u2192');
    for (int i = 2; i < 2'000; ++i)
        many.append(message(i, arrows));
    QVERIFY(ended(archive->store(batchOf({page(key(1), many)}))));
    const SearchRequest endless = requestFor({QString(1'000, u'\u2192') + u'\u21d2'});
    const auto begin = [&] {
        auto search = archive->search(endless);
        // By its end the other thread has begun.
        (void)ended(archive->store(batchOf({page(key(2), {message(5'000, u"later"_s)})})));
        return search;
    };

    auto first = begin();
    first.cancel();
    auto next = archive->search(requestFor({u"parcel"_s}));
    QTRY_VERIFY_WITH_TIMEOUT(next.isFinished(), 10'000);
    QCOMPARE(namesOf(valueOf(next)), QStringList{u"1q"_s});

    auto second = begin();
    auto closed = archive->close();
    QTRY_VERIFY_WITH_TIMEOUT(closed.isFinished(), 10'000);
    QCOMPARE(ended(second).error().kind, ErrorKind::Cancelled);

    QVERIFY(ended(archive->open(placeIn(home.path()))));
    auto third = begin();
    const QElapsedTimer clock = [] {
        QElapsedTimer timer;
        timer.start();
        return timer;
    }();
    archive.reset();
    QVERIFY(clock.elapsed() < 10'000);
    QVERIFY(third.isFinished());
}

QTEST_GUILESS_MAIN(TestArchiveSearch)
#include "tst_archivesearch.moc"
