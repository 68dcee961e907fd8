// Time zones from the system's compiled tables (RFC 8536, version 2 and later) and their POSIX footer.
#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "expr/time.h"

namespace tutela::expr {

namespace {

// The day of a change as POSIX.1 writes it: Jn, n or Mm.w.d, and the second of that day.
struct Change {
    char form = 'M';
    int month = 0, week = 0, day = 0;
    int32_t second = 7200;

    int64_t at(int year) const {
        int64_t start = days_of({year, 1, 1});
        if (form == 'J') {
            bool leap = days_of({year + 1, 1, 1}) - start == 366;
            return (start + day - 1 + (leap && day >= 60)) * 86400 + second;
        }
        if (form == '0') return (start + day) * 86400 + second;
        int64_t first = days_of({year, static_cast<unsigned>(month), 1});
        int weekday = static_cast<int>(((first + 4) % 7 + 7) % 7);
        int64_t found = first + (day - weekday + 7) % 7 + (week - 1) * 7;
        int64_t end = month == 12 ? days_of({year + 1, 1, 1}) : days_of({year, static_cast<unsigned>(month) + 1, 1});
        return (found >= end ? found - 7 : found) * 86400 + second;
    }
};

struct Footer {
    bool known = false, summer = false;
    int32_t standard = 0, daylight = 0;      // seconds east
    Change start, end;
};

struct Zone {
    std::vector<int64_t> moments;
    std::vector<int32_t> offsets;            // that hold from the moment on
    int32_t before = 0;
    Footer footer;
};

class FooterReader {
public:
    explicit FooterReader(std::string_view text) : text_(text) {}

    Footer read() {
        Footer made;
        int32_t west = 0;
        if (!name() || !time(west)) return made;
        made.known = true;
        made.standard = -west;
        if (text_.empty()) return made;
        made.daylight = made.standard + 3600;
        if (!name()) return Footer{};
        if (!text_.empty() && text_[0] != ',') {
            if (!time(west)) return Footer{};
            made.daylight = -west;
        }
        made.summer = change(made.start) && change(made.end);
        return made.summer ? made : Footer{};
    }

private:
    bool name() {
        if (!text_.empty() && text_[0] == '<') {
            size_t end = text_.find('>');
            if (end == text_.npos) return false;
            text_.remove_prefix(end + 1);
            return true;
        }
        size_t n = 0;
        while (n < text_.size() && ((text_[n] >= 'A' && text_[n] <= 'Z') || (text_[n] >= 'a' && text_[n] <= 'z'))) ++n;
        text_.remove_prefix(n);
        return n >= 3;
    }
    bool number(int& out) {
        size_t n = 0;
        out = 0;
        while (n < text_.size() && n < 4 && text_[n] >= '0' && text_[n] <= '9') out = out * 10 + (text_[n++] - '0');
        text_.remove_prefix(n);
        return n > 0;
    }
    bool take(char c) {
        if (text_.empty() || text_[0] != c) return false;
        text_.remove_prefix(1);
        return true;
    }
    bool time(int32_t& seconds) {
        int sign = take('-') ? -1 : 1, h = 0, m = 0, s = 0;
        if (sign > 0) take('+');
        if (!number(h) || (take(':') && !number(m)) || (m >= 0 && take(':') && !number(s))) return false;
        seconds = sign * (h * 3600 + m * 60 + s);
        return true;
    }
    bool change(Change& out) {
        if (!take(',')) return false;
        if (take('M')) {
            if (!number(out.month) || !take('.') || !number(out.week) || !take('.') || !number(out.day)) return false;
            if (out.month < 1 || out.month > 12 || out.week < 1 || out.week > 5 || out.day > 6) return false;
        } else {
            out.form = take('J') ? 'J' : '0';
            if (!number(out.day)) return false;
        }
        return !take('/') || time(out.second);
    }
    std::string_view text_;
};

class Table {
public:
    explicit Table(std::string_view data) : data_(data) {}

    std::unique_ptr<Zone> read() {
        if (!header() || version_ < '2') return nullptr;
        at_ += counts_[3] * 5 + counts_[4] * 6 + counts_[5] + counts_[2] * 8 + counts_[1] + counts_[0];
        if (!header()) return nullptr;
        size_t times = counts_[3], types = counts_[4], chars = counts_[5], leaps = counts_[2];
        size_t size = times * 9 + types * 6 + chars + leaps * 12 + counts_[1] + counts_[0];
        if (!types || data_.size() < at_ + size) return nullptr;
        auto zone = std::make_unique<Zone>();
        size_t kinds = at_ + times * 8, infos = kinds + times;
        auto offset = [&](size_t type) { return static_cast<int32_t>(big(infos + std::min(type, types - 1) * 6, 4)); };
        for (size_t i = 0; i < times; ++i) {
            zone->moments.push_back(static_cast<int64_t>(big(at_ + i * 8, 8)));
            zone->offsets.push_back(offset(static_cast<unsigned char>(data_[kinds + i])));
        }
        zone->before = offset(0);
        std::string_view rest = data_.substr(at_ + size);
        if (rest.size() > 2 && rest[0] == '\n')
            if (size_t end = rest.find('\n', 1); end != rest.npos) zone->footer = FooterReader(rest.substr(1, end - 1)).read();
        return zone;
    }

private:
    // Counts in file order: isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt.
    bool header() {
        if (data_.size() < at_ + 44 || data_.substr(at_, 4) != "TZif") return false;
        version_ = data_[at_ + 4];
        for (size_t i = 0; i < counts_.size(); ++i) counts_[i] = static_cast<size_t>(big(at_ + 20 + i * 4, 4));
        for (size_t count : counts_)
            if (count > 100'000) return false;
        at_ += 44;
        return true;
    }
    uint64_t big(size_t at, size_t bytes) const {
        uint64_t n = 0;
        for (size_t i = 0; i < bytes; ++i) n = (n << 8) | static_cast<unsigned char>(data_[at + i]);
        return n;
    }
    std::string_view data_;
    size_t at_ = 0;
    char version_ = 0;
    std::array<size_t, 6> counts_{};
};

int32_t offset_in(const Zone& zone, int64_t moment) {
    auto after = std::upper_bound(zone.moments.begin(), zone.moments.end(), moment);
    if (after == zone.moments.begin() && after != zone.moments.end()) return zone.before;
    if (after != zone.moments.end() || !zone.footer.known)
        return zone.moments.empty() ? zone.before : zone.offsets[static_cast<size_t>(after - zone.moments.begin()) - 1];
    const Footer& rule = zone.footer;
    if (!rule.summer) return rule.standard;
    int64_t local = moment + rule.standard, days = local / 86400 - (local % 86400 < 0);
    int year = civil_of(days).year;
    int64_t start = rule.start.at(year) - rule.standard, end = rule.end.at(year) - rule.daylight;
    bool summer = start < end ? moment >= start && moment < end : moment >= start || moment < end;
    return summer ? rule.daylight : rule.standard;
}

bool plain_name(std::string_view name) {
    if (name.empty() || name.size() > 64 || name[0] == '/' || name[0] == '.' || name.find("..") != name.npos) return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '/';
    });
}

const Zone* zone_named(std::string_view name) {
    static std::mutex lock;
    static std::map<std::string, std::unique_ptr<Zone>, std::less<>> zones;
    std::lock_guard held(lock);
    auto found = zones.find(name);
    if (found != zones.end()) return found->second.get();
    std::ifstream file("/usr/share/zoneinfo/" + std::string(name), std::ios::binary);
    if (!file) return nullptr;
    std::string data{std::istreambuf_iterator<char>(file), {}};
    auto zone = Table(data).read();
    return zone ? zones.emplace(name, std::move(zone)).first->second.get() : nullptr;
}

std::optional<int32_t> fixed_offset(std::string_view zone) {
    int sign = zone.starts_with('-') ? -1 : 1;
    if (zone.starts_with('-') || zone.starts_with('+')) zone.remove_prefix(1);
    auto digit = [&](size_t i) { return zone[i] >= '0' && zone[i] <= '9'; };
    if (zone.size() != 5 || zone[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return {};
    int hours = (zone[0] - '0') * 10 + zone[1] - '0', minutes = (zone[3] - '0') * 10 + zone[4] - '0';
    if (hours > 23 || minutes > 59) return {};
    return sign * (hours * 3600 + minutes * 60);
}

}  // namespace

std::optional<int32_t> zone_offset(std::string_view zone, int64_t moment) {
    if (zone == "UTC" || zone == "Z") return 0;
    if (auto fixed = fixed_offset(zone)) return fixed;
    const Zone* found = plain_name(zone) ? zone_named(zone) : nullptr;
    if (!found) return {};
    return offset_in(*found, moment);
}

}  // namespace tutela::expr
