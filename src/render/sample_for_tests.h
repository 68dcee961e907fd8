// A report with everything in it, for the tests of the back ends.
#pragma once
#include <fmt/format.h>

#include "render/document.h"

namespace tutela::render {

inline Document sample(size_t rows = 93) {
    Document document;
    document.title = "Statement of Applicability";
    document.badge = "version 0.4, draft";
    document.subtitle = "93 considered, 81 in, 12 out. 88 of 93 would stand in an audit.";
    document.organisation = "Harbour Logistics";
    document.date = "2026-04-14T14:22:00Z";
    document.footer = "ledger #18204 · 14 Apr 2026";
    document.landscape = true;
    document.facts = {{"Scope", "Freight, customs and the customer portal at three sites"}, {"Version", "0.4, draft"}, {"Approved by", "not yet"}, {"Risk study", "v1.2, position #18190"}, {"Standard", "ISO/IEC 27001:2022"}};
    document.blocks.push_back(Heading{1, "Controls", "93 considered"});
    document.blocks.push_back(Paragraph{inline_of("Every control of Annex A is listed, **also those left out**. An exclusion cites a fact of the scope by its id, as in `S-3`."), Mark::none, false});
    document.blocks.push_back(Paragraph{inline_of("**5 open points** must be closed before approval."), Mark::gap_minor, false});
    Table table;
    table.title = "Controls of Annex A";
    table.columns = {{"id", "Id", Align::left, 0, true}, {"control", "Control"}, {"applicable", "In"}, {"state", "State"}, {"because", "Because", Align::left, 0, true},
                     {"how", "How"}, {"evidence", "Evidence", Align::right}, {"owner", "Owner"}, {"due", "Due"}};
    const Mark marks[] = {Mark::full, Mark::half, Mark::ring, Mark::dash};
    const char* states[] = {"done", "partly", "planned", "out"};
    const char* controls[] = {"Physical security perimeters", "Physical entry", "Securing offices, rooms and facilities", "Working in secure areas", "Equipment siting and protection against the environment"};
    const char* hows[] = {"Fence, alarmed dock doors", "Badges, visitors go accompanied, the log is kept at the gate for a year and read each month by the depot manager", "Policy P-06, walk-round each month", "", "Racks raised 60 cm"};
    for (size_t i = 0; i < rows; ++i) {
        if (i % 14 == 0) table.rows.push_back({{text_cell(fmt::format("A.{} Sites, 14 controls, 12 in", 5 + i / 14))}, true});
        Cell state = text_cell(states[i % 4]);
        state.mark = marks[i % 4];
        Cell because = i % 5 == 3 ? text_cell("no reason given") : text_cell("R-018, C-11");
        if (i % 5 == 3) because.mark = Mark::gap_minor, because.tone = Tone::minor;
        table.rows.push_back({{text_cell(fmt::format("A.{}.{}", 5 + i / 14, i % 14 + 1)), text_cell(controls[i % 5]), flag_cell(i % 4 != 3, i % 4 != 3 ? "yes" : "no"), state, because,
                               text_cell(hows[i % 5]), number_cell(std::to_string(i * 7 % 13)), text_cell("Depot manager"), date_cell("2026-05-12", "12 May 2026")}, false});
    }
    document.blocks.push_back(table);
    document.blocks.push_back(Heading{2, "How to read the states", ""});
    for (auto [mark, words] : {std::pair{Mark::gap_major, "gap, major"}, {Mark::gap_minor, "gap, minor"}, {Mark::cannot_judge, "cannot judge"}, {Mark::observation, "observation"}, {Mark::conforms, "conforms"}, {Mark::nothing, "nothing to judge"}})
        document.blocks.push_back(Paragraph{inline_of(words), mark, false});
    Picture strip{600, 16, {}, "81 controls in, 12 out"};
    for (int i = 0; i < 93; ++i) strip.shapes.push_back({.x = i * 6.2, .y = i % 8 == 7 ? 7.0 : 2.0, .width = 4.4, .height = i % 8 == 7 ? 1.5 : 12, .tone = i % 8 == 7 ? Tone::muted : Tone::accent});
    document.blocks.push_back(strip);
    document.blocks.push_back(Paragraph{inline_of("Printed from the ledger; the same position gives the same bytes."), Mark::none, true});
    return document;
}

}  // namespace tutela::render
