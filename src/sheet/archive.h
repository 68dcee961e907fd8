// A zip file in memory, opened with suspicion: its list of entries is checked before anything is unpacked, and what is
// unpacked counts against one allowance, whatever sizes the entries claim.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sheet/sheet.h"

struct zip;

namespace tutela::sheet {

class Archive {
public:
    // The bytes must outlive the archive. Refuses encrypted entries, too many entries, names that leave the archive
    // (.., absolute, backslash, control characters) and names that occur twice.
    static Result<Archive> open(std::string_view bytes, const Limits&);

    bool has(const std::string& name) const;

    // Gives the entry's bytes in pieces; false from `take` ends the reading without error.
    Result<> stream(const std::string& name, const std::function<Result<bool>(std::string_view)>& take);

    Result<std::string> whole(const std::string& name, size_t limit);

    // One more XML element read; false when the file has had more than any table within the limits needs.
    bool count_element() { return ++elements_ <= max_elements_; }

private:
    struct Close { void operator()(zip*) const; };
    std::unique_ptr<zip, Close> zip_;
    size_t allowance_ = 0;      // bytes that may still be unpacked
    size_t unpacked_limit_ = 0;
    size_t elements_ = 0, max_elements_ = 0;
};

}  // namespace tutela::sheet
