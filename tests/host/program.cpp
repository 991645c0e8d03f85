// SPDX-License-Identifier: MIT
#include "program.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rondo::test {
namespace {

constexpr std::chrono::seconds patience{60};

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe could be made");
    }
    ~Pipe() {
        closeEnd(0);
        closeEnd(1);
    }
    /// A terminal instead: what is written into it on one side is read on the other.
    explicit Pipe(unsigned short columns) {
        ends[0] = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        std::array<char, 64> name{};
        if (ends[0] < 0 || ::grantpt(ends[0]) != 0 || ::unlockpt(ends[0]) != 0 ||
            ::ptsname_r(ends[0], name.data(), name.size()) != 0)
            throw std::runtime_error("no terminal could be made");
        ends[1] = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        const winsize size{24, columns, 0, 0};
        if (ends[1] < 0 || ::ioctl(ends[1], TIOCSWINSZ, &size) != 0)
            throw std::runtime_error("no terminal could be opened");
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void closeEnd(std::size_t which) {
        if (ends[which] >= 0)
            ::close(ends[which]);
        ends[which] = -1;
    }
};

[[noreturn]] void becomeProgram(std::vector<char*>& arguments, const Pipe& output, const Pipe& errors,
                                const ProgramOptions& options) {
    ::dup2(output.ends[1], STDOUT_FILENO);
    ::dup2(errors.ends[1], STDERR_FILENO);
    const rlimit limit{options.largestFile, options.largestFile};
    if (options.largestFile > 0)
        ::setrlimit(RLIMIT_FSIZE, &limit);
    if (options.boundByPermissions) // refused to who is bound already
        for (const auto right : {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH})
            ::prctl(PR_CAPBSET_DROP, right);
    ::execv(RONDO_PROGRAM, arguments.data());
    ::_exit(127);
}

/// Takes what has arrived; closes the pipe at its end.
void takeFrom(Pipe& pipe, std::string& text) {
    std::array<char, 4096> bytes{};
    const auto count = ::read(pipe.ends[0], bytes.data(), bytes.size());
    if (count > 0)
        text.append(bytes.data(), static_cast<std::size_t>(count));
    else
        pipe.closeEnd(0);
}

} // namespace

ProgramEnd runRondo(const std::vector<std::string>& arguments, const ProgramOptions& options) {
    std::vector<std::string> words{"rondo"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (auto& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);

    Pipe output = options.outputColumns > 0 ? Pipe(options.outputColumns) : Pipe();
    Pipe errors = options.columns > 0 ? Pipe(options.columns) : Pipe();
    const pid_t process = ::fork();
    if (process == 0)
        becomeProgram(pointers, output, errors, options);
    output.closeEnd(1);
    errors.closeEnd(1);

    ProgramEnd end;
    bool intervened = !options.intervene;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (output.ends[0] >= 0 || errors.ends[0] >= 0) {
        std::array<pollfd, 2> waiting{{{output.ends[0], POLLIN, 0}, {errors.ends[0], POLLIN, 0}}};
        ::poll(waiting.data(), waiting.size(), 100);
        if (waiting[0].revents != 0)
            takeFrom(output, end.output);
        if (waiting[1].revents != 0)
            takeFrom(errors, end.errors);
        if (!intervened && (end.output + end.errors).find(options.after) != std::string::npos) {
            intervened = true;
            options.intervene(process);
        }
        if (std::chrono::steady_clock::now() > deadline && !end.hung) {
            end.hung = true;
            ::kill(process, SIGKILL);
        }
    }
    int status = 0;
    ::waitpid(process, &status, 0);
    end.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return end;
}

} // namespace rondo::test
