// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dates.h"
#include "core/threadfacts.h"
#include "core/values.h"

#include <QWidget>

class QComboBox;
class QDateEdit;
class QLabel;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace confab {

/// The choices over the list: text, date, people, and those among what the archive knows; and how many rows
/// there are.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    [[nodiscard]] DateFilter dateFilter() const;
    /// Tells nobody. The fields of a range begin with the last 30 days where the filter has none of its own.
    void setDateFilter(const DateFilter &filter, QDate today);
    [[nodiscard]] PeopleFilter people() const;
    /// Tells nobody.
    void setPeople(PeopleFilter people);
    [[nodiscard]] FactFilter factFilter() const;
    /// Tells nobody.
    void setFactFilter(const FactFilter &filter);
    /// What there is to choose from, by codes. Without any facts the choices are shown only while one of them
    /// is made.
    void setFacts(bool known, const QStringList &languages);
    void setCount(const QString &text, const QString &inFull);
    void focusText();

signals:
    void textChanged(const QString &text);
    void dateFilterChosen(const confab::DateFilter &filter);
    void peopleChosen(confab::PeopleFilter people);
    void factFilterChosen(const confab::FactFilter &filter);
    /// Enter or the down key in the field: on to the list.
    void listWanted();
    void columnsWanted(const QPoint &globalPosition);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildField();
    void buildDate();
    void buildPeople();
    void buildFacts();
    void layOut();
    void layOutFields();
    void showDateFields();
    void showFactFields();
    void addLanguage(const QString &code);

    QLineEdit *m_text;
    QComboBox *m_date;
    QComboBox *m_people;
    QLabel *m_count;
    QToolButton *m_columns;
    QWidget *m_olderFields;
    QSpinBox *m_days;
    QLabel *m_olderCaption;
    QWidget *m_rangeFields;
    QDateEdit *m_from;
    QDateEdit *m_to;
    QWidget *m_factFields;
    QComboBox *m_language;
    QComboBox *m_reactions;
    QComboBox *m_length;
    bool m_hasFacts = false;
};

} // namespace confab
