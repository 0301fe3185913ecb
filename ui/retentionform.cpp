// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retentionform.h"

#include "core/text.h"
#include "ui/followstyle.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QCheckBox>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

/// Not cut to the bound: who pastes too much is told so, and nothing is lost on the way.
constexpr int roomForName = 1000;
/// More than RetentionRule::maxKeepNames parts of maxKeepNameLength. A line as long as this may have been
/// cut.
constexpr int roomForParts = 5000;

/// At the commas of any script.
QStringList partsOf(const QString &line)
{
    static const QRegularExpression commas(u"[,\u060C\u3001\uFF0C]"_s);
    QStringList parts;
    for (const QString &each : line.split(commas)) {
        const QString part = text::cleanLine(each, roomForParts);
        if (!part.isEmpty() && !parts.contains(part))
            parts << part;
    }
    return parts;
}

} // namespace

RetentionForm::RetentionForm(QWidget *parent)
    : QWidget(parent)
    , m_name(new QLineEdit(this))
    , m_nameFault(plainLabel(u"ruleNameFault"_s, this))
    , m_days(new QSpinBox(this))
    , m_daysUnit(plainLabel(u"ruleDaysUnit"_s, this))
    , m_liked(new QCheckBox(tr("with a &liked answer"), this))
    , m_disliked(new QCheckBox(tr("with a &disliked answer"), this))
    , m_parts(new QLineEdit(this))
    , m_partsHelp(plainLabel(u"rulePartsHelp"_s, this))
    , m_partsFault(plainLabel(u"rulePartsFault"_s, this))
    , m_copy(new QCheckBox(tr("First keep a com&plete copy on this computer"), this))
    , m_carriedOut(plainLabel(u"ruleCarriedOut"_s, this))
{
    setObjectName(u"retentionForm"_s);
    build();
    connect(m_name, &QLineEdit::textEdited, this, [this] {
        checkName();
        emit edited();
    });
    connect(m_name, &QLineEdit::editingFinished, this, [this] { m_nameBefore = m_rule.name; });
    connect(m_days, &QSpinBox::valueChanged, this, [this](int days) {
        m_rule.silentDays = days;
        showDays();
        emit edited();
    });
    connect(m_liked, &QCheckBox::toggled, this, [this](bool keep) {
        m_rule.keepLiked = keep;
        emit edited();
    });
    connect(m_disliked, &QCheckBox::toggled, this, [this](bool keep) {
        m_rule.keepDisliked = keep;
        emit edited();
    });
    connect(m_copy, &QCheckBox::toggled, this, [this](bool keep) {
        m_rule.keepCopy = keep;
        emit edited();
    });
    connect(m_parts, &QLineEdit::textEdited, this, [this] {
        checkParts();
        emit edited();
    });
}

void RetentionForm::build()
{
    auto *caption = plainLabel(u"ruleNameCaption"_s, this);
    caption->setText(tr("&Name"));
    caption->setBuddy(m_name);
    m_name->setObjectName(u"ruleName"_s);
    m_name->setAccessibleName(tr("Name"));
    m_name->setMaxLength(roomForName);
    m_nameFault->setWordWrap(true);
    keepInk(m_nameFault, &Theme::danger);

    auto *daysCaption = plainLabel(u"ruleDaysCaption"_s, this);
    daysCaption->setText(tr("&Silent for more than"));
    daysCaption->setBuddy(m_days);
    m_days->setObjectName(u"ruleDays"_s);
    m_days->setAccessibleName(tr("Silent for more than so many days"));
    m_days->setRange(1, RetentionRule::maxSilentDays);
    auto *daysLine = new QHBoxLayout;
    daysLine->setSpacing(8);
    daysLine->addWidget(daysCaption);
    daysLine->addWidget(m_days);
    daysLine->addWidget(m_daysUnit);
    daysLine->addStretch();

    m_copy->setObjectName(u"ruleKeepCopy"_s);
    m_copy->setAccessibleName(tr("First keep a complete copy on this computer"));

    auto *harmless = plainLabel(u"ruleHarmless"_s, this);
    harmless->setWordWrap(true);
    harmless->setText(
        tr("A rule deletes nothing by itself. Its dry run shows what it finds; what goes is what "
           "you leave ticked there and confirm."));
    keepQuiet(harmless);
    m_carriedOut->setWordWrap(true);
    keepQuiet(m_carriedOut);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(caption);
    layout->addWidget(m_name);
    layout->addWidget(m_nameFault);
    layout->addLayout(daysLine);
    layout->addSpacing(8);
    layout->addWidget(buildKeep());
    layout->addSpacing(4);
    layout->addWidget(m_copy, 0, Qt::AlignLeading);
    layout->addSpacing(8);
    layout->addWidget(harmless);
    layout->addWidget(m_carriedOut);
    layout->addStretch();
}

QWidget *RetentionForm::buildKeep()
{
    auto *keep = new QGroupBox(tr("Keep conversations"), this);
    keep->setObjectName(u"ruleKeep"_s);
    m_liked->setObjectName(u"ruleKeepLiked"_s);
    m_liked->setAccessibleName(tr("Keep conversations with a liked answer"));
    m_disliked->setObjectName(u"ruleKeepDisliked"_s);
    m_disliked->setAccessibleName(tr("Keep conversations with a disliked answer"));
    auto *caption = plainLabel(u"rulePartsCaption"_s, this);
    caption->setText(tr("whose name &contains"));
    caption->setBuddy(m_parts);
    m_parts->setObjectName(u"ruleParts"_s);
    m_parts->setAccessibleName(tr("Keep conversations whose name contains"));
    m_parts->setMaxLength(roomForParts);
    m_parts->setPlaceholderText(tr("VIP, contract"));
    m_partsHelp->setWordWrap(true);
    m_partsHelp->setText(
        tr("Parts of names, separated by commas. One of them is enough; capitals and accents do "
           "not matter."));
    m_parts->setAccessibleDescription(m_partsHelp->text());
    keepQuiet(m_partsHelp, QuietSize::Meta);
    m_partsFault->setWordWrap(true);
    m_partsFault->hide();
    keepInk(m_partsFault, &Theme::danger);

    auto *layout = new QVBoxLayout(keep);
    layout->setSpacing(4);
    layout->addWidget(m_liked, 0, Qt::AlignLeading);
    layout->addWidget(m_disliked, 0, Qt::AlignLeading);
    layout->addSpacing(4);
    layout->addWidget(caption);
    layout->addWidget(m_parts);
    layout->addWidget(m_partsHelp);
    layout->addWidget(m_partsFault);
    return keep;
}

void RetentionForm::setRule(const RetentionRule &rule, const QStringList &othersNames)
{
    m_rule = rule;
    m_nameBefore = rule.name;
    m_othersNames = othersNames;
    const QSignalBlocker quietDays(m_days), quietLiked(m_liked), quietDisliked(m_disliked), quietCopy(m_copy);
    m_name->setText(rule.name);
    m_days->setValue(rule.silentDays);
    m_liked->setChecked(rule.keepLiked);
    m_disliked->setChecked(rule.keepDisliked);
    m_copy->setChecked(rule.keepCopy);
    m_parts->setText(rule.keepNames.join(u", "_s));
    checkName();
    checkParts();
    showDays();
}

void RetentionForm::checkName()
{
    const QString name = text::cleanLine(m_name->text(), roomForName);
    const bool taken = m_othersNames.contains(name);
    const bool tooLong = name.size() > RetentionRule::maxNameLength;
    m_nameIsSound = !name.isEmpty() && !taken && !tooLong;
    // Not what the name was on the way: "Silent for a yea".
    m_rule.name = m_nameIsSound ? name : m_nameBefore;
    QString fault;
    if (name.isEmpty())
        fault = tr("A rule needs a name. Until it has one it is called “%1”.").arg(m_rule.name);
    else if (taken)
        fault = tr("Another rule of this project has that name. Until it has one of its own this one is "
                   "called “%1”.")
                    .arg(m_rule.name);
    else if (tooLong)
        fault =
            tr("A name has at most %L1 characters; this one has %L2. Until it is shorter the rule keeps the "
               "one before.")
                .arg(RetentionRule::maxNameLength)
                .arg(name.size());
    m_nameFault->setText(fault);
    m_name->setAccessibleDescription(m_nameFault->text());
}

/// Fewer parts than the person wrote would keep fewer conversations than they wish: the rule goes by all of
/// them, or by what it had before, and is not tried meanwhile.
void RetentionForm::checkParts()
{
    const QStringList parts = partsOf(m_parts->text());
    const bool tooMany = parts.size() > RetentionRule::maxKeepNames;
    const bool tooLong = m_parts->text().size() >= roomForParts ||
                         std::any_of(parts.begin(), parts.end(), [](const QString &part) {
                             return part.size() > RetentionRule::maxKeepNameLength;
                         });
    m_partsAreSound = !tooMany && !tooLong;
    if (m_partsAreSound)
        m_rule.keepNames = parts;
    QString fault;
    if (tooMany)
        fault = tr("At most %L1 parts; these are %L2. Until there are fewer the rule keeps what it had here.")
                    .arg(RetentionRule::maxKeepNames)
                    .arg(parts.size());
    else if (tooLong)
        fault =
            tr("A part has at most %L1 characters. Until all are shorter the rule keeps what it had here.")
                .arg(RetentionRule::maxKeepNameLength);
    m_partsFault->setText(fault);
    m_partsFault->setVisible(!fault.isEmpty());
    m_partsHelp->setVisible(fault.isEmpty());
    m_parts->setAccessibleDescription(fault.isEmpty() ? m_partsHelp->text() : fault);
}

void RetentionForm::showDays()
{
    m_daysUnit->setText(m_rule.silentDays == 1 ? tr("day") : tr("days"));
}

void RetentionForm::setCarriedOut(const QString &words)
{
    m_carriedOut->setText(words);
}

void RetentionForm::focusName()
{
    m_name->setFocus(Qt::OtherFocusReason);
    m_name->selectAll();
}

} // namespace confab
