// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/searchindex.h"

#include "core/codepoints.h"
#include "core/text.h"

namespace confab::searchindex {

using namespace Qt::StringLiterals;

namespace {

/// Of a longer word or phrase only the beginning is looked for: LIKE takes no pattern of any length.
constexpr qsizetype longestTerm = 2000;
constexpr char32_t longVowelOfKana = 0x30FC; ///< Its script is "common".

/// Walks over a text as runs of scripts without spaces and what lies between them.
template<class Run, class Other>
void walk(const QString &text, Run &&run, Other &&other)
{
    qsizetype start = 0;
    bool inRun = false;
    qsizetype length = 0;
    const auto flush = [&](qsizetype end) {
        if (end > start)
            inRun ? run(QStringView(text).mid(start, end - start))
                  : other(QStringView(text).mid(start, end - start));
        start = end;
    };
    for (qsizetype at = 0; at < text.size(); at += length) {
        const char32_t c = text::codePointAt(text, at, length);
        // A mark goes with what it stands on.
        const bool belongs = c >= 0x0300 && QChar::isMark(c) ? inRun || isSpaceless(c) : isSpaceless(c);
        if (belongs != inRun) {
            flush(at);
            inRun = belongs;
        }
    }
    flush(text.size());
}

QList<QStringView> charactersOf(QStringView run)
{
    QList<QStringView> characters;
    qsizetype length = 0;
    for (qsizetype at = 0; at < run.size(); at += length) {
        text::codePointAt(run, at, length);
        characters.append(run.mid(at, length));
    }
    return characters;
}

void appendPairs(QString &out, QStringView run, bool lastAlone)
{
    const QList<QStringView> characters = charactersOf(run);
    if (!out.isEmpty())
        out += u' ';
    for (qsizetype i = 1; i < characters.size(); ++i) {
        out += characters.at(i - 1);
        out += characters.at(i);
        out += u' ';
    }
    if (lastAlone || characters.size() == 1)
        out += characters.last();
    else
        out.chop(1);
}

/// The text with its runs written as pairs. In a query the last run may go on, so its last character does
/// not stand alone.
QString withPairs(const QString &normalText, bool query)
{
    QString out;
    out.reserve(normalText.size() * 2);
    const auto *const end = normalText.constData() + normalText.size();
    walk(
        normalText,
        [&](QStringView run) { appendPairs(out, run, !query || run.constData() + run.size() != end); },
        [&](QStringView other) {
            if (!out.isEmpty())
                out += u' ';
            out += other;
        });
    return out;
}

QString quoted(QString phrase)
{
    return u'"' + phrase.replace(u'"', "\"\""_L1) + u'"';
}

QString likePattern(QString part)
{
    part.replace(u'\\', "\\\\"_L1).replace(u'%', "\\%"_L1).replace(u'_', "\\_"_L1);
    return u'%' + part + u'%';
}

bool endsInHangul(const QString &text)
{
    for (qsizetype at = text.size() - 1; at >= 0; --at) {
        const char32_t c = text.at(at).unicode();
        if (isWordPart(c))
            return QChar::script(c) == QChar::Script_Hangul;
    }
    return false;
}

/// A blank for each control character: none is part of a word, and NUL ends a statement's text.
QString withoutControls(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text;
}

} // namespace

bool isSpaceless(char32_t c)
{
    if (c < 0x0E00)
        return false;
    if (c == longVowelOfKana)
        return true;
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Bopomofo:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return QChar::isLetterOrNumber(c) || QChar::isMark(c);
    default:
        return false;
    }
}

bool isWordPart(char32_t c)
{
    return QChar::isLetterOrNumber(c) || QChar::isMark(c) || QChar::category(c) == QChar::Other_PrivateUse;
}

QString normal(const QString &text)
{
    const QString folded = text::fold(text);
    return text::isAscii(folded) ? folded : folded.normalized(QString::NormalizationForm_C);
}

Term termOf(const QString &text, bool stillTyping)
{
    Term term;
    term.normal = normal(withoutControls(storable(text.left(longestTerm)))).simplified();
    if (term.normal.isEmpty())
        return term;
    int runs = 0;
    qsizetype characters = 0;
    bool onlyRun = true;
    bool words = false;
    qsizetype lastRun = 0;
    walk(
        term.normal,
        [&](QStringView run) {
            ++runs;
            lastRun = charactersOf(run).size();
            characters = lastRun;
        },
        [&](QStringView other) {
            onlyRun = false;
            lastRun = 0;
            qsizetype length = 0;
            for (qsizetype at = 0; at < other.size(); at += length)
                words = words || isWordPart(text::codePointAt(other, at, length));
        });
    term.pattern = likePattern(withPairs(term.normal, true));
    if (runs == 0 && !words) {
        term.kind = Kind::Literal;
        term.expression = term.pattern;
        return term;
    }
    if (runs == 1 && onlyRun && characters >= 3) {
        term.kind = Kind::Trigrams;
        term.expression = quoted(term.normal);
        return term;
    }
    term.kind = Kind::Words;
    term.beginning = lastRun == 1 || (lastRun == 0 && (stillTyping || endsInHangul(term.normal)));
    term.expression = quoted(withPairs(term.normal, true)) + (term.beginning ? u"*"_s : QString());
    return term;
}

Prepared prepare(const QString &text)
{
    const QString folded = normal(text);
    Prepared prepared;
    bool hasRuns = false;
    walk(
        folded,
        [&](QStringView run) {
            hasRuns = true;
            if (!prepared.runs.isEmpty())
                prepared.runs += u'\n';
            prepared.runs += run;
        },
        [](QStringView) {});
    if (hasRuns)
        prepared.folded = withPairs(folded, false);
    else if (folded != text.toLower())
        prepared.folded = folded;
    return prepared;
}

QString storable(const QString &text)
{
    QString clean = text;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate())
            ++i;
        else if (c.isSurrogate() || c.isNull())
            clean[i] = QChar::ReplacementCharacter;
    }
    return clean;
}

} // namespace confab::searchindex
