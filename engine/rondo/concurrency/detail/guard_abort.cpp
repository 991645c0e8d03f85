// SPDX-License-Identifier: MIT
// Compiled without any sanitizer, like guard_ring.cpp. The thread that violated may hold any lock, malloc's
// included, so it only hands its record to a thread which waits for it, and stands still. Should that one meet
// such a lock, the violating thread writes a plainer report itself.
#include <rondo/concurrency/detail/guard_abort.h>

#include <csignal>
#include <ctime>
#include <linux/futex.h>
#include <rondo/concurrency/detail/guard_call_names.h>
#include <rondo/concurrency/detail/guard_dispatch.h>
#include <rondo/concurrency/detail/guard_system.h>
#include <sys/syscall.h>

namespace rondo::concurrency::detail {

namespace {

constexpr long reportSeconds = 2; // for a text that takes a millisecond

int aborting;
int violated; // 0, then 1: `culprit` is set
int reported;
const GuardRecord* culprit;

void waitWhile(int* word32, int value, const timespec* limit) noexcept {
    systemCall(SYS_futex, word(word32), FUTEX_WAIT_PRIVATE, value, word(limit));
}

// A line put together in place.
class Line {
public:
    void text(const char* words) noexcept {
        while (*words != 0 && length_ < sizeof bytes_)
            bytes_[length_++] = *words++;
    }
    void hexadecimal(std::uint64_t value) noexcept {
        text("0x");
        bool started = false;
        for (int shift = 60; shift >= 0; shift -= 4) {
            const unsigned digit = (value >> shift) & 15;
            started = started || digit != 0 || shift == 0;
            if (started && length_ < sizeof bytes_)
                bytes_[length_++] = "0123456789abcdef"[digit];
        }
    }
    void decimal(int value) noexcept {
        char digits[16];
        int count = 0;
        do
            digits[count++] = static_cast<char>('0' + value % 10);
        while ((value /= 10) > 0);
        while (count > 0 && length_ < sizeof bytes_)
            bytes_[length_++] = digits[--count];
    }
    void write() noexcept { systemCall(SYS_write, 2, word(bytes_), static_cast<long>(length_)); }

private:
    char bytes_[2048];
    unsigned long length_ = 0;
};

[[noreturn]] void die() noexcept {
    struct {
        void* handler;
        unsigned long flags;
        void* restorer;
        unsigned long mask;
    } fallBack{};
    systemCall(SYS_rt_sigaction, SIGABRT, word(&fallBack), 0, 8);
    unsigned long mask = 1UL << (SIGABRT - 1);
    systemCall(SYS_rt_sigprocmask, SIG_UNBLOCK, word(&mask), 0, 8);
    systemCall(SYS_tgkill, systemCall(SYS_getpid), systemCall(SYS_gettid), SIGABRT);
    for (;;)
        systemCall(SYS_exit_group, 134);
}

} // namespace

void setAborting(bool wanted) noexcept { __atomic_store_n(&aborting, wanted ? 1 : 0, __ATOMIC_RELEASE); }

const GuardRecord& awaitViolation() noexcept {
    while (__atomic_load_n(&violated, __ATOMIC_ACQUIRE) == 0)
        waitWhile(&violated, 0, nullptr);
    return *__atomic_load_n(&culprit, __ATOMIC_ACQUIRE);
}

bool claimReport() noexcept { return __atomic_exchange_n(&reported, 1, __ATOMIC_ACQ_REL) == 0; }

void writePlainReport(const GuardRecord& record) noexcept {
    Line line;
    line.text("rondo: the realtime guard ends this process: ");
    line.text(record.call != nullptr ? record.call : systemCallName(record.systemCall));
    line.text(" on thread ");
    line.decimal(record.thread);
    line.text("; its backtrace without names, because a lock was held that they need:");
    for (std::uint32_t index = 0; index < record.depth; ++index) {
        line.text(" ");
        line.hexadecimal(reinterpret_cast<std::uint64_t>(record.frames[index]));
    }
    line.text("\n");
    line.write();
}

void abortIfWanted(const GuardRecord& record) noexcept {
    if (__atomic_load_n(&aborting, __ATOMIC_ACQUIRE) == 0)
        return;
    const GuardRecord* nobody = nullptr;
    const bool first =
        __atomic_compare_exchange_n(&culprit, &nobody, &record, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
    if (first) {
        __atomic_store_n(&violated, 1, __ATOMIC_RELEASE);
        systemCall(SYS_futex, word(&violated), FUTEX_WAKE_PRIVATE, 1);
    }
    // The report ends the process, so nothing ever ends this wait but its limit.
    const timespec limit{reportSeconds, 0};
    systemCall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, word(&limit));
    if (first && claimReport()) {
        writePlainReport(record);
        die();
    }
    const timespec rest{reportSeconds, 0};
    systemCall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, word(&rest));
    die();
}

} // namespace rondo::concurrency::detail
