// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/journey.h"
#include "models/messagelistmodel.h"

namespace confab {

using namespace Qt::StringLiterals;

/// What a person does to find a message in a journey that keeps an archive.
namespace searching {

/// Signed in, with an archive that holds all that the server has.
[[nodiscard]] inline bool begin(Journey &journey)
{
    journey.answerArchive(ArchiveSettings::Consent::Keep);
    const auto synced = [&journey] {
        journey.advance(std::chrono::milliseconds(1));
        return journey.workspace().archive().sync().status().state == SyncStatus::State::Idle;
    };
    return journey.signIn() && QTest::qWaitFor(synced, 30'000);
}

/// The box with the keyboard in it, all its text selected; null where it does not come.
[[nodiscard]] inline QLineEdit *openSearch(Journey &journey)
{
    Journey::press(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    auto *box = journey.control<QLineEdit>(u"Search messages"_s);
    return box && box->hasFocus() ? box : nullptr;
}

[[nodiscard]] inline QListView *results(Journey &journey)
{
    return journey.window().findChild<QListView *>(u"searchResults"_s);
}

[[nodiscard]] inline bool finds(Journey &journey, int rows)
{
    return QTest::qWaitFor([&] {
        return !journey.workspace().archive().search().isSearching() &&
               results(journey)->model()->rowCount() == rows;
    });
}

/// The message that is current in the transcript.
[[nodiscard]] inline qint64 shown(Journey &journey)
{
    return journey.transcript()->currentIndex().data(MessageListModel::MessageIdRole).toLongLong();
}

} // namespace searching

} // namespace confab
