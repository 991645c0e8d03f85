// SPDX-License-Identifier: GPL-3.0-only
#include <strip/shell/strip_processor.h>
namespace rondo::strip {
StripProcessor::StripProcessor() = default;
} // namespace rondo::strip
