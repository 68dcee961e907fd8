// Shared strings and number formats of an XLSX file.
#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/utf8.h"
#include "sheet/xlsx.h"
#include "sheet/xml.h"

namespace tutela::sheet {
namespace {

class StringReader {
public:
    explicit StringReader(SharedParts& shared) : shared_(shared) {}

    XmlEvents events() {
        XmlEvents events;
        events.start = [this](std::string_view name, const Attributes&) {
            if (name == "si") text_.clear();
            else if (name == "rPh") phonetic_ = true;      // how to pronounce it: not shown
            else if (name == "t") taking_ = !phonetic_;
        };
        events.end = [this](std::string_view name) {
            if (name == "t") taking_ = false;
            else if (name == "rPh") phonetic_ = false;
            else if (name == "si") keep();
        };
        events.text = [this](std::string_view text) {
            if (!taking_ || error) return;
            if (text_.size() + text.size() > shared_.limits->cell_bytes)
                error = invalid(fmt::format("The shared text number {} is longer than {} bytes. Shorten the text of that cell.", shared_.strings.size() + 1, shared_.limits->cell_bytes), {}, "file_too_large");
            else text_ += text;
        };
        events.stop = [this] { return error.has_value(); };
        return events;
    }
    std::optional<Error> error;

private:
    void keep() {
        if (error) return;
        const Limits& limits = *shared_.limits;
        if (shared_.strings.size() >= limits.cells || shared_.store->bytes() > limits.text_bytes) {
            error = invalid(fmt::format("The file has more text than can be read at once ({} MiB or {} pieces). Split it into smaller files.", limits.text_bytes >> 20, limits.cells), {}, "file_too_large");
            return;
        }
        std::string text = unescape_text(std::move(text_));
        shared_.strings.push_back({shared_.store->add(text), static_cast<uint32_t>(text.size())});
        text_ = std::move(text);
        text_.clear();
    }
    SharedParts& shared_;
    std::string text_;
    bool taking_ = false, phonetic_ = false;
};

unsigned number_in(std::string_view text) {
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

std::string unescape_text(std::string text) {
    if (text.find("_x") == std::string::npos) return text;
    std::string out;
    for (size_t at = 0; at < text.size();) {
        unsigned code = 0;
        const char* from = text.data() + at + 2;
        bool escape = text.compare(at, 2, "_x") == 0 && at + 7 <= text.size() && text[at + 6] == '_' && std::from_chars(from, from + 4, code, 16).ptr == from + 4;
        if (escape && code != 0 && (code < 0xD800 || code > 0xDFFF)) utf8::append(out, code), at += 7;
        else out += text[at++];
    }
    return out;
}

Result<> read_shared_strings(Archive& archive, const std::string& part, SharedParts& shared) {
    StringReader reader(shared);
    TRY(read_xml(archive, part, reader.events()));
    if (reader.error) return std::move(*reader.error);
    return {};
}

Result<> read_styles(Archive& archive, const std::string& part, SharedParts& shared) {
    constexpr size_t max_formats = 65'536;     // more than Excel itself allows of either
    std::map<unsigned, NumberFormat> own;
    std::vector<unsigned> ids;
    bool in_cell_formats = false;
    XmlEvents events;
    events.start = [&](std::string_view name, const Attributes& attributes) {
        if (name == "cellXfs") in_cell_formats = true;
        else if (name == "numFmt" && own.size() < max_formats) own[number_in(attributes.get("numFmtId"))] = parse_format(attributes.get("formatCode").substr(0, 1024));
        else if (name == "xf" && in_cell_formats && ids.size() < max_formats) ids.push_back(number_in(attributes.get("numFmtId")));
    };
    events.end = [&](std::string_view name) {
        if (name == "cellXfs") in_cell_formats = false;
    };
    TRY(read_xml(archive, part, events));
    shared.styles.clear();
    for (unsigned id : ids) {
        auto found = own.find(id);
        shared.styles.push_back(found != own.end() ? found->second : built_in_format(id));
    }
    return {};
}

}  // namespace tutela::sheet
