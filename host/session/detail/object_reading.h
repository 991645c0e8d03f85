// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <host/session/detail/field_names.h>
#include <host/session/detail/json.h>
#include <host/session/unknown_fields.h>
#include <string>
#include <string_view>

namespace rondo::host::detail {

/// Reads the fields of one object of a file. Throws base::Failure with the sentence about what does not fit.
class ObjectReading {
public:
    ObjectReading(const Json& json, std::string_view source, std::string pointer);

    const Json* find(std::string_view name) const noexcept;
    std::string place(std::string_view name) const;
    std::string text(std::string_view name, std::string otherwise = {}) const;
    bool toggle(std::string_view name, bool otherwise) const;
    double number(std::string_view name, double otherwise) const;
    /// From `low` to `high`, so that it fits the type that it is meant for.
    std::int64_t whole(std::string_view name, std::int64_t otherwise, std::int64_t low,
                       std::int64_t high) const;
    /// The items of a list; none where it is missing.
    const Json::List& list(std::string_view name) const;
    ObjectReading object(std::string_view name) const;
    const Json::Object& all() const noexcept { return *object_; }
    UnknownFields rest(FieldNames known) const;

    double toNumber(const Json& json, const std::string& place) const;
    std::int64_t toWhole(const Json& json, const std::string& place, std::int64_t low, std::int64_t high) const;
    std::string toText(const Json& json, const std::string& place) const;
    [[noreturn]] void refuse(const std::string& place, std::string_view expected, std::string_view found) const;
    [[noreturn]] void refuse(const std::string& place, std::string_view expected, const Json& found) const;
    std::string_view source() const noexcept { return source_; }

private:
    const Json::Object* object_ = nullptr;
    std::string_view source_;
    std::string pointer_;
};

} // namespace rondo::host::detail
