// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchpane.h"

#include "models/searchresultsmodel.h"
#include "services/archiveservice.h"
#include "ui/clearbutton.h"
#include "ui/followstyle.h"
#include "ui/namedcombobox.h"
#include "ui/noticeline.h"
#include "ui/plaintext.h"
#include "ui/searchchips.h"
#include "ui/searchhelp.h"
#include "ui/searchresultsview.h"
#include "ui/statepage.h"
#include "ui/theme.h"

#include <QAction>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr int searchPaneGap = 8;
/// Results that come sooner take the place of what is shown, without a word that would only flicker.
constexpr int searchWordsAfter = 250; // ms

} // namespace

SearchPane::SearchPane(ArchiveService &archive, SearchResultsModel &model, QWidget *parent)
    : QWidget(parent)
    , m_archive(archive)
    , m_search(archive.search())
    , m_model(model)
    , m_text(new QLineEdit(this))
    , m_close(new QToolButton(this))
    , m_scope(new NamedComboBox(this))
    , m_count(wholeLabel(u"searchCount"_s, this))
    , m_save(new QPushButton(tr("Save this search…"), this))
    , m_chips(new SearchChips(this))
    , m_stack(new QStackedWidget(this))
    , m_view(new SearchResultsView(model, this))
    , m_help(new SearchHelp(this))
    , m_page(new StatePage(u"searchState"_s, this))
    , m_line(new NoticeLine(u"searchLine"_s, this))
    , m_wasOpen(archive.isOpen())
{
    setObjectName(u"searchPane"_s);
    build();
    layOut();
    connectParts();
    connectServices();
    update();
}

SearchPane::~SearchPane() = default;

void SearchPane::build()
{
    m_text->setObjectName(u"searchText"_s);
    m_text->setAccessibleName(tr("Search messages"));
    m_text->setPlaceholderText(tr("Search messages…"));
    addClearButton(*m_text);
    m_text->setMaxLength(int(SavedSearches::maxTextLength));
    // A button to assistive technology, so it has a name, and does what it says.
    QAction *magnifier = m_text->addAction(themedIcon(u"search"_s), QLineEdit::LeadingPosition);
    magnifier->setText(tr("Go to the search"));
    connect(magnifier, &QAction::triggered, this, &SearchPane::focusBox);
    m_text->installEventFilter(this);

    m_close->setObjectName(u"searchClose"_s);
    m_close->setIcon(themedIcon(u"close"_s));
    m_close->setAccessibleName(tr("Close the search over messages"));
    setPlainToolTip(m_close, tr("Close the search (Esc)"));
    m_close->setAutoRaise(true);
    m_close->setFocusPolicy(Qt::StrongFocus);
    keepIconAtTextHeight(m_close);

    m_scope->setObjectName(u"searchScope"_s);
    m_scope->setAccessibleName(tr("Search in"));
    setPlainToolTip(m_scope, tr("Where to search"));
    m_scope->addItem(tr("This project"), int(Scope::ThisProject));
    m_scope->addItem(tr("All projects"), int(Scope::AllProjects));

    m_save->setObjectName(u"searchSave"_s);
    m_save->setAccessibleName(tr("Save this search…"));
    m_save->setAutoDefault(true);
    m_chips->setTabStart(m_save);
    m_stack->setObjectName(u"searchStack"_s);
    m_stack->addWidget(m_help);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_page);
    m_slow.setSingleShot(true);
    m_slow.setInterval(searchWordsAfter);
}

void SearchPane::layOut()
{
    auto *box = new QHBoxLayout;
    box->setSpacing(searchPaneGap);
    box->addWidget(m_text, 1);
    box->addWidget(m_close);
    auto *choices = new QHBoxLayout;
    choices->setSpacing(searchPaneGap);
    choices->addWidget(m_scope);
    choices->addWidget(m_count, 1);
    choices->addWidget(m_save);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(searchPaneGap, searchPaneGap, searchPaneGap, searchPaneGap);
    head->setSpacing(searchPaneGap);
    head->addLayout(box);
    head->addLayout(choices);
    head->addWidget(m_chips);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_stack, 1);
    // Under the results: above them, the rows would jump when it comes and goes.
    layout->addWidget(m_line);
    // It gives way before the choices do; the tooltip has it in full.
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    keepQuiet(m_count, QuietSize::Meta);
}

void SearchPane::connectParts()
{
    connect(m_text, &QLineEdit::textChanged, this, &SearchPane::searchNow);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &SearchPane::searchNow);
    connect(m_close, &QToolButton::clicked, this, &SearchPane::closeRequested);
    connect(m_save, &QPushButton::clicked, this, [this] { emit saveRequested(search()); });
    connect(m_chips, &SearchChips::removeRequested, this, &SearchPane::takeOut);
    connect(m_chips, &SearchChips::left, this, &SearchPane::focusBox);
    connect(m_help, &SearchHelp::exampleChosen, this, &SearchPane::takeExample);
    connect(m_page, &StatePage::actionTriggered, this, &SearchPane::takeWay);
    connect(m_view, &SearchResultsView::leftUpwards, this, &SearchPane::focusBox);
    // One click opens, as in the list of conversations. What was removed opens a window of its own: it takes
    // two.
    const auto opensByClick = [this](const QModelIndex &index) {
        const SearchHit *hit = m_model.hitAt(index.row());
        return hit && !hit->removed && !style()->styleHint(QStyle::SH_ItemView_ActivateItemOnSingleClick);
    };
    connect(m_view, &QAbstractItemView::clicked, this, [this, opensByClick](const QModelIndex &index) {
        if (opensByClick(index))
            openCurrent();
    });
    connect(m_view, &QAbstractItemView::activated, this, [this, opensByClick](const QModelIndex &index) {
        if (QGuiApplication::mouseButtons() == Qt::NoButton || !opensByClick(index))
            openCurrent();
    });
    connect(&m_slow, &QTimer::timeout, this, &SearchPane::updatePage);
}

void SearchPane::connectServices()
{
    connect(&m_search, &SearchService::understoodChanged, this,
            [this] { m_chips->setChips(m_search.understood().chips); });
    // After the view, which hears of the model first.
    connect(&m_model, &QAbstractItemModel::modelReset, this, &SearchPane::hitsArrived);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this] { update(); });
    connect(&m_search, &SearchService::searchingChanged, this, [this](bool searching) {
        if (!searching)
            searchingEnded();
    });
    connect(&m_search, &SearchService::failed, this, [this](const Error &error) {
        m_error = error;
        update();
    });
    connect(&m_archive, &ArchiveService::changed, this, &SearchPane::archiveChanged);
    connect(&m_archive.sync(), &SyncService::statusChanged, this, [this] { updateLine(); });
    // What was not there yet may be there now. Results that are on screen stay as they are.
    connect(&m_archive.sync(), &SyncService::synced, this, [this] {
        if (isVisible() && isAsked() && m_model.rowCount() == 0 && !m_search.isSearching())
            searchNow();
    });
}

void SearchPane::archiveChanged()
{
    const bool isOpen = m_archive.isOpen();
    if (!m_archive.account().isValid() && !isOpen)
        m_text->clear(); // somebody's words
    if (std::exchange(m_wasOpen, isOpen) != isOpen)
        searchNow();
    else
        update();
}

// --- What is looked for ---

void SearchPane::open()
{
    focusBox();
    searchNow();
}

void SearchPane::showSearch(const QString &text, Scope wanted)
{
    m_quiet = true;
    m_text->setText(text);
    m_scope->setCurrentIndex(m_scope->findData(int(wanted)));
    m_quiet = false;
    open();
}

void SearchPane::setProject(ProjectId project)
{
    if (std::exchange(m_project, project) != project && scope() == Scope::ThisProject && isVisible())
        searchNow();
}

SavedSearch SearchPane::search() const
{
    SavedSearch asked;
    asked.text = m_text->text().simplified();
    asked.scope = scope();
    return asked;
}

SearchPane::Scope SearchPane::scope() const
{
    return static_cast<Scope>(m_scope->currentData().toInt());
}

bool SearchPane::isAsked() const
{
    return m_archive.isOpen() && !m_search.understood().query.isEmpty();
}

void SearchPane::searchNow()
{
    if (m_quiet)
        return;
    m_openWhenDone = false;
    m_error.reset();
    m_slow.stop();
    const ProjectId where = scope() == Scope::ThisProject ? m_project : ProjectId();
    m_model.setShowsProject(!where.isValid());
    if (m_archive.isOpen())
        m_search.search(m_text->text(), where, locale());
    else
        m_search.clear();
    m_stale = m_search.isSearching();
    if (m_stale)
        m_slow.start();
    update();
}

/// The first of them is current, for Enter in the box.
void SearchPane::hitsArrived()
{
    m_stale = false;
    if (m_model.rowCount() > 0) {
        m_view->setCurrentIndex(m_model.index(0, 0));
        m_view->scrollToTop();
    }
    update();
}

void SearchPane::searchingEnded()
{
    m_stale = false;
    m_slow.stop();
    update();
    if (std::exchange(m_openWhenDone, false))
        openCurrent();
}

void SearchPane::openCurrent()
{
    if (m_stale) {
        m_openWhenDone = true;
        return;
    }
    if (const SearchHit *hit = m_model.hitAt(m_view->currentIndex().row())) {
        const SearchHit chosen = *hit; // the model may change meanwhile
        emit hitChosen(chosen);
    }
}

/// The blank behind it goes with it.
void SearchPane::takeOut(int chip)
{
    const QList<SearchChip> &chips = m_search.understood().chips;
    if (chip < 0 || chip >= chips.size())
        return;
    const SearchChip &piece = chips.at(chip);
    const QString text = m_text->text();
    if (piece.start < 0 || piece.length < 0 || piece.start > text.size() - piece.length)
        return;
    const QString before = text.left(piece.start).trimmed();
    const QString after = text.mid(piece.start + piece.length).trimmed();
    m_text->setText(before.isEmpty() || after.isEmpty() ? before + after : before + u' ' + after);
}

void SearchPane::takeExample(const QString &text)
{
    m_text->setText(text);
    m_text->setFocus(Qt::OtherFocusReason);
    m_text->end(false);
}

// --- Keys ---

void SearchPane::focusBox()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

QWidget *SearchPane::focusTarget() const
{
    return m_stack->currentWidget() == m_view ? static_cast<QWidget *>(m_view) : m_text;
}

/// The arrows move in the results while the typing goes on in the box.
bool SearchPane::takeBoxKey(const QKeyEvent &event)
{
    if (event.modifiers() & ~Qt::KeypadModifier)
        return false;
    switch (event.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (isAsked())
            openCurrent();
        return true;
    case Qt::Key_Down:
        m_view->step(1);
        return true;
    case Qt::Key_Up:
        m_view->step(-1);
        return true;
    case Qt::Key_PageDown:
        m_view->step(m_view->rowsOnPage());
        return true;
    case Qt::Key_PageUp:
        m_view->step(-m_view->rowsOnPage());
        return true;
    default:
        return false;
    }
}

bool SearchPane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress &&
        takeBoxKey(*static_cast<QKeyEvent *>(event)))
        return true;
    return QWidget::eventFilter(watched, event);
}

void SearchPane::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit closeRequested();
    else
        QWidget::keyPressEvent(event);
}

} // namespace confab
