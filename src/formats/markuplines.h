// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/answermarkup.h"

#include <QStringList>

namespace confab {

/// Makes lines of an answer: Markdown in which every mark is written here and all of the server's text is
/// escaped, so that no HTML, image or reference definition of it is left; or plain text without marks.
class MarkupLines final : public MarkupSink
{
public:
    enum class Dialect { Markdown, Plain };

    /// Each line begins with `indent`.
    explicit MarkupLines(Dialect dialect, const QString &indent = {});

    /// The lines, each with its end. What is open has to be closed.
    [[nodiscard]] QString take();
    /// For one line of Markdown outside an answer: a name or a title.
    [[nodiscard]] static QString escaped(const QString &text);
    /// "<https://…>", as the target of a link of Markdown.
    [[nodiscard]] static QString target(const QUrl &address);

    void openBlock(Block block, int number) override;
    void closeBlock(Block block) override;
    void openSpan(Span span, const QUrl &address) override;
    void closeSpan(Span span) override;
    void addText(const QString &text) override;
    void breakLine(bool hard) override;
    void addReference(int number) override;

private:
    /// What stands in front of the lines of a quote or an item.
    struct Container
    {
        QString first;
        QString next;
        bool begun = false;
    };
    struct List
    {
        bool numbered = false;
        int next = 0;
    };
    struct Link
    {
        qsizetype start = 0;
        QUrl address;
    };
    enum class Last { Nothing, Line, Block };
    enum class Head { Empty, Digits, Other }; ///< What the line that grows holds so far.

    void gap(bool always);
    void emitLines(const QString &lines, Last kind);
    void emitPending();
    void emitCode();
    void emitRow();
    void emitCodeSpan();
    void mark(const QString &syntax);
    void append(QChar c);

    [[nodiscard]] bool isMarkdown() const { return m_dialect == Dialect::Markdown; }

    Dialect m_dialect;
    QString m_out;
    QString m_line; ///< What has come of the block that is open.
    QString m_code; ///< The same of code.
    QList<Container> m_containers;
    QList<List> m_lists;
    QList<Link> m_links;
    QStringList m_cells;
    Last m_last = Last::Nothing;
    Head m_head = Head::Empty;
    bool m_inCode = false;
    bool m_inCodeSpan = false;
    bool m_oneLine = false; ///< A heading or a cell.
    bool m_inCell = false;
    bool m_headerRow = false;
};

} // namespace confab
