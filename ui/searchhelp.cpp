// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchhelp.h"

#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

struct SearchExample
{
    const char *text; ///< What is typed; the operators are the same in every language.
    const char *meaning;
};

/// The words in them are a language's own, the operators are not.
const QList<SearchExample> &searchExamples()
{
    static const QList<SearchExample> all{
        {QT_TRANSLATE_NOOP("confab::SearchHelp", "refund"),
         QT_TRANSLATE_NOOP("confab::SearchHelp", "Every word, in the same question or answer")},
        {QT_TRANSLATE_NOOP("confab::SearchHelp", "\"order number\""),
         QT_TRANSLATE_NOOP("confab::SearchHelp", "Words in this order")},
        {QT_TRANSLATE_NOOP("confab::SearchHelp", "refund -shipping"),
         QT_TRANSLATE_NOOP("confab::SearchHelp", "One word without another")},
        {"from:user", QT_TRANSLATE_NOOP("confab::SearchHelp", "Questions alone; from:agent for answers")},
        {"on:yesterday",
         QT_TRANSLATE_NOOP("confab::SearchHelp",
                           "A day; before: and after: too, with a date or a word such as last7days")},
        {"disliked:", QT_TRANSLATE_NOOP("confab::SearchHelp",
                                        "Answers that were disliked; liked: for those that were liked")},
        {"source:livechat", QT_TRANSLATE_NOOP("confab::SearchHelp", "How the question came")},
        {"lang:de", QT_TRANSLATE_NOOP("confab::SearchHelp", "The language of the message")},
    };
    return all;
}

} // namespace

SearchHelp::SearchHelp(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(u"searchHelp"_s);
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(this);
    page->setObjectName(u"searchHelpPage"_s);
    // The same ground as the list that it stands for.
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_heading = plainLabel(u"searchHelpHeading"_s, page);
    m_heading->setText(tr("Search everything that was said"));
    m_heading->setWordWrap(true);
    auto *cells = new QGridLayout(page);
    cells->setContentsMargins(16, 16, 16, 16);
    cells->setHorizontalSpacing(16);
    cells->setVerticalSpacing(4);
    cells->addWidget(m_heading, 0, 0, 1, 2);
    cells->setColumnStretch(1, 1);
    int row = 1;
    for (const SearchExample &example : searchExamples()) {
        const QString text = tr(example.text);
        auto *button = new QPushButton(isolated(plainCaption(text)), page);
        button->setObjectName(u"searchExample"_s);
        button->setAccessibleName(text);
        button->setAccessibleDescription(tr(example.meaning));
        button->setAutoDefault(true);
        auto *meaning = plainLabel(u"searchMeaning"_s, page);
        meaning->setText(tr(example.meaning));
        meaning->setWordWrap(true);
        m_meanings.append(meaning);
        connect(button, &QPushButton::clicked, this, [this, text] { emit exampleChosen(text); });
        cells->addWidget(button, row, 0);
        cells->addWidget(meaning, row, 1);
        ++row;
    }
    cells->setRowStretch(row, 1);
    setWidget(page);
    restyle();
}

void SearchHelp::restyle()
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_heading->setFont(bold);
    QPalette quiet;
    quiet.setColor(QPalette::WindowText, Theme::of(palette()).muted);
    for (QLabel *meaning : std::as_const(m_meanings))
        meaning->setPalette(quiet);
}

void SearchHelp::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (!m_meanings.isEmpty() &&
        (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
         event->type() == QEvent::StyleChange))
        restyle();
}

} // namespace confab
