// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/session/detail/object_reading.h>
#include <host/session/session_document.h>
#include <unordered_set>

namespace rondo::host::detail {

/// Makes documents from the objects of a session file or a journal. Throws base::Failure; ranges are left to
/// `check`.
class SessionReading {
public:
    /// `folder`: what relative paths begin at.
    SessionReading(std::string_view source, const std::filesystem::path& folder)
        : source_(source), folder_(folder) {}

    SessionDocument document(const Json& json, const std::string& pointer);
    /// Changes `document` as writeChanges has it: what is there replaces, what is missing stays.
    void apply(const Json& json, const std::string& pointer, const std::unordered_set<InsertId>& statesKept,
               SessionDocument& document);

    /// The `node` or `plugin` of an object; without either an UnknownInsert.
    static InsertContent readContent(const ObjectReading& object);

private:
    void readParts(const ObjectReading& object, SessionDocument& document);
    void readInserts(const ObjectReading& object, const std::unordered_set<InsertId>* statesKept,
                     SessionDocument& document);
    Insert readInsert(const ObjectReading& object, SessionView& view);
    SessionSource readSource(const ObjectReading& object);
    SoundFile readFile(const ObjectReading& object);
    static OwnNode readNode(const ObjectReading& object);
    static HostedPlugin readPlugin(const ObjectReading& object);
    void readTransport(const ObjectReading& object, SessionDocument& document);

    std::string_view source_;
    std::filesystem::path folder_;
};

} // namespace rondo::host::detail
