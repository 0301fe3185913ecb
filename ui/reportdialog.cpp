// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/reportdialog.h"

#include "core/text.h"
#include "ui/errortext.h"
#include "ui/plaintext.h"
#include "ui/questiondialog.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ReportDialog)

public:
    static QString state(const DeletionItem &item)
    {
        switch (item.state) {
        case DeletionItem::State::Planned:
            return tr("Not tried");
        case DeletionItem::State::Sent:
        case DeletionItem::State::Unknown:
            return tr("Not clear");
        case DeletionItem::State::Deleted:
            return tr("Deleted");
        case DeletionItem::State::AlreadyGone:
            return tr("Already gone");
        case DeletionItem::State::Failed:
            return tr("Not deleted");
        case DeletionItem::State::Changed:
            return tr("Kept");
        }
        return {};
    }

    static QString change(Change change, bool byRule)
    {
        switch (change) {
        case Change::None:
            break;
        case Change::Renamed:
            return tr("It was renamed after you chose it.");
        case Change::Reaction:
            return tr("An answer in it was liked or disliked, and the rule keeps such conversations.");
        case Change::NewMessage:
            if (byRule)
                return tr("It has a message that is younger than the rule allows.");
            return tr("It has a message that came after you chose it.");
        case Change::NotComparable:
            return tr(
                "Its newest message, or the date of it, cannot be read, so it may have changed after you "
                "chose it.");
        }
        return {};
    }

    static QString why(const DeletionItem &item, const DeletionReport &report)
    {
        const std::optional<Error> error = item.error                                   ? item.error
                                           : item.state == DeletionItem::State::Planned ? report.reason
                                                                                        : std::nullopt;
        if (error)
            return cause(*error);
        switch (item.state) {
        case DeletionItem::State::Planned:
            return report.end == DeletionReport::End::Cancelled ? tr("The deletion was cancelled before it.")
                                                                : tr("The deletion ended before it.");
        case DeletionItem::State::Sent:
        case DeletionItem::State::Unknown:
            return tr("It was sent, but no clear answer came.");
        case DeletionItem::State::Changed:
            return change(item.change, !report.rule.isEmpty());
        default:
            return {};
        }
    }

    /// In the server's words, but of a fault of its own: there it says no more than "Internal Server Error".
    static QString cause(const Error &error)
    {
        const QString own = error.kind == ErrorKind::Server ? QString() : serverSentence(error.serverMessage);
        return own.isEmpty() ? errorCause(error) : own;
    }

    static QString single(DeletionItem::State state)
    {
        switch (state) {
        case DeletionItem::State::Changed:
            return tr("The conversation had changed meanwhile and was kept.");
        case DeletionItem::State::Sent:
        case DeletionItem::State::Unknown:
            return tr("The conversation may or may not be deleted.");
        default:
            return tr("The conversation was not deleted.");
        }
    }

    static QString name(const Conversation &conversation)
    {
        const QString clean = text::cleanLine(conversation.name);
        return clean.isEmpty() ? tr("Conversation %1").arg(conversation.id.toString()) : clean;
    }

    static QString settled(int done, int all)
    {
        if (done == all)
            return all == 1 ? tr("1 conversation was deleted.")
                            : tr("%Ln conversations were deleted.", nullptr, all);
        return tr("%L1 of %L2 conversations were deleted.").arg(done).arg(all);
    }

    static QString open(int changed, int failed, int unknown, int planned)
    {
        QStringList parts;
        if (changed > 0)
            parts << (changed == 1 ? tr("1 had changed meanwhile and was kept.")
                                   : tr("%Ln had changed meanwhile and were kept.", nullptr, changed));
        if (failed > 0)
            parts << (failed == 1 ? tr("1 was not deleted.") : tr("%Ln were not deleted.", nullptr, failed));
        if (unknown > 0)
            parts << (unknown == 1 ? tr("1 may or may not be deleted.")
                                   : tr("%Ln may or may not be deleted.", nullptr, unknown));
        if (planned > 0)
            parts << (planned == 1 ? tr("1 was not tried.") : tr("%Ln were not tried.", nullptr, planned));
        return parts.join(u' ');
    }
};

} // namespace

ReportDialog::ReportDialog(const DeletionReport &report, QWidget *parent) : QDialog(parent), m_report(report)
{
    setObjectName(u"reportDialog"_s);
    setWindowTitle(tr("What was not deleted"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
}

QString ReportDialog::summary(const DeletionReport &report)
{
    using State = DeletionItem::State;
    if (report.items.size() == 1 && !report.items.first().isSettled())
        return Words::single(report.items.first().state);
    const int done = report.count(State::Deleted) + report.count(State::AlreadyGone);
    const int unknown = report.count(State::Unknown) + report.count(State::Sent);
    const QString settled = Words::settled(done, static_cast<int>(report.items.size()));
    const QString open = Words::open(report.count(State::Changed), report.count(State::Failed), unknown,
                                     report.count(State::Planned));
    return open.isEmpty() ? settled : settled + u' ' + open;
}

std::optional<Error> ReportDialog::commonError(const DeletionReport &report)
{
    if (report.end == DeletionReport::End::Stopped)
        return report.reason;
    std::optional<Error> common;
    for (const DeletionItem &item : report.items) {
        if (item.isSettled())
            continue;
        if (!item.error || (common && Words::cause(*common) != Words::cause(*item.error)))
            return {};
        common = item.error;
    }
    return common;
}

QString ReportDialog::cause(const Error &error)
{
    return Words::cause(error);
}

QString ReportDialog::asText(const DeletionReport &report)
{
    QStringList lines{tr("Conversation") + u'\t' + tr("ID") + u'\t' + tr("Session") + u'\t' + tr("Result") +
                      u'\t' + tr("Reason")};
    for (const DeletionItem &item : report.items) {
        if (item.isSettled())
            continue;
        const QStringList cells{Words::name(item.conversation), item.conversation.id.toString(),
                                item.conversation.session.toString(), Words::state(item),
                                Words::why(item, report)};
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

void ReportDialog::build()
{
    auto *heading = plainLabel(u"reportSummary"_s, this);
    heading->setText(summary(m_report));
    heading->setWordWrap(true);
    heading->setFont(QuestionDialog::headingFont(font()));

    auto *list = new QTreeWidget(this);
    list->setObjectName(u"reportList"_s);
    list->setAccessibleName(tr("Conversations that were not deleted"));
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setHeaderLabels({tr("Conversation"), tr("ID"), tr("Result"), tr("Reason")});
    QList<QTreeWidgetItem *> rows;
    for (const DeletionItem &item : std::as_const(m_report.items)) {
        if (item.isSettled())
            continue;
        const QString why = Words::why(item, m_report);
        auto *row = new QTreeWidgetItem(
            {Words::name(item.conversation), item.conversation.id.toString(), Words::state(item), why});
        row->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        row->setToolTip(3, plainToolTip(why));
        rows << row;
    }
    list->addTopLevelItems(rows);
    const int letter = fontMetrics().averageCharWidth();
    list->setMinimumSize(letter * 90, fontMetrics().lineSpacing() * 12);
    list->header()->resizeSection(0, letter * 32);
    list->header()->resizeSection(1, letter * 12);
    list->header()->resizeSection(2, letter * 14);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setObjectName(u"reportButtons"_s);
    auto *copy = buttons->addButton(tr("Copy list"), QDialogButtonBox::ActionRole);
    copy->setObjectName(u"reportCopy"_s);
    copy->setIcon(QIcon());
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(asText(m_report)); });
    auto *retry = buttons->addButton(tr("Retry"), QDialogButtonBox::ActionRole);
    retry->setObjectName(u"reportRetry"_s);
    retry->setAccessibleName(tr("Retry"));
    retry->setAutoDefault(false);
    retry->setVisible(!m_report.toRetry().isEmpty());
    connect(retry, &QPushButton::clicked, this, [this] {
        emit retryRequested(m_report);
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    buttons->button(QDialogButtonBox::Close)->setDefault(true);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 16);
    layout->setSpacing(8);
    layout->addWidget(heading);
    layout->addSpacing(8);
    layout->addWidget(list, 1);
    layout->addSpacing(8);
    layout->addWidget(buttons);
}

} // namespace confab
