// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spokentext.h"

#include <QList>
#include <QStringView>

namespace confab {

namespace {

constexpr qsizetype maxSpoken = 16 * 1024;

bool isRule(QStringView line)
{
    for (const QChar c : line) {
        if (!QStringView(u"-=*_|: ").contains(c))
            return false;
    }
    return line.size() >= 3;
}

/// Without the quote, heading and list marks that begin a line. Numbers of lists stay: they are read.
QStringView withoutLeader(QStringView line)
{
    line = line.trimmed();
    while (line.startsWith(u'>'))
        line = line.sliced(1).trimmed();
    qsizetype hashes = 0;
    while (hashes < line.size() && line[hashes] == u'#')
        ++hashes;
    if (hashes > 0 && hashes < line.size() && line[hashes] == u' ')
        return line.sliced(hashes + 1);
    if (line.size() > 1 && line[1] == u' ' && QStringView(u"-*+").contains(line[0]))
        return line.sliced(2);
    return line;
}

/// For "](address)" or "][name]" at `at`: the index after it, else -1.
qsizetype endOfLinkTarget(QStringView line, qsizetype at)
{
    if (at + 1 >= line.size())
        return -1;
    const QChar open = line[at + 1];
    if (open != u'(' && open != u'[')
        return -1;
    const qsizetype end = line.indexOf(open == u'(' ? u')' : u']', at + 2);
    return end < 0 ? -1 : end + 1;
}

/// For the mark of a source, ":cit[1/2]", at `at`: the index after it, else -1.
qsizetype endOfSourceMark(QStringView line, qsizetype at)
{
    constexpr QStringView begin = u":cit[";
    if (!line.sliced(at).startsWith(begin))
        return -1;
    qsizetype end = at + begin.size();
    while (end < line.size() && (line[end].isDigit() || line[end] == u'/'))
        ++end;
    return end < line.size() && line[end] == u']' ? end + 1 : -1;
}

bool isMark(QStringView line, qsizetype at)
{
    const QChar c = line[at];
    if (c == u'`' || c == u'*')
        return true;
    if (c == u'~')
        return at + 1 < line.size() && line[at + 1] == u'~';
    const bool insideWord =
        at > 0 && at + 1 < line.size() && line[at - 1].isLetterOrNumber() && line[at + 1].isLetterOrNumber();
    return c == u'_' && !insideWord; // snake_case is a word
}

void speakLine(QStringView line, QString &out)
{
    for (qsizetype at = 0; at < line.size();) {
        const QChar c = line[at];
        const qsizetype passed = c == u']'   ? endOfLinkTarget(line, at)
                                 : c == u':' ? endOfSourceMark(line, at)
                                             : -1;
        if (passed > 0) {
            at = passed;
            continue;
        }
        const bool opensLink = c == u'[' || (c == u'!' && at + 1 < line.size() && line[at + 1] == u'[');
        if (c == u'\\' && at + 1 < line.size() && line[at + 1].isPunct()) {
            out += line[at + 1];
            at += 2;
            continue;
        }
        if (c == u'~' && isMark(line, at))
            ++at;
        else if (c == u'|')
            out += u' ';
        else if (!opensLink && c != u']' && !isMark(line, at))
            out += c;
        ++at;
    }
    out += u' ';
}

} // namespace

QString spokenText(const QString &markdown)
{
    QString out;
    const QStringView text = QStringView(markdown).left(maxSpoken);
    bool code = false;
    for (const QStringView raw : text.split(u'\n')) {
        const QStringView line = raw.trimmed();
        if (line.startsWith(u"```") || line.startsWith(u"~~~")) {
            code = !code;
        } else if (code) {
            out += line;
            out += u' ';
        } else if (!isRule(line)) {
            speakLine(withoutLeader(line), out);
        }
    }
    return out.simplified();
}

} // namespace confab
