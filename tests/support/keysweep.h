// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QMutex>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace confab::keysweep {

/// The forms in which a key could lie about: as it is, base64 at each of its three alignments, hex,
/// percent-encoded, UTF-16 of either byte order.
inline QList<QByteArray> formsOf(const QByteArray &key)
{
    QList<QByteArray> forms{key, key.toHex(), key.toPercentEncoding()};
    for (qsizetype shift = 0; shift < 3; ++shift) {
        const qsizetype whole =
            (key.size() - shift) / 3 * 3; // what precedes and follows changes the digits at the ends
        forms << key.mid(shift, whole).toBase64();
    }
    QByteArray little;
    QByteArray big;
    for (const char c : key) {
        little.append(c).append('\0');
        big.append('\0').append(c);
    }
    return forms << little << big;
}

inline bool holdsKey(const QByteArray &text, const QByteArray &key)
{
    const auto forms = formsOf(key);
    return std::any_of(forms.begin(), forms.end(),
                       [&](const QByteArray &form) { return text.contains(form); });
}

/// Every file below $HOME, where tests/isolated.sh keeps all XDG folders, that holds the key; and how many
/// were read.
inline QStringList filesWithKey(const QByteArray &key, int *filesRead = nullptr)
{
    QStringList found;
    QDirIterator files(QDir::homePath(), QDir::Files | QDir::Hidden | QDir::System,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly))
            continue; // a socket or a pipe
        if (filesRead)
            ++*filesRead;
        if (file.fileName().toUtf8().contains(key) || holdsKey(file.readAll(), key))
            found << file.fileName();
    }
    return found;
}

/// Everything that is logged while it lives, of all categories and levels unless the rules say otherwise.
/// Warnings go on to where they went before.
class LogCatcher
{
public:
    explicit LogCatcher(const QByteArray &rules = "*=true")
    {
        s_text.clear();
        qputenv("QT_LOGGING_RULES", QByteArray(rules).replace(char(10), char(59)));
        QLoggingCategory::setFilterRules(QString::fromLatin1(rules));
        s_previous = qInstallMessageHandler(
            [](QtMsgType type, const QMessageLogContext &context, const QString &text) {
                {
                    const QMutexLocker lock(&s_mutex);
                    s_text += QByteArray(context.category) + ": " + text.toUtf8() + '\n';
                }
                if (type != QtDebugMsg && type != QtInfoMsg && s_previous)
                    s_previous(type, context, text);
            });
    }
    ~LogCatcher()
    {
        qInstallMessageHandler(std::exchange(s_previous, nullptr));
        QLoggingCategory::setFilterRules(QString());
    }
    Q_DISABLE_COPY_MOVE(LogCatcher)
    [[nodiscard]] static QByteArray text()
    {
        const QMutexLocker lock(&s_mutex);
        return s_text;
    }

private:
    inline static QMutex s_mutex;
    inline static QByteArray s_text;
    inline static QtMessageHandler s_previous = nullptr;
};

} // namespace confab::keysweep
