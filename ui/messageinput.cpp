// SPDX-License-Identifier: GPL-3.0-or-later
// The half of MessageView that mouse, keys and menus reach.
#include "models/messagelistmodel.h"
#include "services/citationservice.h"
#include "ui/linkopener.h"
#include "ui/messageselector.h"
#include "ui/messageview.h"
#include "ui/plaintext.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

using Role = MessageListModel::Role;
using Kind = MessageHit::Kind;

constexpr int menuTextLength = 60;
constexpr qsizetype maxMenuLinks = 20;

QString menuText(const QString &text)
{
    const QString line = text.simplified();
    return plainCaption(line.size() > menuTextLength ? line.left(menuTextLength - 1) + u'…' : line);
}

bool isClickable(const MessageHit &hit)
{
    return hit.kind == Kind::Link || hit.kind == Kind::Reference || hit.kind == Kind::Chip ||
           hit.kind == Kind::CopyCode || hit.kind == Kind::More;
}

QAction *addNamed(QMenu &menu, const QString &text, const QString &name)
{
    QAction *action = menu.addAction(text);
    action->setObjectName(name);
    return action;
}

} // namespace

MessageHit MessageView::hitAt(QPoint position, QModelIndex *index) const
{
    *index = indexAt(position);
    if (!index->isValid())
        return {};
    return m_delegate->hit(*index, viewport()->width(), position - visualRect(*index).topLeft());
}

void MessageView::setHover(QPoint position)
{
    QModelIndex index;
    const MessageHit hit = hitAt(position, &index);
    const bool opens = isClickable(hit);
    const bool text = index.isValid() && m_delegate->shown(index, viewport()->width())
                                             .layout.content.contains(position - visualRect(index).topLeft());
    if (opens)
        viewport()->setCursor(Qt::PointingHandCursor);
    else if (text)
        viewport()->setCursor(Qt::IBeamCursor);
    else
        viewport()->unsetCursor();
    m_delegate->setHover(index, hit);
    viewport()->update();
}

void MessageView::clearHover()
{
    m_delegate->setHover({}, {});
    viewport()->unsetCursor();
    viewport()->update();
}

QList<MessageMark> MessageView::marksOf(const QModelIndex &index) const
{
    QList<MessageMark> marks = m_foundMarks ? m_foundMarks(index) : QList<MessageMark>();
    if (const auto part = m_selector->selection().partOf(MessageDelegate::key(index)))
        marks.append({MessageMark::Kind::Selected, part->from, part->to});
    return marks;
}

void MessageView::paintEvent(QPaintEvent *event)
{
    QListView::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(viewport());
    const auto caret = m_selector->selection().caret();
    if (caret && !m_selector->selection().isEmpty())
        painter.fillRect(caretRect(*caret), palette().color(QPalette::Text));
    m_stops.paint(painter);
}

void MessageView::wheelEvent(QWheelEvent *event)
{
    if (m_wideAreas.wheel(*event))
        event->accept();
    else
        QListView::wheelEvent(event);
}

bool MessageView::focusNextPrevChild(bool next)
{
    // Widgets inside the view ask too: their Tab goes on from them.
    return (hasFocus() && m_stops.move(next)) || QListView::focusNextPrevChild(next);
}

void MessageView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_wideAreas.mouseMove(*event) || m_selector->mouseMove(*event))
        return;
    setHover(event->position().toPoint());
    // With a button down, the list would take each row that it passes.
    if (event->buttons() == Qt::NoButton)
        QListView::mouseMoveEvent(event);
}

void MessageView::mousePressEvent(QMouseEvent *event)
{
    m_pressedHit = {};
    QModelIndex index;
    const MessageHit hit = hitAt(event->position().toPoint(), &index);
    if (event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier) {
        m_pressedHit = hit;
        m_pressed = index;
    }
    if (m_wideAreas.mousePress(*event)) {
        m_pressedHit = {};
        return;
    }
    const bool button = hit.kind == Kind::Chip || hit.kind == Kind::CopyCode || hit.kind == Kind::More;
    if (!button && m_selector->mousePress(*event))
        return;
    QListView::mousePressEvent(event);
}

void MessageView::mouseReleaseEvent(QMouseEvent *event)
{
    QListView::mouseReleaseEvent(event);
    const MessageHit pressed = std::exchange(m_pressedHit, {});
    if (m_wideAreas.mouseRelease() || m_selector->mouseRelease(*event) || event->button() != Qt::LeftButton ||
        !isClickable(pressed))
        return;
    QModelIndex index;
    const MessageHit hit = hitAt(event->position().toPoint(), &index);
    if (hit == pressed && m_pressed == index)
        activate(index, hit);
}

void MessageView::mouseDoubleClickEvent(QMouseEvent *event)
{
    QModelIndex index;
    if (isClickable(hitAt(event->position().toPoint(), &index)) || !m_selector->mouseDoubleClick(*event))
        mousePressEvent(event);
}

bool MessageView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride &&
        m_selector->overrides(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QListView::event(event);
}

void MessageView::activate(const QModelIndex &index, const MessageHit &hit)
{
    switch (hit.kind) {
    case Kind::Link:
        m_links.open(hit.address, hit.text);
        break;
    case Kind::Reference:
    case Kind::Chip:
        openChip(index, hit.number);
        break;
    case Kind::CopyCode:
        copyCode(index, hit.number, hit.text);
        break;
    case Kind::More:
        showMoreOf(index);
        break;
    case Kind::Nothing:
    case Kind::Meta:
    case Kind::Code:
        break;
    }
}

void MessageView::openChip(const QModelIndex &index, int number)
{
    if (!index.isValid())
        return;
    const auto shown = m_delegate->shown(index, viewport()->width());
    if (number < 0 || number >= shown.citations.size())
        return;
    const QRect chip = shown.layout.chips.at(number);
    if (!viewport()->rect().contains(chip.translated(visualRect(index).topLeft())))
        showRect(index, chip);
    const qint64 citation = shown.citations.at(number);
    if (m_delegate->chip(citation).state == MessageChip::State::Failed)
        m_citations.request(m_delegate->project(), CitationId{citation});
    emit sourceWanted(index, number, chip.translated(visualRect(index).topLeft()));
}

void MessageView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copyText();
        event->accept();
        return;
    }
    if (m_selector->keyPress(*event) || m_wideAreas.keyPress(*event)) {
        event->accept();
        return;
    }
    const bool opens = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (const auto stop = m_stops.current(); stop && (opens || event->key() == Qt::Key_Space)) {
        activate(currentIndex(), stop->hit);
        event->accept();
        return;
    }
    if (opens && currentIndex().isValid()) {
        const QRect row = visualRect(currentIndex()).intersected(viewport()->rect());
        showMenu(currentIndex(), viewport()->mapToGlobal(row.center()));
        event->accept();
        return;
    }
    const QModelIndex before = currentIndex();
    QListView::keyPressEvent(event);
    // As in an editor, moving on without Shift lets go of what was selected.
    if (currentIndex() != before)
        m_selector->clear();
}

void MessageView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    const QRect row = visualRect(index).intersected(viewport()->rect());
    showMenu(index, byKey ? viewport()->mapToGlobal(row.center()) : event->globalPos());
    event->accept();
}

void MessageView::showMenu(const QModelIndex &index, QPoint global)
{
    if (!selectionModel()->isSelected(index))
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    QMenu *menu = menuFor(index);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(global);
}

QMenu *MessageView::menuFor(const QModelIndex &index)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"messageMenu"_s);
    const QPersistentModelIndex row = index;
    if (!m_messageActions.isEmpty()) {
        menu->addActions(m_messageActions);
        menu->addSeparator();
    }
    QAction *text = addNamed(*menu, tr("&Copy text"), u"copyText"_s);
    connect(text, &QAction::triggered, this, &MessageView::copyText);
    QAction *markdown = addNamed(*menu, tr("Copy as &Markdown"), u"copyMarkdown"_s);
    connect(markdown, &QAction::triggered, this, &MessageView::copyMarkdown);

    const auto shown = m_delegate->shown(index, viewport()->width());
    const auto codes = shown.entry->document->codes();
    for (int i = 0; i < int(codes.size()); ++i) {
        const QString code = codes.at(i).text;
        const QString caption =
            codes.size() == 1 ? tr("Copy c&ode") : tr("Copy code: %1").arg(menuText(code));
        connect(addNamed(*menu, caption, u"copyCode"_s), &QAction::triggered, this, [this, row, i, code] {
            if (row.isValid())
                copyCode(row, i, code);
        });
    }
    if (!shown.entry->complete) {
        connect(addNamed(*menu, tr("&Show more of this message"), u"showMore"_s), &QAction::triggered, this,
                [this, row] {
                    if (row.isValid())
                        activate(row, {Kind::More, 0, {}, {}});
                });
    }
    const auto links = shown.entry->document->links().mid(0, maxMenuLinks);
    if (!links.isEmpty())
        menu->addSeparator();
    for (const auto &link : links) {
        connect(addNamed(*menu, tr("Open %1").arg(menuText(link.text)), u"openLink"_s), &QAction::triggered,
                this, [this, link] { m_links.open(link.address, link.text); });
        connect(addNamed(*menu, tr("Copy link %1").arg(menuText(link.address)), u"copyLink"_s),
                &QAction::triggered, this, [link] { QGuiApplication::clipboard()->setText(link.address); });
    }
    if (!shown.citations.isEmpty())
        menu->addSeparator();
    for (int i = 0; i < int(shown.citations.size()); ++i) {
        const qint64 id = shown.citations.at(i);
        const MessageChip source = m_delegate->chip(id);
        QAction *open = addNamed(*menu, tr("Source %1").arg(menuText(source.text(i + 1))), u"openSource"_s);
        connect(open, &QAction::triggered, this, [this, row, i] {
            if (row.isValid())
                openChip(row, i);
        });
    }
    return menu;
}

bool MessageView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        clearHover();
    if (event->type() != QEvent::ToolTip)
        return QListView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QModelIndex index;
    const MessageHit hit = hitAt(help->pos(), &index);
    const QString text = toolTipFor(index, hit);
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), plainToolTip(text), viewport());
    return true;
}

QString MessageView::toolTipFor(const QModelIndex &index, const MessageHit &hit) const
{
    switch (hit.kind) {
    case Kind::Meta:
        return index.data(Role::FullTimeTextRole).toString();
    case Kind::Link:
        return hit.address;
    case Kind::Reference:
    case Kind::Chip: {
        const auto ids = index.data(Role::CitationsRole).value<QList<qint64>>();
        if (hit.number >= ids.size())
            return {};
        const MessageChip source = m_delegate->chip(ids.at(hit.number));
        if (source.state == MessageChip::State::Failed)
            return tr("%1. Click to try again.").arg(source.title);
        return source.address.isEmpty() ? source.title : source.title + u'\n' + source.address;
    }
    case Kind::CopyCode:
        return tr("Copy this code");
    default:
        return {};
    }
}

} // namespace confab
