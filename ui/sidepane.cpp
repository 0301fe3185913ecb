// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sidepane.h"

#include "core/text.h"
#include "models/projectlistmodel.h"
#include "ui/followstyle.h"
#include "ui/namedcombobox.h"
#include "ui/plaintext.h"
#include "ui/rowdelegate.h"
#include "ui/theme.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QIdentityProxyModel>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalBlocker>
#include <QStyleOption>
#include <QStylePainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace confab {

namespace {

/// The name as text::fold() makes it.
constexpr int FoldedRole = Qt::UserRole + 100;

/// Marks projects that are not ready to chat, in words and not by colour alone.
class PickerModel : public QIdentityProxyModel
{
public:
    using QIdentityProxyModel::QIdentityProxyModel;

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        const bool text = role == Qt::DisplayRole || role == Qt::EditRole || role == Qt::AccessibleTextRole;
        if (text && !index.data(ProjectListModel::ReadyRole).toBool())
            return SidePane::tr("%1 (not ready)")
                .arg(QIdentityProxyModel::data(index, Qt::DisplayRole).toString());
        if (role == Qt::ToolTipRole)
            return plainToolTip(data(index, Qt::DisplayRole).toString());
        if (role == FoldedRole)
            return text::fold(data(index, Qt::DisplayRole).toString());
        if (role == Qt::EditRole)
            return QIdentityProxyModel::data(index, Qt::DisplayRole);
        return QIdentityProxyModel::data(index, role);
    }

    /// The proxy would look at its source, where nothing is marked.
    [[nodiscard]] QModelIndexList match(const QModelIndex &start, int role, const QVariant &value, int hits,
                                        Qt::MatchFlags flags) const override
    {
        // NOLINTNEXTLINE(bugprone-parent-virtual-call)
        return QAbstractItemModel::match(start, role, value, hits, flags);
    }
};

/// Offers the names that hold what was typed, whatever its case and accents: what Enter looks for, too.
class FoldingCompleter : public QCompleter
{
public:
    FoldingCompleter(QAbstractItemModel *model, QObject *parent) : QCompleter(model, parent)
    {
        setCompletionRole(FoldedRole);
        setCompletionMode(PopupCompletion);
        setFilterMode(Qt::MatchContains);
    }

    [[nodiscard]] QStringList splitPath(const QString &typed) const override
    {
        return {text::fold(typed.trimmed())};
    }
    [[nodiscard]] QString pathFromIndex(const QModelIndex &index) const override
    {
        return index.data(Qt::EditRole).toString();
    }
};

/// With an icon of the height of the text.
class ViewDelegate : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        RowDelegate::initStyleOption(option, index);
        const int side = option->fontMetrics.height();
        option->decorationSize = QSize(side, side);
    }
};

/// A button that stands among the views as one of them: its icon and text are where theirs are, in any style.
class ViewButton final : public QToolButton
{
public:
    ViewButton(const QListWidget &views, QWidget *parent) : QToolButton(parent), m_views(views)
    {
        setAutoRaise(true);
        setFocusPolicy(Qt::TabFocus);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        return {QToolButton::sizeHint().width(), fontMetrics().height() * 7 / 4};
    }
    /// Its text is cut where the pane is narrow, as theirs are.
    [[nodiscard]] QSize minimumSizeHint() const override
    {
        return {sizeHint().height(), sizeHint().height()};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QStylePainter painter(this);
        QStyleOptionToolButton frame;
        initStyleOption(&frame);
        frame.text.clear();
        frame.icon = {};
        painter.drawComplexControl(QStyle::CC_ToolButton, frame);
        QStyleOptionViewItem row;
        row.initFrom(this);
        row.state &= ~(QStyle::State_HasFocus | QStyle::State_MouseOver); // the frame has shown it
        row.features = QStyleOptionViewItem::HasDisplay | QStyleOptionViewItem::HasDecoration;
        row.widget = &m_views;
        row.text = text();
        row.icon = icon();
        row.decorationSize = QSize(fontMetrics().height(), fontMetrics().height());
        row.font = font();
        row.decorationAlignment = Qt::AlignCenter;
        row.displayAlignment = Qt::AlignLeading | Qt::AlignVCenter;
        row.textElideMode = Qt::ElideRight;
        style()->drawControl(QStyle::CE_ItemViewItem, &row, &painter, &m_views);
    }

private:
    const QListWidget &m_views;
};

enum class Match { None, Holds, Begins, Is };

/// `shown` may bear a mark that is no part of the name.
Match matchOf(const QString &shown, const QString &name, const QString &typed)
{
    if (name == typed || shown == typed)
        return Match::Is;
    if (name.startsWith(typed))
        return Match::Begins;
    return shown.contains(typed) ? Match::Holds : Match::None;
}

struct View
{
    const char *name;
    const char *icon;
    DateFilter filter;
};

const QList<View> &views()
{
    using Kind = DateFilter::Kind;
    static const QList<View> all{
        {QT_TRANSLATE_NOOP("confab::SidePane", "All"), "conversations", {Kind::AnyTime, 90, {}, {}}},
        {QT_TRANSLATE_NOOP("confab::SidePane", "Today"), "today", {Kind::Today, 90, {}, {}}},
        {QT_TRANSLATE_NOOP("confab::SidePane", "Yesterday"), "yesterday", {Kind::Yesterday, 90, {}, {}}},
        {QT_TRANSLATE_NOOP("confab::SidePane", "Last 7 days"), "calendar", {Kind::Last7Days, 90, {}, {}}},
        {QT_TRANSLATE_NOOP("confab::SidePane", "Older than 90 days"),
         "archive",
         {Kind::OlderThan, 90, {}, {}}},
    };
    return all;
}

} // namespace

SidePane::SidePane(ProjectListModel &projects, QWidget *parent) : QWidget(parent), m_projects(projects)
{
    setObjectName(QStringLiteral("sidePane"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    m_parts = layout;

    m_picker = new NamedComboBox(this);
    m_picker->setObjectName(QStringLiteral("projectPicker"));
    m_picker->setAccessibleName(tr("Project"));
    setPlainToolTip(
        m_picker,
        tr("The project whose conversations are shown. CustomGPT.ai's own pages call it an agent."));
    m_picker->setEditable(true);
    m_picker->setInsertPolicy(QComboBox::NoInsert);
    m_picker->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_picker->setMinimumContentsLength(12);
    m_picker->setMaxVisibleItems(20);
    m_picker->lineEdit()->setObjectName(QStringLiteral("projectText"));
    m_picker->lineEdit()->setPlaceholderText(tr("Project"));
    m_picker->lineEdit()->setAccessibleName(tr("Project"));
    auto *model = new PickerModel(this);
    model->setSourceModel(&m_projects);
    m_picker->setModel(model);
    m_picker->setCurrentIndex(-1);
    m_picker->setCompleter(new FoldingCompleter(model, this));
    connect(m_picker, &QComboBox::activated, this, &SidePane::chooseRow);
    connect(m_picker->lineEdit(), &QLineEdit::returnPressed, this, &SidePane::chooseTyped);
    connect(m_picker->lineEdit(), &QLineEdit::editingFinished, this, &SidePane::resetText);
    const auto keepCurrent = [this] { setProject(m_current); };
    connect(&m_projects, &QAbstractItemModel::rowsInserted, this, keepCurrent);
    connect(&m_projects, &QAbstractItemModel::rowsRemoved, this, keepCurrent);
    connect(&m_projects, &QAbstractItemModel::modelReset, this, keepCurrent);
    layout->addWidget(m_picker);

    m_views = new QListWidget(this);
    m_views->setObjectName(QStringLiteral("views"));
    m_views->setAccessibleName(tr("Views"));
    m_views->setFrameShape(QFrame::NoFrame);
    m_views->viewport()->setAutoFillBackground(false);
    m_views->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_views->setItemDelegate(new ViewDelegate(m_views));
    for (const View &view : views())
        new QListWidgetItem(themedIcon(QString::fromLatin1(view.icon)), tr(view.name), m_views);
    m_views->setCurrentRow(0);
    connectViews();
    layout->addWidget(m_views, 1);
}

void SidePane::connectViews()
{
    connect(m_views, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0)
            emit viewChosen(views().at(row).filter);
    });
    // The current row is no new one, and still it brings the list back.
    const auto uncover = [this](QListWidgetItem *item) {
        if (m_covered)
            emit viewChosen(views().at(m_views->row(item)).filter);
    };
    connect(m_views, &QListWidget::itemClicked, this, uncover);
    connect(m_views, &QListWidget::itemActivated, this, uncover);
    connect(m_views->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (m_views->selectionModel()->hasSelection())
            emit viewMarked();
    });
}

void SidePane::setCovered(bool covered)
{
    m_covered = covered;
    if (covered)
        m_views->clearSelection();
    else
        m_views->setCurrentRow(m_views->currentRow());
}

// The field loses the focus, which ends what is typed, when its window goes: this is no pane any more then.
SidePane::~SidePane()
{
    m_picker->lineEdit()->disconnect(this);
}

void SidePane::setProject(ProjectId id)
{
    m_current = id;
    m_picker->setCurrentIndex(m_projects.rowOf(id));
    resetText();
}

void SidePane::setDateFilter(const DateFilter &filter)
{
    const QSignalBlocker blocker(m_views);
    const auto same = [&filter](const View &view) {
        return view.filter.kind == filter.kind &&
               (filter.kind != DateFilter::Kind::OlderThan || view.filter.days == filter.days);
    };
    const auto found = std::find_if(views().begin(), views().end(), same);
    m_views->setCurrentRow(found == views().end() ? -1 : static_cast<int>(found - views().begin()),
                           m_covered ? QItemSelectionModel::NoUpdate : QItemSelectionModel::ClearAndSelect);
}

void SidePane::addView(QAction *action)
{
    auto *button = new ViewButton(*m_views, this);
    button->setDefaultAction(action);
    button->setObjectName(action->objectName() + QStringLiteral("View"));
    button->setAccessibleName(action->text());
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const auto show = [button, action] { button->setVisible(action->isEnabled()); };
    connect(action, &QAction::changed, button, show);
    show();
    m_parts->insertWidget(m_parts->indexOf(m_views) + 1, button);
    setTabOrder(m_views, button);
    m_lastPart = button;
}

void SidePane::addPart(const QString &caption, QWidget *part)
{
    m_views->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_views->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_parts->setStretchFactor(m_views, 0);
    auto *label = plainLabel(part->objectName() + QStringLiteral("Caption"), this);
    label->setText(caption);
    keepQuiet(label);
    m_parts->addWidget(label);
    m_parts->addWidget(part, 1);
    part->raise(); // assistive technology reads the caption first
    setTabOrder(m_lastPart ? m_lastPart : m_views, part);
    m_lastPart = part;
}

QWidget *SidePane::focusTarget() const
{
    return m_views;
}

void SidePane::focusProject()
{
    m_picker->setFocus(Qt::ShortcutFocusReason);
    m_picker->lineEdit()->selectAll();
}

void SidePane::chooseRow(int row)
{
    const ProjectId id = m_projects.projectAt(row);
    if (!id.isValid() || id == m_current)
        return resetText();
    m_current = id;
    emit projectChosen(id);
    // The list that it was chosen from writes the name once more, and stands at its end.
    QMetaObject::invokeMethod(
        this, [this] { m_picker->lineEdit()->setCursorPosition(0); }, Qt::QueuedConnection);
}

// Enter takes the name itself before one that begins with it, and that before one that only holds it.
void SidePane::chooseTyped()
{
    const QAbstractItemView *popup = m_picker->completer()->popup();
    if (popup->isVisible() && popup->selectionModel()->hasSelection())
        return; // The one that is marked there is chosen, and its own signal follows.
    const QString typed = text::fold(m_picker->currentText().trimmed());
    if (typed.isEmpty())
        return;
    int best = -1;
    auto closest = Match::None;
    for (int row = 0; row < m_picker->count(); ++row) {
        const Match match = matchOf(m_picker->itemData(row, FoldedRole).toString(),
                                    text::fold(m_projects.index(row).data().toString()), typed);
        if (match > closest) {
            closest = match;
            best = row;
        }
    }
    if (best >= 0)
        chooseRow(best);
}

// What was typed and matched nothing must not stand where the project's name is expected.
void SidePane::resetText()
{
    const int row = m_projects.rowOf(m_current);
    m_picker->setEditText(row < 0 ? QString() : m_picker->itemText(row));
    m_picker->lineEdit()->setCursorPosition(0);
}

} // namespace confab
