// SPDX-License-Identifier: MIT
#pragma once

#include <host/session/session_document.h>
#include <string>
#include <support/random_session.h>

namespace rondo::test {

/// What the session editor does: edits by number, each at its time, all of them the same for one seed. So
/// whoever finds a session of some edit knows what it must hold.
class SessionScript {
public:
    explicit SessionScript(std::uint64_t seed) : seed_(seed) {}

    /// Makes the document of edit `number` from the one before.
    void apply(host::SessionDocument& document, std::uint64_t number) const {
        RandomSession random(seed_ * 1000003 + number);
        random.edit(document, {number});
        document.name = "edit " + std::to_string(number);
        if (number % 5 == 0) // large enough to have the journal made anew now and then
            document.strip.change([number](host::StripSettings& strip) {
                strip.unknown = {
                    {"large", "\"" + std::string(150000, static_cast<char>('a' + number % 26)) + "\""}};
            });
    }
    /// Seconds from one edit to the next: up to a quarter, as long as an owner may not look at the journal.
    double pause(std::uint64_t number) const {
        return static_cast<double>(RandomSession(seed_ * 7919 + number).upTo(25) + 1) / 100;
    }
    bool saves(std::uint64_t number) const { return RandomSession(seed_ * 104729 + number).upTo(12) == 0; }
    static std::uint64_t numberOf(const host::SessionDocument& document) {
        return document.name.starts_with("edit ") ? std::stoull(document.name.substr(5)) : 0;
    }

private:
    std::uint64_t seed_;
};

} // namespace rondo::test
