// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exportvalues.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace confab {

/// The words of the files that people read. All of it is clean text, to be escaped by whoever writes it. Any
/// thread.
class ExportWords
{
    Q_DECLARE_TR_FUNCTIONS(ExportWords)

public:
    /// "2026-11-03 14:02:09 UTC+01:00", the same in every language; words where the moment is not known.
    [[nodiscard]] static QString moment(const QDateTime &moment, const QTimeZone &zone);
    [[nodiscard]] static QString title(const QString &project);
    [[nodiscard]] static QString name(const Conversation &conversation);
    [[nodiscard]] static QString sender(bool agent);
    /// Instead of a question or an answer without a text.
    [[nodiscard]] static QString nothing(bool agent);
    [[nodiscard]] static QString messages(qint64 count);
    [[nodiscard]] static QString conversations(qint64 count);
    [[nodiscard]] static QString image(const QString &words, const QString &address);
    [[nodiscard]] static QString source(const ExportedSource &source);
    [[nodiscard]] static QString sourcesHeading();
    [[nodiscard]] static QString leftOutHeading();
    [[nodiscard]] static QString leftOut(const LeftOut &leftOut);
    /// The line under the title.
    [[nodiscard]] static QString exported(const QDateTime &at, const QTimeZone &zone, qint64 chosen);
    /// "12 conversations, 340 messages": what the file holds.
    [[nodiscard]] static QString summary(const ExportCounts &counts);

    /// "Conversation 41 · 12 messages · created … · as of …"
    [[nodiscard]] static QStringList facts(const ExportedConversation &conversation, const QTimeZone &zone);
    /// What has to be known of the copy; often nothing.
    [[nodiscard]] static QStringList notes(const ExportedConversation &conversation);
    /// Reaction and origin of an answer; often nothing.
    [[nodiscard]] static QStringList details(const Message &message);
    /// Address and program of whoever asked; often nothing.
    [[nodiscard]] static QStringList personal(const Message &message);
};

} // namespace confab
