// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagepane.h"

#include "core/text.h"
#include "models/messagelistmodel.h"
#include "services/messageservice.h"
#include "ui/errortext.h"
#include "ui/linkopener.h"
#include "ui/messageheader.h"
#include "ui/messageview.h"
#include "ui/plaintext.h"
#include "ui/statepage.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr int grid = 8;
/// A conversation that comes sooner is shown without a word about loading, which would only flicker.
constexpr int loadingWordsAfter = 250; // ms

} // namespace

class MessagePane::Private
{
public:
    Private(MessagePane &pane, MessageService &service, MessageListModel &model, CitationService &citations,
            LinkOpener &links);
    Q_DISABLE_COPY_MOVE(Private)

    void build();
    void buildStrip();
    void connectAll();
    void restyle();
    void orderByEye();
    void update();
    void updateHeader();
    void updatePage();
    void showSentence(const QString &sentence, const QString &action, const QString &copied = {});
    void showStrip(const QString &sentence);
    void announceCopy();
    void act();
    void loadOlder();
    void fail(Operation operation, const Error &error);
    [[nodiscard]] QStringList facts() const;
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString copyWords() const { return tr("This is from the local archive. %1").arg(cause); }

    MessagePane &q;
    MessageService &service;
    MessageListModel &model;
    MessageView *view;
    MessageHeader *header = nullptr;
    QSplitter *sides = nullptr; ///< The column of the messages, and what stands beside it.
    QWidget *column = nullptr;
    QVBoxLayout *above = nullptr;
    QVBoxLayout *below = nullptr;
    QWidget *strip = nullptr;
    QLabel *stripLabel = nullptr;
    QPushButton *stripRetry = nullptr;
    QStackedWidget *pages = nullptr;
    StatePage *sentencePage = nullptr;
    QTimer loadingTimer;
    Conversation conversation;
    int selected = 0;
    QString failure;
    QString details; ///< Of the failure, to copy.
    QString cause;   ///< Of the failure alone.
    bool olderFailed = false;
    bool copying = false;
};

MessagePane::Private::Private(MessagePane &pane, MessageService &messages, MessageListModel &list,
                              CitationService &citations, LinkOpener &links)
    : q(pane), service(messages), model(list), view(new MessageView(citations, links, &pane))
{
    view->setModel(&model);
    build();
    connectAll();
    restyle();
    update();
}

void MessagePane::Private::build()
{
    header = new MessageHeader(&q);
    sides = new QSplitter(Qt::Horizontal, &q);
    sides->setObjectName(u"messageSides"_s);
    sides->setChildrenCollapsible(false);
    sides->setHandleWidth(1);
    column = new QWidget(sides);
    column->setObjectName(u"messageColumn"_s);
    buildStrip();
    sentencePage = new StatePage(u"messageSentencePage"_s, column);
    pages = new QStackedWidget(column);
    pages->setObjectName(u"messagePages"_s);
    pages->addWidget(view);
    pages->addWidget(sentencePage);

    const auto tight = [](QVBoxLayout *box) {
        box->setContentsMargins(0, 0, 0, 0);
        box->setSpacing(0);
        return box;
    };
    above = tight(new QVBoxLayout);
    below = tight(new QVBoxLayout);
    auto *stack = tight(new QVBoxLayout(column));
    stack->addLayout(above);
    stack->addWidget(strip);
    stack->addWidget(pages, 1);
    stack->addLayout(below);
    sides->addWidget(column);
    sides->setStretchFactor(0, 1);
    auto *all = tight(new QVBoxLayout(&q));
    all->addWidget(header);
    all->addWidget(sides, 1);
    loadingTimer.setSingleShot(true);
    loadingTimer.setInterval(loadingWordsAfter);
    orderByEye();
}

void MessagePane::Private::buildStrip()
{
    strip = new QWidget(column);
    strip->setObjectName(u"messageStrip"_s);
    stripLabel = plainLabel(u"messageStripText"_s, strip);
    stripLabel->setWordWrap(true);
    stripRetry = new QPushButton(tr("Retry"), strip);
    stripRetry->setObjectName(u"messageStripRetry"_s);
    stripRetry->setAccessibleName(tr("Retry loading messages"));
    auto *stripBox = new QHBoxLayout(strip);
    stripBox->setContentsMargins(2 * grid, grid / 2, 2 * grid, grid / 2);
    stripBox->addWidget(stripLabel, 1);
    stripBox->addWidget(stripRetry);
    strip->hide();
}

/// Tab and assistive technology go from top to bottom and then aside, whenever a widget was added.
void MessagePane::Private::orderByEye()
{
    QWidgetList parts;
    for (const QVBoxLayout *box : {above, below}) {
        if (box == below)
            parts << strip << pages;
        for (int i = 0; i < box->count(); ++i)
            parts << box->itemAt(i)->widget();
    }
    for (QWidget *part : std::as_const(parts))
        part->raise();
    for (int i = 1; i < sides->count(); ++i) {
        parts << sides->widget(i);
        sides->widget(i)->raise();
    }
    QWidget *last = nullptr;
    for (QWidget *part : std::as_const(parts)) {
        QWidgetList stops = part->findChildren<QWidget *>();
        stops.prepend(part);
        for (QWidget *stop : std::as_const(stops)) {
            if (!(stop->focusPolicy() & Qt::TabFocus) || stop->window() != q.window())
                continue; // a combo box has its list in a window of its own
            if (last)
                QWidget::setTabOrder(last, stop);
            last = stop;
        }
    }
}

void MessagePane::Private::connectAll()
{
    connect(&service, &MessageService::stateChanged, &q, [this] { update(); });
    connect(&service, &MessageService::reset, &q, [this] { update(); });
    connect(&service, &MessageService::prepended, &q, [this] {
        updateHeader();
        if (service.isArchived())
            view->checkOlder();
    });
    connect(&service, &MessageService::appended, &q, [this] { update(); });
    connect(&service, &MessageService::inserted, &q, [this] { update(); });
    connect(&service, &MessageService::removed, &q, [this] { update(); });
    connect(&service, &MessageService::changed, &q, [this](int index) {
        if (service.messages().at(index).id.isValid())
            updateHeader(); // it may have got its number now, and counts
    });
    connect(&service, &MessageService::failed, &q,
            [this](Operation operation, const Error &error) { fail(operation, error); });
    connect(&loadingTimer, &QTimer::timeout, &q, [this] { updatePage(); });
    connect(view, &MessageView::olderWanted, &q, [this] { loadOlder(); });
    connect(view, &MessageView::canCopyChanged, &q, [this] { announceCopy(); });
    connect(sentencePage, &StatePage::actionTriggered, &q, [this] { act(); });
    connect(stripRetry, &QPushButton::clicked, &q, [this] {
        strip->hide();
        if (std::exchange(olderFailed, false))
            service.loadOlder();
        else
            service.refresh();
    });
}

void MessagePane::Private::restyle()
{
    // Narrower, not a word of a message would fit.
    column->setMinimumWidth(q.fontMetrics().averageCharWidth() * 32);
}

QString MessagePane::Private::title() const
{
    const QString name = text::cleanLine(conversation.name);
    return name.isEmpty() ? tr("Conversation %1").arg(conversation.id.toString()) : name;
}

QStringList MessagePane::Private::facts() const
{
    QStringList parts;
    const QLocale locale = q.locale();
    const auto &messages = service.messages();
    // The service may not have a question that it has not numbered.
    const auto numbered = std::find_if(messages.crbegin(), messages.crend(),
                                       [](const Message &message) { return message.id.isValid(); });
    const qint64 total = std::max<qint64>(service.total(), messages.crend() - numbered);
    if (service.state() == MessageService::State::Ready || service.isArchived() || !messages.isEmpty())
        parts += total == 1 ? tr("1 message") : tr("%1 messages").arg(locale.toString(total));
    if (service.isArchived() && service.checkedAt().isValid())
        parts += tr("Checked %1").arg(model.momentText(service.checkedAt(), datetext::Place::InSentence));
    else if (service.isArchived())
        parts += tr("From the local archive");
    if (conversation.createdAt.isValid())
        parts += model.momentText(conversation.createdAt);
    const auto origin = std::find_if(messages.crbegin(), messages.crend(),
                                     [](const Message &message) { return !message.requestSource.isEmpty(); });
    if (origin != messages.crend())
        parts += text::cleanLine(origin->requestSource);
    if (service.state() == MessageService::State::LoadingOlder)
        parts += tr("loading older messages…");
    return parts;
}

void MessagePane::Private::updateHeader()
{
    const bool shows = selected <= 1 && conversation.key().isValid();
    header->setVisible(shows);
    if (!shows)
        return;
    header->setTitle(title());
    header->setFacts(facts());
}

void MessagePane::Private::update()
{
    using State = MessageService::State;
    const State state = service.state();
    if (state == State::Loading && service.messages().isEmpty()) {
        if (!loadingTimer.isActive())
            loadingTimer.start();
    } else {
        loadingTimer.stop();
    }
    if (state != State::Failed && state != State::Ready)
        strip->hide();
    if (state == State::Ready)
        failure.clear();
    if (state == State::LoadingOlder)
        olderFailed = false; // whoever asked for it again
    updateHeader();
    updatePage();
    // The archive may have come after the service had failed.
    if (state == State::Failed && service.isArchived() && !failure.isEmpty() && selected <= 1)
        showStrip(copyWords());
    if (state == State::Ready || service.isArchived())
        view->checkOlder();
}

void MessagePane::Private::updatePage()
{
    using State = MessageService::State;
    const State state = service.state();
    if (selected > 1) {
        showSentence(tr("%1 conversations selected").arg(q.locale().toString(selected)), {});
    } else if (!conversation.key().isValid() || state == State::Closed) {
        showSentence(tr("Select a conversation to read it"), {});
    } else if (state == State::Gone) {
        showSentence(tr("This conversation is no longer on the server"), tr("Look again"));
    } else if (!service.messages().isEmpty()) {
        pages->setCurrentWidget(view);
    } else if (state == State::Failed && !service.isArchived()) {
        showSentence(failure.isEmpty() ? tr("The messages could not be read") : failure, tr("Retry"),
                     failure.isEmpty() ? QString() : details);
    } else if (state == State::Loading || state == State::LoadingOlder) {
        showSentence(loadingTimer.isActive() ? QString() : tr("Loading messages…"), {});
    } else {
        showSentence(tr("This conversation has no messages yet"), tr("Look again"));
    }
    announceCopy();
}

void MessagePane::Private::showSentence(const QString &sentence, const QString &action, const QString &copied)
{
    const StatePage::State state{{}, sentence, {}, action, copied};
    if (sentencePage->state() != state)
        sentencePage->setState(state);
    pages->setCurrentWidget(sentencePage);
    strip->hide();
}

void MessagePane::Private::showStrip(const QString &sentence)
{
    stripLabel->setText(sentence);
    strip->show();
}

void MessagePane::Private::announceCopy()
{
    const bool can = pages->currentWidget() == view && view->canCopy();
    if (std::exchange(copying, can) != can)
        emit q.canCopyChanged(can);
}

void MessagePane::Private::act()
{
    if (!conversation.key().isValid())
        return;
    olderFailed = false;
    service.open(conversation.key());
}

void MessagePane::Private::loadOlder()
{
    // After a failure only the person's Retry asks again, or scrolling would ask without end.
    if (!olderFailed && service.mayLoadOlder())
        service.loadOlder();
}

void MessagePane::Private::fail(Operation operation, const Error &error)
{
    if (operation != Operation::LoadMessages && operation != Operation::LoadOlderMessages)
        return;
    const ErrorText words =
        errorText(operation, error, service.messages().isEmpty() ? Loaded::Nothing : Loaded::Before);
    cause = errorCause(error);
    details = errorDetails(operation, error);
    failure = words.hint.isEmpty() ? words.sentence : words.sentence + u' ' + words.hint;
    olderFailed = operation == Operation::LoadOlderMessages;
    updateHeader();
    updatePage();
    // Also above the sentence that there are none, as far as the archive knows.
    if ((!service.messages().isEmpty() || service.isArchived()) && selected <= 1)
        showStrip(service.isArchived() && !olderFailed ? copyWords() : words.sentence);
}

MessagePane::MessagePane(MessageService &messages, MessageListModel &model, CitationService &citations,
                         LinkOpener &links, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"messagePane"_s);
    d = std::make_unique<Private>(*this, messages, model, citations, links);
}

MessagePane::~MessagePane() = default;

void MessagePane::showConversation(const Conversation &conversation)
{
    const bool same = conversation.key() == d->service.key() &&
                      d->service.state() != MessageService::State::Closed &&
                      d->service.state() != MessageService::State::Failed;
    d->conversation = conversation;
    d->selected = conversation.key().isValid() ? 1 : 0;
    d->view->setProject(conversation.project);
    if (!conversation.key().isValid()) {
        d->service.close();
    } else if (!same) {
        d->failure.clear();
        d->olderFailed = false;
        d->service.open(conversation.key());
    }
    d->update();
    emit conversationShown(conversation);
    emit severalSelected(false);
}

void MessagePane::updateConversation(const Conversation &conversation)
{
    if (conversation.key() != d->conversation.key())
        return;
    d->conversation = conversation;
    d->updateHeader();
    if (d->selected <= 1)
        emit conversationShown(conversation);
}

void MessagePane::refreshDates()
{
    d->model.refreshDates();
    d->updateHeader();
}

void MessagePane::showSelectionCount(int count)
{
    d->selected = count;
    d->update();
    emit conversationShown(count > 1 ? Conversation() : d->conversation);
    emit severalSelected(count > 1);
}

QWidget *MessagePane::focusTarget() const
{
    if (d->pages->currentWidget() == d->view)
        return d->view;
    QWidget *button = d->sentencePage->focusTarget();
    return button ? button : d->sentencePage;
}

void MessagePane::addAbove(QWidget *widget)
{
    d->above->addWidget(widget);
    d->orderByEye();
}

void MessagePane::addBelow(QWidget *widget)
{
    d->below->addWidget(widget);
    d->orderByEye();
}

void MessagePane::addBeside(QWidget *widget)
{
    d->sides->addWidget(widget);
    d->sides->setStretchFactor(d->sides->count() - 1, 0);
    d->orderByEye();
}

MessageView &MessagePane::view() const
{
    return *d->view;
}

const Conversation &MessagePane::conversation() const
{
    return d->conversation;
}

void MessagePane::copyText()
{
    if (d->copying)
        d->view->copyText();
}

void MessagePane::copyMarkdown()
{
    if (d->copying)
        d->view->copyMarkdown();
}

void MessagePane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    const auto type = event->type();
    if (d && (type == QEvent::FontChange || type == QEvent::LocaleChange)) {
        d->restyle();
        d->updateHeader();
    }
}

} // namespace confab
