// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "ui/errortext.h"

#include <QObject>

class QWidget;

namespace confab {

class Banner;
class ConversationPane;
class Workspace;

/// What a person is told of the local copy: in the banner where it could not be kept or read, and where a
/// change was refused because the copy stands in for the service; in a line under the list, of when it is.
class ArchiveNotices : public QObject
{
    Q_OBJECT

public:
    ArchiveNotices(Workspace &workspace, Banner &banner, ConversationPane &list, QWidget &window);

    /// Why a change is refused offline.
    [[nodiscard]] static ErrorText refusal(Workspace &workspace);

private:
    void connectRefusals();
    void connectTroubles();
    void markList();
    void tellCondition();
    void tellFull();
    [[nodiscard]] static QString asOf(Workspace &workspace);

    Workspace &m_workspace;
    Banner &m_banner;
    ConversationPane &m_list;
    ArchiveCondition m_told = ArchiveCondition::Closed;
};

} // namespace confab
