// SPDX-License-Identifier: MIT
#pragma once

#include <random>
#include <string>

namespace rondo::test {

/// Returns: the text with up to four places lost, changed or doubled.
inline std::string damaged(std::string text, std::mt19937_64& numbers) {
    for (auto count = 1 + numbers() % 4; count > 0; --count) {
        const auto at = numbers() % text.size();
        if (numbers() % 3 == 0)
            text.erase(at, 1 + numbers() % 40);
        else if (numbers() % 2 == 0)
            text[at] = static_cast<char>(numbers());
        else
            text.insert(at, text.substr(numbers() % text.size(), numbers() % 40));
    }
    return text;
}

} // namespace rondo::test
