// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxtexts.h"

#include <QHash>
#include <QStringList>

namespace confab::texts {

using namespace Qt::StringLiterals;

namespace {

void finish(QList<Script> &scripts)
{
    if (!scripts.isEmpty() && !scripts.last().turns.isEmpty()) {
        Turn &turn = scripts.last().turns.last();
        turn.answer = turn.answer.trimmed();
    }
}

/// True for two lines of one paragraph, which the source breaks at its own width only.
bool continues(const QString &answer, const QString &line)
{
    if (answer.isEmpty() || line.isEmpty() ||
        !(line.front().isLetter() || QStringView(u"*`([„“«").contains(line.front())))
        return false;
    const QString last = answer.section(u'\n', -2, -2);
    return !last.isEmpty() && (last.front().isLetter() || last.startsWith("**"_L1)) &&
           !answer.contains("```"_L1);
}

void read(const char *source, QList<Script> &scripts)
{
    for (const QString &line : QString::fromUtf8(source).split(u'\n')) {
        if (line.startsWith("@ "_L1)) {
            finish(scripts);
            scripts.append({line.mid(2, 2).toLatin1(), line.mid(5), {}});
        } else if (line.startsWith("? "_L1) && !scripts.isEmpty()) {
            finish(scripts);
            scripts.last().turns.append({line.mid(2).replace("\\n"_L1, "\n"_L1), {}});
        } else if (!scripts.isEmpty() && !scripts.last().turns.isEmpty()) {
            QString &answer = scripts.last().turns.last().answer;
            if (continues(answer, line))
                answer.back() = u' ';
            answer += line + u'\n';
        }
    }
    finish(scripts);
}

const QStringList &namesOf(const QByteArray &language)
{
    static const QHash<QByteArray, QStringList> names{
        {"en", {u"Amelia"_s, u"Oliver"_s, u"Priya"_s, u"Jack"_s, u"Grace"_s, u"Noah"_s}},
        {"de", {u"Frau Sommer"_s, u"Herr Böhm"_s, u"Jürgen"_s, u"Anneliese"_s}},
        {"fr", {u"Élodie"_s, u"Théo"_s, u"Mme Lefèvre"_s, u"Benoît"_s}},
        {"es", {u"Lucía"_s, u"Íñigo"_s, u"Marisol"_s, u"Andrés"_s}},
        {"pt", {u"João"_s, u"Conceição"_s, u"Inês"_s, u"Thiago"_s}},
        {"it", {u"Chiara"_s, u"Niccolò"_s, u"Ginevra"_s}},
        {"tr", {u"Çağla"_s, u"İpek"_s, u"Oğuz"_s}},
        {"ru", {u"Анна"_s, u"Дмитрий"_s, u"Екатерина"_s}},
        {"ar", {u"ليلى"_s, u"يوسف"_s, u"مريم"_s}},
        {"he", {u"נועה"_s, u"איתי"_s, u"תמר"_s}},
        {"hi", {u"अनन्या"_s, u"रोहन"_s, u"मीरा"_s}},
        {"th", {u"คุณสมชาย"_s, u"คุณมาลี"_s}},
        {"ja", {u"佐藤"_s, u"高橋"_s, u"渡辺"_s}},
        {"zh", {u"王芳"_s, u"李伟"_s, u"陈静"_s}},
        {"ko", {u"김서연"_s, u"이준호"_s}},
    };
    const auto found = names.constFind(language);
    return found == names.constEnd() ? *names.constFind("en") : *found;
}

QByteArray languageOfLetter(QChar letter)
{
    switch (letter.script()) {
    case QChar::Script_Arabic:
        return "ar";
    case QChar::Script_Hebrew:
        return "he";
    case QChar::Script_Cyrillic:
        return "ru";
    case QChar::Script_Devanagari:
        return "hi";
    case QChar::Script_Thai:
        return "th";
    case QChar::Script_Hangul:
        return "ko";
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
        return "ja";
    case QChar::Script_Han:
        return "zh";
    default:
        return {};
    }
}

} // namespace

const QList<Script> &scripts()
{
    static const QList<Script> all = [] {
        QList<Script> result;
        read(englishTexts, result);
        read(westernTexts, result);
        read(easternTexts, result);
        return result;
    }();
    return all;
}

QList<int> scriptsOf(const QByteArray &language)
{
    static const QHash<QByteArray, QList<int>> all = [] {
        QHash<QByteArray, QList<int>> result;
        for (int i = 0; i < int(scripts().size()); ++i)
            result[scripts().at(i).language].append(i);
        return result;
    }();
    return all.value(all.contains(language) ? language : QByteArrayLiteral("en"));
}

QString filled(QString text, const QByteArray &language, quint64 salt)
{
    if (!text.contains(u'{'))
        return text;
    static const QStringList products{u"Finch 300"_s,  u"Aurora X2"_s,  u"Kestrel Mini"_s,
                                      u"Meadow Pro"_s, u"Juniper 12"_s, u"Tern S"_s};
    static const QList<int> prices{19, 24, 39, 49, 65, 89, 129, 149, 240};
    const QStringList &names = namesOf(language);
    text.replace("{order}"_L1, QString::number(400'000 + mixed(salt + 1) % 90'000));
    text.replace("{name}"_L1, names.at(qsizetype(mixed(salt + 2) % quint64(names.size()))));
    text.replace("{product}"_L1, products.at(qsizetype(mixed(salt + 3) % quint64(products.size()))));
    text.replace("{price}"_L1,
                 QString::number(prices.at(qsizetype(mixed(salt + 4) % quint64(prices.size())))));
    return text;
}

QByteArray languageOf(const QString &text)
{
    QByteArray language;
    for (const QChar letter : text) {
        const QByteArray guess = languageOfLetter(letter);
        if (guess == "ja")
            return guess; // kana among Han letters
        if (language.isEmpty())
            language = guess;
    }
    if (!language.isEmpty())
        return language;
    static const QList<std::pair<QByteArray, QStringList>> words{
        {"de", {u" ich "_s, u" ist "_s, u" und "_s, u" wie "_s, u" die "_s, u" der "_s}},
        {"fr", {u" je "_s, u" est "_s, u" et "_s, u" les "_s, u" comment "_s, u" mon "_s}},
        {"es", {u" mi "_s, u" el "_s, u" cómo "_s, u" los "_s, u" puedo "_s, u" dónde "_s}},
        {"pt", {u" meu "_s, u" como "_s, u" não "_s, u" uma "_s, u" posso "_s}},
    };
    const QString padded = u' ' + text.toLower() + u' ';
    for (const auto &[code, list] : words) {
        for (const QString &word : list) {
            if (padded.contains(word))
                return code;
        }
    }
    return "en";
}

quint64 mixed(quint64 value)
{
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}

} // namespace confab::texts
