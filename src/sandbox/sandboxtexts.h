// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace confab::texts {

struct Turn
{
    QString question;
    QString answer;
};

/// A conversation of a support desk, as the demo shows it. Texts hold the marks {order}, {name}, {product},
/// {price}.
struct Script
{
    QByteArray language; ///< ISO 639-1
    QString title;
    QList<Turn> turns;
};

/// All scripts, the English ones first; read once. Thread-safe.
[[nodiscard]] const QList<Script> &scripts();

/// The positions in scripts() of a language's scripts; of the English ones where it has none.
[[nodiscard]] QList<int> scriptsOf(const QByteArray &language);

/// The text with its marks filled in; the same salt gives the same words.
[[nodiscard]] QString filled(QString text, const QByteArray &language, quint64 salt);

/// A guess from the letters, for answering in the language of the question; "en" where they do not tell.
[[nodiscard]] QByteArray languageOf(const QString &text);

/// A well-mixed number for a number (splitmix64), the sandbox's only source of chance.
[[nodiscard]] quint64 mixed(quint64 value);

// The scripts' source: "@ en Title" begins a script, "? question" a turn, the lines below are its answer.
extern const char *const englishTexts;
extern const char *const westernTexts;
extern const char *const easternTexts;

} // namespace confab::texts
