// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <explore/tool/steps.h>
#include <string>
#include <vector>

namespace explore {

/// One step of an execution, as a line for the reader of a failure.
struct TraceStep {
    const char* action = "";
    int thread = 0;
    int object = 0; ///< its number; 0: none
    Value before = 0, after = 0;
    std::uint32_t age = 0; ///< how many newer values a load left unseen
    bool values = false;
    Place place{};
};

/// The last steps of an execution.
class Trace {
public:
    Trace() : steps_(kept) {}
    void clear() noexcept { count_ = 0; }
    void add(const TraceStep& step) noexcept { steps_[count_++ % kept] = step; }
    std::string text() const;

private:
    static constexpr std::size_t kept = 160;
    std::vector<TraceStep> steps_;
    std::size_t count_ = 0;
};

/// "folder/file.h:12" of a path.
std::string shortPlace(const Place& place);
/// Where a code address was compiled from, as far as addr2line can tell.
std::string sourceOf(const void* code);

} // namespace explore
