// SPDX-License-Identifier: MIT
//
// session_editor FILE STATE_FOLDER SEED: opens the session, goes on where a crash left it, edits and saves by
// the script of the seed, and tells of every edit when it is done, until somebody kills it.
#include "session_script.h"
#include <cstdio>
#include <cstdlib>
#include <host/session/open_session.h>
#include <unistd.h>

using namespace rondo;

namespace {

[[noreturn]] void fail(const base::Error& error) {
    std::fprintf(stderr, "%s\n", error.text.c_str());
    std::exit(1);
}

template <class T>
void demand(const base::Result<T>& result) {
    if (!result)
        fail(result.error());
}

void tell(std::uint64_t number) {
    const auto line = std::to_string(number) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0)
        std::exit(2);
}

} // namespace

int main(int count, char** arguments) {
    if (count != 4)
        return 2;
    const test::SessionScript script(std::strtoull(arguments[3], nullptr, 10));
    double now = 0;
    auto opened = host::OpenSession::open(
        arguments[1], {.clock = [&now] { return base::Seconds{now}; }, .stateFolder = arguments[2]});
    demand(opened);
    auto& session = **opened;
    if (session.recovery())
        session.takeRecovery();
    for (auto number = test::SessionScript::numberOf(session.history().document()) + 1;; ++number) {
        now += script.pause(number);
        demand(session.history().edit(
            "Edit", [&](host::SessionDocument& document) { script.apply(document, number); }));
        if (number % 7 == 0 && (!session.history().undo() || !session.history().redo()))
            return 3;
        tell(number);
        if (session.journalIsDue())
            demand(session.writeJournal());
        if (script.saves(number))
            demand(session.save());
    }
}
