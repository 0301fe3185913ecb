// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composer.h"

#include "services/draftstore.h"
#include "services/workspace.h"
#include "ui/composerchoices.h"
#include "ui/composereditor.h"
#include "ui/composernote.h"
#include "ui/composerwords.h"
#include "ui/errortext.h"
#include "ui/followstyle.h"
#include "ui/plaintext.h"
#include "ui/replayedanswers.h"
#include "ui/theme.h"

#include <QAccessible>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr int composerGrid = 8;

} // namespace

class Composer::Private
{
public:
    Private(Composer &composer, Workspace &all);

    void build();
    void buildChoices();
    void connectAll();
    void follow();
    void load();
    void keep();
    void edited();
    void update();
    void showOrHide();
    void updateButtons();
    void tellStatus(const QString &text, bool aloud);
    void restyle();
    void choose(ComposerNote::Way way);
    void takeBack();
    [[nodiscard]] ConversationKey key() const;
    [[nodiscard]] ComposerSituation situation() const;
    [[nodiscard]] bool isBusy() const;
    [[nodiscard]] bool isProjectReady() const;
    [[nodiscard]] QString runningWords() const;
    [[nodiscard]] qsizetype excess() const;

    Composer &q;
    Workspace &workspace;
    ReplayedAnswers replayed;
    QWidget *pane = nullptr;
    QFrame *line = nullptr;
    ComposerNote *note = nullptr;
    ComposerEditor *editor = nullptr;
    ComposerChoices *choices = nullptr;
    QLabel *status = nullptr;
    QPushButton *stopButton = nullptr;
    QPushButton *sendButton = nullptr;
    Conversation conversation; ///< As it was shown; the list may know it better.
    ConversationKey shown;     ///< Whose draft is in the editor.
    std::optional<Error> notStarted;
    bool addressable = true;
    bool loading = false;
    bool tellsOfNow = false; ///< The status says what is going on, or what is in the way.
    bool couldWrite = false;
    bool couldSend = false;
    bool couldStop = false;
};

Composer::Private::Private(Composer &composer, Workspace &all)
    : q(composer), workspace(all), replayed(all.answers(), all.clock(), nullptr)
{
    build();
    connectAll();
    restyle();
}

void Composer::Private::build()
{
    line = new QFrame(&q);
    line->setObjectName(u"composerLine"_s);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    note = new ComposerNote(&q);
    editor = new ComposerEditor(workspace.settings(), &q);
    buildChoices();

    auto *body = new QVBoxLayout;
    body->setContentsMargins(2 * composerGrid, composerGrid, 2 * composerGrid, composerGrid);
    body->setSpacing(composerGrid);
    body->addWidget(note);
    body->addWidget(editor);
    body->addWidget(choices);
    auto *all = new QVBoxLayout(&q);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(line);
    all->addLayout(body);
    // Not Fixed, which would hold it to the height that the note has where its lines are at their longest.
    q.setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void Composer::Private::buildChoices()
{
    choices = new ComposerChoices(&q);
    status = plainLabel(u"composerStatus"_s, choices);
    status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    keepQuiet(status);
    stopButton = new QPushButton(tr("Stop"), choices);
    stopButton->setObjectName(u"composerStop"_s);
    stopButton->setAccessibleName(tr("Stop"));
    sendButton = new QPushButton(tr("Send"), choices);
    sendButton->setObjectName(u"composerSend"_s);
    sendButton->setAccessibleName(tr("Send"));
    choices->addToRow(status, 1);
    choices->addToRow(stopButton);
    choices->addToRow(sendButton);
}

void Composer::Private::connectAll()
{
    AnswerService &answers = workspace.answers();
    MessageService &messages = workspace.messages();
    connect(editor, &ComposerEditor::sendWanted, &q, &Composer::send);
    connect(editor, &QPlainTextEdit::textChanged, &q, [this] { edited(); });
    connect(editor, &ComposerEditor::cutOff, &q,
            [this] { tellStatus(tr("The text was too long; its end was left out"), true); });
    connect(sendButton, &QPushButton::clicked, &q, &Composer::send);
    connect(stopButton, &QPushButton::clicked, &q, &Composer::stop);
    connect(note, &ComposerNote::chosen, &q, [this](ComposerNote::Way way) { choose(way); });
    connect(choices, &ComposerChoices::changed, &q, [this] { keep(); });

    connect(&messages, &MessageService::reset, &q, [this] { follow(); });
    connect(&messages, &MessageService::stateChanged, &q, [this] { update(); });
    connect(&workspace, &Workspace::projectChanged, &q, [this] { follow(); });
    connect(&workspace.projects(), &ProjectService::projectsChanged, &q, [this] { update(); });
    connect(&workspace.session(), &Session::stateChanged, &q, [this] { update(); });
    connect(&workspace.session(), &Session::usageChanged, &q, [this] { update(); });
    connect(&workspace.reading(), &ArchiveReading::changed, &q, [this] { updateButtons(); });
    connect(&answers, &AnswerService::changed, &q, [this](const ConversationKey &which) {
        if (which == key() || !which.session.isValid())
            update();
    });
    connect(&answers, &AnswerService::completed, &q, [this](const ConversationKey &which) {
        if (which == key())
            tellStatus(tr("Answer complete"), true);
    });
    // Before the new conversation is shown, lest its question be sent once more.
    connect(&answers, &AnswerService::conversationMade, &q, [this](const Conversation &made) {
        if (shown == ConversationKey{made.project, {}})
            load();
    });
    connect(&answers, &AnswerService::startFailed, &q, [this](ProjectId project, const Error &error) {
        if (project != workspace.project())
            return;
        notStarted = error;
        update();
    });
}

// --- Whose draft it is ---

ConversationKey Composer::Private::key() const
{
    const ConversationKey &open = workspace.messages().key();
    return open.isValid() ? open : ConversationKey{workspace.project(), {}};
}

void Composer::Private::follow()
{
    if (key() != shown)
        load();
    else
        update();
}

void Composer::Private::load()
{
    {
        const QScopedValueRollback guard(loading, true);
        replayed.forget(shown.session);
        shown = key();
        notStarted.reset();
        const Draft draft = workspace.drafts().draft(shown);
        editor->setText(draft.text);
        choices->choose(draft.language, draft.externalId);
        tellStatus({}, false);
    }
    update();
}

void Composer::Private::keep()
{
    if (!loading)
        workspace.drafts().setDraft(shown,
                                    {editor->toPlainText(), choices->language(), choices->externalId()});
}

void Composer::Private::edited()
{
    if (loading)
        return;
    notStarted.reset();
    if (!isBusy())
        tellStatus({}, false);
    keep();
    update();
}

// --- What is shown ---

bool Composer::Private::isBusy() const
{
    return workspace.answers().running(key()) ||
           (!key().session.isValid() && workspace.answers().isStarting(key().project));
}

bool Composer::Private::isProjectReady() const
{
    const Project *project = workspace.projects().find(workspace.project());
    return !project || project->chatActive;
}

ComposerSituation Composer::Private::situation() const
{
    ComposerSituation now;
    const ConversationKey where = key();
    if (const Answer *answer = workspace.answers().inTrouble(where))
        now.trouble = *answer;
    now.notStarted = notStarted;
    now.usage = workspace.session().usage();
    // Without a network nobody has said who this is, but the archive is theirs.
    const qint64 me = workspace.session().user().id;
    now.me = me > 0 ? me : workspace.archive().account().user;
    now.newConversation = !where.session.isValid();
    now.hasSpoken = workspace.drafts().hasSpoken(where);
    now.projectReady = isProjectReady();
    if (const Conversation *listed = workspace.conversations().find(where.session))
        now.createdBy = listed->createdBy;
    else if (conversation.key() == where)
        now.createdBy = conversation.createdBy;
    return now;
}

QString Composer::Private::runningWords() const
{
    const Answer *answer = workspace.answers().running(key());
    if (!answer)
        return tr("Creating the conversation…");
    return answer->phase == Answer::Phase::Sending ? tr("Sending…") : tr("Answering…");
}

/// By how much the text is longer than a question may be. No key makes it so, only drafts that were joined.
qsizetype Composer::Private::excess() const
{
    return editor->toPlainText().size() - DraftStore::maxText;
}

void Composer::Private::update()
{
    if (loading)
        return;
    showOrHide();
    const bool starting = !key().session.isValid() && workspace.answers().isStarting(key().project);
    editor->setReadOnly(starting); // it is being sent
    editor->setHint(key().session.isValid() ? tr("Write a message")
                                            : tr("Write to begin a new conversation"));
    const bool hadFocus = note->hasFocusInside();
    const ComposerSituation now = situation();
    const ComposerNote::Words earlier = replayed.words(key().session);
    note->tell(now.trouble || earlier.text.isEmpty() ? composerWords(now) : earlier);
    if (hadFocus && !note->hasFocusInside())
        editor->setFocus();
    if (isBusy()) {
        tellStatus(runningWords(), false);
        tellsOfNow = true;
    } else if (const qsizetype over = excess(); over > 0) {
        tellStatus(tr("Too long for one question; characters to take out: %L1").arg(over), false);
        tellsOfNow = true;
    } else if (std::exchange(tellsOfNow, false)) {
        tellStatus({}, false);
    }
    updateButtons();
}

/// Who was writing goes on where they were when it comes back, as from a conversation that is gone. Until
/// then the focus is where no key does anything; by itself it would go to some list and choose there.
void Composer::Private::showOrHide()
{
    const bool shows = q.canWrite();
    if (!shows && pane && q.isAncestorOf(q.window()->focusWidget()))
        pane->setFocus(Qt::OtherFocusReason);
    q.setVisible(shows);
    if (shows && pane && q.window()->focusWidget() == pane)
        editor->setFocus(Qt::OtherFocusReason);
}

void Composer::Private::updateButtons()
{
    const bool busy = isBusy();
    const bool hadFocus = sendButton->hasFocus() || stopButton->hasFocus();
    sendButton->setVisible(!busy);
    stopButton->setVisible(busy);
    sendButton->setEnabled(q.canSend());
    stopButton->setEnabled(q.canStop());
    if (hadFocus && !sendButton->hasFocus() && !stopButton->hasFocus())
        editor->setFocus();
    const auto changes = [](bool &known, bool now) { return std::exchange(known, now) != now; };
    const bool writeChanged = changes(couldWrite, q.canWrite());
    const bool sendChanged = changes(couldSend, q.canSend());
    const bool stopChanged = changes(couldStop, q.canStop());
    if (writeChanged || sendChanged || stopChanged)
        emit q.stateChanged();
}

// The best that Qt 6.4 has for an announcement: a label tells of each new text by itself, as its name that
// changed; an alert is for those who listen for one.
void Composer::Private::tellStatus(const QString &text, bool aloud)
{
    if (status->text() == text && !aloud)
        return;
    status->setText(text);
    if (!aloud || !q.isVisible())
        return;
    QAccessibleEvent alert(status, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void Composer::Private::restyle()
{
    QPalette hairline = q.palette();
    hairline.setColor(QPalette::Window, Theme::of(hairline).line);
    line->setPalette(hairline);
}

// --- The ways on from trouble ---

void Composer::Private::choose(ComposerNote::Way way)
{
    AnswerService &answers = workspace.answers();
    switch (way) {
    case ComposerNote::Way::SendAgain:
        emit q.sending();
        workspace.askAgain();
        break;
    case ComposerNote::Way::LookAgain:
        answers.lookAgain(key());
        break;
    case ComposerNote::Way::Edit:
        takeBack();
        break;
    case ComposerNote::Way::CopyDetails:
        if (const Answer *answer = answers.inTrouble(key()))
            QGuiApplication::clipboard()->setText(errorDetails(Operation::SendMessage, answer->error));
        break;
    case ComposerNote::Way::GoTo:
        emit q.messageWanted(replayed.record(key().session));
        break;
    }
}

// What stands in the editor by now stays, under it. Where both are longer than a question may be, the draft
// would lose the end: then nothing is taken back.
void Composer::Private::takeBack()
{
    const Answer *troubled = workspace.answers().inTrouble(key());
    if (!troubled)
        return;
    const QString written = editor->toPlainText();
    const QString prompt = troubled->outgoing.prompt;
    const QString joined = written.trimmed().isEmpty() ? prompt : prompt + u"\n\n"_s + written;
    if (joined.size() > DraftStore::maxText && joined.size() > prompt.size()) {
        tellStatus(tr("Too long together with what is written here: shorten or send it first"), true);
        return;
    }
    const std::optional<OutgoingMessage> back = workspace.answers().takeBack(key());
    if (!back)
        return;
    editor->setText(joined);
    choices->choose(back->language, back->externalId);
    keep();
    editor->setFocus();
}

// --- Composer ---

Composer::Composer(Workspace &workspace, QWidget *parent) : QWidget(parent)
{
    setObjectName(u"composer"_s);
    d = std::make_unique<Private>(*this, workspace);
    d->load(); // asks this class, which asks `d`
}

Composer::~Composer() = default;

void Composer::followHeightOf(QWidget &pane)
{
    d->pane = &pane;
    pane.installEventFilter(this);
    d->editor->setMaximumTextHeight(pane.height() / 3);
}

bool Composer::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == d->pane && event->type() == QEvent::Resize)
        d->editor->setMaximumTextHeight(d->pane->height() / 3);
    return QWidget::eventFilter(watched, event);
}

void Composer::setConversation(const Conversation &conversation)
{
    d->conversation = conversation;
    d->update();
}

void Composer::setAddressable(bool addressable)
{
    d->addressable = addressable;
    d->update();
}

QWidget *Composer::focusTarget() const
{
    return d->editor;
}

bool Composer::canWrite() const
{
    return d->addressable && d->workspace.project().isValid() &&
           d->workspace.messages().state() != MessageService::State::Gone;
}

bool Composer::canSend() const
{
    const MessageService::State state = d->workspace.messages().state();
    // Offline the workspace refuses it, and says why.
    const bool known = !d->key().session.isValid() || state == MessageService::State::Ready ||
                       state == MessageService::State::LoadingOlder || d->workspace.reading().isOffline();
    return canWrite() && known && !d->isBusy() && d->isProjectReady() &&
           d->workspace.session().isSignedIn() && d->excess() <= 0 &&
           !d->editor->toPlainText().trimmed().isEmpty();
}

bool Composer::canStop() const
{
    const Answer *answer = d->workspace.answers().running(d->key());
    return answer && answer->phase != Answer::Phase::Fetching;
}

void Composer::send()
{
    if (!canSend())
        return;
    const bool starts = !d->key().session.isValid();
    d->notStarted.reset();
    emit sending();
    const OutgoingMessage message{d->editor->toPlainText(), d->choices->language(), d->choices->externalId()};
    if (!d->workspace.ask(message))
        return;
    if (!starts) // a new conversation's question stays until it is made
        d->editor->setText({});
    d->editor->setFocus();
}

void Composer::stop()
{
    d->workspace.answers().stop(d->key());
    if (const Answer *answer = d->workspace.answers().inTrouble(d->key()); !answer)
        d->tellStatus(tr("Stopped"), true);
}

void Composer::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (d && event->type() == QEvent::PaletteChange)
        d->restyle();
}

} // namespace confab
