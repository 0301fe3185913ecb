// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/errornames.h"

namespace confab {

QString kindName(ErrorKind kind)
{
    static constexpr const char *names[] = {"Cancelled",    "Offline",          "Timeout",  "Tls",
                                            "Unauthorised", "Forbidden",        "NotFound", "Validation",
                                            "RateLimited",  "CreditsExhausted", "Server",   "BadResponse",
                                            "Unclear",      "SecretStore",      "Storage",  "Refused"};
    return QLatin1String(names[static_cast<size_t>(kind)]);
}

QString operationName(Operation operation)
{
    static constexpr const char *names[] = {"RestoreKey",
                                            "SignIn",
                                            "StoreKey",
                                            "RemoveKey",
                                            "LoadProjects",
                                            "LoadConversations",
                                            "LoadAllConversations",
                                            "CreateConversation",
                                            "RenameConversation",
                                            "DeleteConversations",
                                            "LoadMessages",
                                            "LoadOlderMessages",
                                            "LoadCitation",
                                            "LoadUsage",
                                            "React",
                                            "VerifyAnswer",
                                            "LoadSourceFile",
                                            "SaveSourceFile",
                                            "SendMessage",
                                            "KeepDrafts"};
    return QLatin1String(names[static_cast<size_t>(operation)]);
}

} // namespace confab
