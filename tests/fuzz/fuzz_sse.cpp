// SPDX-License-Identifier: GPL-3.0-or-later
// The stream reader on any bytes: what was read does not depend on how they were cut.
#include "api/ssereader.h"

#include <cstdlib>

using namespace confab;

namespace {

struct Read
{
    QList<SseEvent> events;
    bool complete = false;

    friend bool operator==(const Read &, const Read &) = default;
};

Read read(const QByteArray &bytes, quint32 seed)
{
    SseReader reader;
    Read result;
    for (qsizetype at = 0; at < bytes.size();) {
        seed = seed * 1664525u + 1013904223u;
        const qsizetype length = seed == 0 ? bytes.size() : 1 + qsizetype(seed >> 24) % 23;
        result.events += reader.feed(bytes.mid(at, length));
        at += length;
    }
    result.complete = reader.finish();
    return result;
}

Read readWhole(const QByteArray &bytes)
{
    SseReader reader;
    Read result;
    result.events = reader.feed(bytes);
    result.complete = reader.finish();
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const Read whole = readWhole(bytes);
    const quint32 seed = size > 0 ? quint32(data[0]) * 2654435761u : 1;
    if (read(bytes, seed) != whole)
        std::abort();
    return 0;
}
