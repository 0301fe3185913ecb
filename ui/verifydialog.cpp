// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verifydialog.h"

#include "core/text.h"
#include "ui/errortext.h"
#include "ui/plaintext.h"
#include "ui/questiondialog.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

using State = VerificationService::State;

QPlainTextEdit *reader(const QString &objectName, const QString &accessibleName, int lines, QWidget *parent)
{
    auto *text = new QPlainTextEdit(parent);
    text->setObjectName(objectName);
    text->setAccessibleName(accessibleName);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    text->setMinimumHeight(text->fontMetrics().lineSpacing() * lines + 16);
    return text;
}

QStringList jsonOf(const VerificationService::Entry &entry)
{
    QStringList all;
    for (const auto &part : {entry.claims, entry.trust}) {
        if (part && !part->json.isEmpty())
            all.append(text::cleanText(part->json));
    }
    return all;
}

std::optional<double> scoreOf(const VerificationService::Entry &entry)
{
    if (entry.trust && entry.trust->trustScore)
        return entry.trust->trustScore;
    return entry.claims ? entry.claims->trustScore : std::nullopt;
}

} // namespace

VerifyDialog::VerifyDialog(VerificationService &service, const ConversationKey &key, MessageId id,
                           QWidget *parent)
    : QDialog(parent), m_service(service), m_key(key), m_id(id)
{
    setObjectName(u"verifyDialog"_s);
    setWindowTitle(tr("Verify response"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    connect(m_verify, &QPushButton::clicked, this, [this] { m_service.verify(m_key, m_id); });
    connect(&m_service, &VerificationService::changed, this,
            [this](const ConversationKey &changed, MessageId message) {
                if (changed == m_key && message == m_id)
                    refresh();
            });
    refresh();
}

void VerifyDialog::build()
{
    auto *heading = plainLabel(u"verifyHeading"_s, this);
    heading->setText(tr("Verify response"));
    heading->setFont(QuestionDialog::headingFont(font()));
    heading->setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    m_sentence = plainLabel(u"verifySentence"_s, this);
    m_sentence->setWordWrap(true);
    m_score = plainLabel(u"verifyScore"_s, this);
    m_claimsCaption = plainLabel(u"verifyClaimsCaption"_s, this);
    m_claimsCaption->setText(tr("Claims of the answer"));
    m_claims = reader(u"verifyClaims"_s, tr("Claims"), 8, this);
    m_jsonCaption = plainLabel(u"verifyJsonCaption"_s, this);
    m_jsonCaption->setWordWrap(true);
    m_jsonCaption->setText(tr("The service sent more than Confab understands. This is what it sent:"));
    m_json = reader(u"verifyJson"_s, tr("What the service sent"), 8, this);
    m_json->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setObjectName(u"verifyButtons"_s);
    QPushButton *closing = buttons->button(QDialogButtonBox::Close);
    closing->setObjectName(u"verifyClose"_s);
    closing->setIcon({});
    m_verify = buttons->addButton(QString(), QDialogButtonBox::ActionRole);
    m_verify->setObjectName(u"verifyNow"_s);
    // What costs something is not what Enter presses.
    m_verify->setAutoDefault(false);
    closing->setDefault(true);
    closing->setFocus();
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(24, 24, 24, 16);
    all->setSpacing(8);
    all->addWidget(heading);
    all->addWidget(m_sentence);
    all->addWidget(m_score);
    all->addWidget(m_claimsCaption);
    all->addWidget(m_claims, 1);
    all->addWidget(m_jsonCaption);
    all->addWidget(m_json, 1);
    all->addSpacing(8);
    all->addWidget(buttons);
}

QString VerifyDialog::sentence(const VerificationService::Entry &entry) const
{
    switch (entry.state) {
    case State::NotAsked:
        return tr("CustomGPT.ai checks each claim of this answer against its sources. That costs %1 "
                  "queries of your plan. Nothing is sent until you press the button.")
            .arg(VerificationService::queriesPerAnswer);
    case State::Asking:
        return tr("Asking the service…");
    case State::Pending:
        return tr("The service is still checking this answer. Ask again in a while; it may count %1 queries "
                  "again.")
            .arg(VerificationService::queriesPerAnswer);
    case State::Nothing:
        return tr("The service has no result for this answer, or not yet. Asking again may count %1 queries "
                  "again.")
            .arg(VerificationService::queriesPerAnswer);
    case State::Known:
        return tr("This is what the service says of the answer.");
    case State::Failed: {
        const ErrorText words = errorText(Operation::VerifyAnswer, entry.error);
        return words.hint.isEmpty() ? words.sentence : words.sentence + u' ' + words.hint;
    }
    }
    return {};
}

void VerifyDialog::refresh()
{
    const VerificationService::Entry entry = m_service.entry(m_key, m_id);
    m_sentence->setText(sentence(entry));
    setAccessibleDescription(m_sentence->text());
    const QString price = tr("%1 queries").arg(VerificationService::queriesPerAnswer);
    const QString caption = entry.state == State::NotAsked || entry.state == State::Asking
                                ? tr("Verify (%1)").arg(price)
                                : tr("Retry (%1)").arg(price);
    m_verify->setText(caption);
    m_verify->setAccessibleName(caption);
    m_verify->setEnabled(entry.state != State::Asking);
    m_verify->setVisible(entry.state != State::Known);
    showResult(entry);
    adjustSize();
}

void VerifyDialog::showResult(const VerificationService::Entry &entry)
{
    const std::optional<double> score = scoreOf(entry);
    m_score->setVisible(score.has_value());
    if (score)
        m_score->setText(tr("Trust score: %1").arg(locale().toString(*score, 'g', 6)));
    QStringList claims;
    if (entry.claims) {
        for (const Claim &claim : entry.claims->claims)
            claims.append(claimText(claim));
    }
    m_claims->setPlainText(claims.join(u"\n\n"_s));
    m_claims->setVisible(!claims.isEmpty());
    m_claimsCaption->setVisible(!claims.isEmpty());
    const QStringList json = jsonOf(entry);
    m_json->setPlainText(json.join(u"\n\n"_s));
    m_json->setVisible(!json.isEmpty());
    m_jsonCaption->setVisible(!json.isEmpty());
}

QString VerifyDialog::claimText(const Claim &claim) const
{
    QString said = text::cleanText(claim.text).simplified();
    if (claim.flagged)
        said = (*claim.flagged ? tr("Not verified: %1") : tr("Verified: %1")).arg(said);
    const QString source = text::cleanLine(claim.source);
    return source.isEmpty() ? said : said + u'\n' + tr("Source: %1").arg(source);
}

} // namespace confab
