// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/searchjourney.h"

#include "ui/findbar.h"
#include "ui/messageview.h"
#include "ui/theme.h"

#include <QLabel>
#include <QScopeGuard>
#include <QScrollBar>
#include <QToolButton>

using namespace confab;
using namespace confab::searching;

namespace {

constexpr int askedRow = 8;

SandboxOptions searchable()
{
    SandboxOptions options;
    options.conversations = 12;
    options.projects = 2;
    return options;
}

} // namespace

/// What a search over all messages has found is marked in the conversation that a result opens, until the
/// person leaves it, one way or another.
class TestJourneySearchMarks : public QObject
{
    Q_OBJECT

private slots:
    void wordsAndPhrasesAreMarked_data();
    void wordsAndPhrasesAreMarked();
    void f3GoesOnAndNothingMoreIsRead();
    void whatIsHiddenIsShown();
    void nothingToMark();
    void staysWhileThePersonReads();
    void goesWithEachWayOfLeaving_data();
    void goesWithEachWayOfLeaving();
    void theNextResultHasItsOwn();
    void becomesThePersonsOwnSearch();
    void canBeReadInEveryLight();

private:
    static qint64 ask(Journey &journey, const QString &question, int row = askedRow)
    {
        return journey.server().addMessage(journey.project(), journey.session(row), question);
    }
    static MessageView &view(Journey &journey) { return *qobject_cast<MessageView *>(journey.transcript()); }
    static FindBar &bar(Journey &journey) { return *journey.window().findChild<FindBar *>(u"findBar"_s); }
    static QString count(Journey &journey)
    {
        const auto *label = bar(journey).findChild<QLabel *>(u"findCount"_s);
        return label->isVisible() ? label->text() : QString();
    }
    /// What is marked in a message's question, in its order; the strongest mark in brackets.
    static QStringList marked(Journey &journey, qint64 message)
    {
        QStringList words;
        FindMarks marks(view(journey), bar(journey).finder());
        const QAbstractItemModel &model = *view(journey).model();
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row, 0);
            if (MessageDelegate::key(index) != MessageSelection::Id{message, 0})
                continue;
            const QString text = view(journey).messageDelegate().entry(index)->document->toRawText();
            for (const MessageMark &mark : marks.of(index)) {
                const QString word = text.mid(mark.from, mark.to - mark.from);
                words << (mark.kind == MessageMark::Kind::FoundCurrent ? u'[' + word + u']' : word);
            }
        }
        return words;
    }
    /// Whether something on the screen is painted on the grounds of what is found.
    static bool isPainted(Journey &journey)
    {
        const Theme theme = Theme::of(view(journey).palette());
        const QImage image = view(journey).viewport()->grab().toImage();
        int found = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor colour = image.pixelColor(x, y);
                found += colour == theme.found || colour == theme.foundCurrent ? 1 : 0;
            }
        }
        return found > 50;
    }
    static bool currentIsOnScreen(Journey &journey)
    {
        FindMarks marks(view(journey), bar(journey).finder());
        const auto span = marks.current();
        return span && view(journey).viewport()->rect().contains(
                           view(journey).caretRect({span->message, span->from}));
    }
    /// Types it into the box and opens the one result.
    static bool openResult(Journey &journey, const QString &search, qint64 message)
    {
        QLineEdit *box = openSearch(journey);
        if (!box)
            return false;
        box->selectAll();
        Journey::type(search);
        if (!finds(journey, 1))
            return false;
        Journey::press(Qt::Key_Return);
        return QTest::qWaitFor([&] { return shown(journey) == message; }) && journey.waitLoaded();
    }
    static bool noneIsLeft(Journey &journey)
    {
        return !bar(journey).isVisible() && bar(journey).finder().pattern().isEmpty() && !isPainted(journey);
    }
};

void TestJourneySearchMarks::wordsAndPhrasesAreMarked_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("search");
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("name");
    QTest::newRow("two words") << u"Xylophones: my xylophone is lost. Lost, the Xylophone!"_s
                               << u"xylophone lost from:user"_s
                               << QStringList{u"[xylophone]"_s, u"lost"_s, u"Lost"_s, u"Xylophone"_s}
                               << u"Searched for: xylophone, lost"_s;
    QTest::newRow("a phrase") << u"A blue box, my xylophone in it: the box is blue. Blue, box!"_s
                              << u"\"blue box\" xylophone from:user on:today"_s
                              << QStringList{u"[blue box]"_s, u"xylophone"_s, u"Blue, box"_s}
                              << u"Searched for: “blue box”, xylophone"_s;
    QTest::newRow("a word that is still typed")
        << u"About xylophones and a xylophone"_s << u"from:user xylo"_s << QStringList{u"[xylo]"_s, u"xylo"_s}
        << u"Searched for: xylo"_s;
    QTest::newRow("accents and case")
        << u"Où est mon XYLOPHÔNE ? Le xylophone !"_s << u"xylophône from:user"_s
        << QStringList{u"[XYLOPHÔNE]"_s, u"xylophone"_s} << u"Searched for: xylophône"_s;
    QTest::newRow("a script without spaces")
        << u"私の木琴はどこですか。木琴です。"_s << u"木琴 from:user"_s << QStringList{u"[木琴]"_s, u"木琴"_s}
        << u"Searched for: 木琴"_s;
    QTest::newRow("kana, width and a long run")
        << u"ｼﾛﾌｫﾝはしろふぉん"_s << u"シロフォン from:user"_s << QStringList{u"[ｼﾛﾌｫﾝ]"_s, u"しろふぉん"_s}
        << u"Searched for: シロフォン"_s;
    QTest::newRow("signs, a name that is no filter")
        << u"re:xylophone goes -> there"_s << u"re:xylophone \"->\" from:user"_s
        << QStringList{u"[re:xylophone]"_s, u"->"_s} << u"Searched for: re:xylophone, ->"_s;
}

void TestJourneySearchMarks::wordsAndPhrasesAreMarked()
{
    QFETCH(const QString, question);
    QFETCH(const QString, search);
    QFETCH(const QString, name);
    Journey journey(searchable());
    const qint64 other = ask(journey, u"Not this: piano, user, today, on, from"_s);
    const qint64 id = ask(journey, question);
    QVERIFY(id > 0 && begin(journey));
    const int calls = journey.calls(u"GET .*/messages"_s);
    QVERIFY(openResult(journey, u"-piano "_s + search, id));
    QTRY_VERIFY(currentIsOnScreen(journey));
    QTEST(marked(journey, id), "words");
    QVERIFY(marked(journey, other).isEmpty());
    QVERIFY(isPainted(journey));
    // Who cannot see it hears the message, as ever, and finds the words above it.
    QVERIFY(journey.transcript()->hasFocus());
    QVERIFY(journey.control<QLabel>(name, &bar(journey)));
    QCOMPARE(journey.calls(u"GET .*/messages"_s) - calls, 1);
}

/// What is above and below is marked, too; older messages are not read for it.
void TestJourneySearchMarks::f3GoesOnAndNothingMoreIsRead()
{
    Journey journey(searchable());
    for (int i = 0; i < 130; ++i)
        QVERIFY(ask(journey, u"Long ago %1, piano"_s.arg(i)) > 0);
    const qint64 first = ask(journey, u"A xylophone and a piano"_s);
    const qint64 id = ask(journey, u"Two xylophone cases for a xylophone"_s);
    const qint64 last = ask(journey, u"Piano or xylophone?"_s);
    QVERIFY(begin(journey));
    const int calls = journey.calls(u"GET .*/messages"_s);
    QVERIFY(openResult(journey, u"xylophone -piano from:user"_s, id));
    QTRY_COMPARE(count(journey), u"2 of 4"_s);
    QCOMPARE(marked(journey, first), QStringList{u"xylophone"_s});
    QCOMPARE(marked(journey, id), QStringList({u"[xylophone]"_s, u"xylophone"_s}));
    QCOMPARE(marked(journey, last), QStringList{u"xylophone"_s});
    Journey::press(Qt::Key_F3);
    QCOMPARE(marked(journey, id), QStringList({u"xylophone"_s, u"[xylophone]"_s}));
    Journey::press(Qt::Key_F3);
    QCOMPARE(marked(journey, last), QStringList{u"[xylophone]"_s});
    QVERIFY(currentIsOnScreen(journey));
    QVERIFY(journey.pressButton(u"Find previous"_s));
    QCOMPARE(count(journey), u"3 of 4"_s);
    QCOMPARE(journey.calls(u"GET .*/messages"_s) - calls, 1);
    QVERIFY(!journey.workspace().messages().isComplete());
    // Unless the person wants it; then Esc goes back as it does anywhere in the line.
    QVERIFY(journey.pressButton(u"Search the rest"_s));
    QTRY_VERIFY(journey.workspace().messages().isComplete());
    QVERIFY(journey.transcript()->hasFocus());
    Journey::press(Qt::Key_Escape);
    QVERIFY(noneIsLeft(journey));
}

void TestJourneySearchMarks::whatIsHiddenIsShown()
{
    Journey journey(searchable());
    const QString line = u"There is a lot to tell about it, and I begin where it began.\n"_s;
    const qint64 tall = ask(journey, line.repeated(100) + u"My xylophone."_s);
    const qint64 cut = ask(journey, line.repeated(1000) + u"My glockenspiel."_s, askedRow - 1);
    QVERIFY(begin(journey));
    const int calls = journey.calls(u"GET .*/messages"_s);
    QVERIFY(openResult(journey, u"xylophone from:user"_s, tall));
    QTRY_VERIFY(currentIsOnScreen(journey));
    QCOMPARE(marked(journey, tall), QStringList{u"[xylophone]"_s});
    QVERIFY(isPainted(journey));
    QVERIFY(openResult(journey, u"glockenspiel from:user"_s, cut));
    QTRY_VERIFY(currentIsOnScreen(journey));
    QCOMPARE(marked(journey, cut), QStringList{u"[glockenspiel]"_s});
    QVERIFY(isPainted(journey));
    QCOMPARE(journey.calls(u"GET .*/messages"_s) - calls, 2);
    // It is read from there, not thrown back to where the message begins.
    const int read = journey.transcript()->verticalScrollBar()->value();
    Journey::press(Qt::Key_Escape);
    QVERIFY(noneIsLeft(journey));
    QVERIFY(std::abs(journey.transcript()->verticalScrollBar()->value() - read) <
            journey.transcript()->height());
}

/// A search without words, or for what is not in the text that a person reads.
void TestJourneySearchMarks::nothingToMark()
{
    Journey journey(searchable());
    const qint64 id = ask(journey, u"Where is it?"_s);
    QVERIFY(begin(journey));
    QVERIFY(openSearch(journey));
    Journey::type(u"from:user on:today"_s);
    QTRY_VERIFY(!journey.workspace().archive().search().isSearching() &&
                results(journey)->model()->rowCount() > 0);
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(shown(journey), id);
    QVERIFY(journey.waitLoaded());
    QVERIFY(!bar(journey).isVisible() && !isPainted(journey));
    // F3 has nothing to go on with, and opens the person's own search.
    Journey::press(Qt::Key_F3);
    QVERIFY(journey.control<QLineEdit>(u"Find in conversation"_s));
}

void TestJourneySearchMarks::staysWhileThePersonReads()
{
    Journey journey(searchable());
    for (int i = 0; i < 8; ++i)
        QVERIFY(ask(journey, u"Something else %1"_s.arg(i)) > 0);
    const qint64 id = ask(journey, u"Where is my xylophone?"_s);
    for (int i = 0; i < 8; ++i)
        QVERIFY(ask(journey, u"And another thing %1"_s.arg(i)) > 0);
    QVERIFY(begin(journey));
    QVERIFY(openResult(journey, u"xylophone from:user"_s, id));
    QTRY_COMPARE(marked(journey, id), QStringList{u"[xylophone]"_s});
    QScrollBar *scroll = journey.transcript()->verticalScrollBar();
    Journey::press(Qt::Key_PageDown);
    Journey::press(Qt::Key_Up);
    scroll->setValue(scroll->minimum());
    const int top = scroll->value();
    // Nothing pulls the person back to it.
    QVERIFY(journey.waitLoaded());
    QCOMPARE(scroll->value(), top);
    QCOMPARE(marked(journey, id), QStringList{u"[xylophone]"_s});
    // Back to the results and once more into the box: the same words are looked for.
    Journey::press(Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(results(journey)->hasFocus());
    QVERIFY(openSearch(journey));
    QVERIFY(finds(journey, 1));
    QCOMPARE(marked(journey, id), QStringList{u"[xylophone]"_s});
    QLineEdit *box = journey.control<QLineEdit>(u"Search messages"_s);
    box->setText(u"on:today "_s + box->text());
    QVERIFY(finds(journey, 1));
    QCOMPARE(marked(journey, id), QStringList{u"[xylophone]"_s});
    Journey::press(Qt::Key_Return); // and leads there again
    QTRY_VERIFY(currentIsOnScreen(journey));
    QVERIFY(bar(journey).isVisible() && isPainted(journey));
}

void TestJourneySearchMarks::goesWithEachWayOfLeaving_data()
{
    QTest::addColumn<QString>("way");
    for (const char *way : {"Esc in the messages", "Esc in the results", "Esc in the box", "the cross",
                            "the cross of the search", "another search", "a saved search",
                            "the list's filter", "another project", "a new conversation"})
        QTest::newRow(way) << QString::fromLatin1(way);
}

void TestJourneySearchMarks::goesWithEachWayOfLeaving()
{
    QFETCH(const QString, way);
    Journey journey(searchable());
    const qint64 id = ask(journey, u"Where is my xylophone?"_s, 1);
    QVERIFY(begin(journey));
    QVERIFY(openResult(journey, u"xylophone from:user"_s, id));
    QTRY_COMPARE(marked(journey, id), QStringList{u"[xylophone]"_s});
    QVERIFY(isPainted(journey));
    bool listIsBack = false;
    if (way == u"Esc in the messages"_s) {
        Journey::press(Qt::Key_Escape);
        QVERIFY(journey.transcript()->hasFocus());
    } else if (way == u"Esc in the results"_s) {
        results(journey)->setFocus();
        Journey::press(Qt::Key_Escape);
        listIsBack = true;
    } else if (way == u"Esc in the box"_s) {
        QVERIFY(openSearch(journey));
        Journey::press(Qt::Key_Escape);
        listIsBack = true;
    } else if (way == u"the cross"_s) {
        QVERIFY(journey.pressButton(u"Close the search"_s));
        QVERIFY(journey.transcript()->hasFocus());
    } else if (way == u"the cross of the search"_s) {
        QVERIFY(journey.pressButton(u"Close the search over messages"_s));
        listIsBack = true;
    } else if (way == u"another search"_s) {
        QVERIFY(openSearch(journey));
        Journey::type(u"x"_s);
    } else if (way == u"a saved search"_s) {
        auto *saved = journey.control<QListView>(u"Saved searches"_s);
        QVERIFY(saved);
        QTest::mouseClick(saved->viewport(), Qt::LeftButton, {},
                          saved->visualRect(saved->model()->index(0, 0)).center());
    } else if (way == u"the list's filter"_s) {
        Journey::press(Qt::Key_L, Qt::ControlModifier);
        listIsBack = true;
    } else if (way == u"another project"_s) {
        QComboBox *projects = journey.projectPicker();
        Journey::choose(projects, projects->itemText(1 - projects->currentIndex()));
        QTRY_VERIFY(journey.workspace().project() != ProjectId{journey.project()});
    } else {
        journey.action(u"New conversation"_s)->trigger();
        QVERIFY(journey.dialog(u"nameDialog"_s));
        Journey::type(u"Another"_s);
        Journey::press(Qt::Key_Return);
        QTRY_COMPARE(journey.workspace().messages().messages().size(), 0);
    }
    QTRY_VERIFY(noneIsLeft(journey));
    QCOMPARE(journey.list()->isVisible(), listIsBack);
}

void TestJourneySearchMarks::theNextResultHasItsOwn()
{
    Journey journey(searchable());
    const qint64 first = ask(journey, u"Where is my xylophone?"_s);
    const qint64 second = ask(journey, u"A xylophone is what I have lost."_s, askedRow - 5);
    QVERIFY(begin(journey));
    QVERIFY(openSearch(journey));
    Journey::type(u"xylophone from:user"_s);
    QVERIFY(finds(journey, 2));
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(shown(journey), second);
    QTRY_COMPARE(marked(journey, second), QStringList{u"[xylophone]"_s});
    // The same words in another conversation.
    results(journey)->setFocus();
    Journey::press(Qt::Key_Down);
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(shown(journey), first);
    QTRY_COMPARE(marked(journey, first), QStringList{u"[xylophone]"_s});
    QVERIFY(bar(journey).isVisible() && isPainted(journey));
    QVERIFY(journey.transcript()->hasFocus());
    // Other words in the same one, over a search of the person's own.
    Journey::press(Qt::Key_F, Qt::ControlModifier);
    Journey::type(u"my"_s);
    Journey::press(Qt::Key_Return);
    QTRY_VERIFY(marked(journey, first).contains(u"[my]"_s));
    QVERIFY(openResult(journey, u"where xylophone from:user"_s, first));
    QTRY_COMPARE(marked(journey, first), QStringList({u"[Where]"_s, u"xylophone"_s}));
    QVERIFY(!journey.control<QLineEdit>(u"Find in conversation"_s));
}

void TestJourneySearchMarks::becomesThePersonsOwnSearch()
{
    Journey journey(searchable());
    const qint64 id = ask(journey, u"Xylophone, where is my lost xylophone?"_s);
    QVERIFY(begin(journey));
    QVERIFY(openResult(journey, u"lost xylophone from:user"_s, id));
    QTRY_COMPARE(marked(journey, id), QStringList({u"[Xylophone]"_s, u"lost"_s, u"xylophone"_s}));
    Journey::press(Qt::Key_F, Qt::ControlModifier);
    auto *field = journey.control<QLineEdit>(u"Find in conversation"_s);
    QVERIFY(field && field->hasFocus());
    QCOMPARE(field->selectedText(), u"Xylophone"_s);
    QTRY_COMPARE(marked(journey, id), QStringList({u"[Xylophone]"_s, u"xylophone"_s}));
    // It is no longer the search's: it stays when that ends.
    QVERIFY(journey.pressButton(u"Close the search over messages"_s));
    QVERIFY(field->isVisible());
    QCOMPARE(marked(journey, id), QStringList({u"[Xylophone]"_s, u"xylophone"_s}));
    field->setFocus();
    Journey::press(Qt::Key_Escape);
    QVERIFY(noneIsLeft(journey));
    // Esc in the messages ends one as well.
    Journey::press(Qt::Key_F, Qt::ControlModifier);
    QVERIFY(field->isVisible());
    journey.transcript()->setFocus();
    view(journey).clearSelection();
    Journey::press(Qt::Key_Escape); // lets go of the words that are selected
    QVERIFY(field->isVisible());
    Journey::press(Qt::Key_Escape);
    QVERIFY(!field->isVisible());
}

/// On the grounds of the person's own search, which are chosen for their contrast.
void TestJourneySearchMarks::canBeReadInEveryLight()
{
    const auto restore = qScopeGuard([] { QApplication::setPalette(QPalette()); });
    Journey journey(searchable());
    const qint64 id = ask(journey, u"MMM xylophone MMM"_s);
    QVERIFY(begin(journey));
    QVERIFY(openResult(journey, u"mmm xylophone from:user"_s, id));
    QTRY_COMPARE(marked(journey, id), QStringList({u"[MMM]"_s, u"xylophone"_s, u"MMM"_s}));
    QTRY_VERIFY(isPainted(journey));
    QApplication::setPalette(darkPalette());
    QTRY_VERIFY(Theme::of(view(journey).palette()).dark);
    QTRY_VERIFY(isPainted(journey));
    const auto *label = bar(journey).findChild<QLabel *>(u"findWords"_s);
    QVERIFY(contrast(label->palette().color(QPalette::WindowText),
                     label->palette().color(QPalette::Window)) >= 4.5);
}

QTEST_MAIN(TestJourneySearchMarks)
#include "tst_journey_searchmarks.moc"
