#include "record/declaration/folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tutela::record {
namespace {

namespace fs = std::filesystem;

Result<void> read_below(const fs::path& root, const char* folder, std::vector<Source>& sources) {
    try {
        if (!fs::exists(root / folder)) return {};
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            if (!entry.is_regular_file()) continue;
            std::string suffix = entry.path().extension().string();
            if (suffix != ".yaml" && suffix != ".md") continue;
            std::ifstream in(entry.path(), std::ios::binary);
            std::string text{std::istreambuf_iterator<char>(in), {}};
            if (in.bad() || !in.is_open()) return broken("cannot read " + entry.path().string() + "; check its permissions");
            sources.push_back({entry.path().lexically_relative(root).generic_string(), std::move(text)});
        }
    } catch (const fs::filesystem_error& e) {
        return broken(std::string("cannot read the declarations: ") + e.what());
    }
    return {};
}

Result<std::vector<Source>> read_folders(const std::string& root, std::initializer_list<const char*> folders) {
    std::vector<Source> sources;
    for (const char* folder : folders) TRY(read_below(root, folder, sources));
    std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
    return sources;
}

}  // namespace

Result<std::vector<Source>> read_house(const std::string& root) { return read_folders(root, {"src/record/kernel", "processes", "standards"}); }
Result<std::vector<Source>> read_kernel(const std::string& root) { return read_folders(root, {"src/record/kernel"}); }

}  // namespace tutela::record
