// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/places.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QString>

/// Texts that have broken programs before: tests/data/hostile.json, for every test of a parser, a view or a
/// file.
namespace confab::hostile {

struct Sample
{
    QString name;
    QString text;
};

/// An entry of the file is {name, text} or, for giants, {name, before, text, repeat, after}: `text` so many
/// times, between the two others. Ends the program where the file cannot be read: a test without samples
/// tests nothing.
[[nodiscard]] inline QList<Sample> samples()
{
    QFile file(QStringLiteral(CONFAB_TEST_DATA "/hostile.json"));
    QJsonArray entries;
    if (file.open(QIODevice::ReadOnly))
        entries = QJsonDocument::fromJson(file.readAll()).array();
    if (entries.isEmpty())
        qFatal("tests/data/hostile.json cannot be read");

    QList<Sample> result;
    for (const QJsonValue entry : entries) {
        const QJsonObject object = entry.toObject();
        const auto part = [&object](const char *name) {
            return object.value(QLatin1String(name)).toString();
        };
        const int times = object.value(QLatin1String("repeat")).toInt(1);
        result.append({part("name"), part("before") + part("text").repeated(times) + part("after")});
    }
    return result;
}

} // namespace confab::hostile
