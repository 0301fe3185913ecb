// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include <QPlainTextEdit>

#include <memory>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Keys that delete, choose and take back, where somebody is writing: there they are for the text.
class TestJourneyKeys : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void deleteInTheEditorOfAName();
    void deleteInTheFilter();
    void deleteInTheMessage();
    void deleteInTheProject();
    void selectAllInTheFilter();
    void undoInTheFilter();

private:
    /// Nothing waits to be deleted, and every row is there.
    void checkNothingGoes();

    std::unique_ptr<Journey> m_journey;
};

void TestJourneyKeys::init()
{
    SandboxOptions options;
    options.conversations = 30;
    options.conversationsPerPage = 50;
    m_journey = std::make_unique<Journey>(options);
    QVERIFY(m_journey->signIn());
    m_journey->click(2);
    QVERIFY(m_journey->waitLoaded());
    m_journey->click(4, Qt::ControlModifier);
    m_journey->click(4, Qt::ControlModifier);
    QVERIFY(m_journey->waitLoaded());
    QCOMPARE(m_journey->selectedRows().size(), 1);
}

void TestJourneyKeys::checkNothingGoes()
{
    QCOMPARE(m_journey->bannerText(), QString());
    QCOMPARE(m_journey->workspace().deletions().waitingCount(), 0);
    m_journey->advance(1min);
    QVERIFY(m_journey->waitLoaded());
    QCOMPARE(m_journey->deleteCalls(), 0);
    QCOMPARE(m_journey->server().conversationCount(m_journey->project()), 30);
}

void TestJourneyKeys::deleteInTheEditorOfAName()
{
    const QStringList rows = m_journey->rows();
    Journey::press(Qt::Key_F2);
    auto *editor = m_journey->control<QLineEdit>(u"New name"_s);
    QVERIFY(editor && editor->hasFocus());
    Journey::press(Qt::Key_Delete); // the whole name is selected
    QCOMPARE(editor->text(), QString());
    Journey::press(Qt::Key_Delete); // and there is nothing left
    Journey::type(u"ab"_s);
    Journey::press(Qt::Key_Home);
    Journey::press(Qt::Key_Delete);
    QCOMPARE(editor->text(), u"b"_s);
    Journey::press(Qt::Key_Escape);
    QCOMPARE(m_journey->rows(), rows);
    checkNothingGoes();
}

void TestJourneyKeys::deleteInTheFilter()
{
    m_journey->filter()->setFocus();
    Journey::press(Qt::Key_Delete);
    Journey::type(u"ab"_s);
    Journey::press(Qt::Key_Home);
    Journey::press(Qt::Key_Delete);
    QCOMPARE(m_journey->filter()->text(), u"b"_s);
    Journey::press(Qt::Key_Escape);
    QCOMPARE(m_journey->rowCount(), 30);
    checkNothingGoes();
}

void TestJourneyKeys::deleteInTheMessage()
{
    auto *message = m_journey->control<QPlainTextEdit>(u"Message"_s);
    QVERIFY(message);
    message->setFocus();
    Journey::press(Qt::Key_Delete);
    Journey::type(u"ab"_s);
    Journey::press(Qt::Key_Home);
    Journey::press(Qt::Key_Delete);
    QCOMPARE(message->toPlainText(), u"b"_s);
    QCOMPARE(m_journey->rowCount(), 30);
    checkNothingGoes();
}

void TestJourneyKeys::deleteInTheProject()
{
    m_journey->projectPicker()->setFocus();
    m_journey->projectPicker()->lineEdit()->selectAll();
    Journey::press(Qt::Key_Delete);
    Journey::press(Qt::Key_Delete);
    QCOMPARE(m_journey->projectPicker()->currentText(), QString());
    QCOMPARE(m_journey->rowCount(), 30);
    checkNothingGoes();
}

void TestJourneyKeys::selectAllInTheFilter()
{
    const QStringList chosen = m_journey->selectedRows();
    m_journey->filter()->setFocus();
    Journey::type(u"e"_s);
    Journey::press(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_journey->filter()->selectedText(), u"e"_s);
    Journey::press(Qt::Key_Escape);
    QVERIFY(m_journey->selectedRows().isEmpty() || m_journey->selectedRows() == chosen);
    checkNothingGoes();
}

// What was typed is taken back, and not a deletion of a while ago.
void TestJourneyKeys::undoInTheFilter()
{
    m_journey->list()->setFocus();
    Journey::press(Qt::Key_Delete);
    QCOMPARE(m_journey->rowCount(), 29);
    m_journey->filter()->setFocus();
    Journey::type(u"zzz"_s);
    QCOMPARE(m_journey->rowCount(), 0);
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_journey->filter()->text(), QString());
    QCOMPARE(m_journey->rowCount(), 29);
    QCOMPARE(m_journey->workspace().deletions().waitingCount(), 1);
    m_journey->list()->setFocus();
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_journey->rowCount(), 30);
    checkNothingGoes();
}

QTEST_MAIN(TestJourneyKeys)
#include "tst_journey_keys.moc"
