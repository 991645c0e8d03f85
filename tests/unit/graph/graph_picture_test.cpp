// SPDX-License-Identifier: MIT
#include <rondo/graph/graph_picture.h>

#include <algorithm>
#include <doctest/doctest.h>
#include <random>
#include <rondo/graph/detail/picture/layout.h>
#include <rondo/graph/detail/picture/picture_text.h>
#include <string>
#include <vector>

using namespace rondo::graph;
using namespace rondo::graph::detail;

namespace {

PictureNode box(std::uint64_t id, std::string name, std::string type = "gain", std::uint32_t width = 2) {
    return {NodeId{id}, std::move(name), std::move(type), {{"input", width}}, {{"output", width}}};
}

GraphPicture small() {
    GraphPicture picture;
    picture.nodes = {box(3, "tone", "oscillator", 1),
                     box(4, "room", "reverb"),
                     {graphOutput, "output", "", {{"output", 2}}, {}}};
    picture.nodes[0].inputs.clear();
    picture.nodes[1].latency = 96;
    picture.nodes[1].time = PictureTime{850, 12300};
    picture.edges = {{NodeId{3}, 0, NodeId{4}, 0, 77}, {NodeId{4}, 0, graphOutput, 0}};
    picture.latency = 96;
    return picture;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// What is wrong with the markup; empty when nothing is. Knows as much of XML as an SVG needs.
std::string flaw(const std::string& xml) {
    std::vector<std::string> open;
    for (std::size_t place = 0; place < xml.size();) {
        const char letter = xml[place];
        if (letter == '&') {
            const auto end = xml.find(';', place);
            const auto name = xml.substr(place, end - place);
            if (name != "&amp" && name != "&lt" && name != "&gt" && name != "&quot")
                return "entity " + name;
        }
        if (static_cast<unsigned char>(letter) < 0x20 && letter != '\n')
            return "a control character";
        if (letter != '<') {
            ++place;
            continue;
        }
        const auto end = xml.find('>', place);
        if (end == std::string::npos)
            return "a tag without an end";
        const auto tag = xml.substr(place + 1, end - place - 1);
        const auto name = tag.substr(0, tag.find_first_of(" /", 1));
        if (tag.starts_with('/')) {
            if (open.empty() || "/" + open.back() != tag)
                return "</" + tag;
            open.pop_back();
        } else if (std::ranges::count(tag, '"') % 2 != 0 || tag.find('<') != std::string::npos) {
            return "<" + tag;
        } else if (!tag.ends_with('/')) {
            open.push_back(name);
        }
        place = end + 1;
    }
    return open.empty() ? "" : "open " + open.back();
}

LayoutRequest randomRequest(std::mt19937& numbers) {
    LayoutRequest request;
    const auto upTo = [&](std::uint32_t bound) { return static_cast<std::uint32_t>(numbers() % bound); };
    const auto count = 1 + upTo(80);
    for (unsigned index = 0; index < count; ++index)
        request.boxes.push_back({80.0 + upTo(100), 30.0 + upTo(60)});
    for (auto edge = upTo(2 * count); edge > 0; --edge) // also to itself, twice, and in circles
        request.edges.push_back({upTo(count), upTo(count), 0, 0, upTo(10) == 0});
    return request;
}

} // namespace

TEST_CASE("the picture of a graph shows names, types, widths, latencies, compensation and times") {
    const auto svg = toSvg(small());
    const auto dot = toDot(small());
    for (const char* shown :
         {"tone", "oscillator", "mono", "latency 96", "+77", "850 ns", "p99 12.3 \u00b5s"}) {
        CAPTURE(shown);
        CHECK(has(svg, shown));
        CHECK(has(dot, shown));
    }
    CHECK(has(svg, "2 nodes, 2 edges, latency 96 frames"));
    auto plain = small();
    plain.nodes[1].time = {};
    plain.nodes[0].outputs[0].width = 2;
    CHECK_FALSE(has(toSvg(plain), "p99"));
    CHECK_FALSE(has(toSvg(plain), "mono"));
}

TEST_CASE("the time of a node that runs in one pass with others is said to be its own alone, and a bound of "
          "the sum") {
    auto picture = small();
    CHECK(has(toSvg(picture), "medians together 850 ns"));
    CHECK_FALSE(has(toSvg(picture), "alone"));
    picture.nodes[1].pass = 3;
    CHECK(has(toSvg(picture), "pass 3"));
    CHECK(has(toSvg(picture), "alone 850 ns"));
    CHECK(has(toSvg(picture), "medians together at most 850 ns"));
    CHECK(has(toDot(picture), "alone 850 ns"));
}

TEST_CASE("a feedback edge is drawn as one, with its delay") {
    auto picture = small();
    picture.edges.push_back({NodeId{4}, 0, NodeId{4}, 0, 0, 64});
    CHECK(has(toSvg(picture), "class=\"e f\""));
    CHECK(has(toSvg(picture), ">feedback 64<"));
    CHECK(has(toDot(picture), "label=\"feedback 64\", style=dashed"));
    CHECK_FALSE(has(toSvg(small()), "class=\"e f\""));
    CHECK_FALSE(has(toDot(small()), "dashed"));
}

TEST_CASE("edges that name no node or port of the picture are left out") {
    auto picture = small();
    picture.edges.push_back({NodeId{3}, 1, NodeId{4}, 0});
    picture.edges.push_back({NodeId{3}, 0, NodeId{99}, 0});
    CHECK(toSvg(picture) == toSvg(small()));
    CHECK(toDot(picture) == toDot(small()));
}

TEST_CASE("no name breaks the markup, whatever bytes it has") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    constexpr char nasty[] =
        "<>&\"'\\\n\t\x01\x7f]]>-- \xc3\xa9\xe4\xbd\x8e\xf0\x9f\x8e\xb8\xff\xfe\xed\xa0\x80";
    for (int turn = 0; turn < 300; ++turn) {
        std::string name;
        for (auto length = numbers() % 40; length > 0; --length)
            name += nasty[numbers() % (sizeof nasty - 1)];
        CAPTURE(turn);
        GraphPicture picture = small();
        picture.nodes[0].name = name;
        picture.nodes[1].type = name;
        picture.nodes[1].inputs = {{name, 2}, {name, 1}};
        CHECK(flaw(toSvg(picture)) == "");
        const auto dot = toDot(picture);
        bool inside = false;
        for (std::size_t place = 0; place < dot.size(); ++place) {
            if (inside && dot[place] == '\\')
                ++place;
            else if (dot[place] == '"')
                inside = !inside;
            else if (dot[place] == '\n')
                CHECK_FALSE(inside);
        }
        CHECK_FALSE(inside);
    }
    CHECK(escapeXml("a<b>&\"c\"\n\x01\xff") == "a&lt;b&gt;&amp;&quot;c&quot; \ufffd\ufffd");
    CHECK(escapeDot("a \"b\" \\N & c\n") == "a \\\"b\\\" \\\\N &amp; c ");
    CHECK(flaw("<a>&nbsp;</a>") != "");
    CHECK(flaw("<a><b></a>") != "");
}

TEST_CASE("a long name is cut between characters, and a short one is not") {
    CHECK(fitted("short", 13, 200) == "short");
    const std::string umlauts = "\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc";
    const auto cut = fitted(umlauts, 13, 60);
    REQUIRE(cut.ends_with("\u2026"));
    CHECK(textWidth(cut, 13) <= 60 + 13);
    CHECK(cut.find("\u00fc") == 0);
    CHECK((cut.size() - 3) % 2 == 0);
    CHECK(decimal(12.0) == "12");
    CHECK(decimal(-0.01) == "0");
    CHECK(decimal(1234.56) == "1234.6");
    CHECK(duration(999.7) == "1000 ns");
    CHECK(duration(2500000) == "2.5 ms");
}

TEST_CASE("nothing overlaps in a layout, and edges that do not lead back run to the right") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    for (int turn = 0; turn < 300; ++turn) {
        CAPTURE(turn);
        const auto request = randomRequest(numbers);
        const auto layout = layOut(request);
        std::vector<std::vector<std::pair<double, double>>> spans(layout.columns.size());
        for (std::size_t index = 0; index < request.boxes.size(); ++index) {
            const double half = request.boxes[index].height / 2;
            spans[layout.columnOf[index]].emplace_back(layout.middles[index] - half,
                                                       layout.middles[index] + half);
            CHECK(layout.middles[index] - half >= -1);
            CHECK(layout.middles[index] + half <= layout.height + 1);
            CHECK(layout.columns[layout.columnOf[index]].width >= request.boxes[index].width);
        }
        for (std::size_t index = 0; index < request.edges.size(); ++index) {
            const auto from = layout.columnOf[request.edges[index].from];
            const auto to = layout.columnOf[request.edges[index].to];
            const auto& route = layout.routes[index];
            CHECK(route.back == (to <= from));
            CHECK(route.lanes.size() == (route.back ? from - to + 1 : to - from - 1));
            for (const auto& lane : route.lanes)
                spans[lane.column].emplace_back(lane.y, lane.y);
        }
        for (auto& column : spans) {
            std::ranges::sort(column);
            for (std::size_t index = 1; index < column.size(); ++index)
                CHECK(column[index].first >= column[index - 1].second + 4);
        }
    }
}

TEST_CASE("without cycles a box stands in the column that its longest path leads to, and sources stand close") {
    LayoutRequest request;
    request.boxes.assign(5, {80, 40});
    request.edges = {{0, 1}, {1, 2}, {2, 3}, {0, 3}, {4, 3}};
    CHECK(layOut(request).columnOf == std::vector<std::uint32_t>{0, 1, 2, 3, 2});
    request.boxes[4].place = LayoutRequest::Place::firstColumn;
    CHECK(layOut(request).columnOf.back() == 0);
    CHECK(layOut(request).routes[3].lanes.size() == 2);
}

TEST_CASE("what can be drawn without crossings is") {
    // Chains whose ends are tied in reverse.
    LayoutRequest request;
    constexpr std::uint32_t chains = 12;
    request.boxes.assign(std::size_t{3} * chains, {80, 40});
    for (std::uint32_t chain = 0; chain < chains; ++chain) {
        request.edges.push_back({chain, chains + (chain * 5) % chains});
        request.edges.push_back({chains + (chain * 5) % chains, 2 * chains + (chain * 7) % chains});
    }
    const auto layout = layOut(request);
    for (const auto& edge : request.edges)
        CHECK(layout.middles[edge.from] == layout.middles[edge.to]);
}

TEST_CASE("sweeps count crossings rightly and do not make more of them") {
    Layers layers;
    layers.boxCount = 4;
    for (std::uint32_t cell = 0; cell < 4; ++cell)
        layers.cells.push_back({cell / 2, cell % 2, 40});
    layers.links = {{0, 3}, {1, 2}};
    layers.columns = {{0, 1}, {2, 3}};
    layers.rightLinks = {{0}, {1}, {}, {}};
    layers.leftLinks = {{}, {}, {1}, {0}};
    CHECK(countCrossings(layers) == 1);
    reduceCrossings(layers);
    CHECK(countCrossings(layers) == 0);
}

TEST_CASE("pictures of nothing, of one node, and of ten thousand edges into one port are pictures") {
    CHECK(flaw(toSvg({})) == "");
    CHECK(has(toSvg({}), "0 nodes"));
    CHECK(has(toDot({}), "digraph"));
    GraphPicture picture;
    picture.nodes = {box(3, "alone")};
    CHECK(has(toSvg(picture), "alone"));
    for (std::uint64_t id = 4; id < 10004; ++id) {
        picture.nodes.push_back(box(id, "n"));
        picture.edges.push_back({NodeId{id - 1}, 0, NodeId{id}, 0});
        picture.edges.push_back({NodeId{id}, 0, NodeId{3}, 0, 0, 64});
    }
    CHECK(has(toSvg(picture), "10001 nodes, 20000 edges"));
}
