// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detailspane.h"

#include "core/text.h"
#include "models/datetext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTextDocument>
#include <QTextLayout>
#include <QTimeZone>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr int grid = 8;

/// A value to read, select and copy as it is. A label would cut a word that is longer than the pane is wide,
/// as a session id is.
class FactText final : public QPlainTextEdit
{
public:
    explicit FactText(QWidget *parent) : QPlainTextEdit(parent)
    {
        setReadOnly(true);
        setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        setFocusPolicy(Qt::ClickFocus);
        setTabChangesFocus(true);
        setFrameShape(NoFrame);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        viewport()->setAutoFillBackground(false);
        document()->setDocumentMargin(0);
        document()->setDefaultTextOption(lines());
        QSizePolicy height(QSizePolicy::Ignored, QSizePolicy::Preferred);
        height.setHeightForWidth(true);
        setSizePolicy(height);
        connect(this, &QPlainTextEdit::textChanged, this, &QWidget::updateGeometry);
        // All of it is there to be seen; the cursor of a line from right to left would move it aside.
        const auto stay = [this] {
            QScrollBar *bar = horizontalScrollBar();
            bar->setValue(isRightToLeft() ? bar->maximum() : 0);
        };
        connect(horizontalScrollBar(), &QScrollBar::valueChanged, this, stay);
        connect(horizontalScrollBar(), &QScrollBar::rangeChanged, this, stay);
    }

    [[nodiscard]] int heightForWidth(int width) const override
    {
        QTextLayout layout(toPlainText(), font());
        layout.setTextOption(lines());
        layout.beginLayout();
        double height = 0;
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(width);
            height += std::ceil(line.height()); // as the editor does
        }
        layout.endLayout();
        return static_cast<int>(height) + 1; // with less room its last line would scroll
    }
    [[nodiscard]] QSize sizeHint() const override { return {0, heightForWidth(std::max(1, width()))}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, fontMetrics().height()}; }

private:
    [[nodiscard]] QTextOption lines() const
    {
        const auto side = layoutDirection() == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft;
        QTextOption option(side | Qt::AlignAbsolute);
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        return option;
    }
};

} // namespace

DetailsPane::DetailsPane(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(u"detailsPane"_s);
    setAccessibleName(tr("Details"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::TabFocus); // the arrows scroll
    build();
    showDetails({}, {}, QTimeZone::utc());
    restyle();
}

QLabel *DetailsPane::addHeading(QVBoxLayout &box, const QString &objectName, const QString &text)
{
    auto *label = plainLabel(objectName, widget());
    label->setText(text);
    box.addSpacing(grid);
    box.addWidget(label);
    return label;
}

void DetailsPane::addFact(QVBoxLayout &box, const QString &objectName, const QString &caption)
{
    Fact fact{plainLabel(objectName + u"Caption"_s, widget()), new FactText(widget())};
    fact.caption->setText(caption);
    fact.value->setObjectName(objectName);
    fact.caption->setContentsMargins(0, grid / 2, 0, 0); // nearer to its own value than to the one above
    box.addWidget(fact.caption);
    box.addWidget(fact.value);
    m_facts.insert(objectName, fact);
}

void DetailsPane::build()
{
    auto *page = new QWidget(this);
    page->setObjectName(u"detailsPage"_s);
    setWidget(page);
    auto *box = new QVBoxLayout(page);
    box->setContentsMargins(2 * grid, grid, 2 * grid, 2 * grid);
    box->setSpacing(grid / 4);
    m_empty = plainLabel(u"detailsEmpty"_s, page);
    m_empty->setWordWrap(true);
    m_empty->setText(tr("Select a conversation to see its details"));
    box->addWidget(m_empty);

    m_conversationHeading = addHeading(*box, u"detailsConversation"_s, tr("Conversation"));
    addFact(*box, u"conversationId"_s, tr("ID"));
    addFact(*box, u"sessionId"_s, tr("Session ID"));
    m_copySession = new QPushButton(tr("Copy session ID"), page);
    m_copySession->setObjectName(u"copySessionId"_s);
    m_copySession->setAccessibleName(tr("Copy session ID"));
    box->addWidget(m_copySession, 0, Qt::AlignLeading);
    addFact(*box, u"conversationCreated"_s, tr("Created"));
    addFact(*box, u"conversationUpdated"_s, tr("Name last changed"));
    addFact(*box, u"conversationBy"_s, tr("Begun by"));

    m_messageHeading = addHeading(*box, u"detailsMessage"_s, tr("Message"));
    addFact(*box, u"messageId"_s, tr("ID"));
    addFact(*box, u"messageCreated"_s, tr("Created"));
    addFact(*box, u"messageOrigin"_s, tr("Origin"));
    addFact(*box, u"messageExternalId"_s, tr("External ID"));
    addFact(*box, u"messageIp"_s, tr("IP address"));
    addFact(*box, u"messageAgent"_s, tr("Browser"));
    m_reveal = new QPushButton(page);
    m_reveal->setObjectName(u"revealPersonal"_s);
    box->addSpacing(grid / 2);
    box->addWidget(m_reveal, 0, Qt::AlignLeading);
    box->addStretch(1);

    connect(m_copySession, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_conversation.session.toString()); });
    connect(m_reveal, &QPushButton::clicked, this, [this] {
        showPersonal(m_facts.value(u"messageIp"_s).value->isHidden() &&
                     m_facts.value(u"messageAgent"_s).value->isHidden());
    });
}

void DetailsPane::setFact(const QString &objectName, const QString &value)
{
    const Fact fact = m_facts.value(objectName);
    const QString clean = text::cleanLine(value);
    if (fact.value->toPlainText() != clean) // what is selected in it stays so
        fact.value->setPlainText(clean);
    fact.value->setAccessibleName(fact.caption->text() + u": "_s + clean);
    fact.caption->setHidden(clean.isEmpty());
    fact.value->setHidden(clean.isEmpty());
}

void DetailsPane::showDetails(const Conversation &conversation, const Message &message, const QTimeZone &zone)
{
    // What was asked for holds for that message alone.
    const bool another = message.id != m_message.id || conversation.key() != m_conversation.key();
    m_conversation = conversation;
    m_message = message;
    const auto time = [this, &zone](const QDateTime &moment) {
        return moment.isValid() ? datetext::full(moment, zone, locale()) : QString();
    };
    const bool has = conversation.key().isValid();
    m_empty->setHidden(has);
    m_conversationHeading->setHidden(!has);
    m_copySession->setHidden(!has);
    setFact(u"conversationId"_s, conversation.id.isValid() ? conversation.id.toString() : QString());
    setFact(u"sessionId"_s, has ? conversation.session.toString() : QString());
    setFact(u"conversationCreated"_s, time(conversation.createdAt));
    setFact(u"conversationUpdated"_s, time(conversation.updatedAt));
    const QString by = conversation.createdBy ? tr("Team member %1").arg(*conversation.createdBy)
                                              : tr("An anonymous visitor");
    setFact(u"conversationBy"_s, has ? by : QString());

    m_messageHeading->setHidden(!message.id.isValid());
    setFact(u"messageId"_s, message.id.isValid() ? message.id.toString() : QString());
    setFact(u"messageCreated"_s, time(message.createdAt));
    setFact(u"messageOrigin"_s, message.requestSource);
    setFact(u"messageExternalId"_s, message.externalId);
    const bool shown = !m_facts.value(u"messageIp"_s).value->isHidden() ||
                       !m_facts.value(u"messageAgent"_s).value->isHidden();
    showPersonal(shown && !another);
}

void DetailsPane::showPersonal(bool shown)
{
    setFact(u"messageIp"_s, shown ? m_message.userIp : QString());
    setFact(u"messageAgent"_s, shown ? m_message.userAgent : QString());
    const QString caption = shown ? tr("Hide IP address and browser") : tr("Show IP address and browser");
    m_reveal->setText(caption);
    m_reveal->setAccessibleName(caption);
    m_reveal->setHidden(m_message.userIp.isEmpty() && m_message.userAgent.isEmpty());
}

void DetailsPane::setVisible(bool visible)
{
    QWidget &around = *window();
    if (visible != isHidden() || !around.isVisible() || &around == this)
        return QScrollArea::setVisible(visible);
    const int before = around.width();
    const bool goesBack = !visible && m_windowGrown > 0 && before == m_windowGrown;
    QScrollArea::setVisible(visible);
    // The window has its new least width once all the layouts between have run, from the inside to the
    // outside.
    for (QWidget *each = parentWidget(); each; each = each->parentWidget()) {
        QEvent request(QEvent::LayoutRequest);
        QCoreApplication::sendEvent(each, &request);
    }
    if (goesBack)
        around.resize(m_windowBefore, around.height());
    m_windowBefore = before;
    m_windowGrown = visible && around.width() > before ? around.width() : 0;
}

void DetailsPane::restyle()
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_conversationHeading->setFont(bold);
    m_messageHeading->setFont(bold);
    QFont meta = font();
    if (meta.pointSizeF() > 0)
        meta.setPointSizeF(meta.pointSizeF() * 0.9);
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, Theme::of(palette()).muted);
    m_empty->setPalette(quiet);
    for (const Fact &fact : std::as_const(m_facts)) {
        fact.caption->setFont(meta);
        fact.caption->setPalette(quiet);
    }
    // A session id of 36 characters takes two lines; the buttons are not cut.
    const int buttons = std::max(m_copySession->sizeHint().width(), m_reveal->sizeHint().width());
    setMinimumWidth(std::max(fontMetrics().averageCharWidth() * 26,
                             buttons + 4 * grid + verticalScrollBar()->sizeHint().width()));
}

void DetailsPane::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (m_reveal && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange))
        restyle();
}

} // namespace confab
