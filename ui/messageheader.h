// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QFrame;
class QLabel;

namespace confab {

/// The title line above the messages: the name of the conversation, its facts in one quiet line, a hairline.
class MessageHeader : public QWidget
{
    Q_OBJECT

public:
    explicit MessageHeader(QWidget *parent = nullptr);

    // Each is cut with an ellipsis where it is too long, and whole in its tooltip.
    void setTitle(const QString &title);
    void setFacts(const QStringList &facts);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void restyle();
    void elide();

    QLabel *m_titleLabel;
    QLabel *m_factsLabel;
    QFrame *m_line;
    QString m_title;
    QString m_facts;
    bool m_restyling = false;
};

} // namespace confab
