// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/journey.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>

#include <memory>

namespace confab::faults {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Kind = SandboxFault::Kind;

inline const QString listCalls = u"^GET /api/v1/projects/\\d+/conversations(\\?|$)"_s;
inline const QString messageCalls = u"^GET /api/v1/projects/\\d+/conversations/[^/]+/messages(\\?|$)"_s;

/// Short enough for tests, and long enough for a busy machine to answer a call that is in order. Repeats come
/// at once.
inline Timeouts shortTimeouts()
{
    return {250ms, 5'000ms, 250ms, 0ms};
}

inline SandboxOptions holding(int conversations, int perPage)
{
    SandboxOptions options;
    options.conversations = conversations;
    options.conversationsPerPage = perPage;
    return options;
}

inline SandboxFault fault(Kind kind, const QString &match, int status = 0)
{
    SandboxFault made;
    made.kind = kind;
    made.match = match;
    made.status = status;
    return made;
}

enum class Each {
    Fault,
    OfAKind ///< One fault for each kind of error; a timeout does as a lost connection.
};

/// The ways in which reading can fail, and the words for the cause. `retry`: it is offered in the banner.
inline void addReadFaults(Each each)
{
    const auto offline = u"The server cannot be reached."_s;
    const auto timeout = u"The server did not answer in time."_s;
    const auto broken = u"The server has a problem of its own."_s;
    const auto strange = u"The server's answer could not be understood."_s;
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<bool>("retry");
    QTest::newRow("dropped connection") << Kind::DropConnection << 0 << offline << true;
    QTest::newRow("gateway's page") << Kind::Html502 << 0 << broken << true;
    QTest::newRow("error in a 200") << Kind::StatusErrorIn200 << 0 << u"Internal Server Error."_s << true;
    QTest::newRow("403") << Kind::Status << 403 << u"This key may not read"_s << false;
    QTest::newRow("404 with the project") << Kind::Status << 404 << u"no longer on the server."_s << false;
    QTest::newRow("422") << Kind::Status << 422 << u"Colours are not allowed on a Tuesday."_s << false;
    QTest::newRow("credits") << Kind::CreditsExhausted << 0
                             << u"The query credits of this account are used up."_s << false;
    if (each == Each::OfAKind)
        return;
    QTest::newRow("hang") << Kind::Hang << 0 << timeout << true;
    QTest::newRow("redirect") << Kind::RedirectOtherHost << 0 << strange << true;
    QTest::newRow("truncated body") << Kind::TruncateBody << 0 << offline << true;
    QTest::newRow("cut at a chunk") << Kind::CutChunked << 0 << offline << true;
    QTest::newRow("hang in the body") << Kind::HangMidBody << 0 << timeout << true;
    QTest::newRow("500") << Kind::Status << 500 << broken << true;
    QTest::newRow("portal's page") << Kind::Html200 << 0 << strange << true;
    QTest::newRow("data is a string") << Kind::DataIsString << 0 << strange << true;
    QTest::newRow("data is an empty array") << Kind::DataIsEmptyArray << 0 << strange << true;
    QTest::newRow("data is null") << Kind::DataIsNull << 0 << strange << true;
    QTest::newRow("empty body") << Kind::EmptyBody << 0 << strange << true;
    QTest::newRow("stray bytes") << Kind::InvalidUtf8 << 0 << strange << true;
    QTest::newRow("50 MB") << Kind::HugeBody << 0 << strange << true;
    QTest::newRow("deep nesting") << Kind::DeepNesting << 0 << strange << true;
}

/// A server to which nobody may ever come.
class Elsewhere
{
public:
    Elsewhere() : m_server(smallest())
    {
        if (!m_server.start())
            qFatal("No second server: %s", qPrintable(m_server.errorString()));
    }
    [[nodiscard]] QUrl address() const { return m_server.baseUrl(); }
    [[nodiscard]] int visits() const { return m_server.callCount(); }

private:
    [[nodiscard]] static SandboxOptions smallest()
    {
        SandboxOptions options;
        options.projects = 1;
        options.conversations = 1;
        return options;
    }

    SandboxServer m_server;
};

/// The fault of the present row, for calls that `match`.
inline SandboxFault rowFault(const QString &match, const Elsewhere &elsewhere)
{
    QFETCH(const Kind, kind);
    QFETCH(const int, status);
    SandboxFault made = fault(kind, match, status);
    made.location = elsewhere.address();
    if (status == 422 || status == 400)
        made.body = R"({"status":"error","data":{"code":)" + QByteArray::number(status) +
                    R"(,"message":"Colours are not allowed on a Tuesday."}})";
    return made;
}

/// The person's two ways of trying again, one after the other.
inline bool tryAgain(Journey &journey, int way)
{
    if (way % 2 == 0 && journey.pressInBanner(u"Retry"_s))
        return true;
    QAction *retry = journey.action(u"Retry"_s);
    if (!retry->isEnabled())
        return false;
    retry->trigger();
    return true;
}

inline QString clipboardAfterCopy(const Journey &journey)
{
    QGuiApplication::clipboard()->clear();
    return journey.pressInBanner(u"Copy details"_s) ? QGuiApplication::clipboard()->text() : QString();
}

inline QString labelText(Journey &journey, const QString &objectName)
{
    const auto *label = journey.window().findChild<QLabel *>(objectName);
    return label && label->isVisible() ? label->text() : QString();
}

/// What stands in place of the messages; empty where they are shown.
inline QString messageSentence(Journey &journey)
{
    const auto *page = journey.window().findChild<QWidget *>(u"messageSentencePage"_s);
    return page->isVisible() ? page->findChild<QLabel *>(u"stateSentence"_s)->text() : QString();
}

/// Tests in which one journey serves all rows of a function.
class RowsOfFaults : public QObject
{
protected:
    /// Signed in, and free of the faults of the row before.
    void beginRow(int conversations, int perPage = 100)
    {
        m_isFirst = !m_journey || m_function != QTest::currentTestFunction();
        if (m_isFirst) {
            m_function = QTest::currentTestFunction();
            m_journey.reset();
            m_journey = std::make_unique<Journey>(holding(conversations, perPage), shortTimeouts());
            QVERIFY(m_journey->signIn());
        }
        m_journey->server().clearFaults();
    }
    /// The same with the second conversation open to begin with, and without a notification.
    void beginRowOfEdits(int conversations)
    {
        beginRow(conversations);
        if (m_isFirst) {
            m_journey->click(1);
            QVERIFY(m_journey->waitLoaded());
        }
        while (m_journey->pressButton(u"Close notification"_s)) {
        }
        QCOMPARE(m_journey->bannerText(), QString());
    }

    Elsewhere m_elsewhere;
    std::unique_ptr<Journey> m_journey;
    int m_count = 0; ///< For names and ways that change from row to row.

private:
    QByteArray m_function;
    bool m_isFirst = false;
};

} // namespace confab::faults
