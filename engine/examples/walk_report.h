// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <rondo/base/clock.h>
#include <rondo/base/result.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rondo::examples {

/// What the example of a walk says in the end: what it measured, and which of the walk's promises held. As
/// text, or with --json as JSON. Used on the main thread.
class WalkReport {
public:
    explicit WalkReport(std::string walk) : walk_(std::move(walk)) {}

    /// Effects: notes whether a promise, a sentence, was kept.
    void promise(bool kept, std::string sentence) { promises_.emplace_back(kept, std::move(sentence)); }
    /// Effects: notes a figure.
    void figure(std::string name, double value, std::string unit) {
        figures_.push_back({std::move(name), value, std::move(unit)});
    }
    /// Effects: prints all. Returns: the exit code: 0 when all promises were kept, 2 for unknown arguments.
    int finish(int argumentCount, char** arguments) const {
        if (argumentCount > 2 || (argumentCount == 2 && std::string_view(arguments[1]) != "--json")) {
            std::fprintf(stderr, "Expected no argument or --json; usage: %s [--json]\n", arguments[0]);
            return 2;
        }
        argumentCount == 2 ? printJson() : printText();
        return std::ranges::all_of(promises_, [](const auto& promise) { return promise.first; }) ? 0 : 1;
    }

private:
    struct Figure {
        std::string name;
        double value;
        std::string unit;
    };

    void printText() const {
        std::printf("%s\n", walk_.c_str());
        for (const auto& [kept, sentence] : promises_)
            std::printf("  %-7s %s\n", kept ? "kept" : "BROKEN", sentence.c_str());
        for (const auto& figure : figures_)
            std::printf("  %11.4g %s: %s\n", figure.value, figure.unit.c_str(), figure.name.c_str());
    }
    // The names, units and sentences are the examples' own and hold nothing to be escaped.
    void printJson() const {
        std::printf("{\"walk\": \"%s\", \"promises\": [", walk_.c_str());
        const char* separator = "";
        for (const auto& [kept, sentence] : promises_)
            std::printf("%s\n  {\"kept\": %s, \"sentence\": \"%s\"}", std::exchange(separator, ","),
                        kept ? "true" : "false", sentence.c_str());
        std::printf("\n], \"figures\": [");
        separator = "";
        for (const auto& figure : figures_)
            std::printf("%s\n  {\"name\": \"%s\", \"value\": %.6g, \"unit\": \"%s\"}",
                        std::exchange(separator, ","), figure.name.c_str(), figure.value, figure.unit.c_str());
        std::printf("\n]}\n");
    }

    std::string walk_;
    std::vector<std::pair<bool, std::string>> promises_;
    std::vector<Figure> figures_;
};

inline double median(std::vector<double> values) {
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// Returns: nanoseconds that `work` took.
template <class Work>
double nanosecondsOf(Work&& work) {
    const auto start = base::monotonicNanoseconds();
    work();
    return static_cast<double>(base::monotonicNanoseconds() - start);
}

/// Returns: the value, or ends the program with the error's sentence.
template <class T>
T orExit(base::Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().text.c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace rondo::examples
