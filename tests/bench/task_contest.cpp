// SPDX-License-Identifier: MIT
//
// task_contest CONTESTANT DISCIPLINE: measures once and prints the figures as JSON. One process each, so that
// none finds what another one's heap and caches were left as.
#include "task_contest.h"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace rondo::bench {

double residentBytes() {
    std::ifstream file("/proc/self/statm");
    double all = 0;
    double resident = 0;
    file >> all >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

} // namespace rondo::bench

int main(int count, char** arguments) {
    using namespace rondo::bench;
    auto all = rondoDisciplines();
    for (const auto& more : {asioDisciplines(), threadDisciplines(), fiberDisciplines()})
        all.insert(all.end(), more.begin(), more.end());
    for (const auto& one : all)
        if (count == 3 && one.contestant == arguments[1] && one.name == arguments[2]) {
            std::printf("%s\n", nlohmann::json(one.measure()).dump().c_str());
            return 0;
        }
    std::fprintf(stderr, "usage: task_contest CONTESTANT DISCIPLINE, which are:\n");
    for (const auto& one : all)
        std::fprintf(stderr, "  %s %s\n", one.contestant.c_str(), one.name.c_str());
    return 2;
}
