// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QByteArray>

/// Replies in the shapes that the service was recorded to send.
namespace confab::replies {

inline const ProjectId project{42};
inline const ConversationKey key{project, SessionId(QStringLiteral("6842bec2-0d0f-4a9c-8a55-1c1f9b8d7e11"))};
/// The created_at of conversationJson and messageJson.
inline const QDateTime createdAt(QDate(2025, 7, 24), QTime(21, 16, 30), Qt::UTC);

inline QByteArray paginator(const QByteArray &entries, const QByteArray &perPage = "20")
{
    return R"({"current_page":1,"data":[)" + entries +
           R"(],"first_page_url":"https:\/\/app.customgpt.ai\/api\/v1\/x?page=1","from":1,"last_page":3,)"
           R"("last_page_url":"https:\/\/app.customgpt.ai\/api\/v1\/x?page=3","next_page_url":null,"path":"x",)"
           R"("per_page":)" +
           perPage + R"(,"prev_page_url":null,"to":2,"total":45})";
}

inline QByteArray success(const QByteArray &data)
{
    return R"({"data":)" + data + R"(,"status":"success"})";
}

inline const QByteArray conversationJson =
    R"({"id":219,"session_id":"6842bec2-0d0f-4a9c-8a55-1c1f9b8d7e11","name":"Ärger 😀","project_id":"42",)"
    R"("created_by":7,"created_at":"2025-07-24T21:16:30.000000Z","updated_at":"2025-07-24 22:16:30",)"
    R"("deleted_at":null,"ended_at":null,"project":{"id":1}})";

inline const QByteArray messageJson =
    R"({"id":10000001,"user_query":"Who?","openai_response":"**Tom**","created_at":"2025-07-24T21:16:30.000000Z",)"
    R"("updated_at":"2025-07-24T21:16:30.000000Z","user_id":7,"conversation_id":219,"citations":[12074,"12061.0"],)"
    R"("metadata":{"user_ip":"192.0.2.1","user_agent":"Browser","external_id":"CRM-1","request_source":"web"},)"
    R"("response_feedback":{"created_at":"2025-07-24T21:16:30.000000Z","updated_at":null,"user_id":null,)"
    R"("reaction":"liked"}})";

inline const QByteArray projectJson =
    R"({"id":42,"project_name":"Bot","sitemap_path":null,"is_chat_active":true,"user_id":1,"team_id":1,)"
    R"("created_at":"2023-06-26T21:47:23.000000Z","updated_at":"2023-06-26 21:47:23","deleted_at":null,)"
    R"("type":"SITEMAP","is_shared":0})";

inline const QByteArray userReply =
    success(R"({"id":7,"name":"Ada","email":"ada@example.com","current_team_id":1,)"
            R"("profile_photo_url":null,"created_at":"2023-06-26 21:47:23"})");
inline const QByteArray usageReply =
    success(R"({"max_projects_num":10,"current_projects_num":3,"max_total_storage_credits":60000,)"
            R"("current_total_storage_credits":5,"max_queries":1000,"current_queries":"17"})");
inline const QByteArray settingsReply = success(
    R"({"can_export_conversation":false,"enable_feedbacks":1,"markdown_enabled":null,)"
    R"("conversation_retention_period":"custom","conversation_retention_days":"30","chatbot_title":"Helper"})");
inline const QByteArray citationReply = success(
    R"({"id":21,"url":"https://example.com/a?b=c","page_url":null,"title":"Yes","description":null})");

} // namespace confab::replies
