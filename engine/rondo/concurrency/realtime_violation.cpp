// SPDX-License-Identifier: MIT
#include <rondo/concurrency/realtime_violation.h>

#include <cstdlib>
#include <cxxabi.h>
#include <dlfcn.h>
#include <memory>
#include <sstream>
#include <string_view>

namespace rondo::concurrency {

namespace {

std::string readable(const char* symbol) {
    int status = -1;
    const std::unique_ptr<char, decltype(&std::free)> text(
        abi::__cxa_demangle(symbol, nullptr, nullptr, &status), &std::free);
    return status == 0 ? text.get() : symbol;
}

std::string_view fileName(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

void writeFrame(std::ostringstream& out, std::size_t index, void* address) {
    out << "  #" << index << ' ';
    Dl_info found{};
    // A return address may already belong to the next function; the call is one byte before.
    auto* call = static_cast<char*>(address) - 1;
    if (dladdr(call, &found) == 0 || found.dli_fname == nullptr) {
        out << address << '\n';
        return;
    }
    if (found.dli_sname != nullptr)
        out << readable(found.dli_sname) << '+' << (call + 1 - static_cast<char*>(found.dli_saddr)) << " in ";
    out << fileName(found.dli_fname) << "+0x" << std::hex << (call + 1 - static_cast<char*>(found.dli_fbase))
        << std::dec << '\n';
}

void writeCall(std::ostringstream& out, const RealtimeViolation& violation) {
    out << violation.call;
    if (violation.systemCall >= 0)
        out << " (system call " << violation.systemCall << ')';
    out << '(' << std::hex << std::showbase;
    for (std::size_t index = 0; index < violation.arguments.size(); ++index)
        out << (index == 0 ? "" : ", ") << violation.arguments[index];
    out << std::dec << std::noshowbase << ')';
    if (violation.result)
        out << " = " << *violation.result;
}

} // namespace

const char* name(RealtimeKind kind) noexcept {
    switch (kind) {
    case RealtimeKind::systemCall:
        return "system call";
    case RealtimeKind::allocation:
        return "allocation";
    case RealtimeKind::lock:
        return "lock";
    case RealtimeKind::pageFault:
        return "page fault";
    }
    return "unknown";
}

std::string describe(const RealtimeViolation& violation) {
    std::ostringstream out;
    out << name(violation.kind) << ": ";
    if (violation.kind == RealtimeKind::pageFault)
        out << violation.pageFaults << " since the last reading";
    else
        writeCall(out, violation);
    out << ", on thread " << violation.thread;
    if (!violation.threadName.empty())
        out << " '" << violation.threadName << '\'';
    out << '\n';
    for (std::size_t index = 0; index < violation.backtrace.size(); ++index)
        writeFrame(out, index, violation.backtrace[index]);
    return out.str();
}

} // namespace rondo::concurrency
