// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/detail/known_states.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <host/session/detail/checksum.h>
#include <rondo/session/file/text_file.h>
#include <string_view>
#include <system_error>

namespace rondo::host::detail {
namespace {

constexpr std::string_view firstLine = "rondo-states 1";

std::uint64_t mixed(std::uint64_t number, std::string_view bytes) noexcept {
    for (const char byte : bytes)
        number = (number ^ static_cast<unsigned char>(byte)) * 0x0000'0100'0000'01b3;
    return (number ^ 0xff) * 0x0000'0100'0000'01b3; // an end, so that "ab" with "c" is not "a" with "bc"
}

} // namespace

std::uint64_t KnownStates::number(const hosting::LocatedPlugin& plugin, const std::string& state) {
    std::error_code ignored; // a file that has gone has another time
    const auto time = std::filesystem::last_write_time(plugin.path, ignored).time_since_epoch().count();
    auto number = mixed(0xcbf2'9ce4'8422'2325, plugin.plugin.identifier);
    number = mixed(number, plugin.path.native());
    number = mixed(number, std::to_string(time));
    return mixed(number, state);
}

// Anew each time: another process may have added some.
void KnownStates::read() {
    numbers_.clear();
    std::ifstream stream(file_);
    std::string line;
    if (!std::getline(stream, line) || line != firstLine)
        return;
    while (numbers_.size() < most && std::getline(stream, line)) {
        std::uint64_t number = 0;
        const auto* const end = line.data() + line.size();
        const auto [at, error] = std::from_chars(line.data(), end, number, 16);
        if (line.size() == 16 && error == std::errc() && at == end)
            numbers_.push_back(number);
    }
}

bool KnownStates::has(std::uint64_t number) {
    if (std::ranges::find(numbers_, number) != numbers_.end())
        return true;
    read();
    return std::ranges::find(numbers_, number) != numbers_.end();
}

void KnownStates::add(const std::vector<std::uint64_t>& numbers) {
    read();
    const auto before = numbers_.size();
    for (const auto number : numbers)
        if (std::ranges::find(numbers_, number) == numbers_.end())
            numbers_.push_back(number);
    if (numbers_.size() == before)
        return;
    if (numbers_.size() > most)
        numbers_.erase(numbers_.begin(), numbers_.end() - most);
    std::string text(firstLine);
    text += '\n';
    for (const auto number : numbers_)
        text += hexadecimal(static_cast<std::uint32_t>(number >> 32U)) +
                hexadecimal(static_cast<std::uint32_t>(number)) + "\n";
    std::error_code ignored;
    std::filesystem::create_directories(file_.parent_path(), ignored);
    static_cast<void>(session::saveText(text, file_));
}

} // namespace rondo::host::detail
