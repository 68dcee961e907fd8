#include "app/assets.h"

#include <charconv>
#include <map>
#include <string>

extern "C" const char tutela_web_begin[];
extern "C" const char tutela_web_end[];

namespace tutela::app {
namespace {

std::string_view next(std::string_view& text, char end) {
    const auto at = text.find(end);
    const auto piece = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    return piece;
}

std::map<std::string, api::Asset, std::less<>> read_archive(std::string_view archive) {
    std::map<std::string, api::Asset, std::less<>> out;
    if (next(archive, '\n') != "tutela web 1") return out;
    std::vector<std::pair<std::string, api::Asset>> files;
    std::vector<size_t> sizes;
    for (auto line = next(archive, '\n'); !line.empty(); line = next(archive, '\n')) {
        const std::string path(next(line, '\t'));
        api::Asset asset;
        asset.type = next(line, '\t');
        asset.etag = next(line, '\t');
        asset.encoding = next(line, '\t');
        if (asset.encoding == "-") asset.encoding = {};
        asset.hashed_name = path.starts_with("/assets/");
        size_t size = 0;
        std::from_chars(line.data(), line.data() + line.size(), size);
        files.emplace_back(path, asset);
        sizes.push_back(size);
    }
    for (size_t i = 0; i < files.size(); ++i) {
        files[i].second.body = archive.substr(0, sizes[i]);
        archive.remove_prefix(std::min(sizes[i], archive.size()));
        out.insert(files[i]);
    }
    return out;
}

}  // namespace

api::Assets embedded_assets() {
    static const auto files = read_archive({tutela_web_begin, static_cast<size_t>(tutela_web_end - tutela_web_begin)});
    return [](std::string_view path) -> const api::Asset* {
        const auto found = files.find(path);
        return found == files.end() ? nullptr : &found->second;
    };
}

}  // namespace tutela::app
