// SPDX-License-Identifier: MIT
#include <explore/tool/traced.h>

#include <explore/tool/steps.h>

namespace explore {

namespace {
long alive = 0; // the fibers share one thread
}

void Traced::beginExecution() noexcept { alive = 0; }
long Traced::living() noexcept { return alive; }
void Traced::count(int by) noexcept { alive += by; }
void Traced::verify() const noexcept {
    check(self_ == this, "an item is used and destroyed only between its construction and its destruction");
}

} // namespace explore
