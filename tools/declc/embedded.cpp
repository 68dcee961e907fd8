#include "declarations/embedded.h"

#include <cstdlib>
#include <string_view>

#include "record/declaration/archive.h"

extern "C" const char tutela_declarations_begin[];
extern "C" const char tutela_declarations_end[];

namespace tutela::declarations {

std::vector<record::Source> embedded_sources() {
    std::string_view archive(tutela_declarations_begin, static_cast<size_t>(tutela_declarations_end - tutela_declarations_begin));
    auto sources = record::unpack(archive);
    if (!sources) std::abort();                          // declc wrote it: a damaged program must not start
    return sources.take();
}

}  // namespace tutela::declarations
