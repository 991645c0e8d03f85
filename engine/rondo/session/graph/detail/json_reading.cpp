// SPDX-License-Identifier: MIT
#include <rondo/session/graph/detail/json_reading.h>

#include <algorithm>
#include <rondo/session/graph/detail/resolved_description.h>
#include <rondo/session/graph/detail/words.h>
#include <string>
#include <unordered_set>
#include <vector>

namespace rondo::session::detail {

using Json = nlohmann::ordered_json;

namespace {

/// Ends the parser where lists and objects lie deeper in each other than they do in any graph: each level takes
/// memory.
struct TooDeep {};
constexpr std::size_t deepest = 256;

/// Follows the parser: where it is, and which fields the open objects have.
class FieldWatch {
public:
    bool operator()(int, Json::parse_event_t event, Json& parsed) {
        switch (event) {
        case Json::parse_event_t::object_start:
        case Json::parse_event_t::array_start:
            step();
            if (open_.size() == deepest)
                throw TooDeep{};
            open_.push_back({event == Json::parse_event_t::array_start, 0, {}, {}});
            break;
        case Json::parse_event_t::key:
            open_.back().key = parsed.get<std::string>();
            if (twice_.empty() && !open_.back().keys.insert(open_.back().key).second)
                twice_ = here();
            break;
        case Json::parse_event_t::value:
            step();
            break;
        case Json::parse_event_t::object_end:
        case Json::parse_event_t::array_end:
            open_.pop_back();
            break;
        }
        return true;
    }
    /// The place of the first field that is there twice; empty when there is none.
    const std::string& twice() const { return twice_; }

private:
    struct Open {
        bool list;
        std::size_t next;
        std::string key;
        std::unordered_set<std::string> keys;
    };
    void step() {
        if (!open_.empty())
            ++open_.back().next;
    }
    std::string here() const {
        std::string pointer;
        for (const auto& open : open_)
            pointer += open.list ? pointerStep(open.next - 1) : pointerStep(open.key);
        return pointer;
    }
    std::vector<Open> open_;
    std::string twice_;
};

std::string lineAndColumn(std::string_view text, std::size_t byte) {
    const auto before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
    const auto lines = std::ranges::count(before, '\n');
    const auto start = before.rfind('\n');
    const auto column = start == std::string_view::npos ? before.size() : before.size() - start - 1;
    return "line " + std::to_string(lines + 1) + ", column " + std::to_string(column + 1);
}

/// Without what the parser says before the reason, and after it about itself.
std::string reasonOf(const Json::parse_error& error) {
    std::string reason = error.what();
    if (const auto place = reason.find(": "); place != std::string::npos)
        reason = reason.substr(place + 2);
    if (const auto expected = reason.find("expected "); expected != std::string::npos)
        return "expected was " + reason.substr(expected + 9);
    if (const auto last = reason.find("; last read"); last != std::string::npos)
        reason.resize(last);
    return reason;
}

} // namespace

base::Result<Json> readJson(std::string_view text, std::string_view source) {
    FieldWatch watch;
    try {
        auto json = Json::parse(text.begin(), text.end(), std::ref(watch), true, true);
        if (!watch.twice().empty())
            return base::fail(base::ErrorCode::invalidArgument,
                              placed(source, watch.twice(), "this field is there twice; leave one out."));
        return json;
    } catch (const Json::parse_error& error) {
        auto sentence = "the text is no JSON (" + reasonOf(error) + "); mend it there or shortly before.";
        std::ranges::replace_if(
            sentence, [](char letter) { return static_cast<unsigned char>(letter) < 0x20; }, ' ');
        return base::fail(base::ErrorCode::damaged, placed(source, lineAndColumn(text, error.byte), sentence));
    } catch (const TooDeep&) {
        return base::fail(base::ErrorCode::damaged,
                          placed(source, "",
                                 "lists and objects lie in each other more than " + std::to_string(deepest) +
                                     " deep; a graph needs fewer."));
    } catch (const Json::exception&) {
        return base::fail(base::ErrorCode::damaged,
                          placed(source, "", "the text has a number that no computer can hold; shorten it."));
    }
}

} // namespace rondo::session::detail
