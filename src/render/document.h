// What a report is before it has a form: headings, paragraphs, tables, pictures, page breaks. Every back end (PDF,
// XLSX, HTML, Markdown, CSV, JSON) writes this one model. It knows no record, no clock and no network.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tutela::render {

// What a word means; the colours come from the design's tokens.
enum class Tone : uint8_t { normal, muted, accent, major, minor, unknown, observation, conforms };

// A small drawn sign before a text, where colour alone would not do. The word stands in the text always.
enum class Mark : uint8_t { none, gap_major, gap_minor, cannot_judge, observation, conforms, nothing, full, half, ring, dash, changed };

struct Run {
    std::string text;
    bool strong = false, emphasis = false, mono = false;
    Tone tone = Tone::normal;
    std::string link;      // http, https, mailto or a path beginning with / or #; anything else is written without link
};
using Inline = std::vector<Run>;

// "plain **strong** *emphasis* `mono`", nothing else; a backslash before one of * ` \ takes it literally.
Inline inline_of(std::string_view);
std::string plain_text(const Inline&);

enum class Align : uint8_t { left, right, center };
enum class Type : uint8_t { text, number, date, flag };

struct Cell {
    Inline text;              // what is shown
    Type type = Type::text;
    std::string exact;        // number: plain decimal text; date: "2026-01-10" or with "T09:14:00"; flag: "true"/"false";
                              // empty: as shown. Spreadsheet, CSV and JSON write this one.
    Mark mark = Mark::none;
    Tone tone = Tone::normal;
};

Cell text_cell(std::string_view);                                  // plain, no marking
Cell number_cell(std::string_view exact, std::string_view shown = {});
Cell date_cell(std::string_view iso, std::string_view shown = {});
Cell flag_cell(bool, std::string_view shown);
// What machine formats write for the cell: `exact`, else the text.
std::string exact_text(const Cell&);

struct Column {
    std::string key;          // name in JSON; the title where empty
    std::string title;
    Align align = Align::left;
    double share = 0;         // part of the width among the columns that give one; 0: fitted to what stands in it
    bool mono = false;        // ids and hashes
};

struct Row {
    std::vector<Cell> cells;  // fewer than columns: the rest is empty
    bool group = false;       // a heading over the rows that follow; its first cell spans all columns
};

struct Table {
    std::string title;        // sheet name and caption; may be empty
    std::vector<Column> columns;
    std::vector<Row> rows;
    std::string empty_text;   // said in place of the rows when there are none
};

struct Heading { int level = 1; std::string text; std::string note; };      // the note stands beside it in small type
struct Paragraph { Inline text; Mark mark = Mark::none; bool small = false; };
struct PageBreak {};

// A drawing in points, y downward. Back ends without drawing write `alternative`.
struct Shape {
    enum class Kind : uint8_t { rectangle, line, circle, text } kind = Kind::rectangle;
    double x = 0, y = 0, width = 0, height = 0;      // line: to (x+width, y+height); circle: centre and radius in width
    Tone tone = Tone::normal;
    bool filled = true;
    std::string text;                                // 8 point, x is its start and y its base line
};
struct Picture { double width = 0, height = 0; std::vector<Shape> shapes; std::string alternative; };

using Block = std::variant<Heading, Paragraph, Table, Picture, PageBreak>;

struct Document {
    std::string title;
    std::string subtitle;
    std::string badge;                                          // "version 0.4, draft"
    std::vector<std::pair<std::string, std::string>> facts;     // "Scope" -> "…": the block under the title
    std::vector<Block> blocks;
    std::string organisation;                                   // author in the metadata, and in the head of each page
    std::string date = "1980-01-01T00:00:00Z";                  // of the document, given by the caller; goes into the metadata
    std::string footer;                                         // left end of each page's foot: "ledger #18204 · 14 Apr 2026"
    std::string page_words = "page {} of {}";                   // translated by the caller
    std::string language = "en";
    bool landscape = false;
};

}  // namespace tutela::render
