// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sourcepopover.h"

#include "core/text.h"
#include "services/citationservice.h"
#include "ui/followstyle.h"
#include "ui/linkopener.h"
#include "ui/plaintext.h"
#include "ui/sourceopener.h"
#include "ui/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr int grid = 8;
constexpr qsizetype maxTitle = 300;
constexpr qsizetype maxDescription = 1200;
constexpr qsizetype maxAddress = 2048; ///< A longer one only hides where it leads.

QString cut(const QString &text, qsizetype most)
{
    return text.size() > most ? text.left(most - 1) + u'…' : text;
}

} // namespace

SourcePopover::SourcePopover(CitationService &citations, SourceOpener &opener, QWidget *parent)
    : QFrame(parent), m_citations(citations), m_opener(opener)
{
    setObjectName(u"sourcePopover"_s);
    setAccessibleName(tr("Citations"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setFocusPolicy(Qt::TabFocus);
    build();
    restyle();
    connectAll();
    hide();
}

QPushButton *SourcePopover::addButton(const QString &objectName, const QString &text)
{
    auto *button = new QPushButton(plainCaption(text), this);
    button->setObjectName(objectName);
    button->setAccessibleName(text);
    return button;
}

QToolButton *SourcePopover::addStep(const QString &objectName, const QString &text,
                                    const QString &accessibleName)
{
    auto *button = new QToolButton(this);
    button->setObjectName(objectName);
    button->setText(text);
    button->setAccessibleName(accessibleName);
    setPlainToolTip(button, accessibleName);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void SourcePopover::build()
{
    m_position = plainLabel(u"sourcePosition"_s, this);
    m_previous = addStep(u"previousSource"_s, u"‹"_s, tr("Previous source"));
    m_next = addStep(u"nextSource"_s, u"›"_s, tr("Next source"));
    m_title = plainLabel(u"sourceTitle"_s, this);
    m_description = plainLabel(u"sourceDescription"_s, this);
    m_status = plainLabel(u"sourceStatus"_s, this);
    for (QLabel *label : {m_title, m_description, m_status})
        label->setWordWrap(true);
    keepQuiet(m_position);
    keepQuiet(m_status);
    m_address = new QPlainTextEdit(this);
    m_address->setObjectName(u"sourceAddress"_s);
    m_address->setAccessibleName(tr("Full address"));
    m_address->setReadOnly(true);
    m_address->setTabChangesFocus(true);
    m_address->setWordWrapMode(QTextOption::WrapAnywhere);
    m_open = addButton(u"openSource"_s, tr("Open…"));
    m_save = addButton(u"saveSource"_s, tr("Save…"));
    m_copy = addButton(u"copySourceAddress"_s, tr("Copy address"));
    m_again = addButton(u"readSourceAgain"_s, tr("Try again"));

    auto *top = new QHBoxLayout;
    top->setSpacing(grid / 2);
    top->addWidget(m_position, 1);
    top->addWidget(m_previous);
    top->addWidget(m_next);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(grid);
    for (QPushButton *button : {m_open, m_save, m_copy, m_again})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(2 * grid, grid, 2 * grid, grid + grid / 2);
    all->setSpacing(grid);
    all->addLayout(top);
    all->addWidget(m_title);
    all->addWidget(m_description);
    all->addWidget(m_address);
    all->addWidget(m_status);
    all->addLayout(buttons);
}

void SourcePopover::connectAll()
{
    connect(m_previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { step(1); });
    connect(m_open, &QPushButton::clicked, this, [this] { m_opener.open(source()); });
    connect(m_save, &QPushButton::clicked, this, [this] { m_opener.save(source()); });
    connect(m_again, &QPushButton::clicked, this, [this] {
        m_citations.request(m_project, current());
        refresh();
    });
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(source().url.toString(QUrl::FullyEncoded));
        m_status->setText(tr("Copied"));
        m_status->show();
        place();
    });
    connect(&m_citations, &CitationService::changed, this, [this](ProjectId project, CitationId id) {
        if (isVisible() && project == m_project && id == current())
            refresh();
    });
    connect(&m_opener, &SourceOpener::told, this, [this](CitationId id, const QString &sentence) {
        if (!isVisible() || id != current())
            return;
        m_status->setText(sentence);
        m_status->setVisible(!sentence.isEmpty());
        place();
    });
    for (QWidget *part : findChildren<QWidget *>() + QList<QWidget *>{this})
        part->installEventFilter(this);
}

void SourcePopover::showSource(ProjectId project, const QList<CitationId> &sources, int number,
                               const QRect &anchor)
{
    if (number < 0 || number >= sources.size())
        return;
    if (!isVisible())
        m_before = QApplication::focusWidget();
    m_project = project;
    m_sources = sources;
    m_number = number;
    m_anchor = anchor;
    refresh();
    show();
    raise();
    place();
    const QList<QWidget *> all = stops();
    (all.isEmpty() ? this : all.last())->setFocus(Qt::PopupFocusReason);
    if (m_open->isVisible())
        m_open->setFocus(Qt::PopupFocusReason);
}

void SourcePopover::dismiss()
{
    const bool had = isAncestorOf(QApplication::focusWidget()) || hasFocus();
    hide();
    if (had && m_before)
        m_before->setFocus(Qt::OtherFocusReason);
}

/// Closes when the focus goes elsewhere in the window. A dialog over it keeps it: the person comes back.
bool SourcePopover::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut)
        QMetaObject::invokeMethod(
            this,
            [this] {
                const QWidget *now = QApplication::focusWidget();
                if (now && now->window() == window() && now != this && !isAncestorOf(now))
                    hide();
            },
            Qt::QueuedConnection);
    return QFrame::eventFilter(watched, event);
}

void SourcePopover::step(int by)
{
    m_number = (m_number + by + int(m_sources.size())) % int(m_sources.size());
    m_citations.request(m_project, current());
    refresh();
}

Citation SourcePopover::source() const
{
    const Citation *found = m_citations.find(m_project, current());
    return found ? *found : Citation();
}

void SourcePopover::refresh()
{
    // The focus must not be lost with a button that goes.
    const QPointer<QWidget> focus =
        isAncestorOf(QApplication::focusWidget()) ? QApplication::focusWidget() : nullptr;
    if (focus)
        setFocus();
    const bool several = m_sources.size() > 1;
    m_position->setText(
        several
            ? tr("Source %1 of %2").arg(locale().toString(m_number + 1), locale().toString(m_sources.size()))
            : tr("Source"));
    m_previous->setVisible(several);
    m_next->setVisible(several);
    for (QWidget *part : std::initializer_list<QWidget *>{m_description, m_address, m_status, m_open, m_save,
                                                          m_copy, m_again})
        part->hide();
    switch (m_citations.state(m_project, current())) {
    case CitationService::State::Unknown:
    case CitationService::State::Loading:
        m_title->setText(tr("Looking it up…"));
        break;
    case CitationService::State::Removed:
        m_title->setText(tr("This source was removed."));
        break;
    case CitationService::State::Failed:
        m_title->setText(tr("This source could not be read."));
        m_again->show();
        break;
    case CitationService::State::Known:
        showDetails(source());
        break;
    }
    setAccessibleDescription(m_title->text());
    place();
    if (focus && !focus->isHidden())
        focus->setFocus();
}

void SourcePopover::showDetails(const Citation &known)
{
    const QString title = text::cleanLine(known.title);
    const QString description = text::cleanText(known.description).trimmed();
    const QString address = known.url.toString(QUrl::FullyEncoded);
    const bool opens = !LinkOpener::allowed(address).isEmpty();
    m_title->setText(title.isEmpty() ? tr("Source %1").arg(known.id.toString()) : cut(title, maxTitle));
    m_description->setText(cut(description, maxDescription));
    m_description->setVisible(!description.isEmpty());
    m_address->setPlainText(cut(address, maxAddress));
    const bool has = !address.isEmpty();
    m_address->setVisible(has);
    m_copy->setVisible(has);
    m_open->setVisible(opens);
    m_save->setVisible(opens && m_opener.isFile(known));
}

void SourcePopover::place()
{
    if (!parentWidget())
        return;
    const QRect room = parentWidget()->rect().adjusted(grid, grid, -grid, -grid);
    const int width = std::min(room.width(), fontMetrics().averageCharWidth() * 60);
    const int textWidth = width - 4 * grid - 2 * frameWidth();
    // As many lines as the address needs, so that all of it is seen at once; beyond six it scrolls.
    const int length = fontMetrics().horizontalAdvance(m_address->toPlainText());
    const int lines = std::clamp(1 + length / std::max(1, textWidth - 3 * grid), 1, 6);
    m_address->setFixedHeight(lines * fontMetrics().lineSpacing() + 2 * grid);
    layout()->invalidate();
    const int height =
        std::min(room.height(), layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width)
                                                              : layout()->totalSizeHint().height());
    // Below, for above it stands what the source is to bear out. Inside, also where the anchor is not.
    const int lowest = room.bottom() - height + 1;
    int y = m_anchor.bottom() + 1 + grid / 2;
    if (y > lowest)
        y = std::min(m_anchor.top() - height - grid / 2, lowest);
    const int x = layoutDirection() == Qt::RightToLeft ? m_anchor.right() - width + 1 : m_anchor.left();
    setGeometry(std::clamp(x, room.left(), std::max(room.left(), room.right() - width + 1)),
                std::max(room.top(), y), width, height);
}

QList<QWidget *> SourcePopover::stops() const
{
    QList<QWidget *> all;
    for (QWidget *part :
         std::initializer_list<QWidget *>{m_previous, m_next, m_address, m_open, m_save, m_copy, m_again}) {
        if (!part->isHidden())
            all.append(part);
    }
    return all;
}

/// Tab goes round inside: the messages behind are not what the person looks at.
bool SourcePopover::focusNextPrevChild(bool next)
{
    const QList<QWidget *> all = stops();
    if (all.isEmpty())
        return true;
    const qsizetype at = all.indexOf(QApplication::focusWidget());
    const qsizetype to =
        at < 0 ? (next ? 0 : all.size() - 1) : (at + (next ? 1 : -1) + all.size()) % all.size();
    all.at(to)->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

void SourcePopover::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return dismiss();
    QFrame::keyPressEvent(event);
}

// The style's own frame is darker than the window, which on a dark one is no edge at all.
void SourcePopover::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.setPen(Theme::of(palette()).line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void SourcePopover::restyle()
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
}

void SourcePopover::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (m_again && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange))
        restyle();
}

} // namespace confab
