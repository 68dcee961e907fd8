// What makes one value valid for its field: limits, choices, ids.
#include <algorithm>

#include "base/spelling.h"
#include "base/utf8.h"
#include "record/decimal.h"
#include "record/record.h"
#include "record/value_fault.h"
#include "record/values.h"

namespace tutela::record {
namespace {

using expr::Kind;
using expr::Value;
using FT = FieldType;

Result<void> check_text(const Field& f, std::string_view text, std::string_view pointer) {
    if (!utf8::valid(text)) return wrong(label(f) + " is not valid UTF-8; send it as UTF-8", pointer);
    for (unsigned char c : text)
        if (c < 0x20 && (f.type != FT::text || (c != '\n' && c != '\t' && c != '\r')))
            return wrong(label(f) + (c == '\n' || c == '\r' ? " must be a single line; remove the line break" : " holds a control character; remove it"), pointer);
    int64_t most = f.type == FT::line || f.type == FT::text ? f.max.value_or(20000) : 200;
    if (text.size() > static_cast<size_t>(most))
        if (size_t n = utf8::count(text); n > static_cast<size_t>(most))
            return wrong(label(f) + " has " + std::to_string(n) + " characters, at most " + std::to_string(most) + " are possible; shorten it", pointer);
    return {};
}

Result<void> check_item(const Field& f, std::string_view id, const Catalog* catalog, std::string_view pointer) {
    if (f.item.empty() || !catalog) return {};
    std::vector<std::string> ids;
    for (const ItemName& item : catalog->items()) {
        if (item.kind != f.item) continue;
        if (item.id == id) return {};
        ids.push_back(item.id);
    }
    if (ids.empty()) return {};
    std::string near = nearest(id, ids);
    return wrong(label(f) + ": no standard has the " + f.item + " '" + std::string(id) + "'" +
                     (near.empty() ? "; choose one from the list" : "; did you mean '" + near + "'?"), pointer);
}

Result<void> check_choice(const Field& f, std::string_view name, std::string_view pointer) {
    std::vector<std::string> names;
    for (const Choice& c : f.choices) {
        if (c.name == name) return {};
        names.push_back(c.name);
    }
    std::string hint = did_you_mean(name, names);
    return wrong(label(f) + ": '" + std::string(name) + "' is none of the choices; " + (hint.empty() ? "choose one from the list" : hint), pointer);
}

bool id_shape(std::string_view id, std::string_view& prefix) {
    size_t dash = id.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return false;
    prefix = id.substr(0, dash);
    std::string_view digits = id.substr(dash + 1);
    return digits.size() >= 3 && digits.size() <= 15 && (digits.size() == 3 || digits[0] != '0') &&
           std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> check_link(const Field& f, std::string_view id, const Catalog* catalog, std::string_view pointer) {
    if (!catalog) return {};
    std::string_view prefix;
    const Declaration* target = f.to != "any" ? catalog->type(f.to) : nullptr;
    std::string example = target ? target->prefix + "-014" : "R-014";
    if (!id_shape(id, prefix)) return wrong(label(f) + ": '" + std::string(id) + "' is no id; ids look like " + example, pointer);
    const Declaration* found = catalog->type_by_id(id);
    if (!found) return wrong(label(f) + ": no kind of record has ids that begin with '" + std::string(prefix) + "-'; ids look like " + example, pointer);
    if (target && found != target)
        return wrong(label(f) + ": " + std::string(id) + " is a " + found->title_one + ", a " + target->title_one + " is due (ids begin with " + target->prefix + "-)", pointer);
    return {};
}

Result<void> check_number(const Field& f, int64_t scaled, std::string_view pointer) {
    int places = f.type == FT::scale ? 0 : f.places;
    if (places == 0 && (scaled > largest_whole || scaled < -largest_whole))
        return wrong(label(f) + " is too large; at most " + std::to_string(largest_whole) + " is possible", pointer);
    if (f.type == FT::scale && (scaled < 0 || scaled > 1000)) return wrong(label(f) + " must be the number of a level", pointer);
    if (f.min && scaled < *f.min) return wrong(label(f) + " must be at least " + decimal_text(*f.min, places), pointer);
    if (f.max && scaled > *f.max) return wrong(label(f) + " must be at most " + decimal_text(*f.max, places), pointer);
    return {};
}

Result<void> check_strings(const Field& f, const Value& v, const Catalog* catalog, std::string_view pointer) {
    const auto& items = v.as_list();
    if (items.size() > 10000) return wrong(label(f) + " has " + std::to_string(items.size()) + " entries, at most 10000 are possible", pointer);
    std::vector<std::string_view> seen;
    for (size_t i = 0; i < items.size(); ++i) {
        std::string below = std::string(pointer) + "/" + std::to_string(i);
        if (!items[i].is(Kind::string)) return wrong(label(f) + " must be a list of " + (f.type == FT::links ? "ids" : "texts"), below);
        std::string_view text = items[i].as_string();
        if (text.empty()) return wrong(label(f) + " holds an empty entry; remove it", below);
        TRY(check_text(f, text, below));
        if (f.type == FT::links) TRY(check_link(f, text, catalog, below));
        if (f.closed_tags) TRY(check_choice(f, text, below));
        seen.push_back(text);
    }
    std::sort(seen.begin(), seen.end());
    auto twice = std::adjacent_find(seen.begin(), seen.end());
    if (twice != seen.end()) return wrong(label(f) + " names '" + std::string(*twice) + "' twice; remove one", pointer);
    return {};
}

const Value* entry(const Value& map, std::string_view key) {
    for (auto& [k, v] : map.as_map())
        if (k.is(Kind::string) && k.as_string() == key) return &v;
    return nullptr;
}

Result<void> check_range(const Field& f, const Value& v, std::string_view pointer) {
    const Value *low = entry(v, "low"), *likely = entry(v, "likely"), *high = entry(v, "high");
    for (auto [value, key] : {std::pair{low, "low"}, std::pair{high, "high"}})
        if (!value) return wrong(label(f) + " lacks '" + key + "'; a range needs low and high", std::string(pointer) + "/" + key);
    for (auto& [k, value] : v.as_map())
        if (!value.is(Kind::decimal) || value.aux() != f.places) return wrong(label(f) + " must hold numbers with " + std::to_string(f.places) + " places", pointer);
    const Value& middle = likely ? *likely : *low;
    if (low->as_int() > middle.as_int() || middle.as_int() > high->as_int() || low->as_int() > high->as_int())
        return wrong(label(f) + ": low, likely and high must rise; swap them", pointer);
    return {};
}

Result<void> check_file(const Field& f, const Value& v, std::string_view pointer) {
    const Value *hash = entry(v, "hash"), *name = entry(v, "name"), *size = entry(v, "size"), *media = entry(v, "media_type");
    if (!hash || !name || !size || !media) return wrong(label(f) + " lacks hash, name, size or media_type; upload the file first", pointer);
    bool hex = hash->is(Kind::string) && hash->as_string().size() == 64 &&
               std::all_of(hash->as_string().begin(), hash->as_string().end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!hex) return wrong(label(f) + ": 'hash' must be a SHA-256 in 64 small hexadecimal digits", std::string(pointer) + "/hash");
    if (!name->is(Kind::string) || !media->is(Kind::string) || !size->is(Kind::integer) || size->as_int() < 0)
        return wrong(label(f) + ": name and media_type must be text, size a number of bytes", pointer);
    TRY(check_text(f, name->as_string(), std::string(pointer) + "/name"));
    return check_text(f, media->as_string(), std::string(pointer) + "/media_type");
}

Result<void> check_parts(const Field& f, const Value& v, const Catalog* catalog, std::string_view pointer) {
    const auto& rows = v.as_list();
    if (rows.size() > 2000) return wrong(label(f) + " has " + std::to_string(rows.size()) + " rows, at most 2000 are possible", pointer);
    for (size_t i = 0; i < rows.size(); ++i) {
        std::string below = std::string(pointer) + "/" + std::to_string(i);
        if (!rows[i].is(Kind::map)) return wrong(label(f) + " must be a list of objects", below);
        for (const Field& part : f.parts) {
            const Value* value = entry(rows[i], part.name);
            if (value && value->set()) TRY(check_value(part, *value, catalog, below + "/" + part.name));
            else if (part.required) return wrong(label(f) + ", row " + std::to_string(i + 1) + ": " + label(part) + " is missing; fill it in", below + "/" + part.name);
        }
        for (auto& [key, value] : rows[i].as_map())
            if (std::none_of(f.parts.begin(), f.parts.end(), [&, k = &key](const Field& part) { return k->is(Kind::string) && part.name == k->as_string(); }))
                return wrong(label(f) + ", row " + std::to_string(i + 1) + ": there is no such part field", below);
    }
    return {};
}

Kind held_as(const Field& f) {
    switch (f.type) {
        case FT::number: return f.places == 0 ? Kind::integer : Kind::decimal;
        case FT::money: return Kind::decimal;
        case FT::scale: return Kind::integer;
        case FT::date: return Kind::date;
        case FT::datetime: return Kind::timestamp;
        case FT::duration: return Kind::duration;
        case FT::flag: return Kind::boolean;
        case FT::range: case FT::file: return Kind::map;
        case FT::links: case FT::tags: case FT::parts: return Kind::list;
        default: return Kind::string;
    }
}

}  // namespace

Result<void> check_value(const Field& f, const Value& v, const Catalog* catalog, std::string_view pointer) {
    if (!v.set()) return {};
    Kind due = f.type == FT::money && f.places == 0 ? Kind::integer : held_as(f);
    if (!v.is(due)) return wrong(label(f) + " has the wrong type; a value of type " + name_of(f.type) + " is due", pointer);
    if (due == Kind::decimal && f.type != FT::range && v.aux() != f.places)
        return wrong(label(f) + " must have " + std::to_string(f.places) + " places", pointer);
    switch (f.type) {
        case FT::line: case FT::text:
            TRY(check_text(f, v.as_string(), pointer));
            return check_item(f, v.as_string(), catalog, pointer);
        case FT::choice: return check_choice(f, v.as_string(), pointer);
        case FT::link: return check_link(f, v.as_string(), catalog, pointer);
        case FT::number: case FT::money: case FT::scale: return check_number(f, v.as_int(), pointer);
        case FT::links: case FT::tags: return check_strings(f, v, catalog, pointer);
        case FT::range: return check_range(f, v, pointer);
        case FT::file: return check_file(f, v, pointer);
        case FT::parts: return check_parts(f, v, catalog, pointer);
        default: return {};
    }
}

}  // namespace tutela::record
