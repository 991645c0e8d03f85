// SPDX-License-Identifier: MIT
#include "comparison.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <pthread.h>
#include <sched.h>

namespace rondo::bench {

bool Comparison::holds() const {
    if (rule == Rule::shown)
        return true;
    return rule == Rule::atMost ? ratio() <= bound : ratio() >= bound;
}

double quantile(std::vector<double> values, double share) {
    if (values.empty())
        return 0;
    const auto index =
        std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())));
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(index));
    return values[index];
}

Comparison limit(std::string name, double ours, double whole, std::string unit, double bound,
                 std::string meaning) {
    return {.name = std::move(name),
            .peerName = std::move(meaning),
            .unit = std::move(unit),
            .bound = bound,
            .ours = ours,
            .peer = whole};
}

Comparison shown(std::string name, double ours, double peer, std::string unit, std::string peerName) {
    return {.name = std::move(name),
            .peerName = std::move(peerName),
            .unit = std::move(unit),
            .rule = Comparison::Rule::shown,
            .bound = 0,
            .ours = ours,
            .peer = peer};
}

namespace {

std::string number(double value, const char* format) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string ruleOf(const Comparison& line) {
    if (line.rule == Comparison::Rule::shown)
        return "";
    return (line.rule == Comparison::Rule::atMost ? "<= " : ">= ") + number(line.bound, "%.3g");
}

void printTable(const std::vector<Comparison>& comparisons) {
    std::vector<std::vector<std::string>> rows = {
        {"figure", "Rondo", "peer", "unit", "ratio", "bound", "holds", "the peer"}};
    for (const auto& line : comparisons) {
        const bool bare = line.rule == Comparison::Rule::shown;
        rows.push_back({line.name, number(line.ours, "%.4g"), number(line.peer, "%.4g"), line.unit,
                        number(line.ratio(), "%.3g"), ruleOf(line),
                        bare           ? ""
                        : line.holds() ? "yes"
                                       : "NO",
                        line.peerName});
    }
    std::vector<std::size_t> widths(rows[0].size());
    for (const auto& row : rows)
        for (std::size_t column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], row[column].size());
    const auto printRow = [&widths](const std::vector<std::string>& row, char fill) {
        for (std::size_t column = 0; column < row.size(); ++column)
            std::printf("| %s%s ", row[column].c_str(),
                        std::string(widths[column] - row[column].size(), fill).c_str());
        std::printf("|\n");
    };
    std::printf("\n");
    printRow(rows[0], ' ');
    printRow(std::vector<std::string>(rows[0].size()), '-');
    for (std::size_t index = 1; index < rows.size(); ++index)
        printRow(rows[index], ' ');
}

nlohmann::json jsonOf(const Comparison& line) {
    const char* rules[] = {"at most", "at least", "shown"};
    return {{"name", line.name},
            {"ours", line.ours},
            {"peer", line.peer},
            {"peerName", line.peerName},
            {"unit", line.unit},
            {"ratio", line.ratio()},
            {"rule", rules[static_cast<int>(line.rule)]},
            {"bound", line.bound},
            {"holds", line.holds()}};
}

} // namespace

bool publish(const std::vector<Comparison>& comparisons, const std::string& resultsPath) {
    printTable(comparisons);
    nlohmann::json list = nlohmann::json::array();
    for (const auto& line : comparisons)
        list.push_back(jsonOf(line));
    std::ofstream file(resultsPath);
    file << list.dump(2) << '\n';
    file.close();
    if (!file)
        std::fprintf(stderr,
                     "The results could not be written to '%s'; choose a folder that exists with --results.\n",
                     resultsPath.c_str());
    return static_cast<bool>(file) && std::ranges::all_of(comparisons, &Comparison::holds);
}

PinnedTo::PinnedTo(int cpu) : before_(sizeof(cpu_set_t)) {
    pthread_getaffinity_np(pthread_self(), before_.size(), reinterpret_cast<cpu_set_t*>(before_.data()));
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(static_cast<unsigned>(cpu), &only);
    pthread_setaffinity_np(pthread_self(), sizeof only, &only);
}

PinnedTo::~PinnedTo() {
    pthread_setaffinity_np(pthread_self(), before_.size(), reinterpret_cast<const cpu_set_t*>(before_.data()));
}

} // namespace rondo::bench
