// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxverification.h"

#include "sandbox/sandboxjson.h"

namespace confab::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr int forms = 7;

QJsonArray claimList(const SandboxRecord &record)
{
    const QString first = record.answer.value_or(QString()).section(u'.', 0, 0);
    return {QJsonObject{{u"claim"_s, first}, {u"source"_s, u"Returns and refunds"_s}, {u"flagged"_s, false}},
            QJsonObject{{u"claim"_s, u"The reply is given within two working days"_s},
                        {u"source"_s, QJsonValue()},
                        {u"flagged"_s, true}}};
}

QJsonArray otherList(const SandboxRecord &record)
{
    const QString first = record.answer.value_or(QString()).section(u'.', 0, 0);
    return {QJsonObject{{u"text"_s, first}, {u"citation"_s, u"Warranty terms"_s}, {u"is_flagged"_s, 0}},
            u"A claim that is a text alone"_s};
}

SandboxReply bare(const QJsonObject &object)
{
    SandboxReply reply;
    reply.body = encoded(object);
    return reply;
}

} // namespace

VerificationForm verificationForm(qint64 message)
{
    return VerificationForm(message % forms);
}

SandboxReply verification(const SandboxRecord &record, bool claims, int before)
{
    const qint64 score = 70 + record.id % 30;
    switch (verificationForm(record.id)) {
    case VerificationForm::NotAnalysed:
        return success(QJsonValue());
    case VerificationForm::PendingFirst:
        if (before == 0)
            return success(QJsonObject{{u"status"_s, u"processing"_s}}, 202);
        break;
    case VerificationForm::ListInData:
        return claims ? success(otherList(record))
                      : success(QJsonObject{{u"score"_s, QString::number(score)}});
    case VerificationForm::EmptyList:
        return success(QJsonArray());
    case VerificationForm::WithoutData:
        return claims ? bare({{u"claims"_s, claimList(record)}, {u"trust_score"_s, score}})
                      : bare({{u"trust_score"_s, score}});
    case VerificationForm::SomethingElse:
        return success(QJsonObject{{u"stakeholders"_s, QJsonArray{u"Legal"_s, u"<b>Support</b>"_s}},
                                   {u"verdict"_s, QJsonObject{{u"level"_s, u"medium"_s}}}});
    case VerificationForm::ClaimsInData:
        break;
    }
    return claims ? success(QJsonObject{{u"claims"_s, claimList(record)}})
                  : success(QJsonObject{{u"trust_score"_s, score}});
}

} // namespace confab::wire
