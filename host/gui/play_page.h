// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/chain_view.h>
#include <host/gui/page.h>
#include <host/gui/strip_panel.h>
#include <host/gui/waveform_view.h>

namespace rondo::host {

/// The page of a session's sound: the files above, the chain, and the strip at its end. [control]
class PlayPage final : public Page {
public:
    explicit PlayPage(Workspace& workspace);

    WaveformView& waveform() noexcept { return waveform_; }
    ChainView& chain() noexcept { return chain_; }

    void sessionReplaced() override;
    void sessionChanged(const SessionChange& change) override;
    void tick() override;
    void resized() override;

private:
    WaveformView waveform_;
    ChainView chain_;
    StripPanel strip_;
};

} // namespace rondo::host
