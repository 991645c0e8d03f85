// SPDX-License-Identifier: MIT
#include <rondo/concurrency/rights.h>

namespace rondo::concurrency {

std::string Rights::names() const {
    std::string text;
    const auto add = [&](Rights right, const char* name) {
        if (includes(right))
            text += std::string(text.empty() ? "" : " and ") + name;
    };
    add(send, "send");
    add(receive, "receive");
    add(close, "close");
    return text.empty() ? "nothing" : text;
}

} // namespace rondo::concurrency
