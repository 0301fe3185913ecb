// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filterbar.h"

#include "models/languagename.h"
#include "ui/clearbutton.h"
#include "ui/followstyle.h"
#include "ui/namedcombobox.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/undokeys.h"

#include <QAction>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestAge = 3650;

QComboBox *combo(const QString &objectName, const QString &accessibleName, int letters, QWidget *parent)
{
    auto *box = new NamedComboBox(parent);
    box->setObjectName(objectName);
    box->setAccessibleName(accessibleName);
    setPlainToolTip(box, accessibleName);
    // As narrow as the pane asks for; the choices in its list stay in full.
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(letters);
    return box;
}

/// A day, or "Any day" at the lower end, which stands for none.
QDateEdit *dayField(const QString &objectName, const QString &accessibleName, QWidget *parent)
{
    auto *field = new QDateEdit(parent);
    field->setObjectName(objectName);
    field->setAccessibleName(accessibleName);
    field->setCalendarPopup(true);
    field->setMinimumDate(QDate(2000, 1, 1));
    field->setSpecialValueText(FilterBar::tr("Any day"));
    return field;
}

QDate dayOf(const QDateEdit *field)
{
    return field->date() == field->minimumDate() ? QDate() : field->date();
}

} // namespace

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLineEdit(this))
    , m_date(combo(u"dateFilter"_s, tr("Date"), 12, this))
    , m_people(combo(u"peopleFilter"_s, tr("People"), 9, this))
    , m_count(wholeLabel(u"conversationCount"_s, this))
    , m_columns(new QToolButton(this))
    , m_olderFields(new QWidget(this))
    , m_days(new QSpinBox(m_olderFields))
    , m_olderCaption(plainLabel(u"olderCaption"_s, m_olderFields))
    , m_rangeFields(new QWidget(this))
    , m_from(dayField(u"dateFrom"_s, tr("First day"), m_rangeFields))
    , m_to(dayField(u"dateTo"_s, tr("Last day"), m_rangeFields))
    , m_factFields(new QWidget(this))
    , m_language(combo(u"languageFilter"_s, tr("Language"), 12, m_factFields))
    , m_reactions(combo(u"reactionFilter"_s, tr("Reactions"), 12, m_factFields))
    , m_length(combo(u"lengthFilter"_s, tr("Number of messages"), 12, m_factFields))
{
    setObjectName(u"filterBar"_s);
    buildField();
    buildDate();
    buildPeople();
    buildFacts();
    layOut();
    layOutFields();
    showDateFields();
    showFactFields();
}

void FilterBar::buildField()
{
    m_text->setObjectName(u"filterField"_s);
    m_text->setAccessibleName(tr("Filter conversations"));
    m_text->setPlaceholderText(tr("Filter conversations…"));
    addClearButton(*m_text);
    leaveUndoToWindow(*m_text);
    m_text->setMaxLength(1000);
    // A button to assistive technology, so it has a name, and does what it says.
    QAction *magnifier = m_text->addAction(themedIcon(u"search"_s), QLineEdit::LeadingPosition);
    magnifier->setText(tr("Go to the filter"));
    connect(magnifier, &QAction::triggered, this, &FilterBar::focusText);
    m_text->installEventFilter(this);
    connect(m_text, &QLineEdit::textChanged, this, &FilterBar::textChanged);
}

void FilterBar::buildDate()
{
    using Kind = DateFilter::Kind;
    const QList<std::pair<Kind, QString>> choices{
        {Kind::AnyTime, tr("Any time")},        {Kind::Today, tr("Today")},
        {Kind::Yesterday, tr("Yesterday")},     {Kind::Last7Days, tr("Last 7 days")},
        {Kind::Last30Days, tr("Last 30 days")}, {Kind::OlderThan, tr("Older than…")},
        {Kind::SilentFor, tr("Silent for…")},   {Kind::Custom, tr("Custom range…")}};
    for (const auto &[kind, caption] : choices)
        m_date->addItem(caption, static_cast<int>(kind));
    m_olderFields->setObjectName(u"olderFields"_s);
    m_rangeFields->setObjectName(u"rangeFields"_s);
    m_days->setObjectName(u"dateDays"_s);
    m_days->setRange(1, longestAge);
    m_days->setSuffix(tr(" days"));
    setDateFilter({}, {});

    const auto chosen = [this] {
        showDateFields();
        emit dateFilterChosen(dateFilter());
    };
    connect(m_date, &QComboBox::currentIndexChanged, this, chosen);
    connect(m_days, &QSpinBox::valueChanged, this, chosen);
    connect(m_from, &QDateEdit::dateChanged, this, chosen);
    connect(m_to, &QDateEdit::dateChanged, this, chosen);
}

void FilterBar::buildPeople()
{
    m_people->addItem(tr("Everyone"), static_cast<int>(PeopleFilter::Everyone));
    m_people->addItem(tr("Anonymous visitors"), static_cast<int>(PeopleFilter::Anonymous));
    m_people->addItem(tr("Team members"), static_cast<int>(PeopleFilter::TeamMembers));
    m_people->addItem(tr("Me"), static_cast<int>(PeopleFilter::Me));
    connect(m_people, &QComboBox::currentIndexChanged, this, [this] { emit peopleChosen(people()); });
}

void FilterBar::buildFacts()
{
    m_factFields->setObjectName(u"factFields"_s);
    m_language->addItem(tr("Any language"), QString());
    m_reactions->addItem(tr("Any reactions"), static_cast<int>(ReactionFilter::Any));
    m_reactions->addItem(tr("Liked"), static_cast<int>(ReactionFilter::Liked));
    m_reactions->addItem(tr("Disliked"), static_cast<int>(ReactionFilter::Disliked));
    m_reactions->addItem(tr("Without reactions"), static_cast<int>(ReactionFilter::None));
    m_length->addItem(tr("Any length"), static_cast<int>(LengthFilter::Any));
    m_length->addItem(tr("No messages"), static_cast<int>(LengthFilter::Empty));
    m_length->addItem(tr("1 to %L1 messages").arg(shortThread), static_cast<int>(LengthFilter::Short));
    m_length->addItem(tr("%L1 to %L2 messages").arg(shortThread + 1).arg(mediumThread),
                      static_cast<int>(LengthFilter::Medium));
    m_length->addItem(tr("More than %L1 messages").arg(mediumThread), static_cast<int>(LengthFilter::Long));
    // Where the pane is narrow they give way, all three alike.
    for (QComboBox *each : {m_language, m_reactions, m_length})
        each->setMinimumWidth(fontMetrics().averageCharWidth() * 9);
    const auto chosen = [this] {
        showFactFields();
        emit factFilterChosen(factFilter());
    };
    connect(m_length, &QComboBox::currentIndexChanged, this, chosen);
    connect(m_language, &QComboBox::currentIndexChanged, this, chosen);
    connect(m_reactions, &QComboBox::currentIndexChanged, this, chosen);
}

void FilterBar::layOut()
{
    m_columns->setObjectName(u"columnsButton"_s);
    m_columns->setIcon(themedIcon(u"columns"_s));
    m_columns->setAccessibleName(tr("Columns"));
    setPlainToolTip(m_columns, tr("Choose the columns"));
    m_columns->setAutoRaise(true);
    keepIconAtTextHeight(m_columns);
    connect(m_columns, &QToolButton::clicked, this,
            [this] { emit columnsWanted(m_columns->mapToGlobal(QPoint(0, m_columns->height()))); });
    const auto side = layoutDirection() == Qt::RightToLeft ? Qt::AlignLeft : Qt::AlignRight;
    m_count->setAlignment(side | Qt::AlignAbsolute | Qt::AlignVCenter);
    // It gives way before the choices do; the tooltip has it in full.
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    keepQuiet(m_count, QuietSize::Meta);

    auto *choices = new QHBoxLayout;
    choices->setSpacing(8);
    choices->addWidget(m_date);
    choices->addWidget(m_people);
    choices->addWidget(m_count, 1);
    choices->addWidget(m_columns);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_text);
    layout->addLayout(choices);
    layout->addWidget(m_factFields);
    layout->addWidget(m_olderFields);
    layout->addWidget(m_rangeFields);
}

/// The lines that are not always there.
void FilterBar::layOutFields()
{
    auto *facts = new QHBoxLayout(m_factFields);
    facts->setContentsMargins(0, 0, 0, 0);
    facts->setSpacing(8);
    facts->addWidget(m_language);
    facts->addWidget(m_reactions);
    facts->addWidget(m_length);
    facts->addStretch();

    auto *older = new QHBoxLayout(m_olderFields);
    older->setContentsMargins(0, 0, 0, 0);
    older->setSpacing(8);
    auto *olderEnd = plainLabel(u"olderEnd"_s, m_olderFields);
    olderEnd->setText(tr("ago"));
    older->addWidget(m_olderCaption);
    older->addWidget(m_days);
    older->addWidget(olderEnd);
    older->addStretch();

    auto *range = new QHBoxLayout(m_rangeFields);
    range->setContentsMargins(0, 0, 0, 0);
    range->setSpacing(8);
    auto *rangeCaption = plainLabel(u"rangeCaption"_s, m_rangeFields);
    rangeCaption->setText(tr("From"));
    auto *rangeMiddle = plainLabel(u"rangeMiddle"_s, m_rangeFields);
    rangeMiddle->setText(tr("to"));
    range->addWidget(rangeCaption);
    range->addWidget(m_from);
    range->addWidget(rangeMiddle);
    range->addWidget(m_to);
    range->addStretch();
}

QString FilterBar::text() const
{
    return m_text->text();
}

void FilterBar::setText(const QString &text)
{
    m_text->setText(text);
}

DateFilter FilterBar::dateFilter() const
{
    DateFilter filter;
    filter.kind = static_cast<DateFilter::Kind>(m_date->currentData().toInt());
    filter.days = m_days->value();
    if (filter.kind == DateFilter::Kind::Custom) {
        filter.from = dayOf(m_from);
        filter.to = dayOf(m_to);
    }
    return filter;
}

void FilterBar::setDateFilter(const DateFilter &filter, QDate today)
{
    const QSignalBlocker dates(m_date);
    const QSignalBlocker days(m_days);
    const QSignalBlocker from(m_from);
    const QSignalBlocker to(m_to);
    m_date->setCurrentIndex(m_date->findData(static_cast<int>(filter.kind)));
    m_days->setValue(filter.days);
    const bool custom = filter.kind == DateFilter::Kind::Custom;
    const auto day = [](const QDate &date, const QDateEdit *field) {
        return date.isValid() ? date : field->minimumDate();
    };
    m_from->setDate(custom ? day(filter.from, m_from) : today.addDays(-30));
    m_to->setDate(custom ? day(filter.to, m_to) : today);
    showDateFields();
}

void FilterBar::showDateFields()
{
    const auto kind = static_cast<DateFilter::Kind>(m_date->currentData().toInt());
    const bool silent = kind == DateFilter::Kind::SilentFor;
    m_olderCaption->setText(silent ? tr("Last message more than") : tr("Created more than"));
    m_days->setAccessibleName(silent ? tr("Silent for more than so many days")
                                     : tr("Older than so many days"));
    m_olderFields->setVisible(silent || kind == DateFilter::Kind::OlderThan);
    m_rangeFields->setVisible(kind == DateFilter::Kind::Custom);
}

PeopleFilter FilterBar::people() const
{
    return static_cast<PeopleFilter>(m_people->currentData().toInt());
}

void FilterBar::setPeople(PeopleFilter people)
{
    const QSignalBlocker quiet(m_people);
    m_people->setCurrentIndex(m_people->findData(static_cast<int>(people)));
}

FactFilter FilterBar::factFilter() const
{
    return {m_language->currentData().toString(),
            static_cast<ReactionFilter>(m_reactions->currentData().toInt()),
            static_cast<LengthFilter>(m_length->currentData().toInt())};
}

void FilterBar::setFactFilter(const FactFilter &filter)
{
    const QSignalBlocker language(m_language);
    const QSignalBlocker reactions(m_reactions);
    const QSignalBlocker length(m_length);
    addLanguage(filter.language);
    m_language->setCurrentIndex(m_language->findData(filter.language));
    m_reactions->setCurrentIndex(m_reactions->findData(static_cast<int>(filter.reactions)));
    m_length->setCurrentIndex(m_length->findData(static_cast<int>(filter.length)));
    showFactFields();
}

void FilterBar::setFacts(bool known, const QStringList &languages)
{
    const QSignalBlocker quiet(m_language);
    m_hasFacts = known;
    const QString chosen = m_language->currentData().toString();
    for (int i = m_language->count() - 1; i > 0; --i) {
        const QString code = m_language->itemData(i).toString();
        if (code != chosen && !languages.contains(code))
            m_language->removeItem(i);
    }
    for (const QString &code : languages)
        addLanguage(code);
    showFactFields();
}

/// In the order of the names; what is chosen stays chosen.
void FilterBar::addLanguage(const QString &code)
{
    if (m_language->findData(code) >= 0)
        return;
    const QString name = languageName(code);
    int place = 1;
    while (place < m_language->count() && name.localeAwareCompare(m_language->itemText(place)) > 0)
        ++place;
    m_language->insertItem(place, name, code);
}

void FilterBar::showFactFields()
{
    m_factFields->setVisible(m_hasFacts || factFilter().isSet());
}

void FilterBar::setCount(const QString &text, const QString &inFull)
{
    m_count->setText(text);
    m_count->setAccessibleName(inFull);
    setPlainToolTip(m_count, inFull);
}

void FilterBar::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Escape:
            if (m_text->text().isEmpty())
                break;
            m_text->clear();
            return true;
        case Qt::Key_Down:
        case Qt::Key_Return:
        case Qt::Key_Enter:
            emit listWanted();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace confab
