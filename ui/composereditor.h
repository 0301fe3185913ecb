// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace confab {

class Settings;

/// Where a question is written: plain text, as high as its lines up to a bound, beyond which it scrolls.
/// Enter sends and Shift+Enter breaks the line, or the other way round where the settings say so; Ctrl+Enter
/// always sends.
class ComposerEditor : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit ComposerEditor(const Settings &settings, QWidget *parent = nullptr);

    /// In pixels; the first line fits always.
    void setMaximumTextHeight(int height);
    /// Puts a text in the place of all that is there; it cannot be undone.
    void setText(const QString &text);
    /// Stands there while nothing is written, on the one line that there is room for: cut where it is longer.
    void setHint(const QString &hint);

signals:
    void sendWanted();
    /// Something was put in or typed that is longer than a question may be: its end is missing.
    void cutOff();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData *source) const override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void fitHeight();
    void fitHint();
    [[nodiscard]] qsizetype room() const;

    const Settings &m_settings;
    QString m_hint;
    int m_maximum = 0;
};

} // namespace confab
