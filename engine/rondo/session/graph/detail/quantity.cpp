// SPDX-License-Identifier: MIT
#include <rondo/session/graph/detail/quantity.h>

#include <array>
#include <charconv>
#include <rondo/session/graph/detail/words.h>

namespace rondo::session::detail {

namespace {

struct Multiple {
    std::string_view of;
    std::string_view written;
    double multiply;
    double divide;
};
constexpr std::array multiples{Multiple{"Hz", "kHz", 1000, 1}, Multiple{"s", "ms", 1, 1000},
                               Multiple{"", "%", 1, 100}};

} // namespace

std::optional<double> readQuantity(std::string_view text, std::string_view unit) {
    text = trimmed(text);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{})
        return {};
    const auto written = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
    if (written == unit && !unit.empty())
        return value;
    for (const auto& multiple : multiples)
        if (multiple.of == unit && multiple.written == written)
            return value * multiple.multiply / multiple.divide;
    return {};
}

std::string expectedQuantity(std::string_view unit) {
    if (unit.empty())
        return "a number, or a share in %";
    std::string expected = "a number in " + std::string(unit);
    for (const auto& multiple : multiples)
        if (multiple.of == unit)
            expected += " or " + std::string(multiple.written);
    return expected;
}

} // namespace rondo::session::detail
