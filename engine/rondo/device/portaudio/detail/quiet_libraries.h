// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::device::detail {

/// Effects: what ALSA prints from the calling thread, and what JACK prints anywhere in this process, is
/// dropped. ALSA's handler is the calling thread's own; JACK knows only one for a process, and PortAudio
/// replaces it with a silent one itself once it has a server. Nothing else of the process's stderr is touched.
void quietLibraries() noexcept;

} // namespace rondo::device::detail
