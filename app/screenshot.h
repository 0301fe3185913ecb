// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace confab {

class CitationService;
class Clock;
class MainWindow;

/// --screenshot: writes the window as PNG once its first load has settled and ends the program with 0, or
/// with 1 and the reason on standard error; a load that has not settled after a minute is one. Does nothing
/// without a file name.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    Screenshot(MainWindow &window, CitationService &citations, Clock &clock, const QString &file);

private:
    void takeOnceLoaded();
    void take();

    MainWindow &m_window;
    CitationService &m_citations;
    QString m_file;
    bool m_taken = false;
};

} // namespace confab
