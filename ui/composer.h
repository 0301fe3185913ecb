// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QWidget>

#include <memory>

namespace confab {

class Workspace;

/// Under the messages: where the next question is written. It follows the open conversation of the workspace,
/// keeps a draft for each, and shows what has become of the questions that were sent from here. Where no
/// conversation is open, its question begins a new one.
class Composer : public QWidget
{
    Q_OBJECT

public:
    explicit Composer(Workspace &workspace, QWidget *parent = nullptr);
    ~Composer() override;

    /// The editor grows to a third of this pane's height.
    void followHeightOf(QWidget &pane);
    /// Of the open conversation: it may be in no list, as one that a search found.
    void setConversation(const Conversation &conversation);
    /// False while several conversations are selected: there is no one to write to.
    void setAddressable(bool addressable);
    /// Where the focus goes to write.
    [[nodiscard]] QWidget *focusTarget() const;

    [[nodiscard]] bool canWrite() const;
    [[nodiscard]] bool canSend() const;
    [[nodiscard]] bool canStop() const;
    void send();
    void stop();

signals:
    /// canWrite(), canSend() or canStop() changed.
    void stateChanged();
    /// A question is about to go out by the person's doing.
    void sending();
    /// The person wants to see an earlier answer of the open conversation.
    void messageWanted(confab::MessageId id);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace confab
