// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/plugin_worker.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <host/hosting/detail/juce_loader.h>
#include <host/hosting/detail/plugin_examiners.h>
#include <host/hosting/detail/plugin_json.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace rondo::hosting {
namespace {

using detail::Json;

/// Effects: takes the socket out of the plugins' way, and leaves them an empty input and a deaf output.
int takeSocket() {
    constexpr int awayFromPlugins = 64;
    const int socket = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, awayFromPlugins);
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (socket < 0 || nothing < 0)
        ::_exit(EXIT_FAILURE);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(nothing, STDOUT_FILENO);
    return socket;
}

/// Effects: dies with its parent, and leaves no dump of a crash that is expected.
void bindToParent() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

/// Returns: the next line; nothing at the end.
std::optional<std::string> nextLine(int socket, std::string& received) {
    for (;;) {
        if (const auto end = received.find('\n'); end != std::string::npos) {
            auto line = received.substr(0, end);
            received.erase(0, end + 1);
            return line;
        }
        std::array<char, 4096> bytes{};
        const auto count = ::read(socket, bytes.data(), bytes.size());
        if (count > 0)
            received.append(bytes.data(), static_cast<std::size_t>(count));
        else if (count == 0 || errno != EINTR)
            return std::nullopt;
    }
}

std::optional<detail::WorkerRequest> requestFrom(const std::string& line) {
    const auto json = Json::parse(line, nullptr, false);
    const auto format = formatOf(detail::textAt(json, "format").value_or(""));
    const auto path = detail::textAt(json, "path");
    if (!format || !path)
        return std::nullopt;
    detail::WorkerRequest request{*format,
                                  *path,
                                  {},
                                  detail::textAt(json, "only").value_or(""),
                                  detail::textAt(json, "state").value_or("")};
    if (const auto skip = json.find("skip"); skip != json.end() && skip->is_array())
        for (const auto& identifier : *skip)
            if (identifier.is_string())
                request.skip.insert(identifier.get<std::string>());
    return request;
}

} // namespace

void runWorker() {
    bindToParent();
    const int socket = takeSocket();
    detail::WorkerReport report(socket);
    detail::JuceLoader loader;
    report.ready();
    std::string received;
    while (const auto line = nextLine(socket, received)) {
        const auto request = requestFrom(*line);
        if (!request)
            continue;
        try {
            detail::examine(*request, loader, report);
        } catch (const std::exception& error) {
            report.refused("", std::string("threw an exception: ") + error.what());
        }
        report.done();
    }
    ::_exit(EXIT_SUCCESS);
}

} // namespace rondo::hosting
