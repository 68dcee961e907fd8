#include "record/ledger/entry.h"

#include <array>

#include "record/ledger/encoding.h"

namespace tutela::record {
namespace {

std::string member(const json::object& o, std::string_view name) {
    const auto* v = o.if_contains(name);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

int64_t whole(const json::object& o, std::string_view name) {
    const auto* v = o.if_contains(name);
    return v && v->is_int64() ? v->get_int64() : 0;
}

const json::object* inner(const json::object& o, std::string_view name) {
    const auto* v = o.if_contains(name);
    return v && v->is_object() ? &v->get_object() : nullptr;
}

}  // namespace

Hash commitment(std::string_view salt, std::string_view field, std::string_view value) {
    return digest::sha256({salt, field, std::string_view("\0", 1), value});
}

Held hold(std::string field, std::string value) { return {std::move(field), digest::random_bytes(16), std::move(value)}; }

std::string Commitment::json() const {
    return (at ? "{\"at\":" + std::to_string(at) + "," : std::string("{")) + "\"sha256\":\"" + digest::hex(hash) + "\"}";
}

std::optional<Commitment> Commitment::read(const json::value& v) {
    if (!v.is_object()) return std::nullopt;
    const auto& o = v.get_object();
    const auto* text = o.if_contains("sha256");
    if (!text || !text->is_string()) return std::nullopt;
    auto hash = digest::hash_from_hex(std::string_view(text->get_string().data(), text->get_string().size()));
    if (!hash) return std::nullopt;
    return Commitment{*hash, whole(o, "at")};
}

void Draft::text(std::string key, std::string_view value) {
    std::string json;
    json::append_string(json, value);
    put(std::move(key), std::move(json));
}

std::string Draft::finish(int64_t position, int64_t at, const Hash& previous, std::string_view record) const {
    std::array<std::pair<std::string_view, std::string>, 4> late = {{
        {"at", std::to_string(at)}, {"position", std::to_string(position)}, {"previous", '"' + digest::hex(previous) + '"'}, {"record", {}}}};
    if (!record.empty()) json::append_string(late[3].second, record);
    std::string out = "{";
    size_t size = 256;
    for (const auto& [key, json] : members_) size += key.size() + json.size() + 4;
    out.reserve(size);
    const auto add = [&](std::string_view key, std::string_view json) {
        if (out.size() > 1) out += ',';
        ((out += '"') += key) += "\":";
        out += json;
    };
    size_t next = 0;
    const auto late_before = [&](std::string_view key) {
        for (; next < late.size() && (key.empty() || late[next].first < key); ++next)
            if (!late[next].second.empty()) add(late[next].first, late[next].second);
    };
    for (const auto& [key, json] : members_) {
        late_before(key);
        add(key, json);
    }
    late_before({});
    return out += '}';
}

const json::object* Entry::after() const { return inner(body, "after"); }

const json::object* Entry::values() const {
    const json::object* image = after();
    return image ? inner(*image, "values") : nullptr;
}

std::vector<std::pair<std::string, Commitment>> Entry::commitments() const {
    std::vector<std::pair<std::string, Commitment>> out;
    for (const char* name : {"ground", "reason", "title"})
        if (const auto* v = body.if_contains(name))
            if (auto c = Commitment::read(*v)) out.emplace_back("@" + std::string(name), *c);
    if (const auto* fields = values())
        for (const auto& member : *fields)
            if (auto c = Commitment::read(member.value())) out.emplace_back(std::string(member.key()), *c);
    return out;
}

Result<Entry> Entry::read(std::string_view text) {
    auto parsed = json::parse(text, {256u << 20, 64});
    if (!parsed || !parsed->is_object()) return broken("An entry is not a JSON object.");
    auto again = json::canonical(parsed.value());
    if (!again || again.value() != text) return broken("An entry is not written in its canonical form.");
    Entry e;
    e.body = std::move(parsed->get_object());
    e.position = whole(e.body, "position");
    e.at = whole(e.body, "at");
    e.version = whole(e.body, "version");
    e.actor = member(e.body, "actor");
    e.act = member(e.body, "act");
    e.key = member(e.body, "key");
    e.batch = member(e.body, "batch");
    e.move = member(e.body, "move");
    e.origin = member(e.body, "origin");
    e.type = member(e.body, "type");
    e.record = member(e.body, "record");
    e.request = member(e.body, "request");
    e.previous = member(e.body, "previous");
    e.number = number_in(e.record);
    return e;
}

}  // namespace tutela::record
