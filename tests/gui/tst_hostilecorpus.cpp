// SPDX-License-Identifier: GPL-3.0-or-later
// Every hostile text through everything that takes texts: the models of the three lists, the questions,
// links, event streams, keys and the words of errors.
#include "api/ssereader.h"
#include "core/apikey.h"
#include "fakes/fakechatapi.h"
#include "fakes/fakeprompts.h"
#include "fakes/manualclock.h"
#include "models/conversationlistmodel.h"
#include "models/messagelistmodel.h"
#include "models/projectlistmodel.h"
#include "services/conversationservice.h"
#include "services/messageservice.h"
#include "services/projectservice.h"
#include "support/hostile.h"
#include "ui/dialogprompts.h"
#include "ui/errortext.h"
#include "ui/linkopener.h"

#include <QAbstractItemModelTester>
#include <QDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

enum class Place { Line, Lines, Message };

/// What could make a line of the screen say something else than it holds; empty where there is nothing. In a
/// message, which is nobody's name, what only tells where a line may break does no harm.
QString lieIn(const QString &line, Place place = Place::Line)
{
    const bool mayBreak = place != Place::Line;
    for (const QChar c : line) {
        const char16_t unit = c.unicode();
        const bool breaks = mayBreak && unit == u'\n';
        const bool control = (unit < 0x20 && !breaks) || (unit >= 0x7f && unit < 0xa0);
        const bool direction = unit == 0x61c || unit == 0x200e || unit == 0x200f ||
                               (unit >= 0x202a && unit <= 0x202e) || (unit >= 0x2066 && unit <= 0x2069);
        const bool unseen = unit == 0x200b || unit == 0x2060 || unit == 0xfeff;
        const bool hidden = (unseen && place != Place::Message) || unit == 0x2028 || unit == 0x2029;
        if (control || direction || hidden)
            return u"U+%1"_s.arg(unit, 4, 16, QLatin1Char('0'));
    }
    return line.isValidUtf16() ? QString() : u"half a surrogate pair"_s;
}

#define HONEST(line) QVERIFY2(lieIn(line).isEmpty(), qPrintable(lieIn(line)))

} // namespace

class TestHostileCorpus : public QObject
{
    Q_OBJECT

private slots:
    void listsAreHonest_data() { addSamples(); }
    void listsAreHonest();
    void questionsAreHonest_data() { addSamples(); }
    void questionsAreHonest();
    void linksAreHonest_data() { addSamples(); }
    void linksAreHonest();
    void streamsAndKeys_data() { addSamples(); }
    void streamsAndKeys();
    void errorsAreHonest_data() { addSamples(); }
    void errorsAreHonest();

private:
    static void addSamples()
    {
        QTest::addColumn<QString>("text");
        for (const auto &sample : hostile::samples())
            QTest::newRow(qPrintable(sample.name)) << sample.text;
    }
};

void TestHostileCorpus::listsAreHonest()
{
    QFETCH(const QString, text);
    FakeChatApi api;
    const ManualClock clock;
    const ProjectId project = api.addProject(1, 3, text);
    for (Conversation &each : api.projectData[project].conversations)
        each.name = text;
    const ConversationKey key{project, FakeChatApi::session(2)};
    Message message;
    message.id = MessageId{1};
    message.question = message.answer = text;
    message.requestSource = text;
    message.createdAt = clock.nowUtc();
    api.projectData[project].messages[key.session] = {message};

    ProjectService projects(api);
    ProjectListModel projectModel(projects);
    const QAbstractItemModelTester first(&projectModel,
                                         QAbstractItemModelTester::FailureReportingMode::QtTest);
    projects.load();
    QTRY_COMPARE(projectModel.rowCount(), 1);
    const QString name = projectModel.index(0).data().toString();
    HONEST(name);
    HONEST(projectModel.index(0).data(Qt::AccessibleTextRole).toString());
    QVERIFY(!name.isEmpty() && name.size() <= 256);

    ConversationService conversations(api);
    ConversationListModel list(conversations, clock);
    const QAbstractItemModelTester second(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
    conversations.open(project, PeopleFilter::Everyone);
    QTRY_COMPARE(list.rowCount(), 3);
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < list.columnCount(); ++column) {
            HONEST(list.index(row, column).data().toString());
            HONEST(list.index(row, column).data(Qt::AccessibleTextRole).toString());
        }
        QVERIFY(!list.index(row, 0).data().toString().isEmpty());
        QVERIFY(list.index(row, 0).data().toString().size() <= 256);
    }
    list.sort(ConversationListModel::NameColumn, Qt::AscendingOrder);
    list.setFilterText(text);
    list.setFilterText({});
    QCOMPARE(list.rowCount(), 3);

    MessageService messages(api);
    MessageListModel transcript(messages, clock);
    const QAbstractItemModelTester third(&transcript, QAbstractItemModelTester::FailureReportingMode::QtTest);
    messages.open(key);
    QTRY_COMPARE(messages.state(), MessageService::State::Ready);
    QVERIFY(transcript.rowCount() > 0);
    for (int row = 0; row < transcript.rowCount(); ++row) {
        const QString shown = transcript.index(row).data(MessageListModel::TextRole).toString();
        QString withoutTabs = shown;
        withoutTabs.remove(u'\t');
        QVERIFY2(lieIn(withoutTabs, Place::Message).isEmpty(),
                 qPrintable(lieIn(withoutTabs, Place::Message)));
        HONEST(transcript.index(row).data(MessageListModel::OriginRole).toString());
    }
}

void TestHostileCorpus::questionsAreHonest()
{
    QFETCH(const QString, text);
    QWidget window;
    window.resize(900, 700);
    window.show();
    DialogPrompts prompts(&window);
    const auto deletion = prompts.confirmDeletion({30, text, QDate(2026, 1, 1), QDate(2026, 2, 2), false});
    const auto link = prompts.openAddress(QUrl(u"https://example.org/"_s), text);
    const auto dialogs = window.findChildren<QDialog *>();
    QCOMPARE(dialogs.size(), 2);
    for (const QDialog *dialog : dialogs) {
        for (const QLabel *label : dialog->findChildren<QLabel *>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
            QString words = label->text();
            // Marks of our own around a name keep its direction from the sentence.
            words.remove(QChar(0x2068)).remove(QChar(0x2069));
            QVERIFY2(lieIn(words, Place::Lines).isEmpty(),
                     qPrintable(label->objectName() + u' ' + lieIn(words, Place::Lines)));
            QVERIFY(words.size() < 2000);
        }
    }
    qDeleteAll(dialogs);
}

void TestHostileCorpus::linksAreHonest()
{
    QFETCH(const QString, text);
    for (const QString &address : {text, u"https://example.org/"_s + text, u"mailto:"_s + text}) {
        const QUrl allowed = LinkOpener::allowed(address);
        if (allowed.isEmpty())
            continue;
        QVERIFY(QStringList({u"http"_s, u"https"_s, u"mailto"_s}).contains(allowed.scheme()));
        QVERIFY(allowed.userInfo().isEmpty());
        QVERIFY(allowed.scheme() == u"mailto"_s || !allowed.host().isEmpty());
        HONEST(allowed.toString(QUrl::FullyEncoded));
    }
    FakePrompts prompts;
    prompts.yes = false;
    LinkOpener opener(prompts);
    opener.open(text, text);
    QTest::qWait(1); // the answer to a question comes from the event loop
    opener.open(u"https://example.org/"_s, text);
    QVERIFY(prompts.addresses.size() >= 1);
    QCOMPARE(prompts.addresses.last().address, QUrl(u"https://example.org/"_s));
}

void TestHostileCorpus::streamsAndKeys()
{
    QFETCH(const QString, text);
    // As the bytes of a stream themselves …
    SseReader raw;
    const QByteArray bytes = text.toUtf8();
    for (qsizetype at = 0; at < bytes.size(); at += 4096)
        (void)raw.feed(bytes.mid(at, 4096));
    (void)raw.feed("\n\n");
    // … and inside of one: nothing gets out of its event.
    const QJsonObject event{{u"status"_s, u"progress"_s}, {u"message"_s, text}};
    SseReader reader;
    const QList<SseEvent> events =
        reader.feed("event: progress\ndata: " + QJsonDocument(event).toJson(QJsonDocument::Compact) + "\n\n");
    QVERIFY(events.size() <= 1);
    if (!events.isEmpty())
        QVERIFY(events.first().kind != SseEvent::Kind::Finished);

    const Result<ApiKey> key = ApiKey::fromInput(text);
    if (key) {
        QVERIFY(key->reveal().size() <= 2000);
        for (const char c : key->reveal())
            QVERIFY(c > 0x20 && c < 0x7f);
    } else {
        QVERIFY(text.trimmed().size() < 4 || !key.error().detail.contains(text.trimmed()));
    }
    const Result<QUrl> address = serverAddress(text);
    if (address)
        QVERIFY(address->scheme() == u"https"_s || isLoopback(*address));
}

void TestHostileCorpus::errorsAreHonest()
{
    QFETCH(const QString, text);
    HONEST(serverSentence(text));
    QVERIFY(serverSentence(text).size() < 250);
    const Error error{ErrorKind::Validation, 422, text, text, {}};
    for (const Operation operation :
         {Operation::SignIn, Operation::RenameConversation, Operation::DeleteConversations}) {
        const ErrorText words = errorText(operation, error);
        HONEST(words.sentence);
        HONEST(words.hint);
        HONEST(errorCause(error));
        QString details = errorDetails(operation, error);
        QVERIFY2(lieIn(details.remove(u'\t'), Place::Lines).isEmpty(),
                 qPrintable(lieIn(details, Place::Lines)));
        QVERIFY(details.size() < 4000);
    }
}

QTEST_MAIN(TestHostileCorpus)
#include "tst_hostilecorpus.moc"
