// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"
#include "services/verificationservice.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace confab {

/// "Verify response": says what it costs before anything is sent, asks when told to, and shows what the
/// service says of one answer. A form that nobody knows is shown as JSON. All text is plain. Window-modal,
/// deleted when closed; what was paid for is shown again without asking.
class VerifyDialog : public QDialog
{
    Q_OBJECT

public:
    VerifyDialog(VerificationService &service, const ConversationKey &key, MessageId id, QWidget *parent);

private:
    void build();
    void refresh();
    [[nodiscard]] QString sentence(const VerificationService::Entry &entry) const;
    void showResult(const VerificationService::Entry &entry);
    [[nodiscard]] QString claimText(const Claim &claim) const;

    VerificationService &m_service;
    ConversationKey m_key;
    MessageId m_id;
    QLabel *m_sentence = nullptr;
    QLabel *m_score = nullptr;
    QLabel *m_claimsCaption = nullptr;
    QPlainTextEdit *m_claims = nullptr;
    QLabel *m_jsonCaption = nullptr;
    QPlainTextEdit *m_json = nullptr;
    QPushButton *m_verify = nullptr;
};

} // namespace confab
