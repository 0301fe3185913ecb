// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QDialogButtonBox>

class QLabel;
class QVBoxLayout;

namespace confab {

/// A question with an icon, a heading and buttons that are verbs. Everything shown is plain text.
/// Window-modal, deleted when closed; Escape, Enter and closing the window are the safe answer, which is
/// result 0.
class QuestionDialog : public QDialog
{
    Q_OBJECT

public:
    QuestionDialog(const QString &icon, const QString &heading, QWidget *parent);

    QLabel *addText(const QString &objectName, const QString &text);
    void addWidget(QWidget *widget);
    /// A button that answers with `result`, which is not 0. It is never the default.
    QPushButton *addAnswer(const QString &text, int result, QDialogButtonBox::ButtonRole role);
    /// The default; call it once.
    void addSafeAnswer(const QString &text);

    [[nodiscard]] static QFont headingFont(const QFont &font);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QVBoxLayout *m_body;
    QDialogButtonBox *m_buttons;
};

} // namespace confab
