// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/sandboxmessage.h"

#include <chrono>
#include <functional>
#include <memory>

namespace confab {

class WaitingRoom;

/// HTTP on the loopback interface: one thread listens, one thread serves each connection.
class SandboxTransport
{
public:
    using Handler =
        std::function<SandboxReply(const SandboxRequest &)>; ///< Called from many threads at once.

    SandboxTransport(Handler handler, WaitingRoom &waitingRoom, std::chrono::milliseconds eventPause);
    ~SandboxTransport(); ///< Stops.

    /// Takes the port, 0 any free one. False where it is taken.
    [[nodiscard]] bool bind(quint16 port);
    /// Answers from now on.
    void start();
    /// Closes all connections and waits for their threads. The waiting room has to be closed before.
    void stop();
    [[nodiscard]] quint16 port() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace confab
