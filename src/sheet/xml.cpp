#include "sheet/xml.h"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <type_traits>

namespace tutela::sheet {
namespace {

constexpr size_t max_depth = 64;
constexpr size_t parser_memory = size_t{3} << 20;    // names, open tags and the longest single tag

// Expat's allocator has no argument of its own, so the count is kept for the thread: one parser runs at a time.
thread_local size_t parser_in_use = 0;
constexpr size_t head = alignof(std::max_align_t);

void* take_memory(size_t size) {
    if (size > parser_memory || parser_in_use + size > parser_memory) return nullptr;
    void* block = std::malloc(size + head);
    if (block == nullptr) return nullptr;
    parser_in_use += size;
    std::memcpy(block, &size, sizeof size);
    return static_cast<char*>(block) + head;
}

size_t size_of(void* memory) {
    size_t size;
    std::memcpy(&size, static_cast<char*>(memory) - head, sizeof size);
    return size;
}

void free_memory(void* memory) {
    if (memory == nullptr) return;
    parser_in_use -= size_of(memory);
    std::free(static_cast<char*>(memory) - head);
}

void* resize_memory(void* memory, size_t size) {
    void* larger = take_memory(size);
    if (larger == nullptr || memory == nullptr) return larger;
    std::memcpy(larger, memory, std::min(size, size_of(memory)));
    free_memory(memory);
    return larger;
}

std::string_view local(const char* name) {
    const char* colon = std::strrchr(name, ':');
    return colon == nullptr ? name : colon + 1;
}

struct Run {
    XML_Parser parser;
    const XmlEvents& events;
    Archive& archive;
    size_t depth = 0;
    const char* refused = nullptr;

    void refuse(const char* why) {
        refused = why;
        XML_StopParser(parser, XML_FALSE);
    }
};

void on_start(void* data, const char* name, const char** attributes) {
    Run& run = *static_cast<Run*>(data);
    if (++run.depth > max_depth) return run.refuse("it nests deeper than any spreadsheet does");
    if (!run.archive.count_element()) return run.refuse("the file has more elements than a table of the largest size");
    if (run.events.start) run.events.start(local(name), Attributes(attributes));
}

void on_end(void* data, const char* name) {
    Run& run = *static_cast<Run*>(data);
    --run.depth;
    if (run.events.end) run.events.end(local(name));
}

void on_text(void* data, const char* text, int size) {
    Run& run = *static_cast<Run*>(data);
    if (run.events.text) run.events.text({text, static_cast<size_t>(size)});
}

void on_doctype(void* data, const char*, const char*, const char*, int) {
    static_cast<Run*>(data)->refuse("it declares a document type, which no spreadsheet needs");
}

Error refusal(const std::string& part, const Run& run) {
    XML_Error code = XML_GetErrorCode(run.parser);
    if (run.refused != nullptr) return invalid(fmt::format("The part \"{}\" of the file was refused: {}. Save the table again in a spreadsheet program.", part, run.refused), {}, "hostile_file");
    if (code == XML_ERROR_NO_MEMORY) return invalid(fmt::format("The part \"{}\" of the file was refused: its tags are larger than any spreadsheet's. Save the table again in a spreadsheet program.", part), {}, "hostile_file");
    return invalid(fmt::format("The part \"{}\" of the file is not well-formed in line {}: {}. Save the table again in a spreadsheet program.", part, XML_GetCurrentLineNumber(run.parser), XML_ErrorString(code)));
}

}  // namespace

std::string_view Attributes::get(std::string_view name) const {
    for (const char** at = list_; *at != nullptr; at += 2)
        if (local(at[0]) == name) return at[1];
    return {};
}

bool Attributes::flag(std::string_view name) const {
    std::string_view value = get(name);
    return value == "1" || value == "true";
}

Result<> read_xml(Archive& archive, const std::string& part, const XmlEvents& events) {
    static const XML_Memory_Handling_Suite memory{take_memory, resize_memory, free_memory};
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate_MM(nullptr, &memory, nullptr), &XML_ParserFree);
    if (!parser) return broken("expat: no memory");
    Run run{.parser = parser.get(), .events = events, .archive = archive};
    XML_SetUserData(run.parser, &run);
    XML_SetElementHandler(run.parser, on_start, on_end);
    XML_SetCharacterDataHandler(run.parser, on_text);
    XML_SetStartDoctypeDeclHandler(run.parser, on_doctype);
    bool stopped = false;
    TRY(archive.stream(part, [&](std::string_view piece) -> Result<bool> {
        if (XML_Parse(run.parser, piece.data(), static_cast<int>(piece.size()), XML_FALSE) != XML_STATUS_OK) return refusal(part, run);
        stopped = events.stop();
        return !stopped;
    }));
    if (!stopped && XML_Parse(run.parser, "", 0, XML_TRUE) != XML_STATUS_OK) return refusal(part, run);
    return {};
}

}  // namespace tutela::sheet
