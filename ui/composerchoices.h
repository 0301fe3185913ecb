// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLineEdit;
class QToolButton;

namespace confab {

class NamedComboBox;

/// Under the editor: the language in which an answer is asked for and, folded away, the external id; with
/// room in the same row for what its owner puts there.
class ComposerChoices : public QWidget
{
    Q_OBJECT

public:
    explicit ComposerChoices(QWidget *parent);

    [[nodiscard]] QString language() const; ///< Its code; empty: as the project is set.
    [[nodiscard]] QString externalId() const;
    /// Unfolds what is not empty.
    void choose(const QString &language, const QString &externalId);
    void addToRow(QWidget *widget, int stretch = 0);
    /// Of no width: the pane says how narrow it may be. With more than that, what wraps above would be laid
    /// out for lines that it does not have.
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    /// By the person.
    void changed();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildFold();
    void fold(bool open);
    void pointArrow();

    NamedComboBox *m_language;
    QToolButton *m_advanced;
    QHBoxLayout *m_row;
    QWidget *m_fold;
    QLineEdit *m_externalId;
};

} // namespace confab
