#include "expr/format.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "expr/library.h"
#include "expr/show.h"

namespace tutela::expr {

namespace {

// Fails by filling `problem`.
class Formatter {
public:
    Formatter(std::string_view pattern, const std::vector<Value>& items, Frame& f) : pattern_(pattern), items_(items), frame_(f) {}

    Value run() {
        while (at_ < pattern_.size() && problem_.empty()) {
            size_t percent = std::min(pattern_.find('%', at_), pattern_.size());
            out_ += pattern_.substr(at_, percent - at_);
            at_ = percent;
            if (at_ < pattern_.size()) directive();
            if (!pay()) return over_budget();
        }
        return problem_.empty() ? Value::string(out_) : Value::error("format: " + problem_);
    }

private:
    bool pay() {
        uint64_t grown = out_.size() - paid_;
        paid_ = out_.size();
        return frame_.work(1 + grown / 16) && frame_.memory(grown);
    }
    void fail(std::string why) { problem_ = std::move(why); }

    void directive() {
        ++at_;
        if (at_ < pattern_.size() && pattern_[at_] == '%') { out_ += '%'; ++at_; return; }
        int precision = 6;
        if (at_ < pattern_.size() && pattern_[at_] == '.') {
            precision = 0;
            for (++at_; at_ < pattern_.size() && pattern_[at_] >= '0' && pattern_[at_] <= '9'; ++at_) precision = std::min(1000, precision * 10 + (pattern_[at_] - '0'));
            if (precision > 100) return fail("the precision is at most 100");
        }
        if (at_ >= pattern_.size()) return fail("the text ends after %");
        char letter = pattern_[at_++];
        if (std::string_view("sdfexXob").find(letter) == std::string_view::npos) return fail(std::string("unknown directive %") + letter);
        if (next_ >= items_.size()) return fail("there are fewer values than directives");
        const Value& v = items_[next_++];
        if (letter == 's') return shown(v);
        if (letter == 'f' || letter == 'e') return real(v, letter, precision);
        if (letter == 'd') return decimal(v);
        based(v, letter);
    }

    void wrong(const Value& v, char letter) { fail(std::string("%") + letter + " does not take " + std::string(type_name(v))); }

    static bool number(const Value& v) { return v.is(Kind::integer) || v.is(Kind::uinteger) || v.is(Kind::real) || v.is(Kind::decimal); }

    void real(const Value& v, char letter, int precision) {
        if (!number(v)) return wrong(v, letter);
        double d = v.is(Kind::integer) ? static_cast<double>(v.as_int()) : v.is(Kind::uinteger) ? static_cast<double>(v.as_uint()) : v.as_double();
        if (!std::isfinite(d)) { out_ += show_double(d); return; }
        char buffer[512];
        std::snprintf(buffer, sizeof buffer, letter == 'f' ? "%.*f" : "%.*e", precision, d);
        out_ += buffer;
    }

    void decimal(const Value& v) {
        if (v.is(Kind::integer) || v.is(Kind::uinteger) || (number(v) && !std::isfinite(v.as_double()))) out_ += show_scalar(v);
        else wrong(v, 'd');
    }

    void based(const Value& v, char letter) {
        bool hex = letter == 'x' || letter == 'X';
        if (hex && (v.is(Kind::string) || v.is(Kind::bytes))) {
            for (unsigned char c : v.as_string()) digits(c, 16, letter == 'X', 2);
            return;
        }
        if (v.is(Kind::boolean) && letter == 'b') { out_ += v.as_bool() ? '1' : '0'; return; }
        if (!v.is(Kind::integer) && !v.is(Kind::uinteger)) return wrong(v, letter);
        uint64_t n = v.as_uint();
        if (v.is(Kind::integer) && v.as_int() < 0) { out_ += '-'; n = 0 - n; }
        digits(n, hex ? 16 : letter == 'o' ? 8 : 2, letter == 'X', 1);
    }

    void digits(uint64_t n, unsigned base, bool upper, size_t least) {
        std::string text;
        const char* letters = upper ? "0123456789ABCDEF" : "0123456789abcdef";
        for (; n || text.size() < least; n /= base) text += letters[n % base];
        out_.append(text.rbegin(), text.rend());
    }

    void shown(const Value& v) {
        if (!pay()) return;     // a list may hold the same long text many times
        if (v.is(Kind::list)) {
            out_ += '[';
            bool first = true;
            for (auto& item : v.as_list()) {
                if (!first) out_ += ", ";
                first = false;
                shown(item);
            }
            out_ += ']';
        } else if (v.is(Kind::map)) {
            shown_map(v);
        } else {
            out_ += show_scalar(v);
        }
    }

    // Entries are ordered by their keys as text, so that the same map always reads the same.
    void shown_map(const Value& v) {
        std::vector<std::pair<std::string, const Value*>> entries;
        for (auto& [key, value] : v.as_map()) entries.emplace_back(show_scalar(key), &value);
        std::sort(entries.begin(), entries.end(), [](auto& a, auto& b) { return a.first < b.first; });
        out_ += '{';
        for (size_t i = 0; i < entries.size(); ++i) {
            out_ += (i ? ", " : "") + entries[i].first + ": ";
            shown(*entries[i].second);
        }
        out_ += '}';
    }

    std::string_view pattern_;
    const std::vector<Value>& items_;
    Frame& frame_;
    size_t at_ = 0, next_ = 0, paid_ = 0;
    std::string out_, problem_;
};

}  // namespace

Value format(std::span<const Value> args, Frame& f) { return Formatter(args[0].as_string(), args[1].as_list(), f).run(); }

}  // namespace tutela::expr
