// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/keychainsecretstore.h"

#include "core/logging.h"

#include <QPromise>
#include <QTimer>

#include <qt6keychain/keychain.h>

#include <algorithm>

namespace confab {

namespace {

const QString serviceName = QStringLiteral("io.github.confab");

// What takes the place of a key that is being removed. No key holds a blank, so it cannot be one.
const QString removedNote = QStringLiteral("(removed by Confab)");

Error keychainError(const QString &words)
{
    return Error{ErrorKind::SecretStore, 0, {}, words, {}};
}

// Words alone: the codes differ between keychains for one and the same cause (a missing service is "other
// error" on Linux), so nothing is decided by them.
QString wordsFor(QKeychain::Error code)
{
    switch (code) {
    case QKeychain::NoError:
        return {};
    case QKeychain::EntryNotFound:
        return KeychainSecretStore::tr("The keychain has no such entry.");
    case QKeychain::CouldNotDeleteEntry:
        return KeychainSecretStore::tr("The keychain could not delete the entry.");
    case QKeychain::AccessDeniedByUser:
        return KeychainSecretStore::tr("Access to the keychain was declined.");
    case QKeychain::AccessDenied:
        return KeychainSecretStore::tr("The keychain is locked or refused access.");
    case QKeychain::NoBackendAvailable:
        return KeychainSecretStore::tr("No keychain is running on this computer.");
    case QKeychain::NotImplemented:
        return KeychainSecretStore::tr("The keychain of this computer is not supported.");
    case QKeychain::OtherError:
        break;
    }
    return KeychainSecretStore::tr("The keychain could not be used.");
}

QString addressName(QUrl server)
{
    const QString scheme = server.scheme();
    if ((scheme == QLatin1String("https") && server.port() == 443) ||
        (scheme == QLatin1String("http") && server.port() == 80))
        server.setPort(-1);
    server = server.adjusted(QUrl::NormalizePathSegments | QUrl::RemoveUserInfo | QUrl::RemoveQuery |
                             QUrl::RemoveFragment);
    QString name = server.toString(QUrl::FullyEncoded);
    while (name.endsWith(u'/'))
        name.chop(1);
    return name;
}

Result<std::optional<ApiKey>> storedKey(const QString &value)
{
    if (value.isEmpty() || value == removedNote) // KWallet reads a missing entry as an empty one at times
        return std::optional<ApiKey>();
    const auto key = ApiKey::fromInput(value);
    if (!key)
        return tl::unexpected(
            keychainError(KeychainSecretStore::tr("What the keychain holds is not an API key.")));
    return std::optional<ApiKey>(*key);
}

} // namespace

KeychainSecretStore::KeychainSecretStore(const QString &profile, QObject *parent)
    : KeychainSecretStore(profile, Timings{}, parent)
{
}

KeychainSecretStore::KeychainSecretStore(const QString &profile, const Timings &timings, QObject *parent)
    : SecretStore(parent), m_profile(profile), m_timings(timings)
{
}

KeychainSecretStore::~KeychainSecretStore()
{
    m_closing = true;
    // Out of the member first: whoever hears of the end may come back with another call.
    for (const auto calls = std::exchange(m_calls, {}); const Call &call : calls)
        call.fail(tr("Confab is closing."));
}

QString KeychainSecretStore::entryName(const QString &profile, const QUrl &server)
{
    const QString account = profile.isEmpty() ? QStringLiteral("default") : profile;
    return serviceName + u'/' + account + u'/' + addressName(server);
}

QString KeychainSecretStore::name() const
{
#if defined(Q_OS_MACOS) || defined(Q_OS_IOS)
    return tr("the macOS keychain");
#elif defined(Q_OS_WIN)
    return tr("the Windows Credential Manager");
#else
    const QStringList desktops = qEnvironmentVariable("XDG_CURRENT_DESKTOP").split(u':');
    const bool named = !desktops.first().isEmpty();
    const bool kde =
        named ? desktops.contains(QLatin1String("KDE")) : qEnvironmentVariableIsSet("KDE_FULL_SESSION");
    return kde ? QStringLiteral("KWallet") : QStringLiteral("Secret Service");
#endif
}

QFuture<Result<std::optional<ApiKey>>> KeychainSecretStore::read(const QUrl &server)
{
    using Answer = Result<std::optional<ApiKey>>;
    const QString entry = entryName(m_profile, server);
    return enqueue<std::optional<ApiKey>>(
        entry, Purpose::Read, [this](const Finish<std::optional<ApiKey>> &finish) {
            runJob(JobKind::Read, {}, [finish](const Reply &reply) {
                if (reply.ok)
                    finish(storedKey(reply.value));
                else if (reply.missing)
                    finish(std::optional<ApiKey>());
                else
                    finish(Answer(tl::unexpected(keychainError(reply.words))));
            });
        });
}

QFuture<Result<Done>> KeychainSecretStore::write(const QUrl &server, const ApiKey &key)
{
    const QString entry = entryName(m_profile, server);
    return enqueue<Done>(entry, Purpose::Write, [this, key](const Finish<Done> &finish) {
        if (key.isEmpty()) { // would read as "missing" ever after
            finish(tl::unexpected(keychainError(tr("An empty key is never stored."))));
            return;
        }
        writeAndReadBack(QString::fromLatin1(key.reveal()), finish);
    });
}

QFuture<Result<Done>> KeychainSecretStore::remove(const QUrl &server)
{
    const QString entry = entryName(m_profile, server);
    return enqueue<Done>(entry, Purpose::Remove, [this](const Finish<Done> &finish) { removeEntry(finish); });
}

void KeychainSecretStore::writeAndReadBack(const QString &value, const Finish<Done> &finish)
{
    // KWallet's failures arrive as successes, so the read-back alone counts, and a failed write is not read
    // back.
    runJob(JobKind::Write, value, [this, value, finish](const Reply &written) {
        if (!written.ok) {
            finish(tl::unexpected(keychainError(written.words)));
            return;
        }
        runJob(JobKind::Read, {}, [value, finish](const Reply &found) {
            if (found.ok && found.value == value)
                finish(Done{});
            else
                finish(tl::unexpected(
                    keychainError(tr("The keychain did not keep what was stored, though it said so."))));
        });
    });
}

void KeychainSecretStore::removeEntry(const Finish<Done> &finish)
{
    writeAndReadBack(removedNote, [this, finish](const Result<Done> &overwritten) {
        if (!overwritten) {
            finish(overwritten);
            return;
        }
        // Whether deleting a missing entry is an error differs between keychains: the read decides.
        runJob(JobKind::Delete, {}, [this, finish](const Reply &) {
            runJob(JobKind::Read, {}, [finish](const Reply &found) {
                const bool gone = found.missing || found.value.isEmpty() || found.value == removedNote;
                if (gone && (found.ok || found.missing))
                    finish(Done{});
                else
                    finish(tl::unexpected(
                        keychainError(found.ok ? tr("The keychain still holds the key.") : found.words)));
            });
        });
    });
}

template<class T>
QFuture<Result<T>> KeychainSecretStore::enqueue(const QString &entry, Purpose purpose,
                                                const std::function<void(const Finish<T> &)> &begin)
{
    const auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    const auto conclude = [promise](const Result<T> &result) {
        promise->addResult(result);
        promise->finish();
    };
    const auto fail = [conclude](const QString &words) { conclude(tl::unexpected(keychainError(words))); };
    auto future = promise->future();
    if (m_closing) {
        fail(tr("Confab is closing."));
        return future;
    }
    Call call;
    call.number = ++m_lastNumber;
    call.entry = entry;
    call.purpose = purpose;
    call.begin = [this, begin, conclude, number = call.number] {
        begin([this, conclude, number](const Result<T> &result) {
            // The call is off the list before anybody hears of its end: they may ask anew, or delete this
            // store.
            takeCall(number);
            startNextSoon();
            conclude(result);
        });
    };
    call.fail = fail;
    append(std::move(call));
    return future;
}

void KeychainSecretStore::append(Call call)
{
    m_calls.push_back(std::move(call));
    Call &added = m_calls.back();
    QTimer::singleShot(m_timings.waitingAfter, this, [this, number = added.number] {
        if (findCall(number))
            emit waiting();
    });
    armWatchdog(added);
    startNextSoon();
}

// Never from within the end of another job, which QtKeychain does not bear.
void KeychainSecretStore::startNextSoon()
{
    QMetaObject::invokeMethod(this, &KeychainSecretStore::startNext, Qt::QueuedConnection);
}

void KeychainSecretStore::startNext()
{
    // An abandoned job still occupies QtKeychain, and a write that queued up behind it there could not be
    // called back.
    if (m_running.number != 0 || m_calls.empty() || m_calls.front().begun)
        return;
    Call &call = m_calls.front();
    call.begun = true;
    const auto begin = call.begin; // a copy: the call may be over when it returns
    begin();
}

KeychainSecretStore::Call *KeychainSecretStore::findCall(quint64 number)
{
    const auto at = std::find_if(m_calls.begin(), m_calls.end(),
                                 [number](const Call &call) { return call.number == number; });
    return at == m_calls.end() ? nullptr : &*at;
}

KeychainSecretStore::Call KeychainSecretStore::takeCall(quint64 number)
{
    Call taken;
    m_calls.remove_if([number, &taken](Call &call) {
        if (call.number != number)
            return false;
        taken = std::move(call);
        return true;
    });
    return taken;
}

void KeychainSecretStore::armWatchdog(Call &call)
{
    const quint64 phase = ++call.phase;
    QTimer::singleShot(m_timings.giveUpAfter, this, [this, number = call.number, phase] {
        const Call *late = findCall(number);
        if (late && late->phase == phase)
            giveUp(number);
    });
}

void KeychainSecretStore::giveUp(quint64 number)
{
    qCInfo(lcSecrets) << "the keychain does not answer; call" << number << "is given up";
    const Call call = takeCall(number);
    // Between two jobs of a write; in the midst of one, the job's own end sees to it.
    if (call.begun && call.purpose == Purpose::Write && m_running.number == 0)
        undoLateWrite(call.entry);
    startNextSoon();
    call.fail(call.begun ? tr("The keychain did not answer in time.")
                         : tr("The keychain is still busy with something else."));
}

void KeychainSecretStore::runJob(JobKind kind, const QString &value, const Then &then)
{
    Call &call = m_calls.front(); // the one whose turn it is
    // No parent, and the job deletes itself at its end: nothing here may delete it while it runs.
    QKeychain::Job *job = nullptr;
    if (kind == JobKind::Read) {
        job = new QKeychain::ReadPasswordJob(serviceName);
    } else if (kind == JobKind::Write) {
        auto *write = new QKeychain::WritePasswordJob(serviceName);
        write->setTextData(value);
        job = write;
    } else {
        job = new QKeychain::DeletePasswordJob(serviceName);
    }
    job->setKey(call.entry);
    const quint64 number = ++m_lastNumber;
    m_running = {number, call.number, kind, call.purpose, call.entry, then};
    connect(job, &QKeychain::Job::finished, this,
            [this, number](const QKeychain::Job *finished) { jobFinished(number, replyOf(finished)); });
    armWatchdog(call);
    job->start();
}

// QtKeychain may send the end of a job twice; the second one finds another number here.
void KeychainSecretStore::jobFinished(quint64 number, const Reply &reply)
{
    if (number != m_running.number)
        return;
    const Running finished = std::exchange(m_running, {});
    if (findCall(finished.call)) {
        // The call's next step, too, starts from the event loop and not from within the end of a job.
        const auto goOn = [this, finished, reply] {
            if (findCall(finished.call))
                finished.then(reply);
        };
        QMetaObject::invokeMethod(this, goOn, Qt::QueuedConnection);
        return;
    }
    const bool written = finished.kind == JobKind::Read || (finished.kind == JobKind::Write && reply.ok);
    if (finished.purpose == Purpose::Write && written)
        undoLateWrite(finished.entry);
    startNextSoon();
}

// The caller was told that nothing was stored. This makes it true, unless the entry is about to be changed
// again.
void KeychainSecretStore::undoLateWrite(const QString &entry)
{
    const bool changing = std::any_of(m_calls.begin(), m_calls.end(), [&entry](const Call &call) {
        return call.entry == entry && call.purpose != Purpose::Read;
    });
    if (!changing)
        std::ignore = enqueue<Done>(entry, Purpose::Remove,
                                    [this](const Finish<Done> &finish) { removeEntry(finish); });
}

KeychainSecretStore::Reply KeychainSecretStore::replyOf(const QKeychain::Job *job)
{
    Reply reply;
    reply.ok = job->error() == QKeychain::NoError;
    reply.missing = job->error() == QKeychain::EntryNotFound;
    reply.words = wordsFor(job->error());
    if (const auto *read = qobject_cast<const QKeychain::ReadPasswordJob *>(job); read && reply.ok)
        reply.value = read->textData();
    // The keychain's own sentence is for "Copy details" alone and is not logged: it may name the entry.
    if (!reply.ok && !job->errorString().isEmpty())
        reply.words += QStringLiteral(" (%1)").arg(job->errorString());
    qCInfo(lcSecrets) << "a keychain job ended with code" << job->error();
    return reply;
}

} // namespace confab
