// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QDateTime>
#include <QList>
#include <QLockFile>
#include <QObject>
#include <QUrl>

namespace confab {

class Clock;

/// What stands in the composer of one conversation.
struct Draft
{
    QString text;
    QString language; ///< Empty: as the project is set.
    QString externalId;
    friend bool operator==(const Draft &, const Draft &) = default;
};

/// A question that was sent and of which nothing certain is known yet.
struct OpenQuestion
{
    qint64 number = 0; ///< Of this store's; above zero.
    QString prompt;
    QString language;
    QString externalId;
    MessageId after; ///< The newest record that was known when it was sent.
    QDateTime sentAt;
    friend bool operator==(const OpenQuestion &, const OpenQuestion &) = default;
};

/// What a person has written and the service does not provably have: a draft per conversation, and questions
/// whose answer has not come. One file for its owner alone, so that neither a crash nor a quit loses a word.
/// The conversation of an invalid session stands for the next new one of its project.
///
/// One program at a time: the first to use the file keeps a lock beside it until it ends, since each writes
/// all that it knows over what is there. Any other begins with nothing, as the open questions of the first
/// would look to it like those of a crash, and writes nothing but at its own end, if it has outlived the
/// first.
///
/// Each account has its own, since several may know the same project: what another one has is kept and not
/// shown.
///
/// Typing reaches the disk within a second; a question, before it is sent. Of more than maxConversations, or
/// more than maxFileSize bytes, the ones that were touched longest ago go.
class DraftStore : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype maxConversations = 500;
    /// UTF-16 units of one question, and of what is typed. Drafts that were joined may be longer: they are
    /// kept whole, for the person to shorten or to send in parts.
    static constexpr qsizetype maxText = 32 * 1024;
    static constexpr qint64 maxFileSize = 4 * 1024 * 1024;

    DraftStore(QString path, Clock &clock, QObject *parent = nullptr);
    ~DraftStore() override;

    /// Whose drafts are meant from now on; an empty address is nobody's. A user of 0 is one whose key could
    /// not be checked: whoever wrote there last. What was written before that was known becomes this
    /// account's.
    void setAccount(const QUrl &server, qint64 user);

    [[nodiscard]] Draft draft(const ConversationKey &key) const;
    void setDraft(const ConversationKey &key, const Draft &draft);

    [[nodiscard]] QList<OpenQuestion> openQuestions(const ConversationKey &key) const;
    /// On the disk when this returns, together with all that waited, if it can be written at all.
    qint64 openQuestion(const ConversationKey &key, const OpenQuestion &question);
    void closeQuestion(const ConversationKey &key, qint64 number);

    /// The person has sent something into this conversation before.
    [[nodiscard]] bool hasSpoken(const ConversationKey &key) const;
    /// The conversation was deleted by the person's will.
    void forget(const SessionId &session);
    /// The conversation is gone without it: what was written for it waits for the next new conversation of
    /// the project, under what waits there already.
    void release(const ConversationKey &key);
    /// Writes now what has changed.
    void flush();

signals:
    /// The file could not be written, or another program has it; what was to be kept lasts until the program
    /// ends. Once, until it works again.
    void failed(const confab::Error &error);

private:
    struct Entry
    {
        QString account;
        ConversationKey key;
        Draft draft;
        QList<OpenQuestion> questions;
        bool spoken = false;
    };

    [[nodiscard]] bool isOurs();
    void load();
    void takeOver();
    void writeSoon();
    [[nodiscard]] bool write();
    [[nodiscard]] QByteArray content() const;
    [[nodiscard]] const Entry *find(const ConversationKey &key) const;
    Entry &touch(const ConversationKey &key);
    void dropIfEmpty(const ConversationKey &key);
    [[nodiscard]] bool isMine(const Entry &entry, const ConversationKey &key) const;

    QString m_path;
    QLockFile m_lock;
    bool m_loaded = false; ///< Not while another program has the file.
    Clock &m_clock;
    QString m_account;
    QList<Entry> m_entries; ///< The one touched last is the last.
    qint64 m_lastNumber = 0;
    bool m_dirty = false;
    bool m_waiting = false; ///< A write is due soon.
    bool m_failing = false;
};

} // namespace confab
