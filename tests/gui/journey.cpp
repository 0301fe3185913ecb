// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include "sandbox/sandboxdata.h"
#include "support/fakenam.h"
#include "ui/translations.h"

#include <QAbstractButton>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>

namespace confab {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// The two clocks begin together, at an hour of the day that leaves room for "today" on both sides.
SandboxOptions startingAt(SandboxOptions options, const QDateTime &now)
{
    if (!options.now.isValid())
        options.now = now;
    return options;
}

QString nextProfile()
{
    static int number = 0;
    return u"journey%1"_s.arg(++number);
}

template<class T>
T *named(const QWidget &within, const QString &accessibleName)
{
    T *found = nullptr;
    for (T *each : within.findChildren<T *>()) {
        if (each->accessibleName() != accessibleName)
            continue;
        if (found)
            qFatal("Two controls are called %s", qPrintable(accessibleName));
        found = each;
    }
    if (!found)
        qFatal("No control is called %s", qPrintable(accessibleName));
    return found;
}

/// The window has the focus and keeps it: without a window manager the screen passes it on when it likes, at
/// times back to the window before.
bool getFocus(QWidget *window)
{
    if (!QTest::qWaitForWindowExposed(window))
        return false;
    int steady = 0;
    return QTest::qWaitFor([window, &steady] {
        const QWidget *focus = QApplication::focusWidget();
        const bool has = QApplication::activeWindow() == window &&
                         (!window->focusWidget() || (focus && focus->window() == window));
        if (!has)
            window->activateWindow();
        steady = has ? steady + 1 : 0;
        return steady >= 3;
    });
}

/// Where keys go. Between two windows nothing has the focus for a moment.
QWidget *focusTarget()
{
    (void)QTest::qWaitFor([] { return QApplication::activeWindow() != nullptr; });
    return QApplication::focusWidget() ? QApplication::focusWidget() : QApplication::activeWindow();
}

} // namespace

Journey::Program::Program(const QString &profile, SecretStore &secrets, Clock &clock,
                          const Timeouts &timeouts)
    : settings(profile)
    , governor(clock)
    , api(
          governor, clock, [] { return std::make_unique<FakeNam>(); }, timeouts)
    , workspace(api, secrets, settings, clock)
    , window(workspace)
{
}

Journey::Journey(SandboxOptions options, const Timeouts &timeouts)
    : m_profile(nextProfile()), m_timeouts(timeouts), m_server(startingAt(std::move(options), clock.nowUtc()))
{
    static bool translated = false;
    if (!std::exchange(translated, true))
        installTranslations(*QCoreApplication::instance());
    if (!m_server.start())
        qFatal("The sandbox did not start: %s", qPrintable(m_server.errorString()));
    answerArchive(ArchiveSettings::Consent::Refuse);
    m_program = std::make_unique<Program>(m_profile, secrets, clock, m_timeouts);
}

void Journey::answerArchive(ArchiveSettings::Consent consent)
{
    Settings settings(m_profile);
    ArchiveSettings(settings).setConsent({m_server.baseUrl(), SandboxData::userId}, consent);
}

Journey::~Journey()
{
    m_server.clearFaults();
    // Whatever the journey was about: the key is in no line of the log.
    if (keysweep::holdsKey(log.text(), m_server.key()))
        QTest::qFail("The key stands in the log", __FILE__, __LINE__);
}

// --- Begin and end ---

bool Journey::show()
{
    if (!m_program)
        m_program = std::make_unique<Program>(m_profile, secrets, clock, m_timeouts);
    window().show();
    return activate();
}

void Journey::beginWithKey()
{
    secrets.keys[m_server.baseUrl()] =
        ApiKey::fromInput(QString::fromLatin1(m_server.key())).value_or(ApiKey());
    window().start(m_server.baseUrl());
}

bool Journey::start()
{
    if (!show())
        return false;
    beginWithKey();
    return waitRepeated();
}

bool Journey::signIn()
{
    if (!show())
        return false;
    beginWithKey();
    return waitLoaded() && workspace().session().isSignedIn();
}

bool Journey::startSignedOut()
{
    if (!show())
        return false;
    window().start(m_server.baseUrl());
    return dialog(u"signInDialog"_s) != nullptr;
}

bool Journey::signInByDialog(const QString &key)
{
    QDialog *form = dialog(u"signInDialog"_s);
    auto *keyLine = form ? control<QLineEdit>(u"API key"_s, form) : nullptr;
    if (!keyLine)
        return false;
    keyLine->setFocus();
    keyLine->selectAll();
    type(key.isEmpty() ? QString::fromLatin1(m_server.key()) : key);
    return pressButton(u"Sign in"_s, form);
}

bool Journey::restart()
{
    if (!window().close())
        return false;
    m_program.reset();
    return signIn();
}

void Journey::crash()
{
    m_program.reset();
}

QString Journey::stateText() const
{
    Workspace &all = m_program->workspace;
    const Pace pace = m_program->governor.pace();
    QString text;
    QDebug(&text) << all.session().state() << all.conversations().state() << all.messages().state()
                  << "projects are loading:" << all.projects().isLoading()
                  << "deletions run:" << all.deletions().isRunning() << "calls in flight:" << pace.inFlight
                  << "waiting:" << pace.waiting;
    return text;
}

int Journey::callsInFlight() const
{
    return m_program->governor.pace().inFlight;
}

bool Journey::isQuiet() const
{
    using List = ConversationService::State;
    using Messages = MessageService::State;
    Workspace &all = m_program->workspace;
    const Session::State session = all.session().state();
    const List list = all.conversations().state();
    const Messages messages = all.messages().state();
    const Pace pace = m_program->governor.pace();
    // What waits for a new key waits for a person.
    if (session == Session::State::Expired)
        return pace.inFlight == 0 && !all.deletions().isRunning();
    return session != Session::State::Restoring && session != Session::State::SigningIn &&
           !all.projects().isLoading() &&
           (list == List::Closed || list == List::Ready || list == List::Failed) &&
           messages != Messages::Loading && messages != Messages::LoadingOlder &&
           !all.deletions().isRunning() && pace.inFlight == 0 && pace.waiting == 0;
}

bool Journey::waitLoaded()
{
    return waitQuiet(0ms);
}

bool Journey::waitRepeated()
{
    return waitQuiet(1ms);
}

// What ends may begin something else in a later turn of the event loop, so quiet has to last for a few of
// them.
bool Journey::waitQuiet(std::chrono::milliseconds step)
{
    const auto looksQuiet = [this, step] {
        clock.advance(step);
        return isQuiet();
    };
    for (int quietTurns = 0; quietTurns < 4;) {
        if (!QTest::qWaitFor(looksQuiet, 60'000)) {
            qInfo().noquote() << stateText();
            return false;
        }
        QTest::qWait(1);
        // A delayed opening of the selected conversation falls due.
        clock.advance(200ms);
        quietTurns = isQuiet() ? quietTurns + 1 : 0;
    }
    return true;
}

QString Journey::about(const QString &method, const QString &session) const
{
    return u"^%1 /api/v1/projects/%2/conversations/%3"_s.arg(method).arg(project()).arg(session);
}

// --- Controls ---

QTreeView *Journey::list() const
{
    return named<QTreeView>(m_program->window, u"Conversations"_s);
}

QListView *Journey::transcript() const
{
    return named<QListView>(m_program->window, u"Messages"_s);
}

QLineEdit *Journey::filter() const
{
    return named<QLineEdit>(m_program->window, u"Filter conversations"_s);
}

QComboBox *Journey::projectPicker() const
{
    return named<QComboBox>(m_program->window, u"Project"_s);
}

QAction *Journey::action(const QString &name) const
{
    for (QAction *each : m_program->window.findChildren<QAction *>()) {
        if (QString(each->text()).remove(u'&') == name)
            return each;
    }
    qFatal("No action is called %s", qPrintable(name));
    return nullptr;
}

QDialog *Journey::dialog(const QString &objectName) const
{
    const auto find = [this, &objectName]() -> QDialog * {
        for (QDialog *each : m_program->window.findChildren<QDialog *>(objectName)) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    };
    if (!QTest::qWaitFor([&find] { return find() != nullptr; }))
        return nullptr;
    QDialog *found = find();
    return getFocus(found) ? found : nullptr;
}

bool Journey::hasDialog() const
{
    const QList<QDialog *> all = m_program->window.findChildren<QDialog *>();
    return std::any_of(all.begin(), all.end(), [](const QDialog *each) { return each->isVisible(); });
}

// --- The list ---

QStringList Journey::rows(int column) const
{
    const QAbstractItemModel &model = *list()->model();
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts << model.index(row, column).data().toString();
    return texts;
}

QStringList Journey::selectedRows() const
{
    QModelIndexList indexes = list()->selectionModel()->selectedRows();
    std::sort(indexes.begin(), indexes.end());
    QStringList texts;
    for (const QModelIndex &index : std::as_const(indexes))
        texts << index.data().toString();
    return texts;
}

int Journey::rowOf(const QString &session) const
{
    const QAbstractItemModel &model = *list()->model();
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.index(row, 0).data(ConversationListModel::SessionRole).toString() == session)
            return row;
    }
    return -1;
}

void Journey::click(int row, Qt::KeyboardModifiers modifiers) const
{
    QTreeView *view = list();
    const QModelIndex index = view->model()->index(row, 0);
    view->scrollTo(index);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers, view->visualRect(index).center());
    QCoreApplication::processEvents();
}

void Journey::scrollToEnd() const
{
    QScrollBar *bar = list()->verticalScrollBar();
    bar->setValue(bar->maximum());
    QCoreApplication::processEvents();
}

QMenu *Journey::contextMenu(int row) const
{
    QTreeView *view = list();
    const QPoint at = view->visualRect(view->model()->index(row, 0)).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, view->viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(view->viewport(), &event);
    QCoreApplication::processEvents();
    return qobject_cast<QMenu *>(QApplication::activePopupWidget());
}

void Journey::sortBy(int column) const
{
    QHeaderView *header = list()->header();
    const int middle = header->sectionViewportPosition(column) + header->sectionSize(column) / 2;
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(middle, header->height() / 2));
    QCoreApplication::processEvents();
}

QString Journey::listSentence() const
{
    const auto *page = m_program->window.findChild<QWidget *>(u"listState"_s);
    return page && page->isVisible() ? page->accessibleName() : QString();
}

QString Journey::countText() const
{
    const auto *label = m_program->window.findChild<QLabel *>(u"conversationCount"_s);
    return label ? label->accessibleName() : QString();
}

QString Journey::lineText() const
{
    const auto *line = m_program->window.findChild<QWidget *>(u"listLine"_s);
    return line && line->isVisible() ? line->findChild<QLabel *>(u"noticeText"_s)->text() : QString();
}

// --- The banner ---

QString Journey::bannerText() const
{
    const auto *banner = control<QFrame>(u"Notification"_s);
    return banner ? banner->accessibleDescription() : QString();
}

bool Journey::waitBanner(const QString &part) const
{
    if (QTest::qWaitFor([this, &part] { return bannerText().contains(part); }, 10'000))
        return true;
    qInfo().noquote() << "The banner says:" << bannerText();
    return false;
}

bool Journey::pressInBanner(const QString &button) const
{
    auto *banner = control<QFrame>(u"Notification"_s);
    return banner && pressButton(button, banner);
}

// --- Keys and clicks ---

void Journey::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QWidget *target =
        QApplication::focusWidget() ? QApplication::focusWidget() : QApplication::activeWindow();
    if (!target)
        qFatal("A key was pressed and nothing has the focus");
    QTest::keyClick(target, key, modifiers);
    QCoreApplication::processEvents();
}

void Journey::type(const QString &text)
{
    QWidget *target = focusTarget();
    if (!target)
        qFatal("A text was typed and no window is active");
    // Key by key for what a keyboard has; the rest comes as an input method sends it.
    for (const QChar letter : text) {
        if (letter.unicode() < 128) {
            QTest::keyClick(target, letter.toLatin1());
        } else {
            QInputMethodEvent event;
            event.setCommitString(QString(letter));
            QCoreApplication::sendEvent(target, &event);
        }
    }
    QCoreApplication::processEvents();
}

void Journey::choose(QComboBox *box, const QString &entry)
{
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Home);
    for (int step = 0; step < box->count() && box->currentText() != entry; ++step)
        QTest::keyClick(box, Qt::Key_Down);
    QCoreApplication::processEvents();
}

bool Journey::chooseInMenu(QMenu *menu, const QString &entry)
{
    if (!menu)
        return false;
    for (QAction *action : menu->actions()) {
        if (QString(action->text()).remove(u'&') != entry)
            continue;
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        QCoreApplication::processEvents();
        return true;
    }
    return false;
}

bool Journey::pressButton(const QString &accessibleName, QWidget *within) const
{
    QWidget *parent = within ? within : &m_program->window;
    for (QAbstractButton *each : parent->findChildren<QAbstractButton *>()) {
        const QString name =
            each->accessibleName().isEmpty() ? QString(each->text()).remove(u'&') : each->accessibleName();
        if (!each->isVisible() || !each->isEnabled() || name != accessibleName)
            continue;
        QTest::mouseClick(each, Qt::LeftButton);
        QCoreApplication::processEvents();
        return true;
    }
    return false;
}

bool Journey::activate() const
{
    return getFocus(&m_program->window);
}

bool Journey::focusIsVisible()
{
    const QWidget *focus = QApplication::focusWidget();
    return focus && focus->isVisible() && focus->isEnabled();
}

} // namespace confab
