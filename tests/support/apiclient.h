// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/restchatapi.h"
#include "core/clock.h"
#include "fakes/manualclock.h"
#include "support/fakenam.h"

#include <QTest>

#include <optional>

namespace confab {

inline const QString anySession = QStringLiteral("0f8fad5b-d9cb-469f-a165-70867728950e");

[[nodiscard]] inline ConversationKey anyConversation()
{
    return {ProjectId{1}, SessionId(anySession)};
}

[[nodiscard]] inline Credentials credentialsFor(const QUrl &base, const QString &key = QStringLiteral("1|k"))
{
    return {base, ApiKey::fromInput(key).value_or(ApiKey())};
}

/// Short enough for a test, long enough for a busy machine.
[[nodiscard]] inline Timeouts shortTimeouts()
{
    using namespace std::chrono_literals;
    return {700ms, 1500ms, 1000ms, 0ms};
}

/// The API client on a manager that checks every request.
struct ApiClient
{
    explicit ApiClient(const QUrl &base, const Timeouts &timeouts = {}, Clock *otherClock = nullptr)
        : governor(otherClock ? *otherClock : clock)
    {
        api = std::make_unique<RestChatApi>(
            governor, otherClock ? *otherClock : clock,
            [this, base] {
                auto made = std::make_unique<FakeNam>(base);
                made->answer = [this](QNetworkAccessManager::Operation operation,
                                      const QNetworkRequest &request, QIODevice *body) -> QNetworkReply * {
                    ++sent;
                    lastRequest = request;
                    return answer ? answer(operation, request, body) : nullptr;
                };
                made->onReply = [this](QNetworkReply *reply) {
                    if (onReply)
                        onReply(reply);
                };
                nam = made.get();
                return made;
            },
            timeouts);
        api->setRandom([] { return 1.0; });
        api->setCredentials(credentialsFor(base));
    }

    SystemClock clock;
    RateGovernor governor;
    QPointer<FakeNam> nam; ///< There is none before the first call.
    FakeNam::Answer answer;
    std::function<void(QNetworkReply *)> onReply;
    int sent = 0; ///< Requests, repeats included.
    QNetworkRequest lastRequest;
    std::unique_ptr<RestChatApi> api;

    /// Answers all further requests as the script says.
    void always(const FakeReply::Script &script)
    {
        answer = [this, script](QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
                                QIODevice *) { return nam->reply(operation, request, script); };
    }
};

/// The end of a call: its result, or nothing where it was cancelled or did not end in time.
template<class T>
[[nodiscard]] std::optional<Result<T>> resultOf(QFuture<Result<T>> future, int milliseconds = 20'000)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, milliseconds) ||
        future.resultCount() == 0)
        return std::nullopt;
    return future.resultAt(0);
}

/// The error of a call that must fail; the test fails where it did not.
template<class T>
[[nodiscard]] Error errorOf(const QFuture<Result<T>> &future, int milliseconds = 20'000)
{
    const auto result = resultOf(future, milliseconds);
    if (!result || *result) {
        QTest::qFail(result ? "The call succeeded" : "The call did not end", __FILE__, __LINE__);
        return {};
    }
    return result->error();
}

template<class T>
[[nodiscard]] T valueOf(const QFuture<Result<T>> &future, int milliseconds = 20'000)
{
    const auto result = resultOf(future, milliseconds);
    if (result && *result)
        return **result;
    QTest::qFail(result
                     ? qPrintable(result->error().detail + QLatin1Char(' ') + result->error().serverMessage)
                     : "The call did not end",
                 __FILE__, __LINE__);
    return {};
}

} // namespace confab
