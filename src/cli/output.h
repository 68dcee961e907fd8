// What people read in a terminal: tables, records, problems.
#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace tutela::cli {

struct Column { std::string title; bool right = false; };

// Columns as wide as their content, cut to fit `width`; the widest gives way first. `colour`: bold headings by ANSI.
std::string table(const std::vector<Column>&, const std::vector<std::vector<std::string>>& rows, int width, bool colour);
// A JSON value in one line of words: true → yes, lists by comma, {low, likely, high} as range.
std::string words(const json::value&, const json::object* labels = nullptr);
std::string text_of_error(const Error&);
int terminal_width();
bool terminal_colour();
// Quotes for a CSV cell (RFC 4180), guarded against formulas.
std::string csv_cell(const std::string&);

}  // namespace tutela::cli
