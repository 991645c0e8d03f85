// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <doctest/doctest.h>
#include <new>
#include <rondo/base/error.h>
#include <string>
#include <utility>
#include <vector>

namespace rondo::test {

/// Called for each allocation, and each start of a thread, of the whole process. Returns whether it must fail.
bool countPoint() noexcept;
/// Blocks from operator new that are not deleted yet.
long liveAllocations() noexcept;

/// One run of a scene: the n-th allocation of what it attempts fails.
class Attempt {
public:
    explicit Attempt(std::size_t failing) : failing_(failing) {}

    /// Returns false when `operation` ended in a std::bad_alloc, or because no thread could be started.
    template <class Operation>
    bool operator()(Operation operation) {
        try {
            const Armed armed(*this);
            operation();
            return true;
        } catch (const std::bad_alloc&) {
            return false;
        } catch (const base::Failure& failure) {
            if (failure.code() == base::ErrorCode::refused && failed())
                return false;
            throw;
        }
    }
    /// Whether an allocation has failed.
    bool failed() const noexcept { return failing_ != 0 && points_ >= failing_; }
    std::size_t points() const noexcept { return points_; }

private:
    struct Armed {
        explicit Armed(Attempt& attempt) noexcept;
        ~Armed();
        Attempt& owner;
    };
    std::size_t failing_;
    std::size_t points_ = 0;
};

/// What doctest's CHECK does, but it lets a std::bad_alloc through.
inline void claim(bool held, const char* text, const char* file, int line) {
    if (!held)
        ADD_FAIL_CHECK_AT(file, line, text);
}
#define CLAIM(...) ::rondo::test::claim(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)

/// Says that it lives, and owns memory.
class Payload {
public:
    explicit Payload(int number) : number_(1000, number) { ++alive; }
    Payload(const Payload& other) : number_(other.number_) { ++alive; }
    Payload(Payload&& other) noexcept : number_(std::move(other.number_)) { ++alive; }
    Payload& operator=(const Payload&) = default;
    Payload& operator=(Payload&& other) noexcept {
        number_ = std::move(other.number_);
        return *this;
    }
    ~Payload() { --alive; }
    /// 0 after a move.
    int number() const noexcept { return number_.empty() ? 0 : number_.front(); }

    static inline std::atomic<int> alive{0};

private:
    std::vector<int> number_;
};

/// Longer than what a std::string keeps inside.
inline const std::string longName = "a name that does not fit into a string without memory of its own";

/// Plays the scene `scene(Attempt&)` with no failure, then with the first allocation failing, the second …
/// until one run had none. Whatever it made must be gone at its end. Returns: how many allocations it
/// attempted.
template <class Scene>
std::size_t sweep(const char* name, Scene scene) {
    Attempt whole(0);
    scene(whole); // also what is made once in a process
    for (std::size_t failing = 1; failing < 2000; ++failing) {
        Attempt attempt(failing);
        INFO("allocation ", failing, " of ", std::string(name), " fails");
        const auto before = liveAllocations();
        scene(attempt);
        CHECK_MESSAGE(liveAllocations() == before, std::string(name), ": memory is left over after failure ",
                      failing);
        CHECK_MESSAGE(Payload::alive == 0, std::string(name), ": objects are left over after failure ",
                      failing);
        if (!attempt.failed()) {
            std::printf("%4zu  %s\n", failing - 1, name);
            return failing - 1;
        }
    }
    FAIL_CHECK(std::string(name), " still allocates after 2000 failures");
    return 2000;
}

/// The same for what must not allocate at all.
template <class Scene>
void sweepNothing(const char* name, Scene scene) {
    CHECK_MESSAGE(sweep(name, scene) == 0, std::string(name), " allocates");
}

} // namespace rondo::test
