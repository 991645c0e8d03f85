// SPDX-License-Identifier: MIT
#include "comparison.h"

namespace rondo::bench {

void measureHost(const std::string& rondo, std::vector<Comparison>& into) {
    (void)rondo;
    (void)into;
}

} // namespace rondo::bench
