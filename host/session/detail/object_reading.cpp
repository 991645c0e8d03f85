// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/object_reading.h>

#include <charconv>
#include <cmath>
#include <host/session/detail/sentence.h>

namespace rondo::host::detail {
namespace {

std::string describe(const Json& json) {
    if (const auto* literal = std::get_if<JsonLiteral>(&json.value))
        return "the number " + literal->text.substr(0, 40);
    if (const auto* text = std::get_if<std::string>(&json.value))
        return "the text " + quotedName(*text);
    if (const auto* toggle = std::get_if<bool>(&json.value))
        return *toggle ? "true" : "false";
    return std::holds_alternative<Json::List>(json.value)     ? "a list"
           : std::holds_alternative<Json::Object>(json.value) ? "an object"
                                                              : "null";
}

} // namespace

ObjectReading::ObjectReading(const Json& json, std::string_view source, std::string pointer)
    : object_(std::get_if<Json::Object>(&json.value)), source_(source), pointer_(std::move(pointer)) {
    if (object_ == nullptr)
        refuse(pointer_, "an object", json);
}

const Json* ObjectReading::find(std::string_view name) const noexcept {
    for (const auto& field : *object_)
        if (field.name == name)
            return &field.value;
    return nullptr;
}

std::string ObjectReading::place(std::string_view name) const { return pointer_ + pointerStep(name); }

std::string ObjectReading::text(std::string_view name, std::string otherwise) const {
    const auto* json = find(name);
    return json == nullptr ? std::move(otherwise) : toText(*json, place(name));
}

bool ObjectReading::toggle(std::string_view name, bool otherwise) const {
    const auto* json = find(name);
    if (json == nullptr)
        return otherwise;
    if (const auto* value = std::get_if<bool>(&json->value))
        return *value;
    refuse(place(name), "true or false", *json);
}

double ObjectReading::number(std::string_view name, double otherwise) const {
    const auto* json = find(name);
    return json == nullptr ? otherwise : toNumber(*json, place(name));
}

std::int64_t ObjectReading::whole(std::string_view name, std::int64_t otherwise, std::int64_t low,
                                  std::int64_t high) const {
    const auto* json = find(name);
    return json == nullptr ? otherwise : toWhole(*json, place(name), low, high);
}

const Json::List& ObjectReading::list(std::string_view name) const {
    static const Json::List none;
    const auto* json = find(name);
    if (json == nullptr)
        return none;
    if (const auto* items = std::get_if<Json::List>(&json->value))
        return *items;
    refuse(place(name), "a list", *json);
}

ObjectReading ObjectReading::object(std::string_view name) const {
    static const Json none{Json::Object{}};
    const auto* json = find(name);
    return {json == nullptr ? none : *json, source_, place(name)};
}

UnknownFields ObjectReading::rest(FieldNames known) const {
    UnknownFields unknown;
    for (const auto& field : *object_)
        if (!has(known, field.name))
            unknown.emplace_back(field.name, writeCompact(field.value));
    return unknown;
}

double ObjectReading::toNumber(const Json& json, const std::string& place) const {
    const auto* literal = std::get_if<JsonLiteral>(&json.value);
    if (literal == nullptr)
        refuse(place, "a number", json);
    double value = 0;
    const auto* end = literal->text.data() + literal->text.size();
    const auto read = std::from_chars(literal->text.data(), end, value);
    // What is too small for a double is 0; what is too large the parser has refused.
    return read.ec == std::errc::result_out_of_range ? 0 : value;
}

std::int64_t ObjectReading::toWhole(const Json& json, const std::string& place, std::int64_t low,
                                    std::int64_t high) const {
    const auto value = toNumber(json, place);
    if (!(value >= static_cast<double>(low) && value <= static_cast<double>(high)) ||
        value != std::floor(value))
        refuse(place, "a whole number from " + std::to_string(low) + " to " + std::to_string(high), json);
    return static_cast<std::int64_t>(value);
}

std::string ObjectReading::toText(const Json& json, const std::string& place) const {
    if (const auto* value = std::get_if<std::string>(&json.value))
        return *value;
    refuse(place, "a text", json);
}

void ObjectReading::refuse(const std::string& place, std::string_view expected, std::string_view found) const {
    std::string sentence(expected);
    sentence.append(" was expected and ")
        .append(found)
        .append(" was found; correct it, or take an older copy.");
    throw base::Failure({base::ErrorCode::damaged, placed(source_, place, sentence)});
}

void ObjectReading::refuse(const std::string& place, std::string_view expected, const Json& found) const {
    refuse(place, expected, describe(found));
}

} // namespace rondo::host::detail
