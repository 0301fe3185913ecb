// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include "models/messagelistmodel.h"

#include <QClipboard>
#include <QLabel>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

constexpr int longRow = 3; ///< Where the sandbox has its longest conversation.
constexpr int messages = 70;
constexpr int pages = 4;

SandboxOptions holdingALongOne()
{
    SandboxOptions options;
    options.conversations = 12;
    options.longestMessages = messages;
    return options;
}

} // namespace

/// A long conversation is read: found in, copied from, gone through.
class TestJourneyRead : public QObject
{
    Q_OBJECT

private slots:
    void finds();
    void findsNothingWhereNothingIsOpen();
    void selectsAndCopies();
    void goesToTheFirstAndBack();
    void seesWhatIsNew();

private:
    static bool open(Journey &journey)
    {
        journey.click(longRow);
        return journey.waitLoaded() && journey.transcript()->model()->rowCount() > 20;
    }
};

void TestJourneyRead::finds()
{
    Journey journey(holdingALongOne());
    QVERIFY(journey.signIn());
    QVERIFY(open(journey));
    const int before = journey.calls(u"GET .*/messages"_s);
    const QAbstractItemModel *model = journey.transcript()->model();
    // A word that is there, whatever the sandbox says today.
    QString word;
    for (int row = model->rowCount() - 1; row >= 0 && word.isEmpty(); --row) {
        const auto words = model->index(row, 0).data(MessageListModel::TextRole).toString().split(u' ');
        for (const QString &each : words) {
            const bool plain = std::all_of(each.begin(), each.end(),
                                           [](QChar c) { return c.unicode() < 0x7F && c.isLetter(); });
            if (plain && each.size() >= 6)
                word = each;
        }
    }
    QVERIFY(!word.isEmpty());
    Journey::press(Qt::Key_F, Qt::ControlModifier);
    auto *field = journey.control<QLineEdit>(u"Find in conversation"_s);
    QVERIFY(field && field->hasFocus());
    Journey::type(word.toUpper());
    const auto *count = journey.window().findChild<QLabel *>(u"findCount"_s);
    QTRY_VERIFY(journey.workspace().messages().isComplete());
    QTRY_VERIFY2(count->text().contains(u" of "_s), qPrintable(count->text()));
    QCOMPARE(journey.calls(u"GET .*/messages"_s) - before, pages - 1);
    const QString first = count->text();
    Journey::press(Qt::Key_F3);
    if (!first.endsWith(u" of 1"_s))
        QVERIFY(count->text() != first);
    Journey::press(Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(count->text(), first);
    Journey::press(Qt::Key_Escape);
    QVERIFY(!field->isVisible());
    QVERIFY(journey.transcript()->hasFocus());
    Journey::press(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text().toUpper(), word.toUpper());
}

void TestJourneyRead::findsNothingWhereNothingIsOpen()
{
    Journey journey(holdingALongOne());
    QVERIFY(journey.signIn());
    const QStringList reading{u"Find in conversation"_s, u"Find next"_s, u"Go to first message"_s,
                              u"Go to date…"_s};
    const auto enabled = [&] {
        return std::count_if(reading.begin(), reading.end(),
                             [&](const QString &name) { return journey.action(name)->isEnabled(); });
    };
    QCOMPARE(enabled(), 0);
    Journey::press(Qt::Key_F, Qt::ControlModifier);
    QVERIFY(!journey.window().findChild<QLabel *>(u"findCount"_s)->isVisible());
    QVERIFY(open(journey));
    QCOMPARE(enabled(), reading.size());
    journey.control<QAbstractItemView>(u"Conversations"_s)->clearSelection();
    QTRY_COMPARE(enabled(), 0);
}

void TestJourneyRead::selectsAndCopies()
{
    Journey journey(holdingALongOne());
    QVERIFY(journey.signIn());
    QVERIFY(open(journey));
    const QStringList chosen = journey.selectedRows();
    journey.transcript()->setFocus();
    Journey::press(Qt::Key_A, Qt::ControlModifier);
    Journey::press(Qt::Key_C, Qt::ControlModifier);
    const QString all = QGuiApplication::clipboard()->text();
    const auto rows = journey.transcript()->model()->rowCount();
    QCOMPARE(all.count(u"Visitor "_s) + all.count(u"Agent "_s) >= rows, true);
    // Select all was meant for the messages: the list is as it was.
    QCOMPARE(journey.selectedRows(), chosen);
    Journey::press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"**Agent** "_s));
    Journey::press(Qt::Key_Escape);
    Journey::press(Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text() != all);
}

void TestJourneyRead::goesToTheFirstAndBack()
{
    Journey journey(holdingALongOne());
    QVERIFY(journey.signIn());
    QVERIFY(open(journey));
    const int before = journey.calls(u"GET .*/messages"_s);
    Journey::press(Qt::Key_Home, Qt::ControlModifier | Qt::AltModifier);
    QTRY_VERIFY(journey.workspace().messages().isComplete());
    QTRY_COMPARE(journey.transcript()->currentIndex().row(), 0);
    QCOMPARE(journey.calls(u"GET .*/messages"_s) - before, pages - 1);
    QTRY_COMPARE(journey.transcript()->indexAt(QPoint(40, 1)).row(), 0);
    Journey::press(Qt::Key_End, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(journey.transcript()->currentIndex().row(), journey.transcript()->model()->rowCount() - 1);
}

void TestJourneyRead::seesWhatIsNew()
{
    Journey journey(holdingALongOne());
    QVERIFY(journey.signIn());
    QVERIFY(open(journey));
    const MessageService &service = journey.workspace().messages();
    const SessionId session = service.key().session;
    const qint64 newest = service.messages().last().id.value;
    QTRY_COMPARE(journey.workspace().settings().lastSeen(session), newest);
}

QTEST_MAIN(TestJourneyRead)
#include "tst_journey_read.moc"
