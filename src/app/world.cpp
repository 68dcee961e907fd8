#include "app/world.h"

#include <charconv>
#include <string_view>

extern "C" const char tutela_world_begin[];
extern "C" const char tutela_world_end[];

namespace tutela::app {

std::vector<record::Source> embedded_world() {
    std::string_view archive(tutela_world_begin, static_cast<size_t>(tutela_world_end - tutela_world_begin));
    auto line = [&] {
        const auto end = archive.find('\n');
        const auto piece = archive.substr(0, end);
        archive.remove_prefix(end == std::string_view::npos ? archive.size() : end + 1);
        return piece;
    };
    std::vector<record::Source> out;
    std::vector<size_t> sizes;
    if (line() != "tutela texts 1") return out;
    for (auto head = line(); !head.empty(); head = line()) {
        const auto tab = head.find('\t');
        size_t size = 0;
        std::from_chars(head.data() + tab + 1, head.data() + head.size(), size);
        out.push_back({std::string(head.substr(0, tab)), {}});
        sizes.push_back(size);
    }
    for (size_t i = 0; i < out.size(); ++i) {
        out[i].text = archive.substr(0, sizes[i]);
        archive.remove_prefix(std::min(sizes[i], archive.size()));
    }
    return out;
}

}  // namespace tutela::app
