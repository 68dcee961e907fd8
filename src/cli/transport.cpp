#include "cli/transport.h"

namespace tutela::cli {
namespace {

std::string text_of(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string{};
}

Error error_of(const Reply& reply) {
    Error e;
    e.message = "The server answered " + std::to_string(reply.status) + ".";
    auto parsed = json::parse(reply.body);
    if (!parsed || !parsed->is_object()) return e;
    const auto& o = parsed->get_object();
    for (auto kind : {ErrorKind::invalid, ErrorKind::forbidden, ErrorKind::missing, ErrorKind::conflict, ErrorKind::busy, ErrorKind::broken})
        if (text_of(o, "kind") == name_of(kind)) e.kind = kind;
    e.message = text_of(o, "detail");
    e.code = text_of(o, "code");
    if (const auto reference = text_of(o, "reference"); !reference.empty()) e.message += " Reference " + reference + ".";
    if (const auto* faults = o.if_contains("errors"); faults && faults->is_array())
        for (const auto& f : faults->get_array())
            if (f.is_object()) e.faults.push_back({text_of(f.get_object(), "pointer"), text_of(f.get_object(), "detail")});
    return e;
}

}  // namespace

Result<Reply> send(const Transport& transport, const Ask& ask) {
    auto reply = TRY(transport(ask));
    if (reply.status >= 400) return error_of(reply);
    return reply;
}

Result<json::value> send_json(const Transport& transport, const Ask& ask) {
    const auto reply = TRY(send(transport, ask));
    if (reply.body.empty()) return json::value{};
    return TRY(json::parse(reply.body, {size_t{1} << 30, 64}));
}

}  // namespace tutela::cli
