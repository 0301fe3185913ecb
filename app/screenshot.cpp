// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenshot.h"

#include "app/commandline.h"
#include "core/clock.h"
#include "services/citationservice.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QPixmap>
#include <QSaveFile>
#include <QTextStream>

namespace confab {

namespace {

constexpr std::chrono::seconds patience{60};

int fail(const QString &reason)
{
    QTextStream(stderr) << "confab: no screenshot: " << reason << '\n';
    return ExitFailed;
}

} // namespace

Screenshot::Screenshot(MainWindow &window, CitationService &citations, Clock &clock, const QString &file)
    : m_window(window), m_citations(citations), m_file(file)
{
    if (m_file.isEmpty())
        return;
    connect(&m_window, &MainWindow::settled, this, [this] {
        // The sources on screen are asked for as they are painted.
        (void)m_window.grab();
        connect(&m_citations, &CitationService::changed, this, &Screenshot::takeOnceLoaded);
        takeOnceLoaded();
    });
    clock.after(patience, this, [this] {
        if (!m_taken)
            QApplication::exit(fail(QStringLiteral("the first load did not settle within a minute")));
    });
}

void Screenshot::takeOnceLoaded()
{
    if (!m_citations.isLoading())
        take();
}

void Screenshot::take()
{
    if (std::exchange(m_taken, true))
        return;
    const QPixmap picture = m_window.grab();
    // QSaveFile: a disk that is full leaves no half a picture under the name.
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly) || !picture.save(&file, "PNG") || !file.commit())
        QApplication::exit(fail(file.errorString()));
    else
        QApplication::exit(ExitOk);
}

} // namespace confab
