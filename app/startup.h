// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QApplication;

namespace confab {

/// What the program does before its first window, in one place, so that the benchmark of its start does the
/// same: name, version, words, icon, colours. Lives as long as the application.
class Startup : public QObject
{
    Q_OBJECT

public:
    explicit Startup(QApplication &application);
};

} // namespace confab
