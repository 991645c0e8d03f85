// SPDX-License-Identifier: MIT
#include <rondo/concurrency/mpsc_channel.h>
#include <string>

bool send(rondo::concurrency::MpscSender<std::string>& sender, const std::string& text) {
    return bool(sender.trySend(std::string(text)));
}
