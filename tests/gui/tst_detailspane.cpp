// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detailspane.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QTimeZone>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

Conversation conversation()
{
    Conversation value;
    value.id = ConversationId{77};
    value.session = SessionId(u"0f8fad5b-d9cb-469f-a165-70867728950e"_s);
    value.project = ProjectId{1};
    value.createdBy = 4021;
    value.createdAt = QDateTime(QDate(2026, 3, 2), QTime(9, 30), Qt::UTC);
    return value;
}

Message message(qint64 id = 5)
{
    Message value;
    value.id = MessageId{id};
    value.createdAt = QDateTime(QDate(2026, 3, 2), QTime(10, 0), Qt::UTC);
    value.requestSource = u"livechat"_s;
    value.externalId = u"crm-<b>9</b>\n"_s;
    value.userIp = u"203.0.113.9"_s;
    value.userAgent = u"Mozilla/5.0 (X11)"_s;
    return value;
}

} // namespace

class TestDetailsPane : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatIsKnown();
    void personalDataWaitsToBeAskedFor();
    void copiesTheSessionId();
    void staysQuietWithoutAConversation();
    void growsWithNothing();
    void cutsNothingOff_data();
    void cutsNothingOff();

private:
    struct World
    {
        DetailsPane pane;

        World()
        {
            pane.resize(260, 700);
            pane.show();
            pane.showDetails(conversation(), message(), QTimeZone::utc());
        }
        /// What stands there; empty where it does not.
        [[nodiscard]] QString text(const QString &name) const
        {
            if (const auto *value = pane.findChild<QPlainTextEdit *>(name))
                return value->isVisible() ? value->toPlainText() : QString();
            const auto *label = pane.findChild<QLabel *>(name);
            return label && label->isVisible() ? label->text() : QString();
        }
        [[nodiscard]] QPushButton *button(const QString &name) const
        {
            return pane.findChild<QPushButton *>(name);
        }
        [[nodiscard]] QString everything() const
        {
            QString all;
            for (const QWidget *each : pane.findChildren<QWidget *>()) {
                all += each->accessibleName() + each->accessibleDescription() + each->toolTip();
                if (const auto *label = qobject_cast<const QLabel *>(each))
                    all += label->text();
                if (const auto *value = qobject_cast<const QPlainTextEdit *>(each))
                    all += value->toPlainText();
            }
            return all;
        }
    };
};

void TestDetailsPane::tellsWhatIsKnown()
{
    World world;
    QCOMPARE(world.pane.accessibleName(), u"Details"_s);
    QCOMPARE(world.text(u"conversationId"_s), u"77"_s);
    QCOMPARE(world.text(u"conversationIdCaption"_s), u"ID"_s); // as the list calls it
    QCOMPARE(world.text(u"sessionId"_s), u"0f8fad5b-d9cb-469f-a165-70867728950e"_s);
    QVERIFY(world.text(u"conversationCreated"_s).contains(u"2026"_s));
    QVERIFY(world.text(u"conversationUpdated"_s).isEmpty()); // The service sent none.
    QVERIFY(world.text(u"conversationBy"_s).contains(u"4021"_s));
    QCOMPARE(world.text(u"messageId"_s), u"5"_s);
    QCOMPARE(world.text(u"messageIdCaption"_s), u"ID"_s);
    QCOMPARE(world.text(u"messageOrigin"_s), u"livechat"_s);
    QCOMPARE(world.text(u"messageExternalId"_s), u"crm-<b>9</b>"_s);
    for (const QLabel *label : world.pane.findChildren<QLabel *>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
}

void TestDetailsPane::personalDataWaitsToBeAskedFor()
{
    World world;
    QGuiApplication::clipboard()->clear();
    QVERIFY(!world.everything().contains(u"203.0.113.9"_s));
    QVERIFY(!world.everything().contains(u"Mozilla"_s));
    QCOMPARE(world.button(u"revealPersonal"_s)->text(), u"Show IP address and browser"_s);
    QTest::mouseClick(world.button(u"revealPersonal"_s), Qt::LeftButton);
    QCOMPARE(world.text(u"messageIp"_s), u"203.0.113.9"_s);
    QCOMPARE(world.text(u"messageAgent"_s), u"Mozilla/5.0 (X11)"_s);
    // The same message again, as after a refresh: still shown. Another one: asked for anew.
    world.pane.showDetails(conversation(), message(), QTimeZone::utc());
    QCOMPARE(world.text(u"messageIp"_s), u"203.0.113.9"_s);
    world.pane.showDetails(conversation(), message(6), QTimeZone::utc());
    QVERIFY(!world.everything().contains(u"203.0.113.9"_s));
    QTest::mouseClick(world.button(u"revealPersonal"_s), Qt::LeftButton);
    QVERIFY(!world.text(u"messageIp"_s).isEmpty());
    QTest::mouseClick(world.button(u"revealPersonal"_s), Qt::LeftButton);
    QVERIFY(!world.everything().contains(u"203.0.113.9"_s));
    Message without = message(7);
    without.userIp.clear();
    without.userAgent.clear();
    world.pane.showDetails(conversation(), without, QTimeZone::utc());
    QVERIFY(!world.button(u"revealPersonal"_s)->isVisible());
    QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
}

void TestDetailsPane::copiesTheSessionId()
{
    World world;
    world.button(u"copySessionId"_s)->setFocus();
    QTest::keyClick(world.button(u"copySessionId"_s), Qt::Key_Space);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"0f8fad5b-d9cb-469f-a165-70867728950e"_s);
}

void TestDetailsPane::staysQuietWithoutAConversation()
{
    World world;
    world.pane.showDetails({}, {}, QTimeZone::utc());
    QVERIFY(!world.text(u"detailsEmpty"_s).isEmpty());
    for (const char *name : {"conversationId", "sessionId", "conversationBy", "messageId", "messageIp"})
        QVERIFY(world.text(QString::fromLatin1(name)).isEmpty());
    for (const QPushButton *button : world.pane.findChildren<QPushButton *>())
        QVERIFY(!button->isVisible());
}

void TestDetailsPane::growsWithNothing()
{
    World world;
    const int least = world.pane.minimumSizeHint().width();
    Message long_ = message(8);
    long_.externalId = QString(120, u'W');
    long_.userAgent = QString(5000, u'W');
    world.pane.showDetails(conversation(), long_, QTimeZone::utc());
    QTest::mouseClick(world.button(u"revealPersonal"_s), Qt::LeftButton);
    QCOMPARE(world.pane.minimumSizeHint().width(), least);
    QCOMPARE(world.pane.width(), 260);
    QVERIFY(world.pane.widget()->width() <= 260);
}

void TestDetailsPane::cutsNothingOff_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("hyphens before digits") << u"8331b654-9f30-4e06-9bf9-4cf1d9000000"_s;
    QTest::newRow("right to left") << QString(90, u'م');
    QTest::newRow("one word") << QString(90, u'W');
}

/// Every line of it is inside, and what is copied is what was shown.
void TestDetailsPane::cutsNothingOff()
{
    QFETCH(const QString, text);
    World world;
    world.pane.resize(world.pane.minimumWidth(), 700);
    Message marked = message();
    marked.externalId = text;
    world.pane.showDetails(conversation(), marked, QTimeZone::utc());
    auto *value = world.pane.findChild<QPlainTextEdit *>(u"messageExternalId"_s);
    const QTextLayout &lines = *value->document()->firstBlock().layout();
    QTRY_VERIFY(lines.lineCount() > 1);
    QTRY_VERIFY(value->viewport()->height() >= lines.boundingRect().height());
    for (int i = 0; i < lines.lineCount(); ++i)
        QVERIFY(lines.lineAt(i).naturalTextWidth() <= value->viewport()->width());
    value->moveCursor(QTextCursor::End);
    value->moveCursor(QTextCursor::Start);
    QCOMPARE(value->horizontalScrollBar()->value(), 0);
    QGuiApplication::clipboard()->clear();
    value->setFocus();
    QTest::keyClick(value, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(value, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), text);
}

QTEST_MAIN(TestDetailsPane)
#include "tst_detailspane.moc"
