#include "record/exchange/cell_reader.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/utf8.h"
#include "record/decimal.h"
#include "record/exchange/cell_dates.h"
#include "record/values.h"

namespace tutela::record {
namespace {

using FT = FieldType;

CellReading valued(expr::Value v, std::string rest = {}) {
    CellReading r;
    r.kind = CellReading::value;
    r.read = std::move(v);
    r.rest = std::move(rest);
    return r;
}

CellReading refused(std::string detail) {
    CellReading r;
    r.kind = CellReading::fault;
    r.detail = std::move(detail);
    return r;
}

CellReading asked(std::string what, std::vector<std::string> options) {
    CellReading r;
    r.kind = CellReading::question;
    r.detail = std::move(what);
    r.options = std::move(options);
    return r;
}

std::string stripped(std::string s) {
    const auto from = s.find_first_not_of(" \t\r\n:;,-.("), to = s.find_last_not_of(" \t\r\n;,");
    if (from == std::string::npos) return {};
    s = s.substr(from, to - from + 1);
    if (s.ends_with(')') && s.find('(') == std::string::npos) s.pop_back();
    return s;
}

// Where a cell may go on after its first words: "Mitigate: …", "Avoided — …", "No (NDA only)", "Incident INC-2026-004".
std::vector<size_t> breaks_of(const std::string& text) {
    std::vector<size_t> out;
    for (size_t i = 1; i < text.size(); ++i) {
        const char c = text[i];
        const bool dash = text.compare(i, 3, "—") == 0 || text.compare(i, 3, "–") == 0 || (c == '-' && text[i - 1] == ' ');
        if (c == ':' || c == '(' || c == ';' || c == ',' || dash) out.push_back(i);
        if (c == ' ' && i + 1 < text.size()) {
            const auto end = text.find(' ', i + 1);
            const auto word = text.substr(i + 1, end == std::string::npos ? end : end - i - 1);
            if (word.find_first_of("0123456789") != std::string::npos) out.push_back(i);
        }
    }
    return out;
}

// "Likelihood (1-5)" says what scale it is on.
std::optional<std::pair<int64_t, int64_t>> scale_of_heading(const std::string& heading) {
    for (size_t i = 0; i < heading.size(); ++i) {
        if (heading[i] < '0' || heading[i] > '9' || (i > 0 && heading[i - 1] != '(' && heading[i - 1] != ' ' && heading[i - 1] != '[')) continue;
        char* end = nullptr;
        const int64_t low = std::strtoll(heading.c_str() + i, &end, 10);
        std::string between;
        while (*end && (*end < '0' || *end > '9') && between.size() < 5) between += *end++;
        if (between != "-" && between != " - " && between != "–" && between != "..") return {};
        const int64_t high = std::strtoll(end, &end, 10);
        if (high > low && high <= 100) return std::pair(low, high);
        return {};
    }
    return {};
}

std::vector<std::string> names_of(const Field& f) {
    std::vector<std::string> out;
    for (const auto& c : f.choices) out.push_back(c.name);
    return out;
}

}  // namespace

std::optional<CellReader::Known> CellReader::known(const std::string& key, const std::string& text) const {
    const auto table = words_.choices.find(key);
    if (table == words_.choices.end()) return {};
    auto look = [&](const std::string& words) -> const std::string* {
        const auto found = table->second.find(plain_words(words));
        return found == table->second.end() ? nullptr : &found->second;
    };
    if (const auto* whole = look(text)) return Known{*whole, {}, true};
    auto breaks = breaks_of(text);
    std::reverse(breaks.begin(), breaks.end());                     // as much of the cell as has a meaning
    for (size_t at : breaks)
        if (const auto* head = look(text.substr(0, at))) {
            auto rest = text.substr(at);
            for (const std::string_view dash : {"—", "–"}) if (rest.starts_with(dash)) rest.erase(0, dash.size());
            return Known{*head, stripped(rest), false};
        }
    return {};
}

CellReading CellReader::choice(const Field& f, const std::string& text) const {
    if (const auto k = known(f.name, text)) {
        CellReading r = valued(expr::Value::string(k->name), k->rest);
        const auto own = std::find_if(f.choices.begin(), f.choices.end(), [&](const auto& c) { return c.name == k->name; });
        if (k->whole && own != f.choices.end()) {                   // "Accept with monitoring" says more than "Accept"
            const auto plain = plain_words(text), title = plain_words(own->title);
            if (std::count(plain.begin(), plain.end(), ' ') > std::count(title.begin(), title.end(), ' ')) r.rest = text;
        }
        return r;
    }
    const auto plain = plain_words(text);
    if (plain == "none" || plain == "n a" || plain == "na" || plain == "tbd" || plain == "unknown") return {};
    return asked("\"" + text + "\" is none of the choices of " + label(f) + ". Say which it is, or leave it empty.", names_of(f));
}

CellReading CellReader::flag(const Field& f, const std::string& text) const {
    for (const auto& key : {f.name, std::string("flag")})
        if (const auto k = known(key, text)) return valued(expr::Value::boolean(k->name == "true"), k->rest);
    const auto plain = plain_words(text);
    static const std::set<std::string> yes = {"yes", "y", "true", "ja", "oui", "x", "1", "si"}, no = {"no", "n", "false", "nein", "non", "0"};
    auto first = plain.substr(0, plain.find(' '));
    const bool tail = first.size() < plain.size();
    if (tail && breaks_of(text).empty()) first.clear();
    if (yes.count(first) || no.count(first)) {
        const auto cut = tail ? text.find_first_of(" :(,;", text.find_first_not_of(' ')) : std::string::npos;
        return valued(expr::Value::boolean(yes.count(first) != 0), cut == std::string::npos ? std::string() : stripped(text.substr(cut)));
    }
    if (plain == "n a" || plain == "na" || plain == "none") return {};
    return asked("\"" + text + "\" is neither yes nor no for " + label(f) + ". Say which it is, or leave it empty.", {"true", "false"});
}

CellReading CellReader::scale(const Field& f, const ColumnMap& map, const std::string& text, const Levels& levels) const {
    auto level = [&](int64_t n) { return std::any_of(levels.begin(), levels.end(), [&](const auto& l) { return l.first == n; }); };
    std::vector<std::string> options;
    for (const auto& [n, title] : levels) options.push_back(std::to_string(n));
    const auto span = levels.empty() ? std::string() : std::to_string(levels.front().first) + ".." + std::to_string(levels.back().first);
    const bool given = translated(map, text).has_value();
    const auto meant = translated(map, text).value_or(text);
    if (means_nothing(meant)) return {};
    if (const auto n = leading_number(meant)) {
        const auto whole = static_cast<int64_t>(n->value);
        const bool fits = n->value == static_cast<double>(whole) && level(whole);
        const auto theirs = scale_of_heading(map.heading);
        const bool other = !given && theirs && !levels.empty() && *theirs != std::pair(levels.front().first, levels.back().first);
        if (fits && !other && (given || !n->code)) return valued(expr::Value::integer(whole));
        options.push_back("low..high -> " + span);
        if (other) {
            auto q = asked(label(f) + " is on a scale from " + std::to_string(theirs->first) + " to " + std::to_string(theirs->second) + " by its heading, ours goes " + span + ". Say how theirs lies on ours.", {std::to_string(theirs->first) + ".." + std::to_string(theirs->second) + " -> " + span});
            q.per_column = true;
            return q;
        }
        auto q = asked(n->code ? label(f) + " holds codes of another scale. Say which level each is, or how their range lies on ours (" + span + ")."
                               : label(f) + " holds numbers that are no levels of the method (" + span + "). Say which level each is, or how their range lies on ours.",
                       options);
        q.per_column = true;
        return q;
    }
    const auto plain = plain_words(meant);
    for (const auto& [n, title] : levels) if (plain_words(title) == plain) return valued(expr::Value::integer(n));
    if (const auto k = known("scale", meant); k && levels.size() == 5 && level(std::strtoll(k->name.c_str(), nullptr, 10)))
        return valued(expr::Value::integer(std::strtoll(k->name.c_str(), nullptr, 10)));
    return asked("\"" + text + "\" is no level of " + label(f) + " (" + span + "). Say which it is, or leave it empty.", options);
}

CellReading CellReader::day(const Field& f, const ColumnMap& map, const ColumnFacts& facts, const std::string& text) const {
    const auto order = !map.date_order.empty() ? map.date_order : facts.date_order == "?" ? std::string() : facts.date_order;
    const auto r = read_day(text, order);
    switch (r.kind) {
        case DayReading::day: break;
        case DayReading::either: {
            auto q = asked("Dates like " + text + " can be read with the day or with the month first, and no cell of the column decides it.", {"dmy", "mdy"});
            q.per_column = true;
            return q;
        }
        case DayReading::no_day: return refused(label(f) + " names a month without a day; write it like 2025-05-01, or translate the value.");
        case DayReading::impossible: return refused(label(f) + " is a day that does not exist; correct it.");
        case DayReading::none: {
            const auto plain = plain_words(text);
            if (plain == "none" || plain == "n a" || plain == "na" || plain == "tbd") return {};
            return refused(label(f) + " is no date; write it like 2025-03-21, or translate the value (empty for none).");
        }
    }
    if (f.type == FT::date) return valued(expr::Value::date(r.days));
    if (auto whole = value_from_text(f, text, nullptr, "/")) return valued(whole.take());
    return refused(label(f) + " needs a moment with its zone, like 2026-01-22T09:14:00+01:00; add the zone.");
}

CellReading CellReader::number(const Field& f, const ColumnFacts& facts, const std::string& text) const {
    const auto n = read_number(text, facts.numbers);
    if (n.kind == NumberReading::either) return refused(label(f) + " can be read as a thousand or as a fraction; write it with a decimal point and no thousands sign.");
    if (n.kind == NumberReading::none) {
        const auto plain = plain_words(text);
        if (plain == "none" || plain == "n a" || plain == "na" || plain == "tbd") return {};
        return refused(label(f) + " is no number; write digits only" + (f.unit.empty() ? "" : " (in " + f.unit + ")") + ", or translate the value.");
    }
    auto digits = n.text;
    if (f.places == 0 && digits.find('.') != std::string::npos && digits.find_first_not_of('0', digits.find('.') + 1) == std::string::npos) digits.erase(digits.find('.'));
    auto v = value_from_text(f, digits, nullptr, "/" + f.name);
    if (!v) return refused(v.error().message + "; correct it or translate the value.");
    return valued(v.take());
}

CellReading CellReader::tags(const Field& f, const std::string& text) const {
    std::vector<expr::Value> items;
    for (const auto& word : split_names(text, true)) {
        std::string name = word;
        if (!f.choices.empty()) {
            const auto k = known(f.name, word);
            if (k) name = k->name;
            else if (f.closed_tags) return asked("\"" + word + "\" is none of the words of " + label(f) + ". Say which it is, or leave it empty.", names_of(f));
        }
        const auto v = expr::Value::string(name);
        if (std::find(items.begin(), items.end(), v) == items.end()) items.push_back(v);
    }
    return items.empty() ? CellReading{} : valued(expr::Value::list(std::move(items)));
}

// "5.1", "A5.1" and "A 5.1" are A.5.1 where exactly one item of the kind is meant.
std::string CellReader::item(const Field& f, const std::string& text) const {
    auto apart = [](std::string_view s) {
        std::string out;
        for (char c : s) {
            if (!out.empty() && c >= '0' && c <= '9' && out.back() > '9') out += ' ';
            out += c;
        }
        return plain_words(out);
    };
    const auto plain = apart(text);
    std::string found;
    for (const auto& i : catalog_.items()) {
        if (i.kind != f.item) continue;
        const auto id = apart(i.id);
        if (id == plain) return i.id;
        if (plain.find_first_not_of("0123456789 ") == std::string::npos && id.ends_with(" " + plain) && id.size() <= plain.size() + 2) found = found.empty() ? i.id : "?";
    }
    return found.empty() || found == "?" ? text : found;
}

CellReading CellReader::read(const Field& f, const ColumnMap& map, const ColumnFacts& facts, const sheet::Cell& cell, const Levels& levels) const {
    auto text = cell_text(cell, f.type == FT::text);
    if (cell.kind == sheet::CellKind::error) return refused("The cell holds a spreadsheet error (" + text + "); correct the formula.");
    if (means_nothing(text)) return {};
    if (f.type == FT::scale) return scale(f, map, text, levels);
    if (const auto other = translated(map, text)) {
        if (means_nothing(*other)) return {};
        text = *other;
        if (f.type != FT::link && f.type != FT::links)
            if (auto v = value_from_text(f, text, &catalog_, "/" + f.name)) return valued(v.take());
    }
    const bool exact = !cell.exact.empty();
    switch (f.type) {
        case FT::choice: return choice(f, text);
        case FT::flag: return flag(f, cell.kind == sheet::CellKind::flag && exact ? std::string(cell.exact) : text);
        case FT::date: case FT::datetime: return day(f, map, facts, cell.kind == sheet::CellKind::date && exact ? std::string(cell.exact) : text);
        case FT::number: case FT::money: return number(f, facts, cell.kind == sheet::CellKind::number && exact ? std::string(cell.exact) : text);
        case FT::tags: return tags(f, text);
        case FT::link: case FT::links: {
            CellReading r;
            if (text.front() == '(' && text.find(')') == text.size() - 1) {
                r.rest = text;
                return r;
            }
            r.kind = CellReading::words;
            r.names = f.type == FT::links ? split_names(text, true) : std::vector<std::string>{text};
            return r;
        }
        case FT::line: return valued(expr::Value::string(f.item.empty() ? text : item(f, text)));
        case FT::text: return valued(expr::Value::string(text));
        case FT::file: return refused("Files cannot come from a table; attach them to the record.");
        default: break;
    }
    auto v = value_from_text(f, text, &catalog_, "/" + f.name);
    if (!v) return refused(v.error().message + "; correct it or translate the value.");
    return v.value().set() ? valued(v.take()) : CellReading{};
}

CellReading CellReader::state(const ColumnMap& map, const sheet::Cell& cell) const {
    const auto text = cell_text(cell, false);
    const auto meant = translated(map, text).value_or(text);
    if (means_nothing(meant)) return {};
    if (words_.type->has_state(meant)) return valued(expr::Value::string(meant));
    if (const auto k = known("state", meant)) return valued(expr::Value::string(k->name), k->rest);
    std::vector<std::string> options;
    for (const auto& s : words_.type->states) options.push_back(s.name);
    return asked("\"" + text + "\" is none of the states of a " + words_.type->title_one + ". Say which it is, or leave it empty for the initial one.", options);
}

int CellReader::fit_state(const ColumnFacts& facts) const {
    size_t good = 0;
    for (const auto& t : facts.distinct) good += known("state", t).has_value();
    return facts.distinct.empty() ? 50 : static_cast<int>(good * 100 / facts.distinct.size());
}

int CellReader::fit(const Field& f, const ColumnFacts& facts) const {
    if (facts.distinct.empty()) return 50;                          // nothing speaks for or against it
    size_t good = 0;
    for (const auto& t : facts.distinct) {
        switch (f.type) {
            case FT::choice: good += known(f.name, t).has_value(); break;
            case FT::tags: good += !f.closed_tags || known(f.name, t).has_value(); break;
            case FT::flag: good += flag(f, t).kind == CellReading::value; break;
            case FT::date: case FT::datetime: { const auto d = read_day(t, "dmy").kind; good += d == DayReading::day || d == DayReading::impossible || d == DayReading::no_day; break; }
            case FT::number: case FT::money: good += f.derived ? leading_number(t).has_value() : read_number(t, facts.numbers).kind != NumberReading::none; break;
            case FT::scale: good += leading_number(t).has_value() || known("scale", t).has_value(); break;
            case FT::file: case FT::parts: break;
            default: ++good;
        }
    }
    int fit = static_cast<int>(good * 100 / facts.distinct.size());
    if (f.unique && facts.repeats) fit = 0;
    if (f.type == FT::scale) fit = std::max(fit, 20);               // levels nobody knows are asked for, not left out
    return fit;
}

}  // namespace tutela::record
