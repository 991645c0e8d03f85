// SPDX-License-Identifier: MIT
#include <rondo/concurrency/mpsc_channel.h>
#include <utility>

using namespace rondo::concurrency;

MpscReceiver<int> second(MpscReceiver<int>& first) { return std::move(first); }
MpscSender<int> third(MpscSender<int>& first) { return first; }
