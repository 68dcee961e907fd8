#include "api/http/message.h"

#include "base/json.h"

namespace tutela::api {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

const std::string* find(const Pairs& pairs, std::string_view name) {
    for (const auto& [k, v] : pairs)
        if (k == name) return &v;
    return nullptr;
}

}  // namespace

const std::string* Request::header(std::string_view name) const { return find(headers, name); }
const std::string* Request::parameter(std::string_view name) const { return find(query, name); }

std::string Request::cookie(std::string_view name) const {
    const auto* all = header("cookie");
    if (!all) return {};
    std::string_view rest = *all;
    while (!rest.empty()) {
        const auto end = rest.find(';');
        auto one = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
        const auto equals = one.find('=');
        if (equals != std::string_view::npos && one.substr(0, equals) == name) return std::string(one.substr(equals + 1));
    }
    return {};
}

void EventStream::push(std::string text) {
    std::function<void()> wake;
    {
        const std::lock_guard lock(guard_);
        if (closed_) return;
        waiting_ += text;
        if (waiting_.size() > most_waiting) closed_ = true;
        wake = wake_;
    }
    if (wake) wake();
}

void EventStream::close() {
    std::function<void()> wake;
    {
        const std::lock_guard lock(guard_);
        closed_ = true;
        wake = wake_;
    }
    if (wake) wake();
}

bool EventStream::closed() const { const std::lock_guard lock(guard_); return closed_; }

std::string EventStream::take() { const std::lock_guard lock(guard_); return std::exchange(waiting_, {}); }

void EventStream::on_wake(std::function<void()> wake) { const std::lock_guard lock(guard_); wake_ = std::move(wake); }

std::string percent_decoded(std::string_view s) {
    std::string out;
    for (size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '%' && i + 2 < s.size() && hex_digit(s[i + 1]) >= 0 && hex_digit(s[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(s[i + 1]) << 4 | hex_digit(s[i + 2]));
            i += 2;
        } else {
            out += s[i];
        }
    }
    return out;
}

std::string percent_encoded(std::string_view s) {
    static const char digits[] = "0123456789ABCDEF";
    std::string out;
    for (unsigned char c : s) {
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == '~') out += static_cast<char>(c);
        else { out += '%'; out += digits[c >> 4]; out += digits[c & 15]; }
    }
    return out;
}

Pairs parse_query(std::string_view text) {
    Pairs out;
    while (!text.empty()) {
        const auto end = text.find('&');
        std::string one(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (one.empty()) continue;
        for (char& c : one) if (c == '+') c = ' ';
        const auto equals = one.find('=');
        out.emplace_back(percent_decoded(one.substr(0, equals)), equals == std::string::npos ? std::string{} : percent_decoded(std::string_view(one).substr(equals + 1)));
    }
    return out;
}

Result<void> set_target(Request& request, std::string_view target) {
    if (target.empty() || target.front() != '/') return invalid("The request target must be a path that starts with \"/\".", {}, "bad_target");
    const auto mark = target.find('?');
    request.path = percent_decoded(target.substr(0, mark));
    if (mark != std::string_view::npos) request.query = parse_query(target.substr(mark + 1));
    if (request.path.find('\0') != std::string::npos || !json::valid_utf8(request.path))
        return invalid("The path holds a NUL or is not valid UTF-8.", {}, "bad_target");
    if ((request.path + "/").find("/../") != std::string::npos) return invalid("The path must not go upward with \"..\".", {}, "bad_target");
    for (const auto& [k, v] : request.query)
        if (!json::valid_utf8(k) || !json::valid_utf8(v)) return invalid("The query is not valid UTF-8.", {}, "bad_utf8");
    return {};
}

}  // namespace tutela::api
