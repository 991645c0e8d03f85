// SPDX-License-Identifier: MIT
#include <rondo/concurrency/closure_name.h>

#include <string_view>

namespace rondo::concurrency {

std::string ClosureName::text() const {
    if (file_ == nullptr)
        return word_ != nullptr ? word_ : "";
    std::string_view file(file_);
    file.remove_prefix(file.find_last_of('/') + 1); // npos + 1 is 0
    const std::string place = std::string(file) + ":" + std::to_string(line_);
    return word_ != nullptr ? std::string(word_) + " (" + place + ")" : place;
}

} // namespace rondo::concurrency
