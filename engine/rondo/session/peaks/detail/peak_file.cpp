// SPDX-License-Identifier: MIT
#include <rondo/session/peaks/detail/peak_file.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <rondo/session/file/detail/input_file.h>
#include <rondo/session/file/detail/output_file.h>
#include <span>
#include <sys/stat.h>

namespace rondo::session {

// The caches of one machine; another one makes its own.
static_assert(std::endian::native == std::endian::little, "peak files hold the numbers as they are in memory");

namespace {

constexpr std::array<char, 8> magic{'R', 'o', 'n', 'd', 'o', 'P', 'k', 's'};
constexpr std::uint32_t version = 1;
constexpr std::int64_t mostFrames = std::int64_t{1} << 48;

/// FNV-1a over words.
class Checksum {
public:
    void add(const void* bytes, std::size_t count) noexcept {
        const auto* from = static_cast<const char*>(bytes);
        for (std::size_t at = 0; at < count; at += sizeof(std::uint32_t)) {
            std::uint32_t word = 0;
            std::memcpy(&word, from + at, std::min(sizeof word, count - at));
            sum_ = (sum_ ^ word) * 0x100000001b3ULL;
        }
    }
    std::uint64_t sum() const noexcept { return sum_; }

private:
    std::uint64_t sum_ = 0xcbf29ce484222325ULL;
};

std::int64_t peaksOf(std::int64_t frames, std::uint32_t size) noexcept { return (frames + size - 1) / size; }

} // namespace

struct PeakFile::Header {
    std::array<char, 8> kind = magic;
    std::uint32_t format = version;
    std::uint32_t channels = 0;
    double rate = 0;
    std::int64_t frames = 0;
    std::int64_t sourceBytes = 0;
    std::int64_t sourceModified = 0;
    std::uint64_t checksum = 0; ///< of all before it and of what follows

    std::uint64_t sumWith(const WaveformPeaks& peaks) const noexcept {
        Checksum sum;
        sum.add(this, offsetof(Header, checksum));
        for (const auto& level : peaks.levels_)
            sum.add(level.data(), level.size() * sizeof(Peak));
        return sum.sum();
    }
};

std::optional<SourceStamp> SourceStamp::of(const std::filesystem::path& path) noexcept {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return {};
    return SourceStamp{status.st_size,
                       std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

/// Makes room for what a file of that size must hold; false when it cannot be.
bool PeakFile::sized(WaveformPeaks& peaks, std::int64_t bytes) {
    std::int64_t needed = 0;
    for (const auto size : WaveformPeaks::zooms)
        needed += peaksOf(peaks.frames_, size) * peaks.channels_ * static_cast<std::int64_t>(sizeof(Peak));
    if (needed != bytes)
        return false;
    for (std::size_t level = 0; level < WaveformPeaks::zooms.size(); ++level)
        peaks.levels_[level].resize(
            static_cast<std::size_t>(peaksOf(peaks.frames_, WaveformPeaks::zooms[level])) * peaks.channels_);
    return true;
}

std::optional<WaveformPeaks> PeakFile::read(const std::filesystem::path& path, const SourceStamp& source) {
    auto file = detail::InputFile::open(path, "peak file");
    Header header;
    if (!file || file->read(&header, sizeof header) != sizeof header)
        return {};
    if (header.kind != magic || header.format != version || header.channels < 1 || header.channels > 64 ||
        !(header.rate >= 1'000 && header.rate <= 768'000) || header.frames < 1 || header.frames > mostFrames ||
        header.sourceBytes != source.bytes || header.sourceModified != source.modified)
        return {};
    WaveformPeaks peaks;
    peaks.channels_ = header.channels;
    peaks.rate_ = header.rate;
    peaks.frames_ = header.frames;
    if (!sized(peaks, file->size() - static_cast<std::int64_t>(sizeof header)))
        return {};
    for (auto& level : peaks.levels_) {
        const auto bytes = static_cast<std::int64_t>(level.size() * sizeof(Peak));
        if (file->read(level.data(), bytes) != bytes)
            return {};
    }
    if (header.sumWith(peaks) != header.checksum)
        return {};
    return peaks;
}

base::Result<void> PeakFile::write(const std::filesystem::path& path, const WaveformPeaks& peaks,
                                   const SourceStamp& source) {
    auto file = detail::OutputFile::create(path, {});
    if (!file)
        return tl::unexpected(file.error());
    Header header;
    header.channels = peaks.channels_;
    header.rate = peaks.rate_;
    header.frames = peaks.frames_;
    header.sourceBytes = source.bytes;
    header.sourceModified = source.modified;
    header.checksum = header.sumWith(peaks);
    file->write(&header, sizeof header);
    for (const auto& level : peaks.levels_)
        file->write(level.data(), static_cast<std::int64_t>(level.size() * sizeof(Peak)));
    return file->publish();
}

} // namespace rondo::session
