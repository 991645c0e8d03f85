// SPDX-License-Identifier: MIT
#include <rondo/concurrency/close_report.h>

namespace rondo::concurrency {

std::string CloseReport::text() const {
    std::string text = "The executor '" + executor + "' ";
    text += complete ? "closed" : "has not closed by its deadline";
    text += " after " + std::to_string(closuresRun) + " closures";
    if (waitersClosed != 0)
        text += ", " + std::to_string(waitersClosed) + " submits answered 'closed'";
    if (closuresDropped != 0)
        text += ", " + std::to_string(closuresDropped) + " posted closures dropped";
    if (postsThrown != 0)
        text += ", " + std::to_string(postsThrown) + " posted closures ended by an exception";
    if (!stuck.empty())
        text += "; it waits for the closure " + stuck;
    if (!poison.empty())
        text += "; it was poisoned by " + poison;
    if (!postlude.empty())
        text += "; its postlude threw: " + postlude;
    return text + ".";
}

} // namespace rondo::concurrency
