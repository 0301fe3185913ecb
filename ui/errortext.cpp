// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/errortext.h"

#include "core/text.h"
#include "core/version.h"
#include "services/deletionlog.h"
#include "ui/errornames.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <chrono>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxServerSentence = 200;

class ErrorWords
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)

public:
    /// What did not work, whatever the cause.
    [[nodiscard]] static QString outcome(Operation operation);
    [[nodiscard]] static QString forbidden(Operation operation);
    [[nodiscard]] static QString notFound(Operation operation);
    [[nodiscard]] static QString unclear(Operation operation);
    [[nodiscard]] static QString keychain(Operation operation);
    /// What it means for the person's data.
    [[nodiscard]] static QString consequence(Operation operation, Loaded loaded);
    [[nodiscard]] static QString cause(const Error &error);
    [[nodiscard]] static QString wayOut(Operation operation, const Error &error);
    [[nodiscard]] static QString keychainWayOut(Operation operation);
};

QString ErrorWords::outcome(Operation operation)
{
    switch (operation) {
    case Operation::RestoreKey:
        return tr("Your saved sign-in could not be used.");
    case Operation::SignIn:
        return tr("You could not be signed in.");
    case Operation::StoreKey:
        return tr("The key could not be saved.");
    case Operation::RemoveKey:
        return tr("The key could not be removed.");
    case Operation::LoadProjects:
        return tr("The projects could not be loaded.");
    case Operation::LoadConversations:
        return tr("The conversations could not be loaded.");
    case Operation::LoadAllConversations:
        return tr("Not all conversations could be loaded.");
    case Operation::CreateConversation:
        return tr("The conversation was not created.");
    case Operation::RenameConversation:
        return tr("The conversation was not renamed.");
    case Operation::DeleteConversations:
        return tr("Not every conversation was deleted.");
    case Operation::LoadMessages:
        return tr("The messages could not be loaded.");
    case Operation::LoadOlderMessages:
        return tr("Older messages could not be loaded.");
    case Operation::LoadCitation:
        return tr("The source could not be looked up.");
    case Operation::LoadUsage:
        return tr("The usage of your plan could not be loaded.");
    case Operation::React:
        return tr("The reaction was not saved.");
    case Operation::VerifyAnswer:
        return tr("The answer could not be verified.");
    case Operation::LoadSourceFile:
        return tr("The file could not be fetched.");
    case Operation::SaveSourceFile:
        return tr("The file could not be saved.");
    case Operation::SendMessage:
        return tr("The question was not sent.");
    case Operation::KeepDrafts:
        return tr("What you write cannot be kept on this computer.");
    }
    return {};
}

QString ErrorWords::forbidden(Operation operation)
{
    switch (operation) {
    case Operation::RestoreKey:
    case Operation::SignIn:
        return tr("This key may not use the service.");
    case Operation::StoreKey:
        return tr("Confab may not write to the keychain.");
    case Operation::RemoveKey:
        return tr("Confab may not change the keychain.");
    case Operation::LoadProjects:
        return tr("This key may not read projects.");
    case Operation::LoadConversations:
    case Operation::LoadAllConversations:
        return tr("This key may not read the conversations of this project.");
    case Operation::CreateConversation:
        return tr("This key may not create conversations in this project.");
    case Operation::RenameConversation:
        return tr("This key may not rename conversations in this project.");
    case Operation::DeleteConversations:
        return tr("This key may not delete conversations in this project.");
    case Operation::LoadMessages:
    case Operation::LoadOlderMessages:
        return tr("This key may not read the messages of this project.");
    case Operation::LoadCitation:
        return tr("This key may not look up sources.");
    case Operation::LoadUsage:
        return tr("This key may not read the usage of your plan.");
    case Operation::React:
        return tr("This key may not react to answers of this project.");
    case Operation::VerifyAnswer:
        return tr("This key may not verify answers of this project.");
    case Operation::LoadSourceFile:
    case Operation::SaveSourceFile:
        return tr("This key may not read this file.");
    case Operation::SendMessage:
        return tr("The question was not sent. This key may not ask questions in this project.");
    case Operation::KeepDrafts:
        return tr("Confab may not write to its folder.");
    }
    return {};
}

QString ErrorWords::notFound(Operation operation)
{
    switch (operation) {
    case Operation::RestoreKey:
    case Operation::SignIn:
        return tr("There is no such service at this server address.");
    case Operation::StoreKey:
    case Operation::RemoveKey:
        return tr("The keychain has no such entry.");
    case Operation::LoadProjects:
        return tr("The server does not know these projects.");
    case Operation::LoadConversations:
    case Operation::LoadAllConversations:
    case Operation::CreateConversation:
        return tr("This project is no longer on the server.");
    case Operation::DeleteConversations:
        return tr("The project is no longer on the server, so the deletion was stopped.");
    case Operation::RenameConversation:
    case Operation::LoadMessages:
    case Operation::LoadOlderMessages:
        return tr("This conversation is no longer on the server.");
    case Operation::SendMessage:
        return tr("The question was not sent. This conversation is no longer on the server.");
    case Operation::KeepDrafts:
        return tr("The folder for what you write is not there.");
    case Operation::LoadCitation:
        return tr("This source has been removed.");
    case Operation::LoadUsage:
        return tr("The server does not tell the usage of your plan.");
    case Operation::React:
    case Operation::VerifyAnswer:
        return tr("This message is no longer on the server.");
    case Operation::LoadSourceFile:
    case Operation::SaveSourceFile:
        return tr("This file is no longer on the server.");
    }
    return {};
}

QString ErrorWords::unclear(Operation operation)
{
    switch (operation) {
    case Operation::CreateConversation:
        return tr("It is not clear whether the conversation was created: the server's answer was lost.");
    case Operation::RenameConversation:
        return tr("It is not clear whether the conversation was renamed: the server's answer was lost.");
    case Operation::DeleteConversations:
        return tr(
            "It is not clear whether every conversation was deleted: an answer of the server was lost.");
    case Operation::React:
        return tr("It is not clear whether the reaction was saved: the server's answer was lost.");
    case Operation::SendMessage:
        return tr("It is not clear whether the question arrived: the server's answer was lost.");
    default:
        return outcome(operation) + u' ' + tr("The server's answer was lost.");
    }
}

QString ErrorWords::keychain(Operation operation)
{
    switch (operation) {
    case Operation::StoreKey:
    case Operation::SignIn:
        return tr("The key could not be saved in the keychain.");
    case Operation::RemoveKey:
        return tr("The key could not be removed from the keychain.");
    case Operation::RestoreKey:
        return tr("Your key could not be read from the keychain.");
    default:
        return outcome(operation) + u' ' + tr("The keychain did not answer.");
    }
}

QString ErrorWords::consequence(Operation operation, Loaded loaded)
{
    switch (operation) {
    case Operation::RestoreKey:
        return tr("Your saved key was not touched.");
    case Operation::SignIn:
        return tr("Nothing was saved.");
    case Operation::StoreKey:
        return tr("You are signed in until you quit.");
    case Operation::RemoveKey:
        return tr("You are signed out here, but the keychain may still hold the key.");
    case Operation::LoadProjects:
    case Operation::LoadConversations:
    case Operation::LoadAllConversations:
    case Operation::LoadMessages:
    case Operation::LoadOlderMessages:
        return loaded == Loaded::Nothing ? tr("Nothing was changed.")
                                         : tr("Nothing was changed, and what was loaded before stays.");
    case Operation::CreateConversation:
        return tr("Nothing was changed.");
    case Operation::RenameConversation:
        return tr("It keeps its old name.");
    case Operation::DeleteConversations:
        return tr("What is left is still in the list.");
    case Operation::LoadCitation:
    case Operation::LoadUsage:
        return tr("Nothing was changed.");
    case Operation::React:
        return tr("The answer keeps its earlier reaction.");
    case Operation::VerifyAnswer:
        return tr("Nothing was changed. The queries may have been counted.");
    case Operation::LoadSourceFile:
    case Operation::SaveSourceFile:
        return tr("Nothing was saved.");
    case Operation::SendMessage:
        return tr("Your words are kept.");
    case Operation::KeepDrafts:
        return tr("It stays until you quit.");
    }
    return {};
}

QString ErrorWords::cause(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Cancelled:
        return tr("It was cancelled.");
    case ErrorKind::Outdated:
        return tr("It could not be sent in time, and was not.");
    case ErrorKind::Offline:
        return tr("The server cannot be reached.");
    case ErrorKind::Timeout:
        return tr("The server did not answer in time.");
    case ErrorKind::Tls:
        return tr("The connection to the server is not secure.");
    case ErrorKind::Unauthorised:
        return tr("The server does not accept the key.");
    case ErrorKind::RateLimited:
        return tr("The server asked for a pause.");
    case ErrorKind::CreditsExhausted:
        return tr("The query credits of this account are used up.");
    case ErrorKind::Server:
        return tr("The server has a problem of its own.");
    case ErrorKind::BadResponse: {
        const QString own = serverSentence(error.serverMessage);
        return own.isEmpty() ? tr("The server's answer could not be understood.") : own;
    }
    case ErrorKind::Storage:
        return DeletionLog::isUnwritable(error) ? tr("The deletion log cannot be written.")
                                                : tr("A file on this computer could not be read or written.");
    case ErrorKind::Refused:
        return tr("Confab did not send it, because something in it is outside what the service allows.");
    case ErrorKind::Validation: {
        const QString own = serverSentence(error.serverMessage);
        return own.isEmpty() ? tr("The server refused it without saying why.") : own;
    }
    case ErrorKind::Forbidden:
        return tr("This key may not do it.");
    case ErrorKind::NotFound:
        return tr("It is no longer on the server.");
    case ErrorKind::Unclear:
        return tr("The server's answer was lost.");
    case ErrorKind::SecretStore:
        return tr("The keychain did not answer.");
    }
    return {};
}

QString ErrorWords::keychainWayOut(Operation operation)
{
    switch (operation) {
    case Operation::RestoreKey:
        return tr("Your key was not removed. Unlock the keychain and try again, or sign in again.");
    case Operation::RemoveKey:
        return tr("You are signed out here, but the keychain may still hold the key. Remove it there, or try "
                  "again.");
    default:
        return tr(
            "The key is kept in memory until you quit; it is never written anywhere unprotected. To keep it, "
            "unlock or install a keychain and sign in again.");
    }
}

QString ErrorWords::wayOut(Operation operation, const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Offline:
        return tr("Check your connection, then try again.");
    case ErrorKind::Timeout:
    case ErrorKind::BadResponse:
        return tr("Try again; if it happens again, copy the details for whoever looks after the server.");
    case ErrorKind::Tls: {
        const QString certificate = serverSentence(error.detail);
        const QString advice =
            tr("No data was sent. Check the server address and this computer's date and time.");
        return certificate.isEmpty() ? advice : certificate + u' ' + advice;
    }
    case ErrorKind::Unauthorised:
        return operation == Operation::SignIn ? tr("Check that the whole key was pasted, or make a new one.")
                                              : tr("Sign in again to go on.");
    case ErrorKind::Forbidden:
        return tr("Ask the owner of the account for access, or sign in with another key.");
    case ErrorKind::NotFound:
        return operation == Operation::SignIn || operation == Operation::RestoreKey
                   ? tr("Check the server address.")
                   : tr("Refresh to see what is there.");
    case ErrorKind::RateLimited:
        if (error.retryAfter && error.retryAfter->count() > 0) {
            const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retryAfter).count();
            // As true later as now: the words stay, and the status line counts the seconds.
            return tr("It asked for %Ln seconds; a new try waits until they are over.", nullptr,
                      static_cast<int>(qMin<qint64>(seconds, 86'400)));
        }
        return tr("Wait a minute, then try again.");
    case ErrorKind::CreditsExhausted:
        return tr("Queries return with the next billing cycle, or with a larger plan.");
    case ErrorKind::Server:
        return tr("Try again in a moment.");
    case ErrorKind::Unclear:
        if (operation == Operation::RenameConversation)
            return tr("Try again; the same name does no harm a second time.");
        return operation == Operation::DeleteConversations
                   ? tr("Refresh to see what is there before you try again.")
                   : tr("Refresh and look before you do it again.");
    case ErrorKind::Storage: {
        const QString advice = tr("Check that the disk is not full and that your own files may be written.");
        return DeletionLog::isUnwritable(error)
                   ? tr("Confab deletes nothing that it cannot write down.") + u' ' + advice
                   : advice;
    }
    case ErrorKind::Validation:
    case ErrorKind::Refused:
        if (operation >= Operation::React && operation <= Operation::SaveSourceFile)
            break; // there is nothing to change about it
        return operation == Operation::SignIn ? tr("Check the key and the server address.")
                                              : tr("Change it and try again.");
    case ErrorKind::Outdated:
        return tr("Try again.");
    case ErrorKind::Cancelled:
    case ErrorKind::SecretStore:
        break;
    }
    return {};
}

bool isLoad(Operation operation)
{
    switch (operation) {
    case Operation::LoadProjects:
    case Operation::LoadConversations:
    case Operation::LoadAllConversations:
    case Operation::LoadMessages:
    case Operation::LoadOlderMessages:
    case Operation::LoadCitation:
    case Operation::LoadUsage:
    case Operation::LoadSourceFile:
        return true;
    default:
        return false;
    }
}

bool retryMayHelp(Operation operation, ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Offline:
    case ErrorKind::Timeout:
    case ErrorKind::Tls:
    case ErrorKind::RateLimited:
    case ErrorKind::Server:
    case ErrorKind::BadResponse:
    case ErrorKind::Storage:
        return true;
    case ErrorKind::SecretStore:
        return operation == Operation::RestoreKey || operation == Operation::RemoveKey;
    case ErrorKind::Unclear:
        // A write may have happened: it is looked at first. The same name again does no harm.
        return isLoad(operation) || operation == Operation::RenameConversation;
    default:
        return false;
    }
}

bool needsDecision(Operation operation, ErrorKind kind)
{
    // A source that is not found or figures that are missing stop nobody.
    if (kind == ErrorKind::Cancelled || operation == Operation::LoadCitation ||
        operation == Operation::LoadUsage)
        return false;
    return kind != ErrorKind::NotFound || operation == Operation::DeleteConversations;
}

QString withoutKeys(QString text)
{
    static const QRegularExpression key(u"\\d+\\s*(\\||%7[Cc])\\s*[A-Za-z0-9]{8,}"_s);
    static const QRegularExpression bearer(u"(Bearer\\s+)\\S+"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression query(u"\\?[^\\s\"'<>]*="_s + u"[^\\s\"'<>]*"_s);
    return text.replace(bearer, u"\\1…"_s).replace(key, u"…"_s).replace(query, u"?…"_s);
}

} // namespace

QString serverSentence(const QString &raw)
{
    // Cut before cleaning, so that a megabyte costs nothing; cleaning can only shorten or keep.
    QString line = withoutKeys(text::cleanLine(raw.left(4 * maxServerSentence)));
    if (line.size() > maxServerSentence) {
        qsizetype end = line.lastIndexOf(u' ', maxServerSentence);
        if (end < maxServerSentence / 2)
            end = maxServerSentence;
        if (line.at(end - 1).isHighSurrogate())
            --end;
        line = line.left(end) + u'…';
    }
    if (!line.isEmpty() && (line.back().isLetterOrNumber() || line.back() == u')' || line.back() == u'"'))
        line += u'.';
    return line;
}

ErrorText errorText(Operation operation, const Error &error, Loaded loaded)
{
    ErrorText words;
    words.canRetry = retryMayHelp(operation, error.kind);
    words.lasting = needsDecision(operation, error.kind);
    QString consequence = ErrorWords::consequence(operation, loaded);
    switch (error.kind) {
    case ErrorKind::Forbidden:
        words.sentence = ErrorWords::forbidden(operation);
        break;
    case ErrorKind::NotFound:
        words.sentence = ErrorWords::notFound(operation);
        consequence.clear();
        break;
    case ErrorKind::Unclear:
        words.sentence = ErrorWords::unclear(operation);
        if (!isLoad(operation))
            consequence.clear();
        break;
    case ErrorKind::SecretStore:
        words.sentence = ErrorWords::keychain(operation);
        words.hint = ErrorWords::keychainWayOut(operation);
        return words;
    default:
        words.sentence = ErrorWords::outcome(operation) + u' ' + ErrorWords::cause(error);
        break;
    }
    const QString wayOut = ErrorWords::wayOut(operation, error);
    words.hint = consequence + (consequence.isEmpty() || wayOut.isEmpty() ? u""_s : u" "_s) + wayOut;
    return words;
}

QString errorCause(const Error &error)
{
    return ErrorWords::cause(error);
}

QString errorDetails(Operation operation, const Error &error)
{
    QStringList lines{
        u"Confab "_s + QLatin1String(CONFAB_VERSION) + u", Qt "_s + QString::fromLatin1(qVersion()),
        u"Operation: "_s + operationName(operation), u"Kind: "_s + kindName(error.kind),
        u"HTTP status: "_s + (error.httpStatus ? QString::number(error.httpStatus) : u"none"_s)};
    if (!error.serverMessage.isEmpty())
        lines << u"Server: "_s + serverSentence(error.serverMessage);
    if (!error.detail.isEmpty())
        lines << u"Detail: "_s + withoutKeys(text::cleanLine(error.detail, 2000));
    if (error.retryAfter)
        lines << u"Retry after: "_s + QString::number(error.retryAfter->count()) + u" ms"_s;
    return lines.join(u'\n');
}

} // namespace confab
