// Text that a spreadsheet program would run as a formula when it opens a CSV file, made harmless and back again.
//
// Scheme: an apostrophe goes before text that begins (after blanks and apostrophes) with = + - @ TAB CR or one of the
// full-width forms ＝ ＋ － ＠; a plain number ("-12.5") stays as it is. A program with another list separator would
// cut the cell at ; TAB | or a line break, so there the same is done where what follows holds ( | or !.
// Text that already has apostrophes in such a place gets one more, so strip_formulas(guard_formulas(x)) == x for all x.
#pragma once
#include <string>
#include <string_view>

namespace tutela {

// True for an optional minus, digits, at most one decimal point and an exponent: what a spreadsheet reads as number.
bool is_plain_number(std::string_view);

std::string guard_formulas(std::string_view text);
std::string strip_formulas(std::string_view text);

}  // namespace tutela
