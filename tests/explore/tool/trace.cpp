// SPDX-License-Identifier: MIT
#include <explore/tool/trace.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace explore {

// For what the linker calls the beginning of this program.
extern "C" const char __executable_start; // NOLINT

std::string shortPlace(const Place& place) {
    const std::string path = place.file_name();
    for (const char* root : {"/rondo/", "/tests/"})
        if (const auto at = path.rfind(root); at != std::string::npos)
            return path.substr(at + std::strlen(root)) + ":" + std::to_string(place.line());
    return path + ":" + std::to_string(place.line());
}

std::string sourceOf(const void* code) {
    char self[512];
    const auto length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0)
        return "?";
    self[length] = 0;
    char command[700];
    // One byte back: the address is where the call returns to.
    std::snprintf(command, sizeof command, "addr2line -Cise '%s' 0x%tx 2>/dev/null", self,
                  static_cast<const char*>(code) - &__executable_start - 1);
    std::string text;
    if (FILE* pipe = popen(command, "r")) {
        char line[300];
        while (std::fgets(line, sizeof line, pipe) != nullptr) {
            line[std::strcspn(line, "\n")] = 0;
            text += (text.empty() ? "" : " <- ") + std::string(line);
        }
        pclose(pipe);
    }
    return text.empty() ? "?" : text;
}

std::string Trace::text() const {
    std::string all;
    const auto first = count_ > kept ? count_ - kept : 0;
    if (first > 0)
        all += "  … " + std::to_string(first) + " earlier steps\n";
    for (auto index = first; index < count_; ++index) {
        const TraceStep& step = steps_[index % kept];
        char line[400];
        int length =
            std::snprintf(line, sizeof line, "  %4zu  thread %d  %-10s", index, step.thread, step.action);
        const auto add = [&](const char* format, auto... values) {
            const auto room = sizeof line - static_cast<std::size_t>(length);
            length +=
                std::min(static_cast<int>(room) - 1, std::snprintf(line + length, room, format, values...));
        };
        if (step.object > 0)
            add(" atomic %-3d", step.object);
        if (step.values)
            add(" %#llx -> %#llx", static_cast<unsigned long long>(step.before),
                static_cast<unsigned long long>(step.after));
        if (step.age > 0)
            add(" (STALE, %u newer)", step.age);
        add("  %s", step.place.line() > 0 ? shortPlace(step.place).c_str() : "");
        all += std::string(line) + "\n";
    }
    return all;
}

} // namespace explore
