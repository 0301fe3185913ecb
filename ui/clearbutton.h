// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLineEdit;

namespace confab {

/// Gives a field the button that empties it, once there is something in it. Qt's own has no name that could
/// be read out.
void addClearButton(QLineEdit &field);

} // namespace confab
