// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/statusline.h"

#include "core/clock.h"
#include "services/workspace.h"
#include "ui/plaintext.h"
#include "ui/syncpart.h"

#include <QLabel>
#include <QLocale>
#include <QStatusBar>

#include <algorithm>

namespace confab {

StatusLine::StatusLine(Workspace &workspace, QStatusBar &bar)
    : QObject(&bar)
    , m_workspace(workspace)
    , m_connection(plainLabel(QStringLiteral("connectionStatus"), &bar))
    , m_unsaved(plainLabel(QStringLiteral("unsavedKeyStatus"), &bar))
    , m_usage(plainLabel(QStringLiteral("usageStatus"), &bar))
{
    bar.setObjectName(QStringLiteral("statusBar"));
    bar.setSizeGripEnabled(false);
    bar.setContentsMargins(8, 0, 8, 0);
    bar.addWidget(m_connection, 1);
    bar.addPermanentWidget(new SyncPart(workspace.archive(), workspace.clock(), &bar));
    bar.addPermanentWidget(m_unsaved);
    bar.addPermanentWidget(m_usage);
    m_unsaved->setText(tr("Key not saved on this computer"));
    m_unsaved->hide();

    const Session &session = m_workspace.session();
    connect(&session, &Session::stateChanged, this, &StatusLine::showConnection);
    connect(&session, &Session::keyNotStored, this, &StatusLine::showConnection);
    connect(&session, &Session::usageChanged, this, &StatusLine::showUsage);
    connect(&m_workspace.reading(), &ArchiveReading::changed, this, &StatusLine::showConnection);
    connect(&session, &Session::paceChanged, this, [this](const Pace &pace) {
        m_pace = pace;
        ++m_countdown;
        showConnection();
    });
    watchReplies();
    showConnection();
}

void StatusLine::watchReplies()
{
    const auto note = [this](Operation, const Error &error) {
        if (error.kind != ErrorKind::Offline && error.kind != ErrorKind::Timeout)
            return;
        m_lost = error.kind;
        showConnection();
    };
    connect(&m_workspace.projects(), &ProjectService::failed, this, note);
    connect(&m_workspace.conversations(), &ConversationService::failed, this, note);
    connect(&m_workspace.messages(), &MessageService::failed, this, note);
    connect(&m_workspace.session(), &Session::serverAnswered, this, [this] {
        if (m_lost.has_value()) {
            m_lost.reset();
            showConnection();
        }
    });
}

QString StatusLine::lostText() const
{
    if (m_workspace.reading().isOffline() || m_lost == ErrorKind::Offline)
        return tr("Offline");
    return m_lost == ErrorKind::Timeout ? tr("The server does not answer") : QString();
}

void StatusLine::showConnection()
{
    Session &session = m_workspace.session();
    m_unsaved->setVisible(session.isSignedIn() && session.isKeyUnsaved());
    switch (session.state()) {
    case Session::State::SignedOut:
        m_usage->clear();
        return m_connection->setText(tr("Signed out"));
    case Session::State::Restoring:
        return m_connection->setText(tr("Reading the key from the keychain…"));
    case Session::State::KeyUnreadable:
        return m_connection->setText(tr("The key could not be read from the keychain"));
    case Session::State::SigningIn:
        return m_connection->setText(tr("Signing in…"));
    case Session::State::Expired:
        return m_connection->setText(tr("The server no longer accepts the key"));
    case Session::State::SignedIn:
        break;
    }
    const qint64 wait = m_pace.pausedUntil.isValid()
                            ? m_workspace.clock().nowUtc().secsTo(m_pace.pausedUntil.addMSecs(999))
                            : 0;
    if (wait > 0) {
        m_connection->setText(
            tr("The service asked for a pause: going on in %Ln seconds", nullptr, static_cast<int>(wait)));
        m_workspace.clock().after(std::chrono::seconds(1), this, [this, number = m_countdown] {
            if (number == m_countdown)
                showConnection();
        });
        return;
    }
    if (const QString lost = lostText(); !lost.isEmpty())
        return m_connection->setText(lost);
    QString text = tr("Connected · %Ln calls left this minute", nullptr, std::max(0, m_pace.remaining));
    if (m_pace.waiting > 0)
        text += tr(" · %Ln waiting", nullptr, m_pace.waiting);
    m_connection->setText(text);
}

void StatusLine::showUsage(const Usage &usage)
{
    const QLocale locale;
    m_usage->setText(
        usage.maxQueries > 0
            ? tr("%1 of %2 queries left")
                  .arg(locale.toString(std::max<qint64>(0, usage.maxQueries - usage.currentQueries)),
                       locale.toString(usage.maxQueries))
            : QString());
    setPlainToolTip(
        m_usage,
        tr("Questions that can still be answered in this billing cycle, of those your plan includes"));
}

} // namespace confab
