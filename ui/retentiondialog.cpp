// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retentiondialog.h"

#include "core/clock.h"
#include "core/dates.h"
#include "services/workspace.h"
#include "ui/dryrundialog.h"
#include "ui/followstyle.h"
#include "ui/noticeline.h"
#include "ui/plaintext.h"
#include "ui/retentionform.h"
#include "ui/retentiontext.h"
#include "ui/ruledelegate.h"
#include "ui/statepage.h"
#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

RetentionDialog::RetentionDialog(Workspace &workspace, UserPrompts &prompts, const QString &projectName,
                                 QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_prompts(prompts)
    , m_server(workspace.archive().server())
    , m_project(workspace.project())
    , m_projectName(projectName)
    , m_rules(workspace.retentionRules().of(m_server, m_project))
    , m_stored(m_rules)
    , m_list(new QListWidget(this))
    , m_add(new QPushButton(tr("&Add"), this))
    , m_remove(new QPushButton(tr("&Remove"), this))
    , m_form(new RetentionForm(this))
    , m_none(new StatePage(u"noRules"_s, this))
    , m_pages(new QStackedWidget(this))
    , m_removedLine(new NoticeLine(u"ruleRemoved"_s, this))
    , m_fault(plainLabel(u"rulesFault"_s, this))
    , m_dryRun(new QPushButton(tr("Dry r&un…"), this))
{
    setObjectName(u"retentionDialog"_s);
    setWindowTitle(tr("Retention rules of %1").arg(projectName));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    connectParts();
    fill(0);
    // As high as the fields, whose lines are broken at the width that they have, and a notice under them.
    const int width = fontMetrics().averageCharWidth() * 110;
    const int fields = m_form->heightForWidth(width * 3 / 5 - 4 * 16);
    const QSize wanted(width, std::max(fontMetrics().height() * 24, fields + fontMetrics().height() * 8));
    resize(wanted.boundedTo(screen()->availableSize() * 9 / 10));
    if (m_rules.isEmpty())
        m_none->focusTarget()->setFocus();
    else
        m_list->setFocus();
}

RetentionDialog::~RetentionDialog()
{
    save(); // the window went with it open
}

// --- The parts ---

void RetentionDialog::build()
{
    m_none->setState(
        {u"calendar"_s, tr("This project has no retention rule yet."),
         tr("A rule finds conversations in which nothing was said for a long time. It deletes nothing "
            "by itself."),
         tr("Add a rule")});
    m_pages->setObjectName(u"retentionPages"_s);
    m_pages->addWidget(buildSides());
    m_pages->addWidget(m_none);
    m_fault->setWordWrap(true);
    m_fault->setText(
        tr("These rules are too long for the settings, so the changes are not kept. Shorten the names "
           "that they hold, or remove a rule."));
    m_fault->hide();
    keepInk(m_fault, &Theme::danger);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_removedLine);
    layout->addWidget(m_fault);
    buildButtons();
}

QWidget *RetentionDialog::buildSides()
{
    m_list->setObjectName(u"ruleList"_s);
    m_list->setAccessibleName(tr("Retention rules"));
    m_list->setItemDelegate(new RuleDelegate(m_list));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    m_add->setObjectName(u"addRule"_s);
    m_add->setAccessibleName(tr("Add a rule"));
    m_remove->setObjectName(u"removeRule"_s);
    m_remove->setAccessibleName(tr("Remove the rule"));
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    for (QPushButton *button : {m_add, m_remove}) {
        button->setAutoDefault(false);
        line->addWidget(button);
    }
    line->addStretch();
    auto *rules = new QVBoxLayout;
    rules->setSpacing(8);
    rules->addWidget(m_list, 1);
    rules->addLayout(line);
    auto *area = new QScrollArea(this);
    area->setObjectName(u"ruleArea"_s);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(m_form);
    // As the dialog has it, not as a list.
    area->viewport()->setAutoFillBackground(false);
    m_form->setAutoFillBackground(false);
    area->setMinimumWidth(m_form->minimumSizeHint().width() + area->verticalScrollBar()->sizeHint().width());
    auto *page = new QWidget(this);
    page->setObjectName(u"retentionSides"_s);
    auto *sides = new QHBoxLayout(page);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(16);
    sides->addLayout(rules, 2);
    sides->addWidget(area, 3);
    return page;
}

void RetentionDialog::buildButtons()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setObjectName(u"retentionButtons"_s);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    buttons->button(QDialogButtonBox::Close)->setObjectName(u"retentionClose"_s);
    buttons->addButton(m_dryRun, QDialogButtonBox::ActionRole);
    m_dryRun->setObjectName(u"dryRun"_s);
    m_dryRun->setAccessibleName(tr("Dry run…"));
    m_dryRun->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout()->addWidget(buttons);
}

void RetentionDialog::connectParts()
{
    connect(m_list, &QListWidget::currentRowChanged, this, &RetentionDialog::showCurrent);
    connect(m_form, &RetentionForm::edited, this, &RetentionDialog::edited);
    connect(m_none, &StatePage::actionTriggered, this, &RetentionDialog::addRule);
    connect(m_add, &QPushButton::clicked, this, &RetentionDialog::addRule);
    connect(m_remove, &QPushButton::clicked, this, &RetentionDialog::removeRule);
    connect(m_removedLine, &NoticeLine::actionTriggered, this, &RetentionDialog::takeBack);
    connect(m_dryRun, &QPushButton::clicked, this, &RetentionDialog::dryRun);
    connect(&m_workspace, &Workspace::projectChanged, this, [this] {
        save();
        done(Rejected);
    });
}

// --- The rules ---

int RetentionDialog::row() const
{
    return m_list->currentRow();
}

void RetentionDialog::fill(int current)
{
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        for (qsizetype i = 0; i < m_rules.size(); ++i)
            m_list->addItem(new QListWidgetItem);
        for (int i = 0; i < m_list->count(); ++i)
            showRow(i);
        m_list->setCurrentRow(std::min(current, m_list->count() - 1));
    }
    showCurrent();
}

void RetentionDialog::showRow(int row)
{
    const RetentionRule &rule = m_rules.at(row);
    const QString description = retentiontext::description(rule);
    QListWidgetItem *item = m_list->item(row);
    item->setText(rule.name);
    item->setData(RuleDelegate::DescriptionRole, description);
    item->setData(Qt::AccessibleDescriptionRole, description);
}

void RetentionDialog::showCurrent()
{
    if (row() >= 0) {
        QStringList others;
        for (int i = 0; i < m_rules.size(); ++i) {
            if (i != row())
                others << m_rules.at(i).name;
        }
        m_form->setRule(m_rules.at(row()), others);
    }
    refresh();
}

void RetentionDialog::edited()
{
    RetentionRule &rule = m_rules[row()];
    const QDateTime carriedOutAt = rule.carriedOutAt;
    rule = m_form->rule();
    rule.carriedOutAt = carriedOutAt;
    showRow(row());
    refresh();
}

/// What follows from the rules and the fields.
void RetentionDialog::refresh()
{
    m_fault->hide();
    const bool any = !m_rules.isEmpty();
    m_pages->setCurrentIndex(any ? 0 : 1);
    m_add->setEnabled(m_rules.size() < RetentionRules::maxCount);
    m_dryRun->setEnabled(any && m_form->isSound());
    if (!any)
        return;
    const RetentionRule &rule = m_rules.at(row());
    const auto stored = std::find_if(m_stored.begin(), m_stored.end(),
                                     [&](const RetentionRule &each) { return each.name == rule.name; });
    const QTimeZone zone = m_workspace.clock().zone();
    m_form->setCarriedOut(retentiontext::carriedOut(rule, stored == m_stored.end() ? nullptr : &*stored,
                                                    {localDay(m_workspace.clock().nowUtc(), zone), zone}));
}

QString RetentionDialog::freeName() const
{
    const QString wanted = m_rules.isEmpty() ? tr("Silent for a year") : tr("New rule");
    QString name = wanted;
    const auto isTaken = [&](const RetentionRule &each) { return each.name == name; };
    for (int number = 2; std::any_of(m_rules.begin(), m_rules.end(), isTaken); ++number)
        name = tr("%1 %2", "a name and a number").arg(wanted).arg(number);
    return name;
}

void RetentionDialog::addRule()
{
    RetentionRule rule; // a year, and liked answers stay
    rule.name = freeName();
    m_rules.append(rule);
    fill(int(m_rules.size()) - 1);
    m_form->focusName();
}

void RetentionDialog::removeRule()
{
    if (row() < 0)
        return;
    m_removed = {row(), m_rules.takeAt(row())};
    m_removedLine->tell(tr("“%1” was removed.").arg(m_removed->second.name), tr("Undo"));
    fill(m_removed->first);
    if (m_rules.isEmpty())
        m_none->focusTarget()->setFocus();
    else
        m_list->setFocus();
}

void RetentionDialog::takeBack()
{
    if (!m_removed)
        return;
    const int place = std::min(m_removed->first, int(m_rules.size()));
    RetentionRule rule = m_removed->second;
    m_removed.reset();
    m_removedLine->hide();
    const auto isSame = [&](const RetentionRule &each) { return each.name == rule.name; };
    if (std::any_of(m_rules.begin(), m_rules.end(), isSame))
        rule.name = freeName();
    m_rules.insert(place, rule);
    fill(place);
    m_list->setFocus();
}

bool RetentionDialog::save()
{
    if (m_rules == m_stored)
        return true;
    RetentionRules &rules = m_workspace.retentionRules();
    if (!rules.set(m_server, m_project, m_rules)) {
        m_fault->show();
        return false;
    }
    m_rules = m_stored = rules.of(m_server, m_project);
    return true;
}

void RetentionDialog::dryRun()
{
    if (row() < 0 || !m_form->isSound() || !save())
        return;
    showCurrent();
    auto *dialog =
        new DryRunDialog(m_workspace, m_prompts, {m_project, m_projectName, m_rules.at(row())}, this);
    connect(dialog, &DryRunDialog::copyChoiceWanted, this, &RetentionDialog::copyChoiceWanted);
    connect(dialog, &QDialog::accepted, this, [this] { done(Accepted); });
    dialog->open();
}

void RetentionDialog::reject()
{
    if (save())
        QDialog::reject();
}

} // namespace confab
