// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/namedcombobox.h"

#include "ui/plaintext.h"

#include <QAbstractItemView>
#include <QAccessibleWidget>
#include <QLineEdit>
#include <QScreen>
#include <QStyleOptionComboBox>
#include <QStylePainter>

#include <algorithm>

namespace confab {

namespace {

class NamedComboBoxInterface : public QAccessibleWidget
{
public:
    explicit NamedComboBoxInterface(NamedComboBox *box) : QAccessibleWidget(box, QAccessible::ComboBox) {}

    [[nodiscard]] int childCount() const override { return box().isEditable() ? 2 : 1; }

    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        if (index == 0)
            return QAccessible::queryAccessibleInterface(box().view());
        return index == 1 && box().isEditable() ? QAccessible::queryAccessibleInterface(box().lineEdit())
                                                : nullptr;
    }

    [[nodiscard]] int indexOfChild(const QAccessibleInterface *wanted) const override
    {
        for (int index = 0; index < childCount(); ++index) {
            if (child(index) == wanted)
                return index;
        }
        return -1;
    }

    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? box().currentText() : QAccessibleWidget::text(kind);
    }

    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State now = QAccessibleWidget::state();
        const bool open = box().view()->isVisible();
        now.expandable = true;
        now.expanded = open;
        now.collapsed = !open;
        now.editable = box().isEditable();
        return now;
    }

    [[nodiscard]] QStringList actionNames() const override { return {showMenuAction(), pressAction()}; }

    void doAction(const QString &name) override
    {
        if (name != showMenuAction() && name != pressAction())
            return QAccessibleWidget::doAction(name);
        auto *combo = static_cast<NamedComboBox *>(widget());
        if (combo->view()->isVisible())
            combo->hidePopup();
        else
            combo->showPopup();
    }

private:
    [[nodiscard]] const NamedComboBox &box() const { return *static_cast<const NamedComboBox *>(widget()); }
};

QAccessibleInterface *makeInterface(const QString &className, QObject *object)
{
    if (className != QLatin1String("confab::NamedComboBox"))
        return nullptr;
    auto *box = qobject_cast<NamedComboBox *>(object);
    return box ? new NamedComboBoxInterface(box) : nullptr;
}

} // namespace

NamedComboBox::NamedComboBox(QWidget *parent) : QComboBox(parent)
{
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed)
    // Qt's own tells a new choice as a new name; here it is a new value.
    connect(this, &QComboBox::currentTextChanged, this, [this](const QString &text) {
        QAccessibleValueChangeEvent event(this, text);
        QAccessible::updateAccessibility(&event);
    });
}

void NamedComboBox::showPopup()
{
    QComboBox::showPopup();
    if (count() > maxVisibleItems() && view()->isVisible())
        shortenPopup();
}

/// Styles that show the list as a menu let it take the whole height of the screen.
void NamedComboBox::shortenPopup()
{
    const int excess = view()->viewport()->height() -
                       maxVisibleItems() * view()->visualRect(view()->currentIndex()).height();
    QWidget *list = view()->parentWidget();
    if (excess <= 0 || !view()->currentIndex().isValid())
        return;
    const QRect field(mapToGlobal(QPoint()), size());
    const QRect all = screen()->availableGeometry();
    QRect place = list->geometry();
    place.setHeight(place.height() - excess);
    if (field.bottom() + place.height() <= all.bottom())
        place.moveTop(field.bottom() + 1);
    else
        place.moveBottom(std::max(field.top() - 1, all.top() + place.height() - 1));
    list->setGeometry(place);
    view()->scrollTo(view()->currentIndex(), QAbstractItemView::PositionAtCenter);
}

void NamedComboBox::paintEvent(QPaintEvent *event)
{
    if (isEditable() || currentIndex() < 0)
        return QComboBox::paintEvent(event);
    QStylePainter painter(this);
    painter.setPen(palette().color(QPalette::Text));
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    constexpr int edges = 2; // that styles leave free inside
    const QRect field =
        style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    const QString shown =
        option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, field.width() - edges);
    if (shown != option.currentText)
        option.currentText = isolated(shown);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

} // namespace confab
