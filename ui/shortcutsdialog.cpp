// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shortcutsdialog.h"

#include "ui/actionset.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeySequence>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

/// The caption as it reads: without mnemonics and the dots of a dialog to come.
QString caption(const QAction &action)
{
    QString text = action.text();
    QString plain;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text.at(at) == u'&' && at + 1 < text.size())
            ++at;
        plain += text.at(at);
    }
    if (plain.endsWith(u'…'))
        plain.chop(1);
    return plain;
}

QString keys(const QAction &action)
{
    QStringList all;
    const QList<QKeySequence> sequences = action.shortcuts();
    for (const QKeySequence &sequence : sequences)
        all << ActionSet::keysText(sequence);
    return all.join(u", "_s);
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const QList<QAction *> &actions, QWidget *parent,
                                 const QList<std::pair<QString, QString>> &more)
    : QDialog(parent)
{
    setObjectName(u"shortcutsDialog"_s);
    setWindowTitle(tr("Keyboard shortcuts"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);

    auto *list = new QTreeWidget(this);
    list->setObjectName(u"shortcutList"_s);
    list->setAccessibleName(tr("Keyboard shortcuts"));
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setHeaderLabels({tr("Action"), tr("Keys")});
    for (const QAction *action : actions) {
        const QString shortcut = action ? keys(*action) : QString();
        if (!shortcut.isEmpty())
            list->addTopLevelItem(new QTreeWidgetItem({caption(*action), shortcut}));
    }
    for (const auto &[what, with] : more)
        list->addTopLevelItem(new QTreeWidgetItem({what, with}));
    const int letter = fontMetrics().averageCharWidth();
    list->header()->setStretchLastSection(true);
    list->header()->resizeSection(0, letter * 36);
    list->setMinimumSize(letter * 64, fontMetrics().lineSpacing() * 22);
    if (list->topLevelItemCount() > 0)
        list->setCurrentItem(list->topLevelItem(0));

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(16);
    layout->addWidget(list, 1);
    layout->addWidget(buttons);
}

} // namespace confab
