// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUrl>

namespace confab {

class UserPrompts;

/// The one way out to a browser or mail program. Only https and http with a host and without user info, and
/// mailto without attachments; nothing with control or bidirectional characters. Asks first, showing the real
/// address.
class LinkOpener : public QObject
{
    Q_OBJECT

public:
    explicit LinkOpener(UserPrompts &prompts, QObject *parent = nullptr);

    /// The address as it would be opened, or an empty one where it may not be.
    [[nodiscard]] static QUrl allowed(const QString &address);
    /// Nothing happens for an address that is not allowed, nor while an earlier question is still open.
    void open(const QString &address, const QString &shownText);
    /// A file of our own making, after the person was asked. False where the system has no program for it.
    bool openFile(const QString &path);

private:
    UserPrompts &m_prompts;
    bool m_asking = false;
};

} // namespace confab
