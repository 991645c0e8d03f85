// SPDX-License-Identifier: MIT
// expect: no matching (member )?function|cannot bind
#include <rondo/concurrency/mpsc_channel.h>
#include <string>

bool send(rondo::concurrency::MpscSender<std::string>& sender, const std::string& text) {
    return bool(sender.trySend(text)); // the copy could throw half-way
}
