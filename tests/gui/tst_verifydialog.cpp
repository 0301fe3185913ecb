// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "ui/verifydialog.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

const ConversationKey key{ProjectId{1}, FakeChatApi::session(1)};
const MessageId id{5};

struct World
{
    FakeChatApi api;
    VerificationService service{api};
    QWidget window;
    QPointer<VerifyDialog> dialog;

    World()
    {
        window.show();
        open();
    }
    void open()
    {
        dialog = new VerifyDialog(service, key, id, &window);
        dialog->open();
    }
    [[nodiscard]] QString sentence() const
    {
        return dialog->findChild<QLabel *>(u"verifySentence"_s)->text();
    }
    [[nodiscard]] QPushButton *button() const { return dialog->findChild<QPushButton *>(u"verifyNow"_s); }
    /// Of a label or a text that is visible.
    [[nodiscard]] QString text(const QString &name) const
    {
        const auto *widget = dialog->findChild<QWidget *>(name);
        if (!widget || !widget->isVisible())
            return {};
        if (const auto *label = qobject_cast<const QLabel *>(widget))
            return label->text();
        return qobject_cast<const QPlainTextEdit *>(widget)->toPlainText();
    }
    void press() const { QTest::mouseClick(button(), Qt::LeftButton); }
};

} // namespace

class TestVerifyDialog : public QObject
{
    Q_OBJECT

private slots:
    void namesThePriceBeforeAnythingIsSent();
    void showsClaimsAndScore();
    void saysPendingAndAsksAgainWhenTold();
    void showsUnknownFormsAsJson();
    void saysWhyItFailed();
    void showsAgainWhatWasPaidFor();
};

void TestVerifyDialog::namesThePriceBeforeAnythingIsSent()
{
    World world;
    QVERIFY(world.sentence().contains(u"4 queries"_s));
    QCOMPARE(world.button()->accessibleName(), u"Verify (4 queries)"_s);
    QCOMPARE(world.api.calls.size(), 0);
    // Enter closes: what costs something is pressed on purpose.
    QTest::keyClick(world.dialog.data(), Qt::Key_Return);
    QTRY_VERIFY(!world.dialog);
    QCOMPARE(world.api.calls.size(), 0);
}

void TestVerifyDialog::showsClaimsAndScore()
{
    World world;
    world.api.claimsOf[id] = {Verification::State::Known,
                              {{u"<b>Paris</b> is a city"_s, u"Atlas"_s, false}, {u"It rains"_s, {}, true}},
                              {},
                              {}};
    world.api.trustOf[id] = {Verification::State::Known, {}, 87.5, {}};
    world.press();
    QTRY_VERIFY(world.text(u"verifyScore"_s).contains(u"87.5"_s));
    const QString claims = world.text(u"verifyClaims"_s);
    QVERIFY(claims.contains(u"Verified: <b>Paris</b> is a city\nSource: Atlas"_s));
    QVERIFY(claims.contains(u"Not verified: It rains"_s));
    QVERIFY(world.text(u"verifyJson"_s).isEmpty());
    QVERIFY(!world.button()->isVisible());
    QCOMPARE(world.api.calls.size(), 2);
}

void TestVerifyDialog::saysPendingAndAsksAgainWhenTold()
{
    World world;
    world.api.claimsOf[id] = {Verification::State::Pending, {}, {}, {}};
    world.press();
    QTRY_VERIFY(world.sentence().contains(u"still checking"_s));
    QCOMPARE(world.button()->text(), u"Retry (4 queries)"_s);
    QCOMPARE(world.api.calls.size(), 1);
    world.api.claimsOf[id] = {};
    world.press();
    QTRY_VERIFY(world.sentence().contains(u"no result"_s));
    QCOMPARE(world.api.calls.size(), 3);
}

void TestVerifyDialog::showsUnknownFormsAsJson()
{
    World world;
    world.api.claimsOf[id] = {Verification::State::Unknown, {}, {}, u"{\n    \"a\": \"<i>b</i>\"\n}"_s};
    world.press();
    QTRY_COMPARE(world.text(u"verifyJson"_s), u"{\n    \"a\": \"<i>b</i>\"\n}"_s);
    QVERIFY(world.text(u"verifyClaims"_s).isEmpty());
    QVERIFY(world.dialog->findChild<QPlainTextEdit *>(u"verifyJson"_s)->isReadOnly());
}

void TestVerifyDialog::saysWhyItFailed()
{
    World world;
    world.api.failNext(FakeChatApi::Method::Claims, FakeChatApi::httpError(ErrorKind::CreditsExhausted, 429));
    world.press();
    QTRY_VERIFY(world.sentence().contains(u"credits"_s));
    QCOMPARE(world.button()->text(), u"Retry (4 queries)"_s);
    QCOMPARE(world.api.calls.size(), 1);
}

void TestVerifyDialog::showsAgainWhatWasPaidFor()
{
    World world;
    world.api.claimsOf[id] = {Verification::State::Known, {}, 12, {}};
    world.press();
    QTRY_VERIFY(!world.text(u"verifyScore"_s).isEmpty());
    world.dialog->close();
    QTRY_VERIFY(!world.dialog);
    world.open();
    QVERIFY(world.text(u"verifyScore"_s).contains(u"12"_s));
    QCOMPARE(world.api.calls.size(), 1);
}

QTEST_MAIN(TestVerifyDialog)
#include "tst_verifydialog.moc"
