// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagedocumentcache.h"

#include <QPalette>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

using Cache = MessageDocumentCache;

constexpr int room = 400;
const QString words = u"Words that need more than one line where there is little room for them. "_s;

MarkdownRenderer::Rendered plain(const QString &text)
{
    return MarkdownRenderer(MarkdownStyle::of(QFont(), QPalette())).plain(text);
}

/// Larger than the renderer makes them in one step.
MarkdownRenderer::Rendered giant(qsizetype characters)
{
    auto rendered = plain({});
    rendered.document->setPlainText(QString(characters, u'x'));
    return rendered;
}

Cache::Key answer(qint64 id)
{
    return {id, 1};
}

void fill(Cache &cache, qint64 from, qint64 to)
{
    for (qint64 id = from; id < to; ++id)
        cache.insert(answer(id), plain(u"Message %1"_s.arg(id)));
}

} // namespace

class TestMessageDocumentCache : public QObject
{
    Q_OBJECT

private slots:
    void holdsNoMoreThanItsNumber();
    void holdsNoMoreThanItsCharacters();
    void aGiantLeavesRoomForOthers();
    void theLeastRecentlyUsedGoes();
    void anEntryInUseOutlivesTheCache();
    void questionAndAnswerAreTwo();
    void oneThatChangedIsLaidOutAlone();
    void anotherWidthIsAnotherLayout();
    void theSizeIsWhatTheTextTakes();
};

void TestMessageDocumentCache::holdsNoMoreThanItsNumber()
{
    Cache cache;
    fill(cache, 0, Cache::maxDocuments);
    QCOMPARE(cache.count(), Cache::maxDocuments);
    QVERIFY(cache.find(answer(0)));
    fill(cache, Cache::maxDocuments, 10 * Cache::maxDocuments);
    QCOMPARE(cache.count(), Cache::maxDocuments);
    QCOMPARE(cache.made(), 10 * Cache::maxDocuments);
    cache.clear();
    QCOMPARE(cache.count(), 0);
}

void TestMessageDocumentCache::holdsNoMoreThanItsCharacters()
{
    Cache cache;
    const qsizetype each = Cache::maxCharacters / 8;
    for (qint64 id = 0; id < 20; ++id)
        cache.insert(answer(id), giant(each));
    qsizetype characters = 0;
    int held = 0;
    for (qint64 id = 0; id < 20; ++id) {
        if (const auto entry = cache.find(answer(id))) {
            characters += entry->document->characterCount() - 1;
            ++held;
        }
    }
    QVERIFY(held > 0);
    QVERIFY2(characters <= Cache::maxCharacters, qPrintable(QString::number(characters)));
    QVERIFY(cache.find(answer(19)));
    QVERIFY(!cache.find(answer(0)));
}

void TestMessageDocumentCache::aGiantLeavesRoomForOthers()
{
    Cache cache;
    fill(cache, 0, Cache::maxDocuments);
    cache.insert(answer(1000), giant(2 * Cache::maxCharacters));
    QVERIFY(cache.find(answer(1000)));
    QCOMPARE(cache.count(), Cache::maxDocuments / 2 + 1);
    QVERIFY(cache.find(answer(Cache::maxDocuments - 1)));
}

void TestMessageDocumentCache::theLeastRecentlyUsedGoes()
{
    Cache cache;
    fill(cache, 0, Cache::maxDocuments);
    QVERIFY(cache.find(answer(0))); // was painted again
    fill(cache, 1000, 1002);
    QVERIFY(cache.find(answer(0)));
    QVERIFY(!cache.find(answer(1)));
    QVERIFY(!cache.find(answer(2)));
    QVERIFY(cache.find(answer(3)));
}

void TestMessageDocumentCache::anEntryInUseOutlivesTheCache()
{
    Cache cache;
    const auto held = cache.insert(answer(1), plain(u"Held"_s));
    QCOMPARE(cache.find(answer(1)), held);
    cache.clear();
    QVERIFY(!cache.find(answer(1)));
    held->layOut(room);
    QCOMPARE(held->document->toPlainText(), u"Held"_s);
}

void TestMessageDocumentCache::questionAndAnswerAreTwo()
{
    Cache cache;
    cache.insert({5, 0}, plain(u"Question"_s));
    cache.insert({5, 1}, plain(u"Answer"_s));
    cache.remove({5, 1});
    QVERIFY(!cache.find({5, 1}));
    QCOMPARE(cache.find({5, 0})->document->toPlainText(), u"Question"_s);
}

void TestMessageDocumentCache::oneThatChangedIsLaidOutAlone()
{
    Cache cache;
    fill(cache, 0, 10);
    const auto paintAll = [&cache] {
        for (qint64 id = 0; id < 10; ++id) {
            auto entry = cache.find(answer(id));
            if (!entry)
                entry = cache.insert(answer(id), plain(u"New words"_s));
            entry->layOut(room);
        }
    };
    paintAll();
    paintAll();
    QCOMPARE(cache.made(), 10);
    const auto before = cache.find(answer(3));
    cache.remove(answer(4));
    paintAll();
    QCOMPARE(cache.made(), 11);
    QCOMPARE(cache.find(answer(3)), before);
    for (qint64 id = 0; id < 10; ++id)
        QCOMPARE(cache.find(answer(id))->layouts, 1);
    QCOMPARE(cache.find(answer(4))->document->toPlainText(), u"New words"_s);
}

void TestMessageDocumentCache::anotherWidthIsAnotherLayout()
{
    Cache cache;
    const auto entry = cache.insert(answer(1), plain(words.repeated(5)));
    QCOMPARE(entry->layouts, 0); // nothing is laid out before it is shown
    entry->layOut(room);
    const QSize wide = entry->size;
    entry->layOut(room);
    QCOMPARE(entry->layouts, 1);
    entry->layOut(room / 2);
    QCOMPARE(entry->layouts, 2);
    QVERIFY(entry->size.width() <= room / 2);
    QVERIFY(entry->size.height() > wide.height());
    entry->layOut(room);
    QCOMPARE(entry->layouts, 3);
    QCOMPARE(entry->size, wide);
}

void TestMessageDocumentCache::theSizeIsWhatTheTextTakes()
{
    Cache cache;
    const auto brief = cache.insert(answer(1), plain(u"Yes"_s));
    brief->layOut(room);
    QVERIFY(brief->size.width() > 0 && brief->size.width() < room / 2);
    QCOMPARE(brief->size.height(), int(std::ceil(brief->document->size().height())));
    // A second layout, which only makes the bubble narrow, is not worth its time for a long one.
    const auto lengthy = cache.insert(answer(2), plain(u"Yes\n"_s.repeated(2000)));
    lengthy->layOut(room);
    QCOMPARE(lengthy->size.width(), room);
    const auto empty = cache.insert(answer(3), plain({}));
    empty->layOut(room);
    QVERIFY(empty->size.width() >= 1);
}

QTEST_MAIN(TestMessageDocumentCache)
#include "tst_messagedocumentcache.moc"
