// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/searchindex.h"

#include "core/codepoints.h"

namespace confab::searchindex {

using namespace Qt::StringLiterals;
using searchterm::isSpaceless;

namespace {

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

} // namespace

Term termOf(const QString &text, bool stillTyping)
{
    Term term;
    term.sought = SearchTerm::of(storable(text.left(SearchTerm::longest)), stillTyping);
    const QString &normal = term.sought.normal;
    if (normal.isEmpty())
        return term;
    const QString pairs = withPairs(normal, true);
    term.pattern = likePattern(pairs);
    const QList<TextToken> &tokens = term.sought.tokens;
    if (tokens.isEmpty()) {
        term.kind = Kind::Literal;
        term.expression = term.pattern;
        return term;
    }
    const bool onlyRun = tokens.size() == 1 && tokens.first().run && tokens.first().start == 0 &&
                         tokens.first().end == normal.size();
    if (onlyRun && charactersOf(normal).size() >= 3) {
        term.kind = Kind::Trigrams;
        term.expression = quoted(normal);
        return term;
    }
    term.kind = Kind::Words;
    term.expression = quoted(pairs) + (term.sought.beginning ? u"*"_s : QString());
    return term;
}

Prepared prepare(const QString &text)
{
    const QString folded = searchterm::normal(text);
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
