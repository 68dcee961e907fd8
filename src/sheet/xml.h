// A streaming XML reader for the parts of an XLSX file. Document types are refused, so there are no entities to expand
// and nothing outside is fetched; depth and the parser's own memory have limits.
#pragma once
#include <functional>
#include <string_view>

#include "base/result.h"
#include "sheet/archive.h"

namespace tutela::sheet {

// The attributes of one start tag, by local name ("id" for r:id).
class Attributes {
public:
    explicit Attributes(const char** list) : list_(list) {}
    std::string_view get(std::string_view name) const;    // empty if absent
    bool flag(std::string_view name) const;               // "1" or "true"

private:
    const char** list_;
};

struct XmlEvents {
    std::function<void(std::string_view name, const Attributes&)> start;    // names without their prefix
    std::function<void(std::string_view name)> end;
    std::function<void(std::string_view text)> text;                        // in pieces
    std::function<bool()> stop = [] { return false; };                      // asked between pieces of input
};

Result<> read_xml(Archive&, const std::string& part, const XmlEvents&);

}  // namespace tutela::sheet
