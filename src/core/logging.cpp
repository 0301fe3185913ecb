// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/logging.h"

namespace confab {

Q_LOGGING_CATEGORY(lcApi, "confab.api", QtWarningMsg)
Q_LOGGING_CATEGORY(lcSecrets, "confab.secrets", QtWarningMsg)
Q_LOGGING_CATEGORY(lcServices, "confab.services", QtWarningMsg)
Q_LOGGING_CATEGORY(lcUi, "confab.ui", QtWarningMsg)
Q_LOGGING_CATEGORY(lcSandbox, "confab.sandbox", QtWarningMsg)

} // namespace confab
