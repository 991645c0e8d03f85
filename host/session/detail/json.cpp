// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/json.h>

#include <algorithm>
#include <host/session/detail/sentence.h>
#include <host/session/session_limits.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace rondo::host::detail {

using base::ErrorCode;
using base::fail;

namespace {

using Parser = nlohmann::json;

std::string lineAndColumn(std::string_view text, std::size_t byte) {
    const auto before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
    const auto line = std::ranges::count(before, '\n') + 1;
    const auto start = before.rfind('\n');
    const auto column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Builds the value as the parser goes along, and ends it where a text is hostile.
class Builder {
public:
    Builder(std::string_view text, std::string_view source) : text_(text), source_(source) {}

    bool null() { return add(Json{}); }
    bool boolean(bool value) { return add(Json{value}); }
    bool number_integer(std::int64_t value) { return add(Json{JsonLiteral{std::to_string(value)}}); }
    bool number_unsigned(std::uint64_t value) { return add(Json{JsonLiteral{std::to_string(value)}}); }
    bool number_float(double, const std::string& text) { return add(Json{JsonLiteral{text}}); }
    bool string(std::string& text) { return add(Json{std::move(text)}); }
    bool binary(Parser::binary_t&) { return false; }
    bool start_object(std::size_t) { return open(Json{Json::Object{}}); }
    bool start_array(std::size_t) { return open(Json{Json::List{}}); }
    bool key(std::string& name) {
        std::get<Json::Object>(open_.back().value).push_back({std::move(name), {}});
        return true;
    }
    bool end_array() { return close(); }
    bool end_object() {
        const auto& fields = std::get<Json::Object>(open_.back().value);
        std::vector<std::string_view> names;
        names.reserve(fields.size());
        for (const auto& field : fields)
            names.push_back(field.name);
        std::ranges::sort(names);
        if (const auto twice = std::ranges::adjacent_find(names); twice != names.end())
            return refuse(ErrorCode::damaged, "each field once was expected and " + quotedName(*twice) +
                                                  " was found twice in one object; take one of them out.");
        return close();
    }
    /// The parser takes this letter for the end of the text.
    bool passNothing() {
        const auto nothing = text_.find('\0');
        return nothing == std::string_view::npos || refuseText(nothing + 1);
    }
    bool parse_error(std::size_t byte, const std::string&, const Parser::exception& error) {
        if (dynamic_cast<const Parser::out_of_range*>(&error) == nullptr)
            return refuseText(byte);
        return refuse(ErrorCode::damaged,
                      "a number that fits 64 bits was expected and a larger one was found; correct it.",
                      lineAndColumn(text_, byte));
    }

    base::Result<Json> result() && {
        if (error_)
            return tl::unexpected(*std::move(error_));
        return std::move(root_);
    }

private:
    bool refuseText(std::size_t byte) {
        return refuse(
            ErrorCode::damaged,
            "JSON was expected and something else was found; correct the text there or shortly before, or "
            "take an older copy.",
            lineAndColumn(text_, byte));
    }
    bool refuse(ErrorCode code, const std::string& sentence, const std::string& place = {}) {
        error_ = base::Error{code, placed(source_, place, sentence)};
        return false;
    }
    bool count() {
        return ++values_ <= SessionLimits::fileValues ||
               refuse(ErrorCode::unsupported,
                      "at most " + std::to_string(SessionLimits::fileValues) +
                          " values were expected and more were found; give another file.");
    }
    bool add(Json json) {
        if (!count())
            return false;
        if (open_.empty())
            root_ = std::move(json);
        else if (auto* list = std::get_if<Json::List>(&open_.back().value))
            list->push_back(std::move(json));
        else
            std::get<Json::Object>(open_.back().value).back().value = std::move(json);
        return true;
    }
    bool open(Json json) {
        if (open_.size() == SessionLimits::fileDepth)
            return refuse(ErrorCode::unsupported,
                          "lists and objects at most " + std::to_string(SessionLimits::fileDepth) +
                              " deep in each other were expected and deeper ones were found; "
                              "give another file.");
        open_.push_back(std::move(json));
        return true;
    }
    bool close() {
        auto closed = std::move(open_.back());
        open_.pop_back();
        return add(std::move(closed));
    }

    std::string_view text_;
    std::string_view source_;
    std::vector<Json> open_;
    Json root_;
    std::size_t values_ = 0;
    std::optional<base::Error> error_;
};

/// Looks for one number of the outermost object and stops there.
class NumberSearch {
public:
    explicit NumberSearch(std::string_view field) : field_(field) {}
    bool null() { return pass(); }
    bool boolean(bool) { return pass(); }
    bool number_integer(std::int64_t value) { return found(std::to_string(value)); }
    bool number_unsigned(std::uint64_t value) { return found(std::to_string(value)); }
    bool number_float(double, const std::string& text) { return found(text); }
    bool string(std::string&) { return pass(); }
    bool binary(Parser::binary_t&) { return false; }
    bool start_object(std::size_t) { return open(); }
    bool start_array(std::size_t) { return open(); }
    bool key(std::string& name) {
        wanted_ = depth_ == 1 && name == field_;
        return true;
    }
    bool end_array() { return --depth_ > 0; }
    bool end_object() { return --depth_ > 0; }
    bool parse_error(std::size_t, const std::string&, const Parser::exception&) { return false; }
    std::string result() && { return std::move(number_); }

private:
    bool pass() {
        wanted_ = false;
        return true;
    }
    bool open() {
        wanted_ = false;
        return ++depth_ <= SessionLimits::fileDepth;
    }
    bool found(std::string text) {
        if (wanted_)
            number_ = std::move(text);
        return !wanted_;
    }
    std::string_view field_;
    std::size_t depth_ = 0;
    bool wanted_ = false;
    std::string number_;
};

class Writer {
public:
    explicit Writer(bool pretty) : pretty_(pretty) {}

    void write(const Json& json, std::size_t indent) {
        const bool wide = pretty_ && !fits(json, lineWidth);
        if (const auto* list = std::get_if<Json::List>(&json.value))
            writeItems(*list, '[', ']', wide, indent,
                       [&](const Json& item, std::size_t in) { write(item, in); });
        else if (const auto* object = std::get_if<Json::Object>(&json.value))
            writeItems(*object, '{', '}', wide, indent, [&](const JsonField& field, std::size_t in) {
                writeText(field.name);
                text_ += pretty_ ? ": " : ":";
                write(field.value, in);
            });
        else if (const auto* text = std::get_if<std::string>(&json.value))
            writeText(*text);
        else if (const auto* literal = std::get_if<JsonLiteral>(&json.value))
            text_ += literal->text;
        else if (const auto* toggle = std::get_if<bool>(&json.value))
            text_ += *toggle ? "true" : "false";
        else
            text_ += "null";
    }
    std::string result() && { return std::move(text_); }

private:
    static constexpr std::size_t lineWidth = 100;

    /// Whether a value takes at most `room` letters; looks at no more than those.
    static bool fits(const Json& json, std::size_t room) { return take(json, room); }
    static bool take(const Json& json, std::size_t& room) {
        const auto spend = [&room](std::size_t letters) {
            const bool enough = letters <= room;
            room -= enough ? letters : room;
            return enough;
        };
        if (const auto* list = std::get_if<Json::List>(&json.value))
            return spend(2 + 2 * list->size()) &&
                   std::ranges::all_of(*list, [&](const Json& item) { return take(item, room); });
        if (const auto* object = std::get_if<Json::Object>(&json.value))
            return spend(2 + 6 * object->size()) && std::ranges::all_of(*object, [&](const JsonField& field) {
                       return spend(field.name.size()) && take(field.value, room);
                   });
        if (const auto* text = std::get_if<std::string>(&json.value))
            return spend(text->size() + 2);
        if (const auto* literal = std::get_if<JsonLiteral>(&json.value))
            return spend(literal->text.size());
        return spend(5);
    }

    void writeText(const std::string& text) {
        text_ += Parser(text).dump(-1, ' ', false, Parser::error_handler_t::replace);
    }
    void newLine(std::size_t indent) {
        text_ += '\n';
        text_.append(indent, ' ');
    }
    template <class Items, class WriteItem>
    void writeItems(const Items& items, char begin, char end, bool wide, std::size_t indent,
                    WriteItem writeItem) {
        text_ += begin;
        bool first = true;
        for (const auto& item : items) {
            if (!std::exchange(first, false))
                text_ += pretty_ && !wide ? ", " : ",";
            if (wide)
                newLine(indent + 2);
            writeItem(item, indent + 2);
        }
        if (wide)
            newLine(indent);
        text_ += end;
    }

    bool pretty_;
    std::string text_;
};

std::string write(const Json& json, bool pretty) {
    Writer writer(pretty);
    writer.write(json, 0);
    return std::move(writer).result();
}

} // namespace

Json number(double value) { return {JsonLiteral{brief(value)}}; }
Json number(std::int64_t value) { return {JsonLiteral{std::to_string(value)}}; }

base::Result<Json> readJson(std::string_view text, std::string_view source) {
    Builder builder(text, source);
    if (builder.passNothing())
        Parser::sax_parse(text.begin(), text.end(), &builder);
    return std::move(builder).result();
}

std::string writeCompact(const Json& json) { return write(json, false); }
std::string writePretty(const Json& json) { return write(json, true) + "\n"; }

std::string outermostNumber(std::string_view text, std::string_view field) {
    NumberSearch search(field);
    Parser::sax_parse(text.begin(), text.end(), &search);
    return std::move(search).result();
}

} // namespace rondo::host::detail
