// SPDX-License-Identifier: MIT
// Copying a string allocates and may throw, which the sender's end, being noexcept, could only answer by ending
// the process.
#include <rondo/concurrency/spsc_channel.h>
#include <string>
#include <utility>

auto send(rondo::concurrency::SpscSender<std::string>& sender, std::string& text) {
    return sender.trySend(std::move(text));
}
