// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/noticeline.h"

#include "ui/plaintext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

NoticeLine::NoticeLine(const QString &objectName, QWidget *parent)
    : QWidget(parent)
    , m_text(plainLabel(u"noticeText"_s, this))
    , m_button(new QPushButton(this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(objectName);
    m_text->setWordWrap(true);
    m_button->setObjectName(u"noticeAction"_s);
    // With the mouse it takes no focus away from the list.
    m_button->setFocusPolicy(Qt::TabFocus);
    m_button->setAutoDefault(true);
    m_progress->setObjectName(u"noticeProgress"_s);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(4);
    connect(m_button, &QPushButton::clicked, this, [this] { emit actionTriggered(); });

    auto *line = new QHBoxLayout;
    line->setContentsMargins(8, 4, 8, 4);
    line->setSpacing(8);
    line->addWidget(m_text, 1);
    line->addWidget(m_button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_progress);
    layout->addLayout(line);
    hide();
}

void NoticeLine::tell(const QString &text, const QString &action, qint64 done, qint64 count)
{
    m_text->setText(text);
    m_button->setText(plainCaption(action));
    m_button->setAccessibleName(action);
    m_button->setVisible(!action.isEmpty());
    // A thousandth is as fine as the bar can show, and fits an int whatever the count.
    m_progress->setRange(0, 1000);
    m_progress->setValue(count > 0 ? static_cast<int>(qBound<qint64>(0, done, count) * 1000 / count) : 0);
    m_progress->setVisible(count > 0);
    setVisible(true);
}

QString NoticeLine::text() const
{
    return m_text->text();
}

} // namespace confab
