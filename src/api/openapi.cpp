// OpenAPI 3.1, generated from the catalog: every type has the same addresses, its schema differs.
#include "api/router.h"
#include "api/type_json.h"
#include "base/json.h"

namespace tutela::api {
namespace {

using json::array;
using json::object;
using record::Declaration;
using record::Field;
using record::FieldType;

object text_schema(std::string_view description = {}) {
    object o{{"type", "string"}};
    if (!description.empty()) o["description"] = description;
    return o;
}

object reference(std::string_view name) { return {{"$ref", "#/components/schemas/" + std::string(name)}}; }
object list_of(object items) { return {{"type", "array"}, {"items", std::move(items)}}; }

std::string camel(std::string_view name) {
    std::string out;
    bool up = true;
    for (char c : name) {
        if (c == '_' || c == '-') { up = true; continue; }
        out += up && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        up = false;
    }
    return out;
}

object field_schema(const Field& f);

object parts_schema(const std::vector<Field>& fields) {
    object properties;
    for (const auto& f : fields) properties[f.name] = field_schema(f);
    return {{"type", "object"}, {"properties", std::move(properties)}};
}

object decimal_schema() { return {{"type", "string"}, {"pattern", "^-?[0-9]+(\\.[0-9]+)?$"}}; }

object shape_of(const Field& f) {
    switch (f.type) {
        case FieldType::number: {
            if (f.places) return decimal_schema();
            object o{{"type", "integer"}};
            if (f.min) o["minimum"] = *f.min;
            if (f.max) o["maximum"] = *f.max;
            return o;
        }
        case FieldType::money: return decimal_schema();
        case FieldType::scale: return {{"type", "integer"}};
        case FieldType::date: return {{"type", "string"}, {"format", "date"}};
        case FieldType::datetime: return {{"type", "string"}, {"format", "date-time"}};
        case FieldType::flag: return {{"type", "boolean"}};
        case FieldType::choice: {
            object o{{"type", "string"}};
            array names;
            for (const auto& c : f.choices) names.emplace_back(c.name);
            o["enum"] = std::move(names);
            return o;
        }
        case FieldType::range:
            return {{"type", "object"}, {"properties", object{{"low", decimal_schema()}, {"likely", decimal_schema()}, {"high", decimal_schema()}}}, {"required", array{"low", "high"}}};
        case FieldType::links: return list_of(text_schema());
        case FieldType::tags: return list_of(text_schema());
        case FieldType::parts: return list_of(parts_schema(f.parts));
        case FieldType::file:
            return {{"type", "object"}, {"properties", object{{"hash", text_schema()}, {"name", text_schema()}, {"size", object{{"type", "integer"}}}, {"media_type", text_schema()}}}};
        default: {
            object o{{"type", "string"}};
            if (f.max && (f.type == FieldType::line || f.type == FieldType::text)) o["maxLength"] = *f.max;
            return o;
        }
    }
}

object field_schema(const Field& f) {
    auto o = shape_of(f);
    o["title"] = f.title;
    if (!f.hint.empty()) o["description"] = f.hint;
    if (f.derived || f.computed) o["readOnly"] = true;
    return o;
}

object values_schema(const Declaration& d) {
    object properties;
    for (const auto& f : d.fields) properties[f.name] = field_schema(f);
    return {{"type", "object"}, {"title", d.title_one + ", values"}, {"description", d.says}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

object record_schema(const Declaration& d) {
    object properties{{"values", reference(camel(d.name) + "Values")}};
    array states;
    for (const auto& s : d.states) states.emplace_back(s.name);
    if (states.empty()) states.emplace_back(d.initial);
    properties["state"] = object{{"type", "string"}, {"enum", std::move(states)}};
    return {{"title", d.title_one}, {"description", d.says}, {"allOf", array{reference("Record"), object{{"type", "object"}, {"properties", std::move(properties)}}}}};
}

object parameter(std::string_view name, std::string_view in, std::string_view says, bool required = false) {
    return {{"name", name}, {"in", in}, {"required", required}, {"description", says}, {"schema", text_schema()}};
}

object body_of(object schema) { return {{"required", true}, {"content", object{{"application/json", object{{"schema", std::move(schema)}}}}}}; }

object ok(std::string_view says, object schema) {
    return {{"description", says}, {"content", object{{"application/json", object{{"schema", std::move(schema)}}}}}};
}

object answers(object success, std::string_view status = "200") {
    object out;
    out[std::string(status)] = std::move(success);
    for (const char* code : {"4XX", "5XX"}) out[code] = object{{"$ref", "#/components/responses/Problem"}};
    return out;
}

object operation(const std::string& id, const std::string& summary, const std::string& tag, array parameters, object responses) {
    object o{{"operationId", id}, {"summary", summary}, {"description", summary + "."}, {"tags", array{tag}}, {"responses", std::move(responses)}};
    if (!parameters.empty()) o["parameters"] = std::move(parameters);
    return o;
}

object page_schema(const std::string& name) {
    return {{"type", "object"}, {"required", array{"record"}}, {"properties", object{{"record", reference(name)}, {"labels", reference("Labels")}, {"links", object{{"type", "object"}}},
            {"moves", list_of({{"type", "object"}})}, {"can", object{{"type", "object"}}}, {"gaps", list_of(reference("Gap"))}}}};
}

object list_schema(const std::string& name) {
    return {{"type", "object"}, {"required", array{"records"}}, {"properties", object{{"records", list_of(reference(name))}, {"labels", reference("Labels")},
            {"next", object{{"type", array{"string", "null"}}}}, {"position", object{{"type", "integer"}}}, {"took_us", object{{"type", "integer"}}}}}};
}

array list_parameters() {
    return {parameter("filter", "query", "A condition in CEL over the fields, for example level > 8"), parameter("sort", "query", "Fields, - before one for descending"),
            parameter("fields", "query", "Only these fields"), parameter("limit", "query", "At most so many, 1 to 500"), parameter("cursor", "query", "The next of the page before"),
            parameter("q", "query", "Words to search for"), parameter("archived", "query", "true: archived ones too"), parameter("as_of", "query", "What was known on that day or at that position")};
}

array one_parameters(bool version) {
    array out{parameter("id", "path", "Id of the record", true)};
    if (version) out.push_back(parameter("If-Match", "header", "The version that was seen, in quotes", true));
    return out;
}

void add_type(object& paths, object& schemas, const Declaration& d) {
    const auto name = camel(d.name), tag = d.title_many, base = "/" + d.path;
    schemas[name + "Values"] = values_schema(d);
    schemas[name] = record_schema(d);
    const object body{{"type", "object"}, {"properties", object{{"values", reference(name + "Values")}, {"reason", text_schema("Why")}, {"domain", text_schema("Unit it belongs to")}}}};
    auto create = operation("create" + name, "A new record: " + d.title_one, tag, {parameter("Idempotency-Key", "header", "The same key does the same thing once")}, answers(ok("Created", page_schema(name)), "201"));
    create["requestBody"] = body_of(body);
    paths[base] = object{{"get", operation("list" + camel(d.path), "List: " + d.title_many, tag, list_parameters(), answers(ok("A page", list_schema(name))))}, {"post", std::move(create)}};
    paths[base + "/keys"] = object{{"get", operation("keysOf" + camel(d.path), "Ids in order: " + d.title_many, tag, list_parameters(), answers(ok("Ids", {{"type", "object"}, {"properties", object{{"keys", list_of(text_schema())}}}})))}};
    paths[base + "/count"] = object{{"get", operation("count" + camel(d.path), "How many: " + d.title_many, tag, list_parameters(), answers(ok("Count", {{"type", "object"}, {"properties", object{{"count", object{{"type", "integer"}}}}}})))}};
    auto bulk = operation("bulk" + camel(d.path), "Several changes as one batch: " + d.title_many, tag, {}, answers(ok("What became of each", {{"type", "object"}, {"properties", object{{"results", list_of({{"type", "object"}})}, {"batch", text_schema()}}}})));
    bulk["requestBody"] = body_of({{"type", "object"}, {"required", array{"changes"}}, {"properties", object{{"dry_run", object{{"type", "boolean"}}}, {"changes", list_of({{"type", "object"}, {"required", array{"id", "version", "values"}}, {"properties", object{{"id", text_schema()}, {"version", object{{"type", "integer"}}}, {"values", reference(name + "Values")}}}})}}}});
    paths[base + "/bulk"] = object{{"post", std::move(bulk)}};
    auto change = operation("change" + name, "Change: " + d.title_one, tag, one_parameters(true), answers(ok("Changed", page_schema(name))));
    change["requestBody"] = body_of(body);
    array as_of = one_parameters(false);
    as_of.push_back(parameter("as_of", "query", "What was known on that day or at that position"));
    paths[base + "/{id}"] = object{{"get", operation("get" + name, "One record: " + d.title_one, tag, as_of, answers(ok("The record", page_schema(name))))}, {"patch", std::move(change)}};
    paths[base + "/{id}/history"] = object{{"get", operation("history" + name, "History: " + d.title_one, tag, as_of, answers(ok("Changes, newest first", object{{"type", "object"}})))}};
    auto moves_parameters = one_parameters(true);
    array names;
    for (const auto& m : d.moves) names.emplace_back(m.name);
    if (!names.empty()) {
        moves_parameters.push_back(object{{"name", "move"}, {"in", "path"}, {"required", true}, {"description", "Name of the move"}, {"schema", object{{"type", "string"}, {"enum", std::move(names)}}}});
        auto move = operation("move" + name, "Move to another state: " + d.title_one, tag, std::move(moves_parameters), answers(ok("Moved", page_schema(name))));
        move["requestBody"] = body_of(body);
        paths[base + "/{id}/moves/{move}"] = object{{"post", std::move(move)}};
    }
    for (const char* act : {"archive", "unarchive", "restore"}) {
        auto o = operation(std::string(act) + name, camel(act) + ": " + d.title_one, tag, one_parameters(true), answers(ok("Done", page_schema(name))));
        o["requestBody"] = body_of({{"type", "object"}, {"properties", object{{"reason", text_schema("Why")}, {"version", object{{"type", "integer"}, {"description", "restore: the version that comes back"}}}}}});
        paths[base + "/{id}/" + act] = object{{"post", std::move(o)}};
    }
}

void add_acts(object& paths);

void add_house(object& paths) {
    const array check{parameter("standard", "query", "For example 27001"), parameter("at", "query", "Judge as on that day"), parameter("as_of", "query", "What was known then"), parameter("format", "query", "json, text or sarif")};
    const object anything{{"type", "object"}};
    auto get = [&](const char* path, const char* id, const char* summary, array parameters, object schema) {
        paths[path] = object{{"get", operation(id, summary, "House", std::move(parameters), answers(ok("Answer", std::move(schema))))}};
    };
    get("/check", "check", "The verdict for every clause, and the gaps", check, {{"type", "object"}, {"properties", object{{"gaps", list_of(reference("Gap"))}, {"clauses", list_of(anything)}}}});
    get("/clauses/{id}", "clause", "One obligation or control with its rules and records", {parameter("id", "path", "Id of the item", true)}, anything);
    get("/coverage", "coverage", "Every item with what answers it, or the hole", {parameter("standard", "query", "Standard")}, anything);
    get("/forecast", "forecast", "The days on which verdicts turn", {parameter("until", "query", "Last day")}, anything);
    get("/explain/{name}", "explain", "What a rule, clause, type or field is", {parameter("name", "path", "Name", true)}, anything);
    get("/reports", "listReports", "The reports there are", {}, anything);
    get("/reports/{name}", "report", "A report as a file", {parameter("name", "path", "Name", true), parameter("format", "query", "pdf, xlsx, html, csv, md or json"), parameter("as_of", "query", "What was known then")}, anything);
    get("/types", "types", "The record types as declared", {}, anything);
    get("/session", "session", "Who is signed in", {}, anything);
    get("/search", "search", "Words over all records", {parameter("q", "query", "Words")}, anything);
    get("/health", "health", "Whether all is well", {}, anything);
    get("/verify", "verify", "Whether the history is whole", {}, anything);
    get("/batches", "batches", "Imports and bulk changes", {}, anything);
    get("/gaps", "gaps", "Gaps that somebody must close", {parameter("who", "query", "Id of a person, or me")}, {{"type", "object"}, {"properties", object{{"gaps", list_of(reference("Gap"))}}}});
    get("/standards", "standards", "The standards there are", {}, anything);
    get("/statement-of-applicability", "statementOfApplicability", "The Statement of Applicability as data", {}, anything);
    get("/recent", "recent", "What was done lately", {parameter("before", "query", "Entries before this position")}, anything);
    get("/export", "exportAll", "All records that may be read", {}, anything);
    get("/export/{types}", "exportType", "All records of a type as a file", {parameter("types", "path", "Path of the type", true), parameter("format", "query", "csv, xlsx or json"), parameter("filter", "query", "A condition in CEL")}, anything);
    get("/checkpoint", "checkpoint", "A signed checkpoint of the history", {}, anything);
    get("/imports/mappings", "listMappings", "Saved mappings", {}, anything);
    get("/openapi.json", "openapi", "This document", {}, anything);
    paths["/events"] = object{{"get", operation("events", "Changes as they happen", "House", {}, answers(object{{"description", "A stream of events: change, verdicts, state"}, {"content", object{{"text/event-stream", object{{"schema", text_schema()}}}}}}))}};
    add_acts(paths);
}

// What is done in the house rather than asked: signing in, tokens, imports, taking back.
void add_acts(object& paths) {
    const object anything{{"type", "object"}};
    auto add = [&](const char* path, const char* method, const char* id, const char* summary, array parameters, std::string_view status, object body) {
        auto o = operation(id, summary, "House", std::move(parameters), answers(status == "204" ? object{{"description", "Done"}} : ok("Done", anything), status));
        if (!body.empty()) o["requestBody"] = body_of(std::move(body));
        auto& at = paths[path];
        if (!at.is_object()) at = object{};
        at.get_object()[method] = std::move(o);
    };
    auto with = [](object properties) { return object{{"type", "object"}, {"properties", std::move(properties)}}; };
    const object days{{"type", "integer"}, {"minimum", 1}, {"maximum", 366}};
    add("/session", "post", "signIn", "Sign in with the token of a one-time link", {}, "200", with({{"token", text_schema()}}));
    paths["/session"].get_object()["post"].get_object()["security"] = array{};
    add("/session", "delete", "signOut", "Sign out", {}, "204", {});
    add("/sign-in-links", "post", "signInLink", "A one-time link for a person", {}, "201", with({{"person", text_schema()}, {"minutes", object{{"type", "integer"}}}}));
    add("/tokens", "get", "tokens", "Living tokens and sign-ins of a person", {parameter("person", "query", "Id; without it one's own")}, "200", {});
    add("/tokens", "post", "makeToken", "A token for a program", {}, "201", with({{"person", text_schema()}, {"name", text_schema("What it is for")}, {"days", days}}));
    add("/tokens/{id}", "delete", "revokeToken", "End a token", {parameter("id", "path", "Id of the token", true)}, "204", {});
    add("/backup", "post", "backup", "Copy everything to a file on the server's machine", {}, "200", with({{"file", text_schema()}}));
    add("/batches/{batch}/undo", "post", "undoBatch", "Take a batch back", {parameter("batch", "path", "Id of the batch", true)}, "200", {});
    add("/imports", "post", "upload", "A spreadsheet, with what could be made of it", {parameter("name", "query", "Name of the file"), parameter("type", "query", "Record type, if it is known")}, "201", {});
    paths["/imports"].get_object()["post"].get_object()["requestBody"] = object{{"required", true}, {"content", object{{"application/octet-stream", object{{"schema", object{{"type", "string"}, {"contentMediaType", "application/octet-stream"}}}}}}}};
    const array import{parameter("import", "path", "Id of the upload", true)}, mapping{parameter("name", "path", "Name of the mapping", true)};
    add("/imports/{import}/plan", "post", "planImport", "What an import would do, under a mapping", import, "200", anything);
    add("/imports/{import}/apply", "post", "applyImport", "Write an import as one batch", import, "200", with({{"mapping", anything}, {"partial", object{{"type", "boolean"}}}}));
    add("/imports/mappings/{name}", "get", "mapping", "A saved mapping", mapping, "200", {});
    add("/imports/mappings/{name}", "put", "saveMapping", "Keep a mapping", mapping, "204", anything);
}

}  // namespace

std::string openapi_json(const record::Catalog& catalog, const std::string& version) {
    object paths, schemas;
    schemas["Record"] = object{{"type", "object"}, {"required", array{"id", "type", "version", "state"}}, {"properties", object{{"id", text_schema("R-014")}, {"type", text_schema()}, {"title", text_schema()},
        {"version", object{{"type", "integer"}}}, {"state", text_schema()}, {"position", object{{"type", "integer"}}}, {"archived", object{{"type", "boolean"}}}, {"imported", object{{"type", "boolean"}}},
        {"created_at", text_schema()}, {"created_by", text_schema()}, {"changed_at", text_schema()}, {"changed_by", text_schema()}}}};
    schemas["Labels"] = object{{"type", "object"}, {"description", "Titles of the records that are linked to, by id"}, {"additionalProperties", text_schema()}};
    schemas["Gap"] = object{{"type", "object"}, {"properties", object{{"rule", text_schema()}, {"severity", text_schema()}, {"record", text_schema()}, {"reason", text_schema()}, {"remedy", text_schema()}, {"obligations", list_of(text_schema())}}}};
    schemas["Problem"] = object{{"type", "object"}, {"description", "RFC 9457"}, {"properties", object{{"title", text_schema()}, {"status", object{{"type", "integer"}}}, {"detail", text_schema("What is wrong and what to do")}, {"code", text_schema()},
        {"errors", list_of({{"type", "object"}, {"properties", object{{"pointer", text_schema()}, {"detail", text_schema()}}}})}}}};
    for (const auto& d : catalog.types()) add_type(paths, schemas, d);
    add_house(paths);
    array tags;
    for (const auto& d : catalog.types()) tags.push_back(object{{"name", d.title_many}, {"description", d.says}});
    tags.push_back(object{{"name", "House"}, {"description", "Verdicts, reports and the house itself"}});
    const object document{
        {"openapi", "3.1.0"},
        {"info", object{{"title", "Tutela"}, {"version", version}, {"description", "Security management system: records, history and computed conformity. Generated from the declarations."}, {"license", object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
        {"servers", array{object{{"url", "/api/v1"}, {"description", "This instance"}}}},
        {"security", array{object{{"bearer", array{}}}, object{{"cookie", array{}}}}},
        {"tags", std::move(tags)},
        {"paths", std::move(paths)},
        {"components", object{{"schemas", std::move(schemas)},
            {"responses", object{{"Problem", object{{"description", "What is wrong and what to do"}, {"content", object{{"application/problem+json", object{{"schema", reference("Problem")}}}}}}}}},
            {"securitySchemes", object{{"bearer", object{{"type", "http"}, {"scheme", "bearer"}}}, {"cookie", object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "tutela_session"}}}}}}}};
    return json::write_pretty(document);
}

}  // namespace tutela::api
