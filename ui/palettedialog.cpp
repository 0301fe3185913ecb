// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palettedialog.h"

#include "core/text.h"
#include "models/projectlistmodel.h"
#include "ui/actionset.h"
#include "ui/clearbutton.h"
#include "ui/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace confab {

namespace {
constexpr int actionRole = Qt::UserRole + 1;
constexpr int projectRole = Qt::UserRole + 2;
constexpr int foldedRole = Qt::UserRole + 3;

/// Looks as a list with the focus does: the keys of the line above move in it.
class DrivenDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->state.setFlag(QStyle::State_Active, option->widget->isActiveWindow());
    }
};

} // namespace

PaletteDialog::PaletteDialog(const QList<QAction *> &actions, const ProjectListModel &projects,
                             QWidget *parent)
    : QDialog(parent), m_text(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("palette"));
    setWindowTitle(tr("Find action or project"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_text->setObjectName(QStringLiteral("paletteText"));
    m_text->setAccessibleName(tr("Find action or project"));
    m_text->setPlaceholderText(tr("Type the name of an action or a project"));
    addClearButton(*m_text);
    m_text->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("Actions and projects"));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setItemDelegate(new DrivenDelegate(m_list));

    // One left edge for all captions, with an icon or without.
    QPixmap blank(m_list->fontMetrics().height(), m_list->fontMetrics().height());
    blank.fill(Qt::transparent);
    const QIcon none(blank);
    m_list->setIconSize(blank.size());
    for (QAction *action : actions) {
        if (!action->isEnabled() || !action->isVisible())
            continue;
        QString name = action->text();
        name.remove(QChar(0x2026));
        const QString keys = ActionSet::keysText(action->shortcut());
        auto *item = new QListWidgetItem(action->icon().isNull() ? none : action->icon(),
                                         tr("%1  (%2)").arg(name, keys), m_list);
        item->setData(actionRole, QVariant::fromValue(action));
        item->setData(foldedRole, text::fold(name));
    }
    for (int row = 0; row < projects.rowCount(); ++row) {
        const QString name = projects.index(row).data(Qt::DisplayRole).toString();
        auto *item =
            new QListWidgetItem(themedIcon(QStringLiteral("project")), tr("Project: %1").arg(name), m_list);
        item->setData(projectRole, projects.projectAt(row).value);
        item->setData(foldedRole, text::fold(name));
    }

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_text);
    layout->addWidget(m_list, 1);
    const int unit = fontMetrics().height();
    resize(28 * unit, 20 * unit);
    connect(m_text, &QLineEdit::textChanged, this, &PaletteDialog::narrow);
    connect(m_text, &QLineEdit::returnPressed, this, &PaletteDialog::run);
    connect(m_list, &QListWidget::itemClicked, this, &PaletteDialog::run);
    narrow({});
}

void PaletteDialog::narrow(const QString &text)
{
    const QString folded = text::fold(text.trimmed());
    int first = -1;
    for (int row = 0; row < m_list->count(); ++row) {
        const bool matches = m_list->item(row)->data(foldedRole).toString().contains(folded);
        m_list->item(row)->setHidden(!matches);
        if (matches && first < 0)
            first = row;
    }
    m_list->setCurrentRow(first);
}

void PaletteDialog::run()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item || item->isHidden())
        return;
    const ProjectId project{item->data(projectRole).toLongLong()};
    auto *action = item->data(actionRole).value<QAction *>();
    accept();
    if (project.isValid())
        emit projectChosen(project);
    else if (action)
        action->trigger();
}

// The arrows move in the list while the typing goes on in the line.
bool PaletteDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (step != 0) {
            int row = m_list->currentRow() + step;
            while (row >= 0 && row < m_list->count() && m_list->item(row)->isHidden())
                row += step;
            if (row >= 0 && row < m_list->count())
                m_list->setCurrentRow(row);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace confab
