#include <algorithm>
#include <charconv>

#include "record/exchange/story.h"

namespace tutela::record {
namespace {

Error at(const std::string& file, int line, const std::string& what) { return invalid(file + ":" + std::to_string(line) + ": " + what); }

std::string text_of(const yaml::Node* n) { return n && n->kind == yaml::Node::text ? n->value : std::string{}; }

Result<int> day_of_text(const std::string& text, const std::string& place) {
    int day = 0;
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), day);
    if (error != std::errc{} || text.empty() || text.back() != 'd' || end != text.data() + text.size() - 1)
        return invalid(place + ": \"" + text + "\" is not a day such as -300d.");
    return day;
}

}  // namespace

class StoryReader {
public:
    StoryReader(const std::vector<Source>& files, Story& story) : files_(files), story_(story) {}

    Result<void> read(bool with_layer) {
        const auto world = TRY(file("world.yaml"));
        const auto* parts = world.find("parts");
        if (!parts || parts->kind != yaml::Node::list) return at("world.yaml", world.line, "`parts` lists the files of the world.");
        if (const auto* settings = world.find("settings"))
            for (size_t i = 0; i < settings->items.size(); ++i) story_.settings_.emplace_back(settings->keys[i].name, settings->items[i]);
        for (const auto& part : parts->items) {
            name_ = part.value;
            TRY(steps(TRY(file(name_))));
        }
        const auto* layers = world.find("layers");
        if (with_layer && layers)
            for (const auto& layer : layers->items) {
                name_ = layer.value;
                TRY(read_layer(TRY(file(name_))));
            }
        std::stable_sort(story_.steps_.begin(), story_.steps_.end(), [](const auto& a, const auto& b) { return a.day < b.day; });
        return {};
    }

private:
    Result<yaml::Node> file(const std::string& name) {
        for (const auto& f : files_)
            if (f.path == name || f.path.ends_with("/" + name)) return yaml::read(f.text, f.path);
        return missing("The world has no file \"" + name + "\"; world.yaml names it.");
    }

    std::string place(const yaml::Node& n) const { return name_ + ":" + std::to_string(n.line); }

    Result<void> read_layer(const yaml::Node& layer) {
        const auto* gaps = layer.find("gaps");
        if (!gaps) return at(name_, layer.line, "a layer lists its `gaps`.");
        for (const auto& g : gaps->items) {
            StoryGap gap{text_of(g.find("name")), text_of(g.find("says")), {}, {}};
            for (const auto* list : {g.find("rules"), g.find("finds")})
                if (list)
                    for (const auto& e : list->items) (list == g.find("rules") ? gap.rules : gap.finds).push_back(e.value);
            story_.gaps_.push_back(std::move(gap));
            if (const auto* s = g.find("steps")) TRY(steps(*s));
        }
        return {};
    }

    Result<void> steps(const yaml::Node& list) {
        if (list.kind != yaml::Node::list && !list.empty()) return at(name_, list.line, "a part is a list of steps.");
        for (const auto& n : list.items) TRY(n.find("table") ? table(n) : step(n));
        return {};
    }

    Result<void> step(const yaml::Node& n) {
        StoryStep s;
        s.place = place(n);
        bool named = false;
        for (size_t i = 0; i < n.keys.size(); ++i) {
            const auto& key = n.keys[i].name;
            const auto& value = n.items[i];
            if (key == "at") s.day = TRY(day_of_text(value.value, s.place));
            else if (key == "by") s.by = value.value;
            else if (key == "as") s.key = value.value;
            else if (key == "reason") s.reason = value.value;
            else if (key == "values") for (size_t k = 0; k < value.keys.size(); ++k) s.values.emplace_back(value.keys[k].name, value.items[k]);
            else if (key == "create" || key == "change" || key == "move" || key == "archive") { act(s, key, value.value); named = true; }
            else return at(name_, n.keys[i].line, "a step has no `" + key + "`; it has at, by, create, change, move, archive, as, reason, values.");
        }
        if (!named) return at(name_, n.line, "a step says create, change, move or archive.");
        story_.steps_.push_back(std::move(s));
        return {};
    }

    // "r_ransomware assess" for a move; a type for create; a key else.
    static void act(StoryStep& s, const std::string& word, const std::string& what) {
        if (word == "create") { s.act = StoryStep::create; s.type = what; return; }
        s.act = word == "change" ? StoryStep::change : word == "archive" ? StoryStep::archive : StoryStep::move;
        const auto blank = what.find(' ');
        s.key = what.substr(0, blank);
        if (s.act == StoryStep::move && blank != std::string::npos) s.move_name = what.substr(blank + 1);
    }

    Result<void> table(const yaml::Node& n) {
        const auto head = text_of(n.find("table"));
        const auto blank = head.find(' ');
        const auto verb = head.substr(0, blank), object = blank == std::string::npos ? std::string{} : head.substr(blank + 1);
        const auto *columns = n.find("columns"), *rows = n.find("rows");
        if (!columns || !rows || (verb != "create" && verb != "change" && verb != "move" && verb != "archive"))
            return at(name_, n.line, "a table says `table: create TYPE`, `table: change`, `table: move NAME` or `table: archive`, with `columns` and `rows`.");
        for (const auto& row : rows->items) {
            if (row.items.size() != columns->items.size())
                return at(name_, row.line, "the row has " + std::to_string(row.items.size()) + " cells, the table has " + std::to_string(columns->items.size()) + " columns.");
            TRY(table_row(n, verb, object, *columns, row));
        }
        return {};
    }

    Result<void> table_row(const yaml::Node& n, const std::string& verb, const std::string& object, const yaml::Node& columns, const yaml::Node& row) {
        StoryStep s;
        s.place = name_ + ":" + std::to_string(row.line);
        s.act = verb == "create" ? StoryStep::create : verb == "change" ? StoryStep::change : verb == "move" ? StoryStep::move : StoryStep::archive;
        if (verb == "create") s.type = object; else s.move_name = object;
        s.by = text_of(n.find("by"));
        s.reason = text_of(n.find("reason"));
        std::string day = text_of(n.find("at"));
        if (const auto* same = n.find("same"))
            for (size_t i = 0; i < same->keys.size(); ++i) s.values.emplace_back(same->keys[i].name, same->items[i]);
        for (size_t i = 0; i < columns.items.size(); ++i) {
            const auto& name = columns.items[i].value;
            const auto& cell = row.items[i];
            const bool unset = cell.kind == yaml::Node::text && !cell.quoted && cell.value == "_";
            if (unset) continue;
            if (name == "as" || name == "of") s.key = cell.value.starts_with('=') ? cell.value.substr(1) : cell.value;
            else if (name == "at") day = cell.value;
            else if (name == "by") s.by = cell.value;
            else if (name == "reason" && verb != "create") s.reason = cell.value;   // a new record may have a field of that name
            else {
                std::erase_if(s.values, [&](const auto& v) { return v.first == name; });
                s.values.emplace_back(name, cell);
            }
        }
        s.day = TRY(day_of_text(day, s.place));
        if (s.by.starts_with('=')) s.by = named(s, s.by.substr(1));
        if (s.key.empty()) s.key = "row " + std::to_string(story_.steps_.size());   // for the moves of `then`
        story_.steps_.push_back(s);
        if (const auto* then = n.find("then"))
            for (const auto& t : then->items) TRY(then_move(s, t));
        return {};
    }

    // `=owner`: whoever that field of the row names; any other word is a key itself.
    static std::string named(const StoryStep& s, const std::string& word) {
        for (const auto& [name, value] : s.values)
            if (name == word && value.value.starts_with('=')) return value.value.substr(1);
        return word;
    }

    Result<void> then_move(const StoryStep& row, const yaml::Node& t) {
        StoryStep s;
        s.place = place(t);
        s.act = StoryStep::move;
        s.key = row.key;
        s.move_name = text_of(t.find("move"));
        s.reason = text_of(t.find("reason"));
        s.by = t.find("by") ? text_of(t.find("by")) : row.by;
        if (s.by.starts_with('=')) s.by = named(row, s.by.substr(1));
        s.day = t.find("at") ? TRY(day_of_text(text_of(t.find("at")), s.place)) : row.day;
        if (const auto* values = t.find("values"))
            for (size_t i = 0; i < values->keys.size(); ++i) s.values.emplace_back(values->keys[i].name, values->items[i]);
        story_.steps_.push_back(std::move(s));
        return {};
    }

    const std::vector<Source>& files_;
    Story& story_;
    std::string name_;
};

Result<Story> Story::read(const std::vector<Source>& files, bool with_layer) {
    Story story;
    TRY(StoryReader(files, story).read(with_layer));
    return story;
}

}  // namespace tutela::record
