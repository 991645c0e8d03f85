// SPDX-License-Identifier: MIT
#include <rondo/graph/trace_writer.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <rondo/graph/detail/json_text.h>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rondo::graph {

namespace {

using detail::appendJsonString;

class TraceText {
public:
    TraceText(std::ostream& output, const FlightSnapshot& snapshot, const NodeLookup& nodes,
              std::span<const Miss> misses)
        : output_(output), snapshot_(snapshot), nodes_(nodes), misses_(misses) {
        for (const auto& lane : snapshot.lanes)
            for (const auto& record : lane.records)
                origin_ = std::min(origin_, record.begin);
    }

    void write() {
        output_ << "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"overwrittenRecords\":"
                << std::to_string(snapshot_.overwritten) << "},\"traceEvents\":[\n";
        begin("process_name", "M", 0);
        text_ += ",\"args\":{\"name\":\"rondo\"}";
        finish();
        for (std::size_t number = 0; number < snapshot_.lanes.size(); ++number) {
            thread_ = number + 1;
            writeNames(snapshot_.lanes[number].name);
            // What contains others comes first, also where both begin at once.
            auto records = snapshot_.lanes[number].records;
            std::ranges::stable_sort(records, [](const TimingRecord& a, const TimingRecord& b) {
                return a.begin != b.begin
                           ? a.begin < b.begin
                           : rank(a) < rank(b) || (rank(a) == rank(b) && a.duration > b.duration);
            });
            for (const auto& record : records)
                writeRecord(record);
        }
        output_ << "\n]}\n";
    }

private:
    static int rank(const TimingRecord& record) noexcept {
        switch (record.kind) {
        case TimingKind::block:
            return 0;
        case TimingKind::span:
            return 1;
        default:
            return 2;
        }
    }

    void writeNames(std::string_view name) {
        begin("thread_name", "M", 0);
        text_ += ",\"args\":{\"name\":";
        appendJsonString(text_, name);
        text_ += "}";
        finish();
        begin("thread_sort_index", "M", 0);
        argument("sort_index", static_cast<std::int64_t>(thread_));
        finish();
    }

    void writeRecord(const TimingRecord& record) {
        const auto number = static_cast<std::int64_t>(record.number);
        switch (record.kind) {
        case TimingKind::block:
            complete("block", "block", record);
            argument("stream frame", number);
            argument("frames", record.count);
            finish();
            return writeLoad(record);
        case TimingKind::node:
            complete(nameOf(record.number), "node", record);
            argument("node", number);
            return finish();
        case TimingKind::sum:
            complete("sum into " + nameOf(record.number), "node", record);
            return finish();
        case TimingKind::span:
            complete(std::to_string(record.count) + " steps from " + nameOf(record.number), "span", record);
            argument("steps", record.count);
            return finish();
        case TimingKind::closures:
            return writeClosures(record);
        case TimingKind::edit:
            complete(number == 0 ? "edit, refused" : "edit " + std::to_string(number), "edit", record);
            return finish();
        case TimingKind::adoption:
            instant("edit " + std::to_string(number) + " adopted", "edit", record.begin);
            argument("steps", record.count);
            return finish();
        case TimingKind::lateStart:
            instant("block due", "block", record.begin);
            argument("late by ns", record.duration);
            return finish();
        case TimingKind::miss:
            return writeMiss(record);
        }
    }

    void writeClosures(const TimingRecord& record) {
        const auto number = closureNumber(record.number);
        complete(number < snapshot_.closures.size() ? snapshot_.closures[number] : "closures", "closure",
                 record);
        argument("closures", record.count);
        argument("longest ns", closureTime(record.number));
        finish();
    }
    void writeMiss(const TimingRecord& record) {
        instant("deadline missed", "miss", record.begin);
        argument("late by ns", record.duration);
        const auto told = std::ranges::find(misses_, record.count, &Miss::number);
        if (told != misses_.end()) {
            separate();
            text_ += "\"report\":";
            appendJsonString(text_, told->text());
        }
        finish();
    }
    void writeLoad(const TimingRecord& block) {
        if (block.count == 0 || !(snapshot_.rate > 0))
            return;
        begin("load", "C", block.begin);
        const auto share = block.duration * snapshot_.rate / (block.count * 1e9);
        argument("percent", static_cast<std::int64_t>(std::min(share * 100 + 0.5, 1e9)));
        finish();
    }

    void begin(std::string_view name, std::string_view phase, std::int64_t nanoseconds) {
        text_ = first_ ? "" : ",\n";
        first_ = false;
        text_ += "{\"name\":";
        appendJsonString(text_, name);
        text_ += ",\"ph\":\"";
        text_ += phase;
        text_ += "\",\"pid\":1,\"tid\":" + std::to_string(thread_) + ",\"ts\":";
        appendMicroseconds(nanoseconds);
        arguments_ = false;
    }
    void complete(std::string_view name, std::string_view category, const TimingRecord& record) {
        begin(name, "X", record.begin - origin_);
        text_ += ",\"dur\":";
        appendMicroseconds(record.duration);
        addCategory(category);
    }
    void instant(std::string_view name, std::string_view category, std::int64_t at) {
        begin(name, "i", at - origin_);
        text_ += ",\"s\":\"t\"";
        addCategory(category);
    }
    void addCategory(std::string_view category) { text_.append(",\"cat\":\"").append(category).append("\""); }
    void separate() {
        text_ += arguments_ ? "," : ",\"args\":{";
        arguments_ = true;
    }
    void argument(std::string_view name, std::int64_t value) {
        separate();
        text_.append("\"").append(name).append("\":").append(std::to_string(value));
    }
    void finish() {
        text_ += arguments_ ? "}}" : "}";
        output_ << text_;
    }
    // By hand: a stream's own numbers follow its locale.
    void appendMicroseconds(std::int64_t nanoseconds) {
        const auto rest = std::to_string(1000 + nanoseconds % 1000);
        text_.append(std::to_string(nanoseconds / 1000)).append(".").append(rest, 1, 3);
    }

    const std::string& nameOf(std::uint64_t number) {
        auto& name = names_[number];
        if (name.empty() && nodes_)
            name = nodes_(NodeId{number}).name;
        if (name.empty())
            name = "node (#" + std::to_string(number) + ")";
        return name;
    }

    std::ostream& output_;
    const FlightSnapshot& snapshot_;
    const NodeLookup& nodes_;
    std::span<const Miss> misses_;
    std::int64_t origin_ = std::numeric_limits<std::int64_t>::max();
    std::unordered_map<std::uint64_t, std::string> names_;
    std::string text_;
    std::size_t thread_ = 1;
    bool first_ = true;
    bool arguments_ = false;
};

} // namespace

void writeTrace(std::ostream& output, const FlightSnapshot& snapshot, const NodeLookup& nodes,
                std::span<const Miss> misses) {
    TraceText(output, snapshot, nodes, misses).write();
}

base::Result<void> saveTrace(const std::filesystem::path& path, const FlightSnapshot& snapshot,
                             const NodeLookup& nodes, std::span<const Miss> misses) {
    auto unfinished = path;
    unfinished += ".part";
    errno = 0;
    std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
    if (file) {
        writeTrace(file, snapshot, nodes, misses);
        file.close();
    }
    const int reason = errno;
    std::error_code error;
    if (!file)
        error = std::error_code(reason != 0 ? reason : EIO, std::generic_category());
    else
        std::filesystem::rename(unfinished, path, error);
    if (!error)
        return {};
    std::error_code ignored;
    std::filesystem::remove(unfinished, ignored);
    return base::fail(base::ErrorCode::refused, "The trace '" + path.string() + "' could not be written: " +
                                                    error.message() + "; choose another place for it.");
}

} // namespace rondo::graph
