// The JSON shapes of docs/reference/http.md, Import.
#include <algorithm>

#include "base/json.h"
#include "record/exchange/importer.h"

namespace tutela::record {
namespace {

constexpr size_t shown_rows = 500;

void write_sheets(json::Writer& w, const Upload& up) {
    const bool csv = up.book.format == sheet::Format::csv;
    w.key("sheets").open_array();
    for (const auto& s : up.book.sheets) {
        w.open_object().put("name", s.name).put("hidden", s.hidden).put("rows", static_cast<int64_t>(s.row_count())).put("columns", static_cast<int64_t>(s.width()));
        w.key("tables").open_array();
        for (const auto& t : up.tables) {
            if (t.sheet != s.name) continue;
            w.open_object().put("table", t.table).put("title", t.title).put("heading_row", t.heading_row).put("rows", static_cast<int64_t>(t.rows.size()));
            w.key("first_cells").open_array();
            for (const auto& h : t.headings) w.text(h);
            w.close_array().close_object();
        }
        w.close_array();
        w.key("encoding");
        if (csv) w.text(sheet::name_of(up.book.encoding));
        else w.null();
        w.key("separator");
        if (csv) w.text(std::string(1, up.book.separator));
        else w.null();
        w.close_object();
    }
    w.close_array();
}

void write_texts(json::Writer& w, std::string_view key, const std::vector<std::string>& texts) {
    w.key(key).open_array();
    for (const auto& t : texts) w.text(t);
    w.close_array();
}

void write_pairs(json::Writer& w, std::string_view key, const std::vector<std::pair<std::string, std::string>>& pairs) {
    w.key(key).open_object();
    for (const auto& [name, value] : pairs) w.put(name, value);
    w.close_object();
}

void write_row(json::Writer& w, const ImportRow& row) {
    w.open_object().put("table", row.table).put("row", row.row).put("sheet", row.sheet).put("outcome", row.outcome);
    w.key("id");
    if (row.id.empty()) w.null();
    else w.text(row.id);
    write_pairs(w, "values", row.values);
    write_pairs(w, "from", row.from);
    w.key("faults").open_array();
    for (const auto& f : row.faults) w.open_object().put("column", f.column).put("field", f.field).put("value", f.value).put("detail", f.detail).put("warning", f.warning).close_object();
    w.close_array().close_object();
}

// Reads a mapping member by member; what has the wrong shape is named by its place.
class Reader {
public:
    Result<Mapping> read(const json::value& v) {
        if (!v.is_object()) return invalid("A mapping is an object {\"type\": …, \"columns\": […]}.", "/", "bad_mapping");
        const auto& o = v.get_object();
        Mapping m;
        m.type = text(o, "type", "");
        m.state = text(o, "state", "");
        if (const auto* t = o.if_contains("tables"); t && t->is_array()) {
            for (const auto& n : t->get_array()) {
                if (!n.is_int64()) return invalid("Tables are numbers.", "/tables", "bad_mapping");
                m.tables.push_back(static_cast<int>(n.get_int64()));
            }
        }
        if (const auto* d = o.if_contains("defaults"); d && d->is_object())
            for (const auto& [key, value] : d->get_object()) m.defaults.emplace_back(std::string(key), plain(value));
        if (const auto* r = o.if_contains("link_rules"); r && r->is_object())
            for (const auto& [key, value] : r->get_object()) {
                const auto rule = plain(value);
                if (rule != "create" && rule != "link" && rule != "ignore") return invalid("A link rule is create, link or ignore.", "/link_rules/" + std::string(key), "bad_mapping");
                m.link_rules[std::string(key)] = rule;
            }
        const auto* columns = o.if_contains("columns");
        if (!columns || !columns->is_array()) return invalid("A mapping has columns: [{\"column\": \"A\", \"field\": …}].", "/columns", "bad_mapping");
        for (size_t i = 0; i < columns->get_array().size(); ++i) m.columns.push_back(TRY(column(columns->get_array()[i], "/columns/" + std::to_string(i))));
        return m;
    }

private:
    static std::string plain(const json::value& v) {
        if (v.is_string()) return std::string(v.get_string());
        return v.is_null() ? std::string() : json::write(v);
    }
    static std::string text(const json::object& o, std::string_view key, std::string fallback) {
        const auto* v = o.if_contains(key);
        return v ? plain(*v) : std::move(fallback);
    }
    static Result<ColumnMap> column(const json::value& v, const std::string& at) {
        if (!v.is_object()) return invalid("A column is an object {\"column\": \"A\", \"field\": …}.", at, "bad_mapping");
        const auto& o = v.get_object();
        ColumnMap c;
        const auto letters = text(o, "column", "");
        const auto number = sheet::column_of(letters);
        if (!number) return invalid("\"" + letters.substr(0, 20) + "\" is no column; write its letter, like C.", at + "/column", "bad_mapping");
        c.column = static_cast<int>(*number);
        c.heading = text(o, "heading", "");
        c.field = text(o, "field", "");
        c.why = text(o, "why", "");
        c.date_order = text(o, "date_order", "");
        if (!c.date_order.empty() && c.date_order != "dmy" && c.date_order != "mdy" && c.date_order != "ymd") return invalid("The order of a date is dmy, mdy or ymd.", at + "/date_order", "bad_mapping");
        if (const auto* n = o.if_contains("confidence"); n && n->is_int64()) c.confidence = static_cast<int>(std::clamp<int64_t>(n->get_int64(), 0, 100));
        if (const auto* values = o.if_contains("values"); values && values->is_object())
            for (const auto& [key, value] : values->get_object()) c.values[std::string(key)] = plain(value);
        return c;
    }
};

}  // namespace

std::string to_json(const Mapping& m) {
    std::string out;
    json::Writer w(out);
    w.open_object().put("type", m.type);
    w.key("tables").open_array();
    for (int t : m.tables) w.number(static_cast<int64_t>(t));
    w.close_array().key("columns").open_array();
    for (const auto& c : m.columns) {
        w.open_object().put("column", sheet::column_letters(static_cast<uint32_t>(c.column))).put("heading", c.heading).key("field");
        if (c.field.empty()) w.null();
        else w.text(c.field);
        w.put("confidence", c.confidence).put("why", c.why).key("values").open_object();
        for (const auto& [from, to] : c.values) w.put(from, to);
        w.close_object().key("date_order");
        if (c.date_order.empty()) w.null();
        else w.text(c.date_order);
        w.close_object();
    }
    w.close_array();
    write_pairs(w, "defaults", m.defaults);
    w.put("state", m.state).key("link_rules").open_object();
    for (const auto& [field, rule] : m.link_rules) w.put(field, rule);
    w.close_object().close_object();
    return out;
}

std::string to_json(const Upload& up) {
    std::string out;
    json::Writer w(out);
    w.open_object().put("import", up.id).put("name", up.name);
    write_sheets(w, up);
    w.key("proposal").raw(to_json(up.proposal)).key("candidates").open_array();
    for (const auto& [type, confidence] : up.candidates) w.open_object().put("type", type).put("confidence", confidence).close_object();
    w.close_array();
    write_texts(w, "notes", up.notes);
    w.close_object();
    return out;
}

std::string to_json(const Plan& plan) {
    std::string out;
    json::Writer w(out);
    w.open_object().put("new", plan.created).put("changed", plan.changed).put("unchanged", plan.unchanged).put("refused", plan.refused);
    w.key("questions").open_array();
    for (const auto& q : plan.questions) {
        w.open_object().put("column", q.column).put("heading", q.heading).put("field", q.field).put("what", q.what);
        write_texts(w, "options", q.options);
        write_texts(w, "examples", q.examples);
        w.close_object();
    }
    w.close_array();
    write_texts(w, "notes", plan.notes);
    // Of many rows those with something to say come before those without; each group in the order of the file.
    size_t with_faults = 0;
    for (const auto& row : plan.rows) with_faults += !row.faults.empty();
    const size_t plain = plan.rows.size() <= shown_rows ? plan.rows.size() : shown_rows - std::min(shown_rows, with_faults);
    size_t written = 0, without = 0;
    w.key("rows").open_array();
    for (const auto& row : plan.rows) {
        if (written == shown_rows || (row.faults.empty() && without++ >= plain)) continue;
        write_row(w, row);
        ++written;
    }
    w.close_array().put("more", static_cast<int64_t>(plan.rows.size() - written)).close_object();
    return out;
}

std::string to_json(const Applied& done) {
    std::string out;
    json::Writer w(out);
    w.open_object().key("batch");
    if (done.batch.empty()) w.null();
    else w.text(done.batch);
    w.put("created", done.created).put("changed", done.changed).put("unchanged", done.unchanged).put("refused", done.refused).put("position", done.position).close_object();
    return out;
}

Result<Mapping> mapping_from_json(std::string_view text) { return Reader().read(TRY(json::parse(text))); }

}  // namespace tutela::record
