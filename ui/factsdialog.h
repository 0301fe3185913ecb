// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QFormLayout;
class QLabel;
class QTabWidget;
class QVBoxLayout;

namespace confab {

/// A dialog that tells facts: a heading, pairs of caption and value that can be selected and copied,
/// paragraphs. Everything is plain text.
class FactsDialog : public QDialog
{
    Q_OBJECT

public:
    FactsDialog(const QString &title, const QString &heading, QWidget *parent);

    /// What is added from now on goes to this page; the layout is for widgets of the page's own.
    QVBoxLayout *addPage(const QString &objectName, const QString &title);
    /// By the object's name.
    void showPage(const QString &objectName);
    void addHeading(const QString &text);
    void addFact(const QString &objectName, const QString &caption, const QString &value);
    void addParagraph(const QString &objectName, const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void fitPages();

    QVBoxLayout *m_top;
    QVBoxLayout *m_body; ///< Of the page that is being filled; m_top where there are none.
    QTabWidget *m_pages = nullptr;
    QFormLayout *m_facts = nullptr; ///< The one that grows; a heading or a paragraph begins another.
};

} // namespace confab
