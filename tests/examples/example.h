// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <optional>
#include <rondo/base/error.h>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

// What the examples of the headers say their outcome with; a failure names the header and its line.
#define expect(...) DOCTEST_CHECK_UNARY(static_cast<bool>(__VA_ARGS__))

using namespace std::chrono_literals; // NOLINT: an example is read without its surroundings
