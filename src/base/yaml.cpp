#include "base/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <unordered_set>

#include "base/utf8.h"

namespace tutela::yaml {
namespace {

// Thrown through yaml-cpp's parser by the handler; never leaves this file.
struct Refused { int line; std::string what; };

struct Bytes : std::streambuf {
    explicit Bytes(std::string_view t) {
        char* begin = const_cast<char*>(t.data());
        setg(begin, begin, begin + t.size());
    }
};

class Builder : public YAML::EventHandler {
public:
    Builder(std::string_view source, int depth) : source_(source), depth_(depth) {}
    Node root;
    bool started = false;

    void OnDocumentStart(const YAML::Mark&) override { started = true; }
    void OnDocumentEnd() override {}
    void OnAlias(const YAML::Mark& m, YAML::anchor_t) override {
        throw Refused{m.line + 1, "an alias (*name) is not allowed; write the content out, or put text that begins with * in quotes"};
    }
    void OnNull(const YAML::Mark& m, YAML::anchor_t anchor) override {
        check(m, "?", anchor);
        char c = at(m);
        if (c == '~' || c == 'n' || c == 'N')
            if (std::string_view word = plain_word(m); word == "~" || word == "null" || word == "Null" || word == "NULL")
                throw Refused{m.line + 1, "a null word has no meaning here; leave the value out, or put it in quotes"};
        scalar(m, "", false);
    }
    void OnScalar(const YAML::Mark& m, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override {
        check(m, tag, anchor);
        if (tag == "!") check_closed(m);
        scalar(m, text, tag == "!");
    }
    void OnSequenceStart(const YAML::Mark& m, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        check(m, tag, anchor);
        open(m, Node::list);
    }
    void OnSequenceEnd() override { open_.pop_back(); }
    void OnMapStart(const YAML::Mark& m, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        check(m, tag, anchor);
        open(m, Node::map);
    }
    void OnMapEnd() override { open_.pop_back(); }

private:
    struct Open { Node* node; bool key_next = true; std::unordered_set<std::string> seen; };

    char at(const YAML::Mark& m) const {
        return m.pos >= 0 && static_cast<size_t>(m.pos) < source_.size() ? source_[static_cast<size_t>(m.pos)] : '\0';
    }
    std::string_view plain_word(const YAML::Mark& m) const {
        std::string_view rest = source_.substr(static_cast<size_t>(m.pos));
        return rest.substr(0, rest.find_first_of(" \t\r\n,]}:#"));
    }
    // yaml-cpp gives "?" for plain and "!" for quoted text; "! text" gives "!" too, so the source decides.
    void check(const YAML::Mark& m, const std::string& tag, YAML::anchor_t anchor) const {
        if ((tag != "?" && tag != "!") || at(m) == '!')
            throw Refused{m.line + 1, "a tag (!name) is not allowed; put text or an expression that begins with ! in single quotes"};
        if (anchor != 0)
            throw Refused{m.line + 1, "an anchor (&name) is not allowed; write the content out, or put text that begins with & in quotes"};
    }
    // yaml-cpp lets a quote that is never closed swallow the rest of the file.
    void check_closed(const YAML::Mark& m) const {
        char quote = at(m);
        if (quote != '"' && quote != '\'') return;
        for (size_t i = static_cast<size_t>(m.pos) + 1; i < source_.size(); ++i) {
            if (quote == '"' && source_[i] == '\\') ++i;
            else if (source_[i] == quote && quote == '\'' && i + 1 < source_.size() && source_[i + 1] == quote) ++i;
            else if (source_[i] == quote) return;
        }
        throw Refused{m.line + 1, std::string("the quote ") + quote + " opened here is never closed; close it"};
    }
    Node& place(const YAML::Mark& m, Node::Kind kind) {
        Node node;
        node.kind = kind;
        node.line = m.line + 1;
        if (open_.empty()) {
            root = std::move(node);
            return root;
        }
        Open& in = open_.back();
        if (in.node->kind == Node::map && in.key_next)
            throw Refused{m.line + 1, "a map or list stands where a key is due; check the indentation and the brackets"};
        in.key_next = true;
        in.node->items.push_back(std::move(node));
        return in.node->items.back();
    }
    void open(const YAML::Mark& m, Node::Kind kind) {
        if (static_cast<int>(open_.size()) >= depth_)
            throw Refused{m.line + 1, "maps and lists are nested more than " + std::to_string(depth_) + " deep; flatten the text"};
        open_.push_back({&place(m, kind), true, {}});
    }
    void scalar(const YAML::Mark& m, const std::string& text, bool quoted) {
        if (!open_.empty() && open_.back().node->kind == Node::map && open_.back().key_next) return key(m, text, quoted);
        Node& node = place(m, Node::text);
        node.value = text;
        node.quoted = quoted;
    }
    void key(const YAML::Mark& m, const std::string& name, bool quoted) {
        Open& in = open_.back();
        if (name.empty()) throw Refused{m.line + 1, "a key is empty; give it a name"};
        if (name == "<<" && !quoted) throw Refused{m.line + 1, "merging (<<) is not allowed; write the keys out"};
        if (!in.seen.insert(name).second) {
            auto first = std::find_if(in.node->keys.begin(), in.node->keys.end(), [&](const Key& k) { return k.name == name; });
            throw Refused{m.line + 1, "the key '" + name + "' stands here a second time (first in line " +
                                          std::to_string(first->line) + "); remove or rename one"};
        }
        in.node->keys.push_back({name, m.line + 1});
        in.key_next = false;
    }

    std::string_view source_;
    int depth_;
    std::vector<Open> open_;                // pointers into items of the parent, which does not grow while a child is open
};

Error refuse(std::string_view file, int line, std::string_view what) {
    Error e = invalid(std::string(file) + ":" + std::to_string(line) + ": " + std::string(what));
    e.faults.push_back({"", e.message});
    return e;
}

int line_of(std::string_view text, size_t offset) {
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(offset), '\n'));
}

Result<void> check_bytes(std::string_view text, std::string_view file, const Limits& limits) {
    if (text.size() > limits.bytes)
        return refuse(file, 1, "the text has " + std::to_string(text.size()) + " bytes, more than the " +
                                   std::to_string(limits.bytes) + " allowed; split it");
    for (size_t i = 0; i < text.size();) {
        size_t n = utf8::sequence_length(text.substr(i));
        if (n == 0) return refuse(file, line_of(text, i), "the text is not valid UTF-8; save the file as UTF-8");
        if (n == 1 && static_cast<unsigned char>(text[i]) < 0x20 && text[i] != '\n' && text[i] != '\r' && text[i] != '\t')
            return refuse(file, line_of(text, i), "a control character stands in the text; remove it");
        i += n;
    }
    return {};
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (size_t i = 0; i < keys.size(); ++i)
        if (keys[i].name == key) return &items[i];
    return nullptr;
}

Result<Node> read(std::string_view text, std::string_view file, Limits limits) {
    TRY(check_bytes(text, file, limits));
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    try {
        Bytes bytes(text);
        std::istream in(&bytes);
        YAML::Parser parser(in);
        Builder builder(text, limits.depth);
        parser.HandleNextDocument(builder);
        Builder second(text, limits.depth);
        if (parser.HandleNextDocument(second))
            return refuse(file, second.root.line > 0 ? second.root.line : 1, "a second document (---) follows; one file holds one document");
        return std::move(builder.root);
    } catch (const Refused& refused) {
        return refuse(file, refused.line, refused.what);
    } catch (const YAML::Exception& e) {
        return refuse(file, e.mark.line + 1, "this is not YAML (" + e.msg + "); check indentation, colons, brackets and quotes");
    } catch (const std::exception& e) {
        return refuse(file, 1, std::string("the text cannot be read (") + e.what() + ")");
    }
}

}  // namespace tutela::yaml
