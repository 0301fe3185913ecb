// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plaintext.h"

#include <QHelpEvent>
#include <QLabel>
#include <QToolTip>
#include <QWidget>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

// A tooltip is laid out at once: a word of a megabyte would freeze the window.
constexpr qsizetype maxToolTipLength = 1024;

class WholeLabel final : public QLabel
{
public:
    using QLabel::QLabel;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        if (fontMetrics().horizontalAdvance(text()) <= contentsRect().width())
            QLabel::paintEvent(event);
    }
};

QLabel *dressed(QLabel *label, const QString &objectName)
{
    label->setObjectName(objectName);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::NoTextInteraction);
    // By itself a label takes the side of its text's language; here it stands on the side of its pane.
    const auto side = label->layoutDirection() == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft;
    label->setAlignment(side | Qt::AlignAbsolute | Qt::AlignVCenter);
    return label;
}

} // namespace

QLabel *plainLabel(const QString &objectName, QWidget *parent)
{
    return dressed(new QLabel(parent), objectName);
}

QLabel *wholeLabel(const QString &objectName, QWidget *parent)
{
    return dressed(new WholeLabel(parent), objectName);
}

void setPlainToolTip(QWidget *widget, const QString &text)
{
    // Assistive technology would read the tooltip's markup out where there is no description.
    widget->setAccessibleDescription(text.left(maxToolTipLength));
    widget->setToolTip(plainToolTip(text));
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    // Always rich text, with everything escaped: escaped text alone would be taken for plain and show its
    // entities.
    QString escaped = text.left(maxToolTipLength).toHtmlEscaped();
    escaped.replace(u'\n', u"<br>"_s);
    return u"<qt>"_s + escaped + u"</qt>"_s;
}

void showPlainToolTip(const QHelpEvent &event, const QString &text, QWidget *widget)
{
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event.globalPos(), plainToolTip(text), widget);
}

QString isolated(const QString &text)
{
    return text.isEmpty() ? text : QChar(0x2068) + text + QChar(0x2069);
}

QString plainCaption(const QString &text)
{
    QString caption = text;
    return caption.replace(u'&', u"&&"_s);
}

} // namespace confab
