// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/journal_text.h>

#include <host/session/detail/checksum.h>
#include <host/session/detail/sentence.h>
#include <host/session/detail/session_reading.h>
#include <host/session/detail/session_writing.h>
#include <host/session/session_limits.h>

namespace rondo::host::detail {
namespace {

constexpr std::int64_t version = 1;
constexpr auto largest = static_cast<std::int64_t>(SessionLimits::id);
constexpr std::size_t digits = 8;

JournalLine makeLine(std::uint32_t before, Json::Object fields) {
    auto body = writeCompact({std::move(fields)});
    const auto sum = checksum(body, before);
    return {hexadecimal(sum) + " " + body + "\n", sum};
}

/// Takes the next whole line off `text`: its JSON, or nothing where the text ends or is damaged.
std::optional<std::string_view> takeLine(std::string_view& text, std::uint32_t& sum) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || end <= digits || text[digits] != ' ')
        return std::nullopt;
    const auto body = text.substr(digits + 1, end - digits - 1);
    const auto found = checksum(body, sum);
    if (text.substr(0, digits) != hexadecimal(found))
        return std::nullopt;
    sum = found;
    text.remove_prefix(end + 1);
    return body;
}

Recovery readFirst(const Json& json, std::string_view source) {
    const ObjectReading object(json, source, "");
    if (object.text("format") != "rondo-journal")
        object.refuse("/format", "'rondo-journal'", quotedName(object.text("format")));
    if (const auto found = object.whole("version", 0, 1, largest); found > version)
        throw base::Failure(
            {base::ErrorCode::unsupported,
             placed(source, "/version",
                    "version " + std::to_string(version) + " was expected and " + std::to_string(found) +
                        " was found; a newer Rondo wrote it, so open the session with that one.")});
    const auto* document = object.find("document");
    if (document == nullptr)
        object.refuse("/document", "a session", "nothing");
    Recovery recovery{SessionReading(source, {}).document(*document, "/document")};
    recovery.revision = static_cast<std::uint64_t>(object.whole("revision", 0, 0, largest));
    recovery.lastEdit = object.text("edit");
    return recovery;
}

void readNext(const Json& json, std::string_view source, Recovery& recovery) {
    const ObjectReading object(json, source, "");
    std::unordered_set<InsertId> statesKept;
    for (const auto& id : object.list("statesKept"))
        statesKept.insert({static_cast<std::uint64_t>(object.toWhole(id, "/statesKept", 1, largest))});
    const auto* changes = object.find("changes");
    if (changes == nullptr)
        object.refuse("/changes", "what changed", "nothing");
    SessionReading(source, {}).apply(*changes, "/changes", statesKept, recovery.document);
    recovery.revision = static_cast<std::uint64_t>(object.whole("revision", 0, 0, largest));
    recovery.lastEdit = object.text("edit");
}

} // namespace

JournalLine firstLine(const SessionDocument& document, std::uint64_t revision, std::string_view edit) {
    return makeLine(0, {{"format", {std::string("rondo-journal")}},
                        {"version", number(version)},
                        {"revision", number(static_cast<std::int64_t>(revision))},
                        {"edit", {std::string(edit)}},
                        {"document", {writeDocument(document, {})}}});
}

JournalLine nextLine(std::uint32_t checksum, const SessionDocument& before, const SessionDocument& after,
                     std::uint64_t revision, std::string_view edit) {
    auto changes = writeChanges(before, after);
    return makeLine(checksum, {{"revision", number(static_cast<std::int64_t>(revision))},
                               {"edit", {std::string(edit)}},
                               {"statesKept", std::move(changes.statesKept)},
                               {"changes", std::move(changes.fields)}});
}

base::Result<Recovery> readJournal(std::string_view text, std::string_view source) {
    std::uint32_t sum = 0;
    try {
        const auto head = takeLine(text, sum);
        if (!head)
            throw base::Failure({base::ErrorCode::damaged,
                                 placed(source, "line 1",
                                        "the beginning of a journal was expected and something else was found; "
                                        "nothing can be recovered from it.")});
        const auto first = readJson(*head, source);
        if (!first)
            return tl::unexpected(first.error());
        auto recovery = readFirst(*first, source);
        if (auto checked = check(recovery.document, source); !checked)
            return tl::unexpected(checked.error());
        while (const auto line = takeLine(text, sum)) {
            const auto json = readJson(*line, source);
            if (!json)
                return tl::unexpected(json.error());
            const auto before = recovery.document;
            readNext(*json, source, recovery);
            if (auto checked = check(recovery.document, source, &before); !checked)
                return tl::unexpected(checked.error());
        }
        recovery.torn = !text.empty();
        return recovery;
    } catch (const base::Failure& failure) {
        return base::fail(failure.code(), failure.what());
    }
}

} // namespace rondo::host::detail
