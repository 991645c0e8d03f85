// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/detail/worker_report.h>

#include <cerrno>
#include <host/hosting/detail/worker_process.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rondo::hosting::detail {
namespace {

void sendLine(int descriptor, const Json& json) {
    const auto line = "\n" + std::string(messageMark) + written(json) + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
        const auto count = ::send(descriptor, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (count > 0)
            sent += static_cast<std::size_t>(count);
        else if (errno != EINTR)
            ::_exit(0); // nobody listens any more
    }
}

} // namespace

void WorkerReport::ready() { sendLine(descriptor_, {{"say", "ready"}}); }

void WorkerReport::begin(const std::string& identifier) {
    sendLine(descriptor_, {{"say", "begin"}, {"plugin", identifier}});
}

void WorkerReport::found(const PluginDescription& description) {
    Json json{{"say", "found"}};
    json.update(toJson(description));
    sendLine(descriptor_, json);
}

void WorkerReport::details(const PluginDetails& details) {
    Json json{{"say", "details"}};
    json.update(toJson(details));
    sendLine(descriptor_, json);
}

void WorkerReport::refused(const std::string& identifier, const std::string& reason) {
    sendLine(descriptor_, {{"say", "refused"}, {"plugin", identifier}, {"reason", reason}});
}

void WorkerReport::done() { sendLine(descriptor_, {{"say", "done"}}); }

} // namespace rondo::hosting::detail
