// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/deletionservice.h"

#include <QDialog>

namespace confab {

/// What a deletion left undone: each conversation, what became of it and why. Never says "done" while one is
/// open.
class ReportDialog : public QDialog
{
    Q_OBJECT

public:
    ReportDialog(const DeletionReport &report, QWidget *parent);

    /// One sentence or two; also for a banner.
    [[nodiscard]] static QString summary(const DeletionReport &report);
    /// Why, where all that is open has one reason.
    [[nodiscard]] static std::optional<Error> commonError(const DeletionReport &report);
    [[nodiscard]] static QString cause(const Error &error);
    /// One line a conversation, tab-separated, with a header: what "Copy list" puts on the clipboard.
    [[nodiscard]] static QString asText(const DeletionReport &report);

signals:
    /// The person wants the open ones tried again; the dialog closes.
    void retryRequested(const confab::DeletionReport &report);

private:
    void build();

    DeletionReport m_report;
};

} // namespace confab
