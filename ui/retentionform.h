// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/retentionrule.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace confab {

/// The fields of one retention rule. What cannot be is told beside its field; the rule keeps what it had
/// there until it can.
class RetentionForm : public QWidget
{
    Q_OBJECT

public:
    explicit RetentionForm(QWidget *parent = nullptr);

    /// Fills the fields. The others' names are taken.
    void setRule(const RetentionRule &rule, const QStringList &othersNames);
    /// Sound at any time.
    [[nodiscard]] const RetentionRule &rule() const { return m_rule; }
    /// All that stands in the fields is in rule().
    [[nodiscard]] bool isSound() const { return m_nameIsSound && m_partsAreSound; }
    /// "Never carried out" and the like.
    void setCarriedOut(const QString &words);
    void focusName();

signals:
    /// By the person: rule() or isSound() may have changed.
    void edited();

private:
    void build();
    [[nodiscard]] QWidget *buildKeep();
    void checkName();
    void checkParts();
    void showDays();

    RetentionRule m_rule;
    QString m_nameBefore; ///< As the person found it when they began to write.
    QStringList m_othersNames;
    bool m_nameIsSound = true;
    bool m_partsAreSound = true;
    QLineEdit *m_name;
    QLabel *m_nameFault;
    QSpinBox *m_days;
    QLabel *m_daysUnit;
    QCheckBox *m_liked;
    QCheckBox *m_disliked;
    QLineEdit *m_parts;
    QLabel *m_partsHelp;
    QLabel *m_partsFault;
    QCheckBox *m_copy;
    QLabel *m_carriedOut;
};

} // namespace confab
