#include "sheet/archive.h"

#include <fmt/format.h>
#include <zip.h>

#include <unordered_set>
#include <vector>

namespace tutela::sheet {
namespace {

const char* const damaged = "The file is damaged: its zip container cannot be read. Open it in a spreadsheet program and save it again.";

unsigned little16(std::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]) | static_cast<unsigned char>(bytes[at + 1]) << 8; }

// Looks at the end record before libzip builds its table from it (APPNOTE.TXT 4.3.16): the number of entries it claims.
Result<> check_entry_count(std::string_view bytes, size_t limit) {
    size_t from = bytes.size() > 65'557 ? bytes.size() - 65'557 : 0;
    bool found = false;
    for (size_t at = bytes.find("PK\5\6", from); at != std::string_view::npos && at + 22 <= bytes.size(); at = bytes.find("PK\5\6", at + 1)) {
        found = true;
        if (little16(bytes, at + 10) > limit || little16(bytes, at + 8) > limit)
            return invalid(fmt::format("The file has more than {} parts inside. That is no ordinary spreadsheet; export the table again.", limit), {}, "file_too_large");
    }
    if (!found) return invalid(damaged);
    return {};
}

bool leaves_archive(std::string_view name) {
    if (name.empty() || name[0] == '/' || name.find('\\') != std::string_view::npos || name.find(':') != std::string_view::npos) return true;
    for (char c : name)
        if (static_cast<unsigned char>(c) < 0x20) return true;
    return name == ".." || name.starts_with("../") || name.ends_with("/..") || name.find("/../") != std::string_view::npos;
}

Result<> check_entries(zip_t* archive, size_t limit) {
    zip_int64_t count = zip_get_num_entries(archive, 0);
    if (count < 0 || static_cast<size_t>(count) > limit) return invalid(damaged);
    std::unordered_set<std::string> seen;
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t entry;
        if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &entry) != 0 || !(entry.valid & ZIP_STAT_NAME)) return invalid(damaged);
        if (leaves_archive(entry.name)) return invalid("A part inside the file has a name that points outside of it. The file is not trustworthy and was not read.", {}, "hostile_file");
        if (!seen.insert(entry.name).second) return invalid("Two parts inside the file have the same name. The file is not trustworthy and was not read.", {}, "hostile_file");
        if ((entry.valid & ZIP_STAT_ENCRYPTION_METHOD) && entry.encryption_method != ZIP_EM_NONE)
            return invalid("The file is encrypted. Save it without a password.");
    }
    return {};
}

struct CloseEntry { void operator()(zip_file_t* file) const { zip_fclose(file); } };

}  // namespace

void Archive::Close::operator()(zip* archive) const { zip_discard(archive); }

Result<Archive> Archive::open(std::string_view bytes, const Limits& limits) {
    TRY(check_entry_count(bytes, limits.zip_entries));
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) return broken("zip: no source");
    zip_t* opened = zip_open_from_source(source, ZIP_RDONLY, &error);
    zip_error_fini(&error);
    if (opened == nullptr) {
        zip_source_free(source);
        return invalid(damaged);
    }
    Archive archive;
    archive.zip_.reset(opened);
    archive.allowance_ = archive.unpacked_limit_ = limits.unpacked_bytes;
    archive.max_elements_ = limits.cells * 5;
    TRY(check_entries(opened, limits.zip_entries));
    return archive;
}

bool Archive::has(const std::string& name) const { return zip_name_locate(zip_.get(), name.c_str(), 0) >= 0; }

Result<> Archive::stream(const std::string& name, const std::function<Result<bool>(std::string_view)>& take) {
    std::unique_ptr<zip_file_t, CloseEntry> file(zip_fopen(zip_.get(), name.c_str(), 0));
    if (!file) return invalid(fmt::format("The file is damaged: its part \"{}\" is missing or cannot be read. Save it again in a spreadsheet program.", name));
    std::vector<char> buffer(65'536);
    for (;;) {
        zip_int64_t got = zip_fread(file.get(), buffer.data(), buffer.size());
        if (got < 0) return invalid(fmt::format("The file is damaged: its part \"{}\" cannot be unpacked. Save it again in a spreadsheet program.", name));
        if (got == 0) return {};
        auto size = static_cast<size_t>(got);
        if (size > allowance_)
            return invalid(fmt::format("Unpacked, the file is larger than {} MiB. Copy the table alone into a new file and try again.", unpacked_limit_ >> 20), {}, "file_too_large");
        allowance_ -= size;
        if (!TRY(take({buffer.data(), size}))) return {};
    }
}

Result<std::string> Archive::whole(const std::string& name, size_t limit) {
    std::string text;
    TRY(stream(name, [&](std::string_view piece) -> Result<bool> {
        if (text.size() + piece.size() > limit) return invalid(fmt::format("The part \"{}\" of the file is too large.", name));
        text += piece;
        return true;
    }));
    return text;
}

}  // namespace tutela::sheet
