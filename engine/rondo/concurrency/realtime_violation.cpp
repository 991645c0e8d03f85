// SPDX-License-Identifier: MIT
#include <rondo/concurrency/realtime_violation.h>

#include <cstdlib>
#include <cxxabi.h>
#include <dlfcn.h>
#include <map>
#include <memory>
#include <rondo/concurrency/detail/guard_symbols.h>
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

// The symbol tables that one text needs, each read once.
class Symbols {
public:
    const detail::ObjectSymbols& of(const std::string& path) {
        const auto known = objects_.find(path);
        return known != objects_.end() ? known->second : objects_.emplace(path, path).first->second;
    }

private:
    std::map<std::string, detail::ObjectSymbols> objects_;
};

void writeFrame(std::ostringstream& out, std::size_t index, void* address, Symbols& symbols) {
    out << "  #" << index << ' ';
    Dl_info found{};
    // A return address may already belong to the next function; the call is one byte before.
    auto* call = static_cast<char*>(address) - 1;
    if (dladdr(call, &found) == 0 || found.dli_fname == nullptr) {
        out << address << '\n';
        return;
    }
    const auto offset = static_cast<std::uint64_t>(call - static_cast<char*>(found.dli_fbase));
    if (found.dli_sname != nullptr)
        out << readable(found.dli_sname) << '+' << (call + 1 - static_cast<char*>(found.dli_saddr)) << " in ";
    else if (const auto* function = symbols.of(found.dli_fname).around(offset))
        out << readable(function->name.c_str()) << '+' << offset + 1 - function->begin << " in ";
    out << fileName(found.dli_fname) << "+0x" << std::hex << offset + 1 << std::dec << '\n';
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
    out.exceptions(std::ios::badbit); // a stream keeps a failed allocation to itself, and the text would be cut
    out << name(violation.kind) << ": ";
    if (violation.kind == RealtimeKind::pageFault)
        out << violation.pageFaults << " since the last reading";
    else
        writeCall(out, violation);
    out << ", on thread " << violation.thread;
    if (!violation.threadName.empty())
        out << " '" << violation.threadName << '\'';
    out << '\n';
    Symbols symbols;
    for (std::size_t index = 0; index < violation.backtrace.size(); ++index)
        writeFrame(out, index, violation.backtrace[index], symbols);
    return out.str();
}

} // namespace rondo::concurrency
