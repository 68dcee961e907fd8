// A value bound to ?1, ?2 … Text and blobs are borrowed until the call that takes them returns.
#pragma once
#include "base/result.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tutela::store {

// Bytes, to tell them from text.
struct Blob { std::string_view bytes; };

class Parameter {
public:
    enum class Kind : uint8_t { null, integer, real, text, blob };

    Parameter() = default;
    Parameter(std::nullptr_t) {}
    Parameter(std::nullopt_t) {}
    template <std::integral T>
    Parameter(T value) : kind_(Kind::integer), integer_(static_cast<int64_t>(value)) {}  // true is 1, false 0
    Parameter(double value) : kind_(Kind::real), real_(value) {}
    Parameter(std::string_view value) : kind_(Kind::text), bytes_(value) {}
    Parameter(const std::string& value) : kind_(Kind::text), bytes_(value) {}
    Parameter(const char* value) : kind_(Kind::text), bytes_(value) {}
    Parameter(Blob value) : kind_(Kind::blob), bytes_(value.bytes) {}
    template <class T>
    Parameter(const std::optional<T>& value) : Parameter(value.has_value() ? Parameter(value.value()) : Parameter()) {}

    Kind kind() const { return kind_; }
    int64_t integer() const { return integer_; }
    double real() const { return real_; }
    std::string_view bytes() const { return bytes_; }  // of text and blob

private:
    Kind kind_ = Kind::null;
    union { int64_t integer_ = 0; double real_; };
    std::string_view bytes_;
};

// Whether both engines take these bytes as text: UTF-8 (RFC 3629) without NUL.
bool is_text(std::string_view);
Error bad_text();

}  // namespace tutela::store
