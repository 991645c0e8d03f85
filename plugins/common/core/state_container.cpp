// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/core/state_container.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <rondo/base/checksum.h>
#include <rondo/base/error.h>

namespace rondo::plugins {

namespace {

constexpr std::string_view magic = "RondoSt1";
constexpr std::uint16_t formatVersion = 1;
constexpr std::size_t headerBytes = 24;
constexpr std::size_t checkedFrom = headerBytes;
constexpr std::uint8_t numberKind = 1;
constexpr std::uint8_t textKind = 2;
static_assert(std::numeric_limits<double>::is_iec559);

class Writer {
public:
    template <class Integer>
    void integer(Integer value) {
        for (std::size_t byte = 0; byte < sizeof(Integer); ++byte)
            bytes.push_back(static_cast<std::byte>((std::uint64_t{value} >> (8 * byte)) & 0xffU));
    }
    void characters(std::string_view text) {
        for (const char character : text)
            bytes.push_back(static_cast<std::byte>(character));
    }
    void name(std::string_view text) {
        if (text.empty() || text.size() > 255)
            throw base::Failure({base::ErrorCode::invalidArgument,
                                 "A plugin id or state key must have 1 to 255 bytes, and one has " +
                                     std::to_string(text.size()) + "; shorten it."});
        integer(static_cast<std::uint8_t>(text.size()));
        characters(text);
    }
    std::vector<std::byte> bytes;
};

class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) noexcept : rest_(bytes) {}

    template <class Integer>
    std::optional<Integer> integer() noexcept {
        if (rest_.size() < sizeof(Integer))
            return std::nullopt;
        std::uint64_t value = 0;
        for (std::size_t byte = 0; byte < sizeof(Integer); ++byte)
            value |= std::to_integer<std::uint64_t>(rest_[byte]) << (8 * byte);
        rest_ = rest_.subspan(sizeof(Integer));
        return static_cast<Integer>(value);
    }
    std::optional<std::string> characters(std::size_t count) {
        if (rest_.size() < count)
            return std::nullopt;
        std::string text;
        text.reserve(count);
        for (const auto byte : rest_.first(count))
            text.push_back(std::to_integer<char>(byte));
        rest_ = rest_.subspan(count);
        return text;
    }
    std::optional<std::string> name() {
        const auto length = integer<std::uint8_t>();
        return length && *length > 0 ? characters(*length) : std::nullopt;
    }
    std::optional<StateValue> value() {
        const auto kind = integer<std::uint8_t>();
        if (kind == numberKind) {
            const auto bits = integer<std::uint64_t>();
            if (bits && std::isfinite(std::bit_cast<double>(*bits)))
                return std::bit_cast<double>(*bits);
        } else if (kind == textKind) {
            if (const auto length = integer<std::uint32_t>())
                if (auto text = characters(*length))
                    return StateValue(std::move(*text));
        }
        return std::nullopt;
    }
    std::span<const std::byte> rest() const noexcept { return rest_; }

private:
    std::span<const std::byte> rest_;
};

tl::unexpected<base::Error> damaged(const char* found) {
    return base::fail(base::ErrorCode::damaged,
                      std::string("A saved state of a Rondo plugin was expected, and ") + found +
                          "; the present settings stay as they are.");
}

} // namespace

const StateValue* StateContainer::find(std::string_view key) const noexcept {
    const auto found = std::ranges::find(entries, key, &StateEntry::key);
    return found == entries.end() ? nullptr : &found->value;
}

std::vector<std::byte> StateContainer::toBytes() const {
    if (entries.size() > maximumEntries)
        throw base::Failure(
            {base::ErrorCode::invalidArgument, "A plugin's state may have " + std::to_string(maximumEntries) +
                                                   " entries, and this one has " +
                                                   std::to_string(entries.size()) + "; join some."});
    Writer body;
    body.name(pluginId);
    for (const auto& entry : entries) {
        body.name(entry.key);
        if (const auto* number = std::get_if<double>(&entry.value)) {
            body.integer(numberKind);
            body.integer(std::bit_cast<std::uint64_t>(*number));
        } else {
            const auto& text = std::get<std::string>(entry.value);
            body.integer(textKind);
            body.integer(static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), maximumBytes)));
            body.characters(text);
        }
        if (body.bytes.size() > maximumBytes - headerBytes)
            throw base::Failure({base::ErrorCode::invalidArgument,
                                 "A plugin's state may have " + std::to_string(maximumBytes) +
                                     " bytes, and this one has more; keep large things in files."});
    }
    Writer whole;
    whole.bytes.reserve(headerBytes + body.bytes.size());
    whole.characters(magic);
    whole.integer(formatVersion);
    whole.integer(std::uint16_t{0});
    whole.integer(release);
    whole.integer(static_cast<std::uint32_t>(entries.size()));
    whole.integer(base::checksum(body.bytes));
    whole.bytes.insert(whole.bytes.end(), body.bytes.begin(), body.bytes.end());
    return std::move(whole.bytes);
}

base::Result<StateContainer> StateContainer::fromBytes(std::span<const std::byte> bytes) {
    if (bytes.size() > maximumBytes)
        return damaged("more bytes than any such state has were found");
    Reader reader(bytes);
    if (reader.characters(magic.size()) != magic)
        return damaged("something else was found");
    const auto version = reader.integer<std::uint16_t>();
    if (version && *version > formatVersion)
        return base::fail(base::ErrorCode::unsupported,
                          "This state has the format " + std::to_string(*version) +
                              ", and this plugin reads up to " + std::to_string(formatVersion) +
                              "; update the plugin.");
    const auto reserved = reader.integer<std::uint16_t>();
    const auto release = reader.integer<std::uint32_t>();
    const auto count = reader.integer<std::uint32_t>();
    const auto expected = reader.integer<std::uint32_t>();
    if (version != formatVersion || reserved != 0 || !release || !count || !expected)
        return damaged("a broken beginning was found");
    if (*count > maximumEntries)
        return damaged("more entries than any such state has were found");
    if (base::checksum(bytes.subspan(checkedFrom)) != *expected)
        return damaged("its check sum does not fit its content");
    StateContainer container;
    container.release = *release;
    auto id = reader.name();
    if (!id)
        return damaged("it does not say of which plugin it is");
    container.pluginId = std::move(*id);
    for (std::uint32_t index = 0; index < *count; ++index) {
        auto key = reader.name();
        auto value = key ? reader.value() : std::nullopt;
        if (!value)
            return damaged("one of its entries is broken");
        if (container.find(*key) != nullptr)
            return damaged("the same key was found twice");
        container.entries.push_back({std::move(*key), std::move(*value)});
    }
    if (!reader.rest().empty())
        return damaged("bytes behind its end were found");
    return container;
}

} // namespace rondo::plugins
