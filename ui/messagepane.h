// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QWidget>

#include <memory>

namespace confab {

class CitationService;
class LinkOpener;
class MessageListModel;
class MessageService;
class MessageView;

/// The right-hand pane: title line, the messages, and a sentence with one action where there are none to
/// show.
class MessagePane : public QWidget
{
    Q_OBJECT

public:
    MessagePane(MessageService &messages, MessageListModel &model, CitationService &citations,
                LinkOpener &links, QWidget *parent = nullptr);
    ~MessagePane() override;

    /// Title and facts of the conversation; the service is told to read it, unless it is the one that is
    /// open. An invalid one empties the pane.
    void showConversation(const Conversation &conversation);
    /// Its name changed.
    void updateConversation(const Conversation &conversation);
    /// A new day has begun or the zone has changed.
    void refreshDates();
    /// More than one row is selected: "12 conversations selected" instead of messages.
    void showSelectionCount(int count);
    /// Where F6 puts the focus.
    [[nodiscard]] QWidget *focusTarget() const;

    /// Widgets of others around the messages, each shown and hidden by its owner: a bar between the title
    /// line and the messages, one under them (also where there are none), a pane at their side whose width
    /// the person can change. The focus goes round in this order, and by creation inside each.
    void addAbove(QWidget *widget);
    void addBelow(QWidget *widget);
    void addBeside(QWidget *widget);
    [[nodiscard]] MessageView &view() const;
    /// What showConversation() was told last.
    [[nodiscard]] const Conversation &conversation() const;

    void copyText();
    void copyMarkdown();

signals:
    void canCopyChanged(bool canCopy);
    /// Whose messages are shown now, or what is known of it has changed; an invalid one while several are
    /// selected.
    void conversationShown(const confab::Conversation &conversation);
    /// Whether more than one conversation is selected.
    void severalSelected(bool several);

protected:
    void changeEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace confab
