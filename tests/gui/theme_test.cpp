// SPDX-License-Identifier: MIT
#include "workspace_fixture.h"

#include <doctest/doctest.h>

using namespace rondo;

TEST_CASE("a page takes its colours from the theme, dark or light") {
    test::WorkspaceFixture fixture;
    juce::Component page;
    const auto dark = page.findColour(host::Theme::text);
    fixture.theme.setShade(host::Theme::Shade::light);
    CHECK(page.findColour(host::Theme::text) != dark);
    test::WorkspaceFixture::show(page, 200, 100);
    CHECK(page.isShowing());
}
