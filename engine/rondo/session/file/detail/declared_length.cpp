// SPDX-License-Identifier: MIT
#include <rondo/session/file/detail/declared_length.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace rondo::session::detail {
namespace {

constexpr int maximumChunks = 4096;
constexpr std::int64_t oggPageHeader = 27;
constexpr std::int64_t oggLargestPage = 65307;

bool readAt(int descriptor, std::int64_t offset, std::span<unsigned char> bytes) noexcept {
    return ::pread(descriptor, bytes.data(), bytes.size(), offset) == static_cast<ssize_t>(bytes.size());
}

std::uint64_t number(std::span<const unsigned char> bytes, bool bigEndian) noexcept {
    std::uint64_t value = 0;
    for (std::size_t index = 0; index < bytes.size(); ++index)
        value = value << 8 | bytes[bigEndian ? index : bytes.size() - 1 - index];
    return value;
}

DeclaredLength compare(std::uint64_t declared, std::int64_t available) noexcept {
    const auto have = static_cast<std::uint64_t>(std::max<std::int64_t>(available, 0));
    if (declared <= have)
        return {};
    return {true, static_cast<double>(have) / static_cast<double>(declared)};
}

struct ChunkFormat {
    std::string_view samples;
    bool bigEndian;
};

DeclaredLength walkChunks(int descriptor, std::int64_t fileSize, ChunkFormat format) noexcept {
    std::uint64_t longSize = 0;
    std::int64_t position = 12;
    for (int chunk = 0; chunk < maximumChunks; ++chunk) {
        std::array<unsigned char, 8> header{};
        if (!readAt(descriptor, position, header))
            return {};
        const std::string_view id(reinterpret_cast<const char*>(header.data()), 4);
        std::uint64_t size = number(std::span(header).subspan(4), format.bigEndian);
        std::array<unsigned char, 16> sizes{};
        if (id == "ds64" && readAt(descriptor, position + 8, sizes))
            longSize = number(std::span(sizes).subspan(8, 8), false);
        if (id == format.samples) {
            // A size of 2^32 - 1 or 0 is written by programs that stream and cannot know the length.
            if (size == 0xffffffffU)
                size = longSize;
            return compare(size, fileSize - position - 8);
        }
        position += 8 + static_cast<std::int64_t>(size + (size & 1));
    }
    return {};
}

DeclaredLength checkOggEnd(int descriptor, std::int64_t fileSize) {
    const auto length = std::min(fileSize, 2 * oggLargestPage);
    std::vector<unsigned char> tail(static_cast<std::size_t>(length));
    if (!readAt(descriptor, fileSize - length, tail))
        return {};
    const std::string_view text(reinterpret_cast<const char*>(tail.data()), tail.size());
    const auto page = text.rfind("OggS");
    if (page == std::string_view::npos || page + oggPageHeader > tail.size())
        return {true, 1.0};
    const std::size_t segments = tail[page + 26];
    std::size_t end = page + oggPageHeader + segments;
    if (end > tail.size())
        return {true, 1.0};
    for (std::size_t index = 0; index < segments; ++index)
        end += tail[page + oggPageHeader + index];
    const bool lastPage = (tail[page + 5] & 4) != 0;
    return {!lastPage || end > tail.size(), 1.0};
}

} // namespace

DeclaredLength declaredLength(int descriptor, std::int64_t fileSize) {
    std::array<unsigned char, 12> start{};
    if (!readAt(descriptor, 0, start))
        return {};
    const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
    const auto kind = text.substr(0, 4);
    const auto form = text.substr(8, 4);
    if ((kind == "RIFF" || kind == "RF64") && form == "WAVE")
        return walkChunks(descriptor, fileSize, {"data", false});
    if (kind == "RIFX" && form == "WAVE")
        return walkChunks(descriptor, fileSize, {"data", true});
    if (kind == "FORM" && (form == "AIFF" || form == "AIFC"))
        return walkChunks(descriptor, fileSize, {"SSND", true});
    if (kind == "OggS")
        return checkOggEnd(descriptor, fileSize);
    return {};
}

} // namespace rondo::session::detail
