// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxtexts.h"

namespace confab::texts {

const char *const westernTexts = "";

} // namespace confab::texts
