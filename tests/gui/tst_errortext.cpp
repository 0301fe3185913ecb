// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/deletionlog.h"
#include "ui/errortext.h"

#include <QRegularExpression>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(confab::Operation)
Q_DECLARE_METATYPE(confab::ErrorKind)

namespace {

constexpr int operationCount = static_cast<int>(Operation::KeepDrafts) + 1;
constexpr int kindCount = static_cast<int>(ErrorKind::Outdated) + 1;

Error errorOf(ErrorKind kind, const QString &server = {}, const QString &detail = {})
{
    return Error{kind, 0, server, detail, {}};
}

} // namespace

class TestErrorText : public QObject
{
    Q_OBJECT

private slots:
    void everyCombinationHasWords_data();
    void everyCombinationHasWords();
    void saysWhatTheTablePromises_data();
    void saysWhatTheTablePromises();
    void validationIsTheServersOwnSentence();
    void serverSentenceIsOneSafeShortLine_data();
    void serverSentenceIsOneSafeShortLine();
    void retryIsNotOfferedWhereItCouldDoItTwice();
    void detailsHaveTheFactsAndNoKey();
    void namesTheDeletionLog();
    void saysWhatStaysOnlyWhereSomethingWasLoaded();
    void aPauseIsToldInWordsThatStayTrue();
};

void TestErrorText::everyCombinationHasWords_data()
{
    QTest::addColumn<Operation>("operation");
    QTest::addColumn<ErrorKind>("kind");
    for (int operation = 0; operation < operationCount; ++operation) {
        for (int kind = 0; kind < kindCount; ++kind)
            QTest::addRow("operation %d kind %d", operation, kind) << Operation(operation) << ErrorKind(kind);
    }
}

void TestErrorText::everyCombinationHasWords()
{
    QFETCH(Operation, operation);
    QFETCH(ErrorKind, kind);
    Error error = errorOf(kind, {}, u"QNetworkReply::ConnectionRefusedError (1) 0x7f"_s);
    error.httpStatus = 418;
    const ErrorText words = errorText(operation, error);
    QVERIFY(words.sentence.size() > 15);
    QVERIFY(words.sentence.endsWith(u'.'));
    QVERIFY(words.sentence.front().isUpper());
    QVERIFY2(kind == ErrorKind::Cancelled || words.hint.size() > 15, qPrintable(words.hint));
    static const QRegularExpression technical(
        u"\\d|0x|HTTP|JSON|QNetwork|SSL|TLS|\\b(null|error|exception|status|invalid|API)\\b"_s,
        QRegularExpression::CaseInsensitiveOption);
    QVERIFY2(!words.sentence.contains(technical), qPrintable(words.sentence));
    QVERIFY2(!words.sentence.contains(u"  "_s) && !words.hint.contains(u"  "_s), "two blanks");
    QVERIFY2(!words.hint.endsWith(u' ') && !words.hint.startsWith(u' '), "a stray blank");
    QVERIFY2(!words.canRetry || words.lasting || operation == Operation::LoadCitation ||
                 operation == Operation::LoadUsage,
             "a decision must not go away by itself");
}

void TestErrorText::saysWhatTheTablePromises_data()
{
    QTest::addColumn<Operation>("operation");
    QTest::addColumn<Error>("error");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QString>("inHint");
    QTest::addColumn<bool>("canRetry");
    const auto row = [](const char *name, Operation operation, const Error &error, const char *sentence,
                        const char *inHint, bool canRetry) {
        QTest::newRow(name) << operation << error << QString::fromUtf8(sentence) << QString::fromUtf8(inHint)
                            << canRetry;
    };
    row("offline", Operation::LoadConversations, errorOf(ErrorKind::Offline),
        "The conversations could not be loaded. The server cannot be reached.",
        "what was loaded before stays", true);
    row("timeout", Operation::LoadMessages, errorOf(ErrorKind::Timeout),
        "The messages could not be loaded. The server did not answer in time.", "Try again", true);
    row("certificate", Operation::LoadProjects,
        errorOf(ErrorKind::Tls, {}, u"The certificate is self-signed, and untrusted"_s),
        "The projects could not be loaded. The connection to the server is not secure.",
        "The certificate is self-signed, and untrusted. No data was sent.", true);
    row("unauthorised", Operation::RenameConversation, errorOf(ErrorKind::Unauthorised),
        "The conversation was not renamed. The server does not accept the key.", "Sign in again", false);
    row("forbidden", Operation::DeleteConversations, errorOf(ErrorKind::Forbidden),
        "This key may not delete conversations in this project.", "What is left is still in the list.",
        false);
    row("vanished", Operation::LoadMessages, errorOf(ErrorKind::NotFound),
        "This conversation is no longer on the server.", "Refresh", false);
    row("project gone", Operation::DeleteConversations, errorOf(ErrorKind::NotFound),
        "The project is no longer on the server, so the deletion was stopped.", "Refresh", false);
    row("credits", Operation::LoadMessages, errorOf(ErrorKind::CreditsExhausted),
        "The messages could not be loaded. The query credits of this account are used up.", "billing cycle",
        false);
    row("server", Operation::CreateConversation, errorOf(ErrorKind::Server),
        "The conversation was not created. The server has a problem of its own.", "Nothing was changed",
        true);
    row("html", Operation::LoadConversations, errorOf(ErrorKind::BadResponse),
        "The conversations could not be loaded. The server's answer could not be understood.",
        "copy the details", true);
    Error worded = errorOf(ErrorKind::BadResponse);
    worded.serverMessage = u"Agent id must be integer"_s;
    row("an error in a success", Operation::LoadConversations, worded,
        "The conversations could not be loaded. Agent id must be integer.", "copy the details", true);
    row("unclear", Operation::RenameConversation, errorOf(ErrorKind::Unclear),
        "It is not clear whether the conversation was renamed: the server's answer was lost.", "does no harm",
        true);
    row("no keychain", Operation::StoreKey, errorOf(ErrorKind::SecretStore),
        "The key could not be saved in the keychain.", "kept in memory until you quit", false);
    row("locked keychain", Operation::RestoreKey, errorOf(ErrorKind::SecretStore),
        "Your key could not be read from the keychain.", "was not removed", true);
    Error limited = errorOf(ErrorKind::RateLimited);
    limited.retryAfter = 30s;
    row("pause", Operation::LoadConversations, limited,
        "The conversations could not be loaded. The server asked for a pause.", "30 second", true);
}

void TestErrorText::saysWhatTheTablePromises()
{
    QFETCH(Operation, operation);
    QFETCH(Error, error);
    QFETCH(QString, sentence);
    QFETCH(QString, inHint);
    QFETCH(bool, canRetry);
    const ErrorText words = errorText(operation, error);
    QCOMPARE(words.sentence, sentence);
    QVERIFY2(words.hint.contains(inHint), qPrintable(words.hint));
    QCOMPARE(words.canRetry, canRetry);
}

void TestErrorText::validationIsTheServersOwnSentence()
{
    const ErrorText words = errorText(Operation::RenameConversation,
                                      errorOf(ErrorKind::Validation, u"The name field is too long"_s));
    QCOMPARE(words.sentence, u"The conversation was not renamed. The name field is too long."_s);
    QVERIFY(words.hint.startsWith(u"It keeps its old name."_s));
}

void TestErrorText::serverSentenceIsOneSafeShortLine_data()
{
    QTest::addColumn<QString>("raw");
    QTest::newRow("lines") << u"first\r\nsecond\tthird"_s;
    QTest::newRow("markup") << u"<b>no</b> <img src='file:///x'>"_s;
    QTest::newRow("bidi") << u"safe\u202Egnp.exe"_s;
    QTest::newRow("long words") << u"word "_s.repeated(100);
    QTest::newRow("one giant word") << QString(1 << 20, u'x');
    QTest::newRow("pairs") << QString::fromUcs4(U"\U0001F600").repeated(500);
}

void TestErrorText::serverSentenceIsOneSafeShortLine()
{
    QFETCH(QString, raw);
    const QString line = serverSentence(raw);
    QVERIFY(!line.isEmpty());
    QVERIFY(line.size() <= 202);
    QVERIFY(!line.contains(u'\n') && !line.contains(u'\r') && !line.contains(u'\t') &&
            !line.contains(QChar(0x202E)));
    QVERIFY2(QString::fromUtf8(line.toUtf8()) == line, "cut inside a character");
}

void TestErrorText::retryIsNotOfferedWhereItCouldDoItTwice()
{
    for (const Operation operation :
         {Operation::CreateConversation, Operation::DeleteConversations, Operation::SendMessage})
        QVERIFY(!errorText(operation, errorOf(ErrorKind::Unclear)).canRetry);
    QVERIFY(errorText(Operation::LoadMessages, errorOf(ErrorKind::Unclear)).canRetry);
}

void TestErrorText::detailsHaveTheFactsAndNoKey()
{
    Error error = errorOf(
        ErrorKind::Server, u"Bad gateway for 4711|AbCdEfGhIjKlMnOpQrStUvWxYz012345"_s,
        u"GET /api/v1/projects?name=secretname Authorization: Bearer 4711|AbCdEfGhIjKlMnOpQrStUvWx"_s);
    error.httpStatus = 502;
    error.retryAfter = 1500ms;
    const QString details = errorDetails(Operation::LoadProjects, error);
    for (const auto &fact : {u"LoadProjects"_s, u"Server"_s, u"502"_s, u"1500 ms"_s, u"Confab "_s, u"Qt "_s})
        QVERIFY2(details.contains(fact), qPrintable(details));
    QVERIFY2(!details.contains(u"AbCdEf"_s) && !details.contains(u"secretname"_s), qPrintable(details));
}

void TestErrorText::namesTheDeletionLog()
{
    const ErrorText words = errorText(Operation::DeleteConversations, DeletionLog::unwritable());
    QCOMPARE(words.sentence, u"Not every conversation was deleted. The deletion log cannot be written."_s);
    QCOMPARE(words.hint,
             u"What is left is still in the list. Confab deletes nothing that it cannot write down. "
             "Check that the disk is not full and that your own files may be written."_s);
    QCOMPARE(errorCause(DeletionLog::unwritable()), u"The deletion log cannot be written."_s);
    // Of any other file nothing is said of the log.
    QVERIFY(!errorCause(errorOf(ErrorKind::Storage, {}, u"deletion journal"_s)).contains(u"log"_s));
}

void TestErrorText::saysWhatStaysOnlyWhereSomethingWasLoaded()
{
    const Error offline = errorOf(ErrorKind::Offline);
    for (const Operation operation :
         {Operation::LoadProjects, Operation::LoadConversations, Operation::LoadMessages}) {
        QCOMPARE(errorText(operation, offline).hint,
                 u"Nothing was changed, and what was loaded before stays. "
                 "Check your connection, then try again."_s);
        QCOMPARE(errorText(operation, offline, Loaded::Nothing).hint,
                 u"Nothing was changed. Check your connection, then try again."_s);
    }
}

// The words stand for as long as nobody closes them: how much of the pause is left is no part of them.
void TestErrorText::aPauseIsToldInWordsThatStayTrue()
{
    Error limited = errorOf(ErrorKind::RateLimited);
    limited.retryAfter = 29'300ms;
    const ErrorText words = errorText(Operation::SendMessage, limited);
    QCOMPARE(words.sentence, u"The question was not sent. The server asked for a pause."_s);
    QCOMPARE(words.hint,
             u"Your words are kept. It asked for 30 seconds; a new try waits until they are over."_s);
}

QTEST_MAIN(TestErrorText)
#include "tst_errortext.moc"
