// SPDX-License-Identifier: MIT
#include <memory>
#include <rondo/concurrency/executor.h>
#include <utility>

using namespace rondo::concurrency;

void run(std::unique_ptr<Executor>& first) { auto second = std::move(first); }
