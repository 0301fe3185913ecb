// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"
#include "ui/messagestops.h"
#include "ui/messageview.h"
#include "ui/sourcepopover.h"

#include <QClipboard>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QPlainTextEdit>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QToolButton>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

const QString feedback = u"^PUT .*/feedback$"_s;
const QString verifying = u"/(claims|trust-score)$"_s;

/// A journey with the longest conversation open.
struct Reading : Journey
{
    explicit Reading(const SandboxOptions &options = {}) : Journey(options) {}

    [[nodiscard]] bool begin()
    {
        if (!signIn())
            return false;
        click(rowOf(server().longestSession(project())));
        return waitLoaded() && transcript()->model()->rowCount() > 20;
    }
    [[nodiscard]] MessageView &view() { return *qobject_cast<MessageView *>(transcript()); }
    [[nodiscard]] QModelIndex at(int row) { return view().model()->index(row, 0); }
    /// The newest answer for which this holds; -1 where there is none.
    template<class Wanted>
    [[nodiscard]] int answer(Wanted wanted)
    {
        for (int row = view().model()->rowCount() - 1; row >= 0; --row) {
            const auto sender = at(row).data(MessageListModel::SenderRole).value<MessageListModel::Sender>();
            if (sender == MessageListModel::Sender::Agent && wanted(at(row)))
                return row;
        }
        return -1;
    }
    void read(int row)
    {
        view().setFocus();
        view().scrollTo(at(row), QAbstractItemView::PositionAtBottom);
        view().setCurrentIndex(at(row));
        (void)waitLoaded();
    }
    [[nodiscard]] Reaction reaction(int row)
    {
        return static_cast<Reaction>(at(row).data(MessageListModel::ReactionRole).toInt());
    }
    /// A newest answer nobody has reacted to.
    [[nodiscard]] int plainAnswer()
    {
        return answer([this](const QModelIndex &index) { return reaction(index.row()) == Reaction::None; });
    }
    [[nodiscard]] QToolButton *button(const QString &name) const { return control<QToolButton>(name); }
    [[nodiscard]] QString popoverText(const QString &name)
    {
        const auto *label = window().findChild<QLabel *>(name);
        return label && label->isVisible() ? label->text() : QString();
    }
    /// Clicks on the first chip that is so; false where there is none among the newest.
    [[nodiscard]] bool openChip(MessageChip::State state, bool file)
    {
        const int rows = view().model()->rowCount();
        for (int row = rows - 1; row >= std::max(0, rows - 40); --row) {
            const auto ids = at(row).data(MessageListModel::CitationsRole).value<QList<qint64>>();
            if (ids.isEmpty())
                continue;
            read(row);
            const auto shown = view().messageDelegate().shown(at(row), view().viewport()->width());
            for (int i = 0; i < ids.size(); ++i) {
                const MessageChip chip = view().messageDelegate().chip(ids.at(i));
                if (chip.state != state || chip.address.contains(u"/preview/"_s) != file)
                    continue;
                const QPoint where = shown.layout.chips.at(i).center() + view().visualRect(at(row)).topLeft();
                QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, where);
                return true;
            }
        }
        return false;
    }
};

} // namespace

/// What a person does with single answers, over the sandbox by true HTTP.
class TestJourneyAnswers : public QObject
{
    Q_OBJECT

private slots:
    void likesDislikesAndTakesBack();
    void takesBackWhereOnlyNullClears();
    void aRefusedReactionIsPutBack();
    void looksAtASource();
    void savesAFile();
    void saysThatASourceWasRemoved();
    void looksAtTheDetails();
    void verifiesForAPrice();
};

void TestJourneyAnswers::likesDislikesAndTakesBack()
{
    Reading journey;
    QVERIFY(journey.begin());
    const int row = journey.plainAnswer();
    QVERIFY(row >= 0);
    journey.read(row);
    QTRY_VERIFY(journey.button(u"Like"_s));
    QTest::mouseClick(journey.button(u"Like"_s), Qt::LeftButton);
    QCOMPARE(journey.reaction(row), Reaction::Liked); // At once.
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.action(u"Like"_s)->isChecked());
    // By the keyboard: Tab through what is in the answer, then to the buttons.
    journey.view().setFocus();
    const qsizetype stops = MessageStops(journey.view()).of(journey.at(row)).size();
    for (qsizetype i = 0; i < stops; ++i) {
        Journey::press(Qt::Key_Tab);
        QVERIFY(journey.view().hasFocus());
    }
    Journey::press(Qt::Key_Tab);
    QTRY_VERIFY(journey.button(u"Like"_s)->hasFocus());
    Journey::press(Qt::Key_Tab);
    QTRY_VERIFY(journey.button(u"Dislike"_s)->hasFocus());
    Journey::press(Qt::Key_Space);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.reaction(row), Reaction::Disliked);
    // By the shortcut: what is there goes.
    journey.view().setFocus();
    Journey::press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.reaction(row), Reaction::None);
    QCOMPARE(journey.calls(feedback), 3);
    // The server has it so.
    journey.action(u"Refresh"_s)->trigger();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.reaction(row), Reaction::None);
    QVERIFY(journey.bannerText().isEmpty());
}

void TestJourneyAnswers::takesBackWhereOnlyNullClears()
{
    SandboxOptions options;
    options.acceptNeutral = false;
    Reading journey(options);
    QVERIFY(journey.begin());
    const int row = journey.plainAnswer();
    journey.read(row);
    journey.action(u"Dislike"_s)->trigger();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.reaction(row), Reaction::Disliked);
    journey.action(u"Remove reaction"_s)->trigger();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.reaction(row), Reaction::None);
    QCOMPARE(journey.calls(feedback), 3);
    QVERIFY(journey.bannerText().isEmpty());
}

void TestJourneyAnswers::aRefusedReactionIsPutBack()
{
    Reading journey;
    QVERIFY(journey.begin());
    const int row = journey.plainAnswer();
    journey.read(row);
    journey.addFault({.kind = SandboxFault::Kind::Status,
                      .match = feedback,
                      .status = 422,
                      .times = 1,
                      .body = R"({"message":"Feedback is switched off for this agent."})"});
    journey.action(u"Like"_s)->trigger();
    QCOMPARE(journey.reaction(row), Reaction::Liked);
    QVERIFY(journey.waitBanner(u"Feedback is switched off for this agent."_s));
    QCOMPARE(journey.reaction(row), Reaction::None);
    QVERIFY(!journey.action(u"Like"_s)->isChecked());
    QCOMPARE(journey.calls(feedback), 1);
}

void TestJourneyAnswers::looksAtASource()
{
    Reading journey;
    QVERIFY(journey.begin());
    QVERIFY(journey.openChip(MessageChip::State::Open, false));
    auto *popover = journey.control<SourcePopover>(u"Citations"_s);
    QVERIFY(popover && popover->isVisible());
    QVERIFY(!journey.popoverText(u"sourceTitle"_s).isEmpty());
    const auto *address = popover->findChild<QPlainTextEdit *>(u"sourceAddress"_s);
    QVERIFY(address->toPlainText().startsWith(u"https://help.example.com/articles/"_s));
    Journey::press(Qt::Key_Escape);
    QVERIFY(!popover->isVisible());
    QTRY_VERIFY(journey.view().hasFocus());
    // By the keyboard, from the answer that is current.
    journey.action(u"Citations"_s)->trigger();
    QVERIFY(popover->isVisible());
    const QModelIndex row = journey.view().currentIndex();
    const QWidget *port = journey.view().viewport();
    const QRect chip = journey.view()
                           .messageDelegate()
                           .shown(row, port->width())
                           .layout.chips.first()
                           .translated(journey.view().visualRect(row).topLeft() +
                                       port->mapTo(popover->parentWidget(), QPoint()));
    QVERIFY(!popover->geometry().intersects(chip)); // beside it, and not somewhere
    QVERIFY(popover->geometry().intersects(chip.adjusted(0, -8, 0, 8)));
    QVERIFY(journey.pressButton(u"Copy address"_s, popover));
    QCOMPARE(QGuiApplication::clipboard()->text(), address->toPlainText());
    Journey::press(Qt::Key_Escape);
    // Each source once.
    QStringList paths;
    for (const auto &call : journey.server().calls()) {
        if (call.path.contains(u"/citations/"_s))
            paths.append(call.path);
    }
    QVERIFY(!paths.isEmpty());
    QCOMPARE(QSet<QString>(paths.begin(), paths.end()).size(), paths.size());
    QCOMPARE(journey.calls(u"/preview/"_s), 0);
}

void TestJourneyAnswers::savesAFile()
{
    Reading journey;
    QTemporaryDir folder;
    const QString path = folder.filePath(u"kept.pdf"_s);
    QVERIFY(journey.begin());
    QVERIFY(journey.openChip(MessageChip::State::Open, true));
    auto *popover = journey.control<SourcePopover>(u"Citations"_s);
    QVERIFY(popover);
    QVERIFY(journey.pressButton(u"Save…"_s, popover));
    QDialog *dialog = journey.dialog(u"saveDialog"_s);
    QVERIFY(dialog);
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    QVERIFY(name && name->text().endsWith(u".pdf"_s));
    name->setText(path);
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(QFileInfo::exists(path));
    QTRY_VERIFY(journey.popoverText(u"sourceStatus"_s).contains(path));
    QFile kept(path);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QVERIFY(kept.readAll().startsWith("%PDF-"));
    QVERIFY(!(kept.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
    QCOMPARE(journey.calls(u"^GET /api/v1/preview/"_s), 1);
}

void TestJourneyAnswers::saysThatASourceWasRemoved()
{
    Reading journey;
    QVERIFY(journey.begin());
    QVERIFY(journey.openChip(MessageChip::State::Removed, false));
    QCOMPARE(journey.popoverText(u"sourceTitle"_s), u"This source was removed."_s);
}

void TestJourneyAnswers::looksAtTheDetails()
{
    Reading journey;
    QVERIFY(journey.begin());
    journey.read(journey.answer([](const QModelIndex &) { return true; }));
    auto *pane = journey.window().findChild<QWidget *>(u"detailsPane"_s);
    QVERIFY(pane && !pane->isVisible());
    journey.view().setFocus();
    Journey::press(Qt::Key_I, Qt::ControlModifier);
    QTRY_VERIFY(pane->isVisible());
    QCOMPARE(pane->accessibleName(), u"Details"_s);
    const auto text = [pane](const char *name) {
        const auto *value = pane->findChild<QPlainTextEdit *>(QString::fromLatin1(name));
        return value->isVisible() ? value->toPlainText() : QString();
    };
    QCOMPARE(text("sessionId"), journey.server().longestSession(journey.project()));
    QVERIFY(!text("messageId").isEmpty());
    QVERIFY(journey.pressButton(u"Copy session ID"_s, pane));
    QCOMPARE(QGuiApplication::clipboard()->text(), text("sessionId"));
    // An answer whose record holds personal data: hidden until asked for, and again for the next message.
    int row = -1;
    for (int i = journey.view().model()->rowCount() - 1; i >= 0 && row < 0; --i) {
        const MessageId id{journey.at(i).data(MessageListModel::MessageIdRole).toLongLong()};
        if (!journey.workspace().messages().find(id)->userIp.isEmpty())
            row = i;
    }
    QVERIFY(row > 2);
    journey.read(row);
    QVERIFY(text("messageIp").isEmpty() && text("messageAgent").isEmpty());
    QVERIFY(journey.pressButton(u"Show IP address and browser"_s, pane));
    QVERIFY(text("messageIp").startsWith(u"203.0.113."_s));
    QVERIFY(text("messageAgent").contains(u"Mozilla"_s));
    journey.window().findChild<QAction *>(u"actionCopy"_s)->trigger();
    QVERIFY(!QGuiApplication::clipboard()->text().contains(u"203.0.113."_s));
    journey.read(row - 2);
    QVERIFY(text("messageIp").isEmpty());
    // Remembered.
    QVERIFY(journey.restart());
    pane = journey.window().findChild<QWidget *>(u"detailsPane"_s);
    QVERIFY(pane && pane->isVisible());
    QVERIFY(journey.action(u"Details"_s)->isChecked());
}

void TestJourneyAnswers::verifiesForAPrice()
{
    Reading journey;
    QVERIFY(journey.begin());
    const auto form = [&journey](int wanted) {
        return journey.answer([wanted](const QModelIndex &index) {
            return index.data(MessageListModel::MessageIdRole).toLongLong() % 7 == wanted &&
                   !index.data(MessageListModel::EmptyAnswerRole).toBool();
        });
    };
    journey.read(form(1)); // The form that clients know.
    journey.action(u"Verify response…"_s)->trigger();
    QDialog *dialog = journey.dialog(u"verifyDialog"_s);
    QVERIFY(dialog);
    const auto text = [&dialog](const char *name) {
        const auto *widget = dialog->findChild<QWidget *>(QString::fromLatin1(name));
        if (!widget->isVisible())
            return QString();
        const auto *label = qobject_cast<const QLabel *>(widget);
        return label ? label->text() : qobject_cast<const QPlainTextEdit *>(widget)->toPlainText();
    };
    QVERIFY(text("verifySentence").contains(u"4 queries"_s));
    QCOMPARE(journey.calls(verifying), 0);
    QVERIFY(journey.pressButton(u"Verify (4 queries)"_s, dialog));
    QTRY_VERIFY(text("verifyScore").startsWith(u"Trust score: "_s));
    QVERIFY(text("verifyClaims").contains(u"Not verified: The reply is given within two working days"_s));
    QCOMPARE(journey.calls(verifying), 2);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());

    journey.read(form(2)); // 202 to the first question.
    journey.action(u"Verify response…"_s)->trigger();
    dialog = journey.dialog(u"verifyDialog"_s);
    QVERIFY(dialog && journey.pressButton(u"Verify (4 queries)"_s, dialog));
    QTRY_VERIFY(text("verifySentence").contains(u"still checking"_s));
    QCOMPARE(journey.calls(verifying), 3);
    QVERIFY(journey.pressButton(u"Retry (4 queries)"_s, dialog));
    QTRY_VERIFY(!text("verifyScore").isEmpty());
    QCOMPARE(journey.calls(verifying), 5);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());

    journey.read(form(6)); // A form that nobody knows.
    journey.action(u"Verify response…"_s)->trigger();
    dialog = journey.dialog(u"verifyDialog"_s);
    QVERIFY(dialog && journey.pressButton(u"Verify (4 queries)"_s, dialog));
    QTRY_VERIFY(text("verifyJson").contains(u"\"<b>Support</b>\""_s));
}

QTEST_MAIN(TestJourneyAnswers)
#include "tst_journey_answers.moc"
