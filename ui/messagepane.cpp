// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagepane.h"

#include "core/text.h"
#include "models/messagelistmodel.h"
#include "services/messageservice.h"
#include "ui/errortext.h"
#include "ui/linkopener.h"
#include "ui/messageview.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
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

    void build();
    void connectAll();
    void restyle();
    void update();
    void updateHeader();
    void updatePage();
    void elideTitle();
    void showSentence(const QString &sentence, const QString &action);
    void showStrip(const QString &sentence);
    void announceCopy();
    void act();
    void loadOlder();
    void fail(Operation operation, const Error &error);
    [[nodiscard]] QString facts() const;
    [[nodiscard]] QString title() const;

    MessagePane &q;
    MessageService &service;
    MessageListModel &model;
    MessageView *view;
    QWidget *header = nullptr;
    QLabel *titleLabel = nullptr;
    QLabel *factsLabel = nullptr;
    QFrame *line = nullptr;
    QWidget *strip = nullptr;
    QLabel *stripLabel = nullptr;
    QPushButton *stripRetry = nullptr;
    QStackedWidget *pages = nullptr;
    QWidget *sentencePage = nullptr;
    QLabel *sentenceLabel = nullptr;
    QPushButton *actionButton = nullptr;
    QTimer loadingTimer;
    Conversation conversation;
    int selected = 0;
    QString failure;
    bool olderFailed = false;
    bool copying = false;
    bool restyling = false;
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
    header = new QWidget(&q);
    header->setObjectName(u"messageHeader"_s);
    titleLabel = plainLabel(u"conversationTitle"_s, header);
    factsLabel = plainLabel(u"conversationFacts"_s, header);
    for (QLabel *label : {titleLabel, factsLabel})
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *headerBox = new QVBoxLayout(header);
    headerBox->setContentsMargins(2 * grid, grid, 2 * grid, grid);
    headerBox->setSpacing(2);
    headerBox->addWidget(titleLabel);
    headerBox->addWidget(factsLabel);

    line = new QFrame(&q);
    line->setObjectName(u"messageHeaderLine"_s);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);

    strip = new QWidget(&q);
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

    sentencePage = new QWidget(&q);
    sentencePage->setObjectName(u"messageSentencePage"_s);
    sentencePage->setFocusPolicy(Qt::TabFocus);
    // The same ground as the messages that it stands for.
    sentencePage->setBackgroundRole(QPalette::Base);
    sentencePage->setAutoFillBackground(true);
    sentenceLabel = plainLabel(u"messageSentence"_s, sentencePage);
    sentenceLabel->setAlignment(Qt::AlignCenter);
    sentenceLabel->setWordWrap(true);
    actionButton = new QPushButton(sentencePage);
    actionButton->setObjectName(u"messageAction"_s);
    auto *box = new QVBoxLayout(sentencePage);
    box->setContentsMargins(3 * grid, 3 * grid, 3 * grid, 3 * grid);
    box->setSpacing(2 * grid);
    box->addStretch(2);
    box->addWidget(sentenceLabel);
    box->addWidget(actionButton, 0, Qt::AlignHCenter);
    box->addStretch(3);

    pages = new QStackedWidget(&q);
    pages->setObjectName(u"messagePages"_s);
    pages->addWidget(view);
    pages->addWidget(sentencePage);
    auto *all = new QVBoxLayout(&q);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(header);
    all->addWidget(line);
    all->addWidget(strip);
    all->addWidget(pages, 1);
    loadingTimer.setSingleShot(true);
    loadingTimer.setInterval(loadingWordsAfter);
}

void MessagePane::Private::connectAll()
{
    connect(&service, &MessageService::stateChanged, &q, [this] { update(); });
    connect(&service, &MessageService::reset, &q, [this] { update(); });
    connect(&service, &MessageService::prepended, &q, [this] { updateHeader(); });
    connect(&service, &MessageService::appended, &q, [this] { update(); });
    connect(&service, &MessageService::failed, &q,
            [this](Operation operation, const Error &error) { fail(operation, error); });
    connect(&loadingTimer, &QTimer::timeout, &q, [this] { updatePage(); });
    connect(view, &MessageView::olderWanted, &q, [this] { loadOlder(); });
    connect(view, &MessageView::canCopyChanged, &q, [this] { announceCopy(); });
    connect(actionButton, &QPushButton::clicked, &q, [this] { act(); });
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
    if (restyling)
        return;
    restyling = true;
    // A label aligns by its text; the title line stands on the pane's own side.
    const auto side = q.layoutDirection() == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft;
    for (QLabel *label : {titleLabel, factsLabel})
        label->setAlignment(side | Qt::AlignAbsolute | Qt::AlignVCenter);
    // Narrower, not a word of a message would fit.
    q.setMinimumWidth(q.fontMetrics().averageCharWidth() * 32);
    const Theme theme = Theme::of(q.palette());
    QFont titleFont = q.font();
    if (titleFont.pointSizeF() > 0)
        titleFont.setPointSizeF(titleFont.pointSizeF() * 1.25);
    else
        titleFont.setPixelSize(titleFont.pixelSize() * 5 / 4);
    titleFont.setWeight(QFont::DemiBold);
    titleLabel->setFont(titleFont);
    QFont meta = q.font();
    if (meta.pointSizeF() > 0)
        meta.setPointSizeF(meta.pointSizeF() * 0.9);
    factsLabel->setFont(meta);
    QPalette muted = q.palette();
    muted.setColor(QPalette::WindowText, theme.muted);
    factsLabel->setPalette(muted);
    QPalette hairline = q.palette();
    hairline.setColor(QPalette::Window, theme.line);
    line->setPalette(hairline);
    elideTitle();
    restyling = false;
}

QString MessagePane::Private::title() const
{
    const QString name = text::cleanLine(conversation.name);
    return name.isEmpty() ? tr("Conversation %1").arg(conversation.id.toString()) : name;
}

QString MessagePane::Private::facts() const
{
    QStringList parts;
    const QLocale locale = q.locale();
    const auto &messages = service.messages();
    const qint64 total = std::max<qint64>(service.total(), messages.size());
    if (service.state() == MessageService::State::Ready || !messages.isEmpty())
        parts += total == 1 ? tr("1 message") : tr("%1 messages").arg(locale.toString(total));
    if (conversation.createdAt.isValid())
        parts += locale.toString(conversation.createdAt.toLocalTime().date(), tr("d MMM yyyy"));
    const auto origin = std::find_if(messages.crbegin(), messages.crend(),
                                     [](const Message &message) { return !message.requestSource.isEmpty(); });
    if (origin != messages.crend())
        parts += text::cleanLine(origin->requestSource);
    if (service.state() == MessageService::State::LoadingOlder)
        parts += tr("loading older messages…");
    return parts.join(u" · "_s);
}

void MessagePane::Private::elideTitle()
{
    const QString full = conversation.key().isValid() ? title() : QString();
    const QFontMetrics metrics(titleLabel->font());
    const QString shown = metrics.elidedText(full, Qt::ElideRight, std::max(0, titleLabel->width()));
    titleLabel->setText(shown);
    titleLabel->setAccessibleName(full);
    setPlainToolTip(titleLabel, shown == full ? QString() : full);
}

void MessagePane::Private::updateHeader()
{
    const bool shows = selected <= 1 && conversation.key().isValid();
    header->setVisible(shows);
    line->setVisible(shows);
    if (!shows)
        return;
    elideTitle();
    factsLabel->setText(facts());
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
    if (state == State::Ready)
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
    } else if (state == State::Failed) {
        showSentence(failure.isEmpty() ? tr("The messages could not be read") : failure, tr("Retry"));
    } else if (state == State::Loading || state == State::LoadingOlder) {
        showSentence(loadingTimer.isActive() ? QString() : tr("Loading messages…"), {});
    } else {
        showSentence(tr("This conversation has no messages yet"), tr("Look again"));
    }
    announceCopy();
}

void MessagePane::Private::showSentence(const QString &sentence, const QString &action)
{
    sentenceLabel->setText(sentence);
    sentencePage->setAccessibleName(sentence);
    actionButton->setText(action);
    actionButton->setAccessibleName(action);
    // The focus must not be lost with the button that had it.
    const bool hadFocus = actionButton->hasFocus();
    actionButton->setVisible(!action.isEmpty());
    if (hadFocus && action.isEmpty())
        sentencePage->setFocus();
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
    if (!olderFailed && !service.isComplete() && service.state() == MessageService::State::Ready)
        service.loadOlder();
}

void MessagePane::Private::fail(Operation operation, const Error &error)
{
    if (operation != Operation::LoadMessages && operation != Operation::LoadOlderMessages)
        return;
    const ErrorText words = errorText(operation, error);
    failure = words.hint.isEmpty() ? words.sentence : words.sentence + u' ' + words.hint;
    olderFailed = operation == Operation::LoadOlderMessages;
    updateHeader();
    updatePage();
    if (!service.messages().isEmpty() && selected <= 1)
        showStrip(words.sentence);
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
}

void MessagePane::updateConversation(const Conversation &conversation)
{
    if (conversation.key() != d->conversation.key())
        return;
    d->conversation = conversation;
    d->updateHeader();
}

void MessagePane::showSelectionCount(int count)
{
    d->selected = count;
    d->update();
}

QWidget *MessagePane::focusTarget() const
{
    if (d->pages->currentWidget() == d->view)
        return d->view;
    return d->actionButton->isVisibleTo(d->sentencePage) ? static_cast<QWidget *>(d->actionButton)
                                                         : d->sentencePage;
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
    if (d && (type == QEvent::PaletteChange || type == QEvent::FontChange || type == QEvent::LocaleChange ||
              type == QEvent::LayoutDirectionChange)) {
        d->restyle();
        d->updateHeader();
    }
}

void MessagePane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->elideTitle();
}

} // namespace confab
