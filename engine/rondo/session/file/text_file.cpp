// SPDX-License-Identifier: MIT
#include <rondo/session/file/text_file.h>

#include <rondo/session/file/detail/output_file.h>

namespace rondo::session {

base::Result<void> saveText(std::string_view text, const std::filesystem::path& path,
                            std::span<const std::filesystem::path> inputs) {
    auto file = detail::OutputFile::create(path, inputs);
    if (!file)
        return tl::unexpected(file.error());
    file->write(text.data(), static_cast<std::int64_t>(text.size()));
    return file->publish();
}

} // namespace rondo::session
