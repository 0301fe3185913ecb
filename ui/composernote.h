// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace confab {

/// A sentence above the editor of the composer, with up to five ways on under it. Plain text; told to
/// assistive technology when it changes.
class ComposerNote : public QWidget
{
    Q_OBJECT

public:
    enum class Way { SendAgain, LookAgain, Edit, CopyDetails, GoTo };
    Q_ENUM(Way)

    struct Words
    {
        QString text; ///< Empty: there is nothing to say.
        QList<Way> ways;
        bool urgent = false; ///< Something went wrong, or is about to.
        friend bool operator==(const Words &, const Words &) = default;
    };

    explicit ComposerNote(QWidget *parent);

    /// Hides the note where there is nothing to say.
    void tell(const Words &words);
    [[nodiscard]] const Words &words() const { return m_words; }
    [[nodiscard]] bool hasFocusInside() const;

signals:
    void chosen(confab::ComposerNote::Way way);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QPushButton *button(Way way, const char *objectName, const QString &text);
    void restyle();
    void stackWays();

    Words m_words;
    QWidget *m_mark;
    QLabel *m_text;
    QWidget *m_row;
    QBoxLayout *m_buttons;
    QList<QPair<Way, QPushButton *>> m_ways;
};

} // namespace confab
