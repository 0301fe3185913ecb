// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QFrame>
#include <QList>
#include <QPointer>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace confab {

class CitationService;
class SourceOpener;

/// What is known of one cited source, over the messages beside its chip: title, description, the whole
/// address, and the ways out. Walks through the sources of one answer. Escape closes it and gives the focus
/// back, so does a click elsewhere. All text is plain.
class SourcePopover : public QFrame
{
    Q_OBJECT

public:
    SourcePopover(CitationService &citations, SourceOpener &opener, QWidget *parent);

    /// Shows the n-th (from 0) of the sources, near the rectangle of the parent.
    void showSource(ProjectId project, const QList<CitationId> &sources, int number, const QRect &anchor);
    /// Gives the focus back to who had it.
    void dismiss();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void connectAll();
    QPushButton *addButton(const QString &objectName, const QString &text);
    QToolButton *addStep(const QString &objectName, const QString &text, const QString &accessibleName);
    void step(int by);
    void refresh();
    void showDetails(const Citation &known);
    void restyle();
    void place();
    [[nodiscard]] CitationId current() const { return m_sources.value(m_number); }
    [[nodiscard]] Citation source() const;
    [[nodiscard]] QList<QWidget *> stops() const;

    CitationService &m_citations;
    SourceOpener &m_opener;
    QLabel *m_position = nullptr;
    QToolButton *m_previous = nullptr;
    QToolButton *m_next = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_description = nullptr;
    QPlainTextEdit *m_address = nullptr;
    QLabel *m_status = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_again = nullptr;
    ProjectId m_project;
    QList<CitationId> m_sources;
    int m_number = 0;
    QRect m_anchor;
    QPointer<QWidget> m_before; ///< Who had the focus.
};

} // namespace confab
