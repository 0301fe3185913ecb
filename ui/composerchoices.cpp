// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composerchoices.h"

#include "ui/answerlanguages.h"
#include "ui/namedcombobox.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStyleOptionComboBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr int choicesGrid = 8;
constexpr int maxExternalId = 128; // characters (contract, section 8)

/// As wide as what is chosen. Qt's own box looks at every language for that, each in letters of its own,
/// whose fonts then have to be found: a third of the time that the program takes to start.
class LanguageBox final : public NamedComboBox
{
public:
    explicit LanguageBox(QWidget *parent) : NamedComboBox(parent)
    {
        // In a narrow pane a long name does not take the room of the buttons.
        setSizeAdjustPolicy(AdjustToMinimumContentsLengthWithIcon);
        setMinimumContentsLength(6);
        connect(this, &QComboBox::currentIndexChanged, this, &QWidget::updateGeometry);
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        QStyleOptionComboBox option;
        initStyleOption(&option);
        const QSize text(fontMetrics().horizontalAdvance(currentText()), fontMetrics().height());
        return style()
            ->sizeFromContents(QStyle::CT_ComboBox, &option, text, this)
            .expandedTo(minimumSizeHint());
    }
};

} // namespace

ComposerChoices::ComposerChoices(QWidget *parent)
    : QWidget(parent)
    , m_language(new LanguageBox(this))
    , m_advanced(new QToolButton(this))
    , m_row(new QHBoxLayout)
    , m_fold(new QWidget(this))
    , m_externalId(new QLineEdit(m_fold))
{
    setObjectName(u"composerChoices"_s);
    m_language->setObjectName(u"answerLanguage"_s);
    m_language->setAccessibleName(tr("Language"));
    setPlainToolTip(m_language, tr("The language in which the answer is asked for"));
    m_language->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_language->setMaxVisibleItems(16);
    m_language->addItem(tr("As the project is set"), QString());
    for (const AnswerLanguage &each : answerLanguages())
        m_language->addItem(each.name, each.code);

    m_advanced->setObjectName(u"composerAdvanced"_s);
    m_advanced->setText(tr("Advanced"));
    m_advanced->setAccessibleName(tr("Advanced"));
    setPlainToolTip(m_advanced, tr("Give the question a tag of your own"));
    m_advanced->setCheckable(true);
    m_advanced->setAutoRaise(true);
    m_advanced->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_advanced->setFocusPolicy(Qt::TabFocus);

    m_row->setSpacing(choicesGrid);
    m_row->addWidget(m_language);
    m_row->addWidget(m_advanced);
    buildFold();
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(choicesGrid);
    all->addLayout(m_row);
    all->addWidget(m_fold);
    fold(false);
    connect(m_language, &QComboBox::activated, this, &ComposerChoices::changed);
    connect(m_externalId, &QLineEdit::textEdited, this, &ComposerChoices::changed);
    connect(m_advanced, &QToolButton::toggled, this, &ComposerChoices::fold);
}

void ComposerChoices::buildFold()
{
    m_fold->setObjectName(u"composerFold"_s);
    auto *caption = plainLabel(u"externalIdCaption"_s, m_fold);
    caption->setText(tr("External ID"));
    caption->setBuddy(m_externalId);
    m_externalId->setObjectName(u"externalId"_s);
    m_externalId->setAccessibleName(tr("External ID"));
    m_externalId->setPlaceholderText(tr("Your own tag, such as a customer number"));
    m_externalId->setMaxLength(maxExternalId);
    auto *row = new QHBoxLayout(m_fold);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(choicesGrid);
    row->addWidget(caption);
    row->addWidget(m_externalId, 1);
}

QString ComposerChoices::language() const
{
    return m_language->currentData().toString();
}

QString ComposerChoices::externalId() const
{
    return m_externalId->text();
}

void ComposerChoices::choose(const QString &language, const QString &externalId)
{
    int index = m_language->findData(language);
    if (index < 0) { // remembered by another version of the program
        m_language->addItem(language, language);
        index = m_language->count() - 1;
    }
    m_language->setCurrentIndex(index);
    m_externalId->setText(externalId);
    fold(!externalId.isEmpty());
}

void ComposerChoices::addToRow(QWidget *widget, int stretch)
{
    m_row->addWidget(widget, stretch);
    m_fold->raise(); // the keyboard comes to what stands below last
}

QSize ComposerChoices::minimumSizeHint() const
{
    return {0, QWidget::minimumSizeHint().height()};
}

// In a narrow pane the arrow alone has to do.
void ComposerChoices::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool narrow = width() < fontMetrics().averageCharWidth() * 60;
    m_advanced->setToolButtonStyle(narrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
}

void ComposerChoices::fold(bool open)
{
    m_advanced->setChecked(open);
    m_fold->setVisible(open);
    pointArrow();
}

// An icon, since the style leaves an arrow of its own where it is in a mirrored layout, upon the text.
void ComposerChoices::pointArrow()
{
    const bool leftwards = layoutDirection() == Qt::RightToLeft;
    m_advanced->setIcon(themedIcon(m_advanced->isChecked() ? u"chevron-down"_s
                                   : leftwards             ? u"chevron-left"_s
                                                           : u"chevron-right"_s));
}

void ComposerChoices::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange)
        pointArrow();
}

} // namespace confab
