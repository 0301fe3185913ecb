// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/verificationservice.h"

#include "api/chatapi.h"
#include "core/future.h"

namespace confab {

namespace {

using Part = std::optional<Verification>;

bool holds(const Part &part, Verification::State state)
{
    return part && part->state == state;
}

bool says(const Part &part)
{
    return holds(part, Verification::State::Known) || holds(part, Verification::State::Unknown);
}

} // namespace

VerificationService::Entry VerificationService::entry(const ConversationKey &key, MessageId id) const
{
    const auto found = m_entries.find({key.session, id});
    return found == m_entries.end() ? Entry() : found->second;
}

void VerificationService::verify(const ConversationKey &key, MessageId id)
{
    Entry &entry = m_entries[{key.session, id}];
    if (entry.state == State::Asking || entry.state == State::Known)
        return;
    entry.state = State::Asking;
    entry.error = {};
    if (says(entry.claims))
        askTrust(key, id);
    else
        askClaims(key, id);
    emit changed(key, id);
}

void VerificationService::clear()
{
    ++m_generation;
    m_entries.clear();
}

void VerificationService::askClaims(const ConversationKey &key, MessageId id)
{
    whenDone(m_api.claims(key, id), this,
             [this, key, id, generation = m_generation](const Result<Verification> &result) {
                 if (generation != m_generation)
                     return;
                 if (!result)
                     return fail(key, id, result.error());
                 m_entries[{key.session, id}].claims = *result;
                 if (result->state == Verification::State::Pending || result->trustScore)
                     settle(key, id);
                 else
                     askTrust(key, id);
             });
}

void VerificationService::askTrust(const ConversationKey &key, MessageId id)
{
    whenDone(m_api.trustScore(key, id), this,
             [this, key, id, generation = m_generation](const Result<Verification> &result) {
                 if (generation != m_generation)
                     return;
                 if (!result)
                     return fail(key, id, result.error());
                 m_entries[{key.session, id}].trust = *result;
                 settle(key, id);
             });
}

void VerificationService::fail(const ConversationKey &key, MessageId id, const Error &error)
{
    Entry &entry = m_entries[{key.session, id}];
    entry.state = error.kind == ErrorKind::Cancelled ? State::NotAsked : State::Failed;
    entry.error = error;
    emit changed(key, id);
}

void VerificationService::settle(const ConversationKey &key, MessageId id)
{
    Entry &entry = m_entries[{key.session, id}];
    if (holds(entry.claims, Verification::State::Pending) || holds(entry.trust, Verification::State::Pending))
        entry.state = State::Pending;
    else
        entry.state = says(entry.claims) || says(entry.trust) ? State::Known : State::Nothing;
    emit changed(key, id);
}

} // namespace confab
