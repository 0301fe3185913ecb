// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/findbar.h"

#include "core/text.h"
#include "services/messageservice.h"
#include "ui/clearbutton.h"
#include "ui/messageselector.h"
#include "ui/messageview.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr int barGrid = 8;
/// The older pages cost calls: they are not read for the first letter of a word.
constexpr int typingRests = 250; // ms
/// So much of the words of a search is seen in the narrowest pane; the field and its choice took more.
constexpr int leastWords = 16; // characters
/// A longer selection is not what somebody looks for.
constexpr qsizetype longestOffer = 100;

QToolButton *toolButton(const QString &objectName, const QString &name, const QString &icon, QWidget *parent)
{
    auto *made = new QToolButton(parent);
    made->setObjectName(objectName);
    made->setAccessibleName(name);
    made->setIcon(themedIcon(icon));
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::StrongFocus);
    return made;
}

} // namespace

FindBar::FindBar(MessageService &service, MessageView &view, QWidget *parent)
    : QWidget(parent)
    , m_service(service)
    , m_view(view)
    , m_viewLives(&view)
    , m_finder(service)
    , m_marks(view, m_finder)
    , m_text(new QLineEdit(this))
    , m_wordsLabel(plainLabel(u"findWords"_s, this))
    , m_count(plainLabel(u"findCount"_s, this))
    , m_previous(toolButton(u"findPrevious"_s, tr("Find previous"), u"chevron-up"_s, this))
    , m_next(toolButton(u"findNext"_s, tr("Find next"), u"chevron-down"_s, this))
    , m_case(new QCheckBox(tr("Match case"), this))
    , m_close(toolButton(u"findClose"_s, tr("Close the search"), u"close"_s, this))
    , m_rest(new QWidget(this))
    , m_restText(plainLabel(u"findRestText"_s, m_rest))
    , m_restButton(new QPushButton(m_rest))
{
    build();
    layOut();
    m_view.setFoundMarks([this](const QModelIndex &index) { return m_marks.of(index); });
    m_view.installEventFilter(this);
    connectAll();
    setWords({});
    hide();
}

FindBar::~FindBar()
{
    if (m_viewLives)
        m_view.setFoundMarks({});
}

void FindBar::connectAll()
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingRests);
    connect(&m_typing, &QTimer::timeout, this, &FindBar::searchNow);
    connect(m_text, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(m_case, &QCheckBox::toggled, this, &FindBar::searchNow);
    connect(m_next, &QToolButton::clicked, this, &FindBar::findNext);
    connect(m_previous, &QToolButton::clicked, this, &FindBar::findPrevious);
    connect(m_close, &QToolButton::clicked, this, &FindBar::close);
    connect(m_restButton, &QPushButton::clicked, this, [this] {
        m_finder.isReading() ? m_finder.cancelReading() : m_finder.readRest();
        // The button goes when everything is read.
        m_words.texts.isEmpty() ? m_text->setFocus() : m_view.setFocus();
    });
    connect(&m_finder, &MessageFinder::changed, this, &FindBar::update);
    connect(&m_finder, &MessageFinder::currentChanged, this, &FindBar::showCurrent);
    connect(&m_service, &MessageService::stateChanged, this, &FindBar::update);
    connect(&m_service, &MessageService::reset, this, [this] {
        if (m_service.key() != m_wordsOf)
            endWords();
    });
}

void FindBar::build()
{
    setObjectName(u"findBar"_s);
    m_text->setObjectName(u"findText"_s);
    m_text->setAccessibleName(tr("Find in conversation"));
    m_text->setPlaceholderText(tr("Find in conversation"));
    addClearButton(*m_text);
    m_text->installEventFilter(this);
    // Any number of words; what is cut is in the tooltip.
    m_wordsLabel->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_case->setObjectName(u"findCase"_s);
    m_case->setAccessibleName(tr("Match case"));
    setPlainToolTip(m_next, tr("Find next (F3)"));
    setPlainToolTip(m_previous, tr("Find previous (Shift+F3)"));
    setPlainToolTip(m_close, tr("Close the search (Esc)"));
    m_rest->setObjectName(u"findRest"_s);
    m_restText->setWordWrap(true);
    m_restButton->setObjectName(u"findRestButton"_s);
    m_rest->hide();
}

void FindBar::layOut()
{
    auto *line = new QHBoxLayout;
    line->setContentsMargins(2 * barGrid, barGrid / 2, barGrid, barGrid / 2);
    line->setSpacing(barGrid);
    line->addWidget(m_text, 1);
    line->addWidget(m_wordsLabel, 1);
    line->addWidget(m_count);
    line->addWidget(m_previous);
    line->addWidget(m_next);
    line->addWidget(m_case);
    line->addWidget(m_close);
    auto *rest = new QHBoxLayout(m_rest);
    rest->setContentsMargins(2 * barGrid, 0, barGrid, barGrid / 2);
    rest->setSpacing(barGrid);
    rest->addWidget(m_restText, 1);
    rest->addWidget(m_restButton);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(line);
    all->addWidget(m_rest);
}

void FindBar::open()
{
    const auto hit = m_words.texts.isEmpty() ? std::nullopt : m_marks.current();
    if (hit)
        m_view.selector().select(*hit); // the person's own search goes on with it
    const QString selected = m_view.selector().text();
    if (hit)
        m_view.selector().clear(); // it stays marked
    setWords({});
    if (!selected.isEmpty() && selected.size() <= longestOffer && !selected.contains(u'\n'))
        m_text->setText(selected);
    show();
    m_finder.open();
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
    searchNow();
}

void FindBar::close()
{
    if (!isVisible())
        return;
    if (!m_words.texts.isEmpty()) {
        m_view.setFocus(Qt::OtherFocusReason);
        return endWords();
    }
    m_typing.stop();
    const auto hit = m_marks.current();
    if (hit)
        m_view.selector().select(*hit);
    m_finder.close();
    hide();
    m_view.setFocus(Qt::OtherFocusReason);
}

// --- The words of a search over all messages ---

void FindBar::showWords(const MessageSelection::Id &message, const SearchWords &words)
{
    if (words.texts.isEmpty())
        return;
    m_typing.stop();
    m_wordsOf = m_service.key();
    setWords(words);
    m_finder.search(words);
    m_finder.goTo(message);
    update();
}

void FindBar::endWords()
{
    if (m_words.texts.isEmpty())
        return;
    if (isAncestorOf(window()->focusWidget()))
        m_view.setFocus(Qt::OtherFocusReason);
    setWords({});
    m_finder.close();
    hide();
    m_view.viewport()->update();
}

void FindBar::setWords(const SearchWords &words)
{
    m_words = words;
    const bool own = words.texts.isEmpty();
    m_text->setVisible(own);
    m_case->setVisible(own); // a search over all messages knows no case
    m_wordsLabel->setVisible(!own);
    elideWords();
}

void FindBar::elideWords()
{
    QStringList names;
    for (const QString &text : std::as_const(m_words.texts)) {
        const QString name = text::cleanLine(text);
        names << (name.contains(u' ') ? tr("“%1”").arg(name) : name);
    }
    const auto sentence = [&names] { return tr("Searched for: %1").arg(names.join(u", "_s)); };
    const QString spoken = names.isEmpty() ? QString() : sentence();
    std::transform(names.begin(), names.end(), names.begin(), isolated);
    const QString whole = names.isEmpty() ? QString() : sentence();
    const QString shown =
        m_wordsLabel->fontMetrics().elidedText(whole, Qt::ElideRight, std::max(0, m_wordsLabel->width()));
    m_wordsLabel->setMinimumWidth(m_wordsLabel->fontMetrics().averageCharWidth() * leastWords);
    m_wordsLabel->setText(shown);
    m_wordsLabel->setAccessibleName(spoken);
    setPlainToolTip(m_wordsLabel, shown == whole ? QString() : spoken);
}

void FindBar::showCurrent()
{
    update();
    // The line may have shown itself or become higher: what is scrolled to has to be on screen then.
    if (QLayout *around = parentWidget() ? parentWidget()->layout() : nullptr)
        around->activate();
    m_marks.showCurrent();
}

void FindBar::searchNow()
{
    m_typing.stop();
    m_finder.search(m_text->text(),
                    m_case->isChecked() ? SearchText::Case::Matters : SearchText::Case::Ignored);
    const QModelIndex top = m_view.indexAt(QPoint(m_view.viewport()->width() / 2, 0));
    m_finder.startAt(top.isValid() ? MessageDelegate::key(top) : MessageSelection::Id{});
    m_view.viewport()->update();
}

void FindBar::step(int direction)
{
    if (!isVisible())
        return open();
    if (m_typing.isActive())
        searchNow();
    m_finder.step(direction);
}

void FindBar::update()
{
    const bool looks = !m_finder.pattern().isEmpty();
    if (!m_words.texts.isEmpty())
        setVisible(m_finder.count() > 0);
    const QLocale words = locale();
    QString count;
    if (looks && m_finder.count() > 0)
        count =
            tr("%1 of %2").arg(words.toString(m_finder.currentNumber()), words.toString(m_finder.count()));
    else if (looks)
        count = m_finder.isSearching() || m_finder.isReading() ? tr("Searching…") : tr("Not found");
    m_count->setText(count);
    m_count->setAccessibleName(count);
    m_next->setEnabled(m_finder.count() > 0);
    m_previous->setEnabled(m_finder.count() > 0);
    const bool reading = m_finder.isReading();
    m_rest->setVisible(looks && !m_service.isComplete());
    const qint64 here = m_service.messages().size();
    const QString share =
        tr("%1 of %2").arg(words.toString(here), words.toString(std::max(here, m_service.total())));
    m_restText->setText(reading ? tr("Reading older messages: %1").arg(share)
                                : tr("Searched so far: %1 messages").arg(share));
    m_restButton->setText(reading ? tr("Cancel") : tr("Search the rest"));
    m_restButton->setAccessibleName(reading ? tr("Cancel reading older messages") : tr("Search the rest"));
    m_view.viewport()->update();
}

// Return goes on in the search wherever the field's own keys would end it, and Esc in the messages ends it.
bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_view && event->type() == QEvent::KeyPress && isVisible() &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape &&
        m_view.selector().selection().isEmpty()) { // that is let go of first
        close();
        return true;
    }
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            step(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

void FindBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        elideWords();
}

void FindBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // The label has its new width only once the layout has run.
    layout()->activate();
    elideWords();
}

} // namespace confab
