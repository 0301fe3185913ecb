// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/faults.h"
#include "gui/journey.h"
#include "models/messagelistmodel.h"
#include "sandbox/sandboxdata.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>

/// What the journeys of somebody who writes share.
namespace confab::talk {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Kind = SandboxFault::Kind;

inline const QString posts = u"^POST .*/messages"_s;
inline const QString fetches = u"^GET .*/messages/\\d+$"_s;
inline const QString usageCalls = u"^GET /api/v1/limits/usage"_s;

/// A journey with the composer's controls at hand.
class Talk : public Journey
{
public:
    explicit Talk(const SandboxOptions &options = few(), const Timeouts &timeouts = {})
        : Journey(options, timeouts)
    {
    }

    [[nodiscard]] static SandboxOptions few()
    {
        SandboxOptions options;
        options.conversations = 30;
        options.longestMessages = 40;
        return options;
    }

    [[nodiscard]] QPlainTextEdit *editor() const { return control<QPlainTextEdit>(u"Message"_s); }
    [[nodiscard]] QPushButton *sendButton() const { return control<QPushButton>(u"Send"_s); }
    [[nodiscard]] QPushButton *stopButton() const { return control<QPushButton>(u"Stop"_s); }
    [[nodiscard]] QComboBox *language() const { return control<QComboBox>(u"Language"_s); }
    [[nodiscard]] QString note() { return faults::labelText(*this, u"composerNoteText"_s); }
    [[nodiscard]] QString status() { return faults::labelText(*this, u"composerStatus"_s); }

    /// Signs in and opens the n-th row.
    [[nodiscard]] bool begin(int row = 0) { return signIn() && openRow(row); }
    /// The same, and then half of an answer is here; the rest comes after clearFaults().
    [[nodiscard]] bool beginAnswer() { return begin() && holdAnswer(); }
    [[nodiscard]] bool holdAnswer()
    {
        addFault(fault(Kind::HoldStream, posts));
        writeAndSend(u"Tell me of returns"_s);
        return until([this] { return isAnswering(); });
    }
    [[nodiscard]] bool signOut()
    {
        action(u"Sign out"_s)->trigger();
        return dialog(u"signInDialog"_s);
    }
    [[nodiscard]] bool signInAgain(const QString &key = {})
    {
        return signInByDialog(key) && waitLoaded() && activate();
    }
    /// Opens the n-th row and waits for its messages.
    [[nodiscard]] bool openRow(int row)
    {
        advance(1s);
        click(row);
        return waitLoaded() && editor();
    }
    /// Of the first row in the list that somebody of that kind began: 0 for a visitor.
    [[nodiscard]] int rowCreatedBy(qint64 user)
    {
        for (int row = 0; row < rowCount(); ++row) {
            const SessionId session(
                list()->model()->index(row, 0).data(ConversationListModel::SessionRole).toString());
            const Conversation *conversation = workspace().conversations().find(session);
            if (conversation && conversation->createdBy.value_or(0) == user)
                return row;
        }
        return -1;
    }
    void write(const QString &text)
    {
        editor()->setFocus();
        type(text);
    }
    void writeAndSend(const QString &text)
    {
        write(text);
        press(Qt::Key_Return);
    }
    /// The clock goes on meanwhile, frame by frame.
    [[nodiscard]] bool until(const std::function<bool()> &done)
    {
        return QTest::qWaitFor(
            [this, &done] {
                clock.advance(16ms);
                return done();
            },
            20'000);
    }
    [[nodiscard]] bool waitNote(const QString &part)
    {
        if (until([&] { return note().contains(part); }))
            return true;
        qInfo().noquote() << "The note says:" << note();
        return false;
    }

    [[nodiscard]] QString open() { return workspace().messages().key().session.toString(); }
    [[nodiscard]] QStringList texts(MessageListModel::Sender sender) const
    {
        QStringList all;
        const QAbstractItemModel &model = *transcript()->model();
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row, 0);
            if (index.data(MessageListModel::SenderRole).value<MessageListModel::Sender>() == sender)
                all << index.data(MessageListModel::TextRole).toString();
        }
        return all;
    }
    [[nodiscard]] QStringList questions() const { return texts(MessageListModel::Sender::Visitor); }
    [[nodiscard]] QStringList answers() const { return texts(MessageListModel::Sender::Agent); }
    [[nodiscard]] QModelIndex lastRow() const
    {
        const QAbstractItemModel &model = *transcript()->model();
        return model.index(model.rowCount() - 1, 0);
    }
    [[nodiscard]] int progress() const { return lastRow().data(MessageListModel::ProgressRole).toInt(); }
    /// A part of the answer is here, and the rest is on its way.
    [[nodiscard]] bool isAnswering() const
    {
        return progress() == int(Progress::Answering) &&
               !lastRow().data(MessageListModel::EmptyAnswerRole).toBool() && stopButton();
    }
    /// What the server has as the newest answer of the conversation that is open.
    [[nodiscard]] int stored() { return server().messageCount(project(), open()); }
    [[nodiscard]] bool isQuietAgain() { return waitLoaded() && !stopButton(); }

    [[nodiscard]] SandboxFault fault(Kind kind, const QString &match, int times = -1) const
    {
        SandboxFault made;
        made.kind = kind;
        made.match = match;
        made.times = times;
        return made;
    }
};

} // namespace confab::talk
