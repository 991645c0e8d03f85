// SPDX-License-Identifier: MIT
#include <rondo/session/peaks/peak_cache.h>

#include <array>
#include <cstdio>
#include <exception>
#include <rondo/session/peaks/detail/peak_work.h>
#include <rondo/task/task_cancelled.h>
#include <string>

namespace rondo::session {

const char* name(PeakState state) noexcept {
    switch (state) {
    case PeakState::reading:
        return "reading";
    case PeakState::ready:
        return "ready";
    case PeakState::cancelled:
        return "cancelled";
    case PeakState::failed:
        break;
    }
    return "failed";
}

PeakProgress PeakJob::progress() const { return work_->progress(); }
std::shared_ptr<const WaveformPeaks> PeakJob::peaks() const { return work_->peaks(); }

std::filesystem::path PeakCache::cacheOf(const std::filesystem::path& file) const {
    const auto leaf = file.filename().string();
    if (folder_.empty())
        return file.parent_path() / (leaf + ".peaks");
    // Files of one name in different folders are told apart by the whole path.
    std::error_code ignored;
    auto whole = std::filesystem::weakly_canonical(file, ignored);
    std::uint64_t sum = 0xcbf29ce484222325ULL;
    for (const char letter : (whole.empty() ? file : whole).string())
        sum = (sum ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
    std::array<char, 24> number{};
    std::snprintf(number.data(), number.size(), "-%016llx", static_cast<unsigned long long>(sum));
    return folder_ / (leaf.substr(0, 200) + number.data() + ".peaks");
}

PeakJob PeakCache::open(const std::filesystem::path& file) const {
    auto work = std::make_shared<detail::PeakWork>(file, cacheOf(file));
    auto task = task::start(pool_, [work]() -> task::Task<> {
        try {
            co_await work->run();
        } catch (const task::TaskCancelled&) {
            work->cancelled();
        } catch (const std::exception& thrown) {
            work->fail({base::ErrorCode::refused, std::string("The peaks could not be computed (") +
                                                      thrown.what() + "); open it again."});
        }
    });
    return PeakJob(std::move(work), std::move(task));
}

} // namespace rondo::session
