#include "cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/formula_guard.h"
#include "base/utf8.h"

namespace tutela::cli {
namespace {

std::string one_line(std::string s) {
    for (char& c : s) if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return s;
}

// Cuts to `n` code points, with a mark where something is missing.
std::string cut(const std::string& s, size_t n) {
    if (utf8::count(s) <= n) return s;
    std::string out;
    size_t at = 0;
    for (size_t i = 0; i + 1 < n; ++i) utf8::append(out, utf8::decode(s, at));
    return out + "…";
}

std::string padded(const std::string& s, size_t n, bool right) {
    const auto have = utf8::count(s);
    const std::string blanks(n > have ? n - have : 0, ' ');
    return right ? blanks + s : s + blanks;
}

}  // namespace

std::string table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows, int width, bool colour) {
    std::vector<size_t> wide;
    for (const auto& c : columns) wide.push_back(utf8::count(c.title));
    for (const auto& r : rows)
        for (size_t i = 0; i < r.size(); ++i) wide[i] = std::max(wide[i], std::min<size_t>(utf8::count(one_line(r[i])), 200));
    // The columns that fit stand; the third one (what the record is called) may take the room that is left.
    const auto room = static_cast<size_t>(width);
    size_t shown = columns.size(), taken = 0;
    const size_t main = columns.size() > 2 ? 2 : columns.size() - 1;
    for (size_t i = 0; i < wide.size(); ++i)
        if (i != main) wide[i] = std::min<size_t>(wide[i], 24);
    const size_t least = std::min<size_t>(wide[main], 36);
    for (size_t i = 0; i < wide.size(); ++i) {
        const size_t need = (i == main ? least : wide[i]) + 2;
        if (taken + need > room + 2 && i > main) { shown = i; break; }
        taken += need;
    }
    if (room + 2 > taken) wide[main] = std::min(wide[main], least + (room + 2 - taken));
    else wide[main] = least;
    std::string out;
    auto line = [&](const std::vector<std::string>& cells) {
        std::string text;
        for (size_t i = 0; i < std::min(cells.size(), shown); ++i) {
            if (i) text += "  ";
            text += padded(cut(one_line(cells[i]), wide[i]), wide[i], columns[i].right);
        }
        while (!text.empty() && text.back() == ' ') text.pop_back();
        out += text + "\n";
    };
    std::vector<std::string> titles;
    for (const auto& c : columns) titles.push_back(c.title);
    if (colour) out += "\x1b[1m";
    line(titles);
    if (colour) out += "\x1b[0m";
    for (const auto& r : rows) line(r);
    return out;
}

std::string words(const json::value& v, const json::object* labels) {
    switch (v.kind()) {
        case boost::json::kind::null: return "";
        case boost::json::kind::bool_: return v.get_bool() ? "yes" : "no";
        case boost::json::kind::string: {
            const std::string s(v.get_string());
            if (labels)
                if (const auto* label = labels->if_contains(s); label && label->is_string()) return std::string(label->get_string());
            return s;
        }
        case boost::json::kind::array: {
            std::string out;
            for (const auto& e : v.get_array()) out += (out.empty() ? "" : ", ") + words(e, labels);
            return out;
        }
        case boost::json::kind::object: {
            const auto& o = v.get_object();
            if (o.contains("low") && o.contains("high")) return words(o.at("low")) + " – " + words(o.at("high"));
            std::string out;
            for (const auto& p : o) out += (out.empty() ? "" : "; ") + std::string(p.key()) + ": " + words(p.value(), labels);
            return out;
        }
        default: return json::write(v);
    }
}

std::string text_of_error(const Error& e) {
    std::string out = e.message + "\n";
    for (const auto& f : e.faults)
        if (f.message != e.message || e.faults.size() > 1) out += "  " + (f.pointer.empty() ? std::string("-") : f.pointer) + "  " + f.message + "\n";
    return out;
}

int terminal_width() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) return size.ws_col;
    return 110;
}

bool terminal_colour() { return isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR"); }

std::string csv_cell(const std::string& raw) {
    const auto s = guard_formulas(raw);
    if (s.find_first_of(",\"\r\n") == std::string::npos) return s;
    std::string out = "\"";
    for (char c : s) { out += c; if (c == '"') out += '"'; }
    return out + "\"";
}

}  // namespace tutela::cli
