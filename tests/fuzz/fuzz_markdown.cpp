// SPDX-License-Identifier: GPL-3.0-or-later
// The way of an answer to the screen on any bytes: nothing is loaded, only addresses that may be opened are
// links, and what is copied or searched can be made of every document.
#include "core/text.h"
#include "ui/linkopener.h"
#include "ui/markdownexcerpt.h"
#include "ui/markdownrenderer.h"
#include "ui/markdowntext.h"
#include "ui/searchtext.h"

#include <QGuiApplication>
#include <QPalette>
#include <QTextBlock>

#include <cstdlib>

using namespace confab;

namespace {

constexpr qreal width = 400;

void demand(bool condition)
{
    if (!condition)
        std::abort();
}

void check(MarkdownDocument &document)
{
    document.layOut(width);
    demand(document.size().height() >= 0);
    demand(!document.toRawText().contains(QChar::ObjectReplacementCharacter));
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QString address = it.fragment().charFormat().anchorHref();
            demand(address.isEmpty() || MarkdownDocument::referenceNumber(address) > 0 ||
                   !LinkOpener::allowed(address).isEmpty());
        }
    }
    const int end = document.characterCount();
    const int third = end / 3;
    (void)plainExcerpt(document, third, 2 * third);
    (void)markdownExcerpt(document, 0, end);
    (void)markdownExcerpt(document, third, 2 * third);
    const auto areas = document.wideAreas();
    for (const auto &area : areas)
        (void)document.setOffset(area, area.maxOffset());
    const SearchText search(document.toRawText(), SearchText::Case::Ignored);
    demand(search.text() == SearchText::normalized(document.toRawText(), SearchText::Case::Ignored));
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static QGuiApplication app(*argc, *argv);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const MarkdownRenderer renderer(MarkdownStyle::of(QFont(), QPalette()));
    const QString raw = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const QString text = text::cleanText(raw);
    check(*renderer.answer(text, {1, 2}).document);
    check(*renderer.plain(text).document);
    (void)markdownText(raw, {CitationId{1}, CitationId{2}});
    return 0;
}
