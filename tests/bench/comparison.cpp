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
    if (rule == Rule::atMost)
        return ratio() <= bound;
    return ratio() >= bound;
}

double median(std::vector<double> values) {
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    return values[values.size() / 2];
}

bool publish(const std::vector<Comparison>& comparisons, const std::string& resultsPath) {
    bool good = true;
    nlohmann::json list = nlohmann::json::array();
    std::printf("\n%-44s %12s %12s %-9s %8s  %-9s %s\n", "comparison", "ours", "peer", "unit", "ratio", "bound",
                "holds");
    for (const auto& line : comparisons) {
        const char* rule = line.rule == Comparison::Rule::atMost ? "<=" : ">=";
        std::printf("%-44s %12.4g %12.4g %-9s %8.3f  %s %-6.3g %s  (%s)\n", line.name.c_str(), line.ours,
                    line.peer, line.unit.c_str(), line.ratio(), rule, line.bound, line.holds() ? "yes" : "NO",
                    line.peerName.c_str());
        list.push_back({{"name", line.name},
                        {"ours", line.ours},
                        {"peer", line.peer},
                        {"peerName", line.peerName},
                        {"unit", line.unit},
                        {"ratio", line.ratio()},
                        {"rule", line.rule == Comparison::Rule::atMost ? "at most" : "at least"},
                        {"bound", line.bound},
                        {"holds", line.holds()}});
        good = good && line.holds();
    }
    std::ofstream file(resultsPath);
    file << list.dump(2) << '\n';
    file.close();
    if (!file)
        std::fprintf(stderr,
                     "The results could not be written to '%s'; choose a folder that exists with --results.\n",
                     resultsPath.c_str());
    return good && static_cast<bool>(file);
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
