// What a function gives that may fail in an expected way. Exceptions stop at the edge of the library that throws them.
#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tutela {

// The six kinds of failure. The first five speak to users; `broken` is ours and shows a reference number.
enum class ErrorKind { invalid, forbidden, missing, conflict, busy, broken };

// "invalid", "forbidden", … as written in JSON.
const char* name_of(ErrorKind);

// One place that is wrong: `pointer` is an RFC 6901 JSON pointer ("/owner") or empty, `message` says what is
// wrong and what to do.
struct Fault {
    std::string pointer;
    std::string message;
};

struct Error {
    ErrorKind kind = ErrorKind::broken;
    std::string message;          // one sentence for the person: what is wrong and what to do
    std::vector<Fault> faults;    // the places, where there are several or where a field is meant
    std::string code;             // stable short word for programs: "stale_version", "unknown_field"; may be empty
};

inline Error invalid(std::string message, std::string pointer = {}, std::string code = {}) {
    Error e{ErrorKind::invalid, std::move(message), {}, std::move(code)};
    if (!pointer.empty()) e.faults.push_back({std::move(pointer), e.message});
    return e;
}
inline Error forbidden(std::string message) { return {ErrorKind::forbidden, std::move(message), {}, {}}; }
inline Error missing(std::string message) { return {ErrorKind::missing, std::move(message), {}, {}}; }
inline Error conflict(std::string message, std::string code = {}) { return {ErrorKind::conflict, std::move(message), {}, std::move(code)}; }
inline Error busy(std::string message) { return {ErrorKind::busy, std::move(message), {}, {}}; }
inline Error broken(std::string message) { return {ErrorKind::broken, std::move(message), {}, {}}; }

template <class T = void>
class [[nodiscard]] Result {
public:
    Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}
    explicit operator bool() const { return held_.index() == 0; }
    bool ok() const { return held_.index() == 0; }
    T& value() & { return std::get<0>(held_); }
    const T& value() const& { return std::get<0>(held_); }
    T&& value() && { return std::get<0>(std::move(held_)); }
    T take() { return std::get<0>(std::move(held_)); }
    T* operator->() { return &std::get<0>(held_); }
    const T* operator->() const { return &std::get<0>(held_); }
    T& operator*() & { return std::get<0>(held_); }
    const T& operator*() const& { return std::get<0>(held_); }
    T&& operator*() && { return std::get<0>(std::move(held_)); }
    Error& error() { return std::get<1>(held_); }
    const Error& error() const { return std::get<1>(held_); }

private:
    std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)), failed_(true) {}
    explicit operator bool() const { return !failed_; }
    bool ok() const { return !failed_; }
    void value() const {}
    void take() const {}
    Error& error() { return error_; }
    const Error& error() const { return error_; }

private:
    Error error_;
    bool failed_ = false;
};

// auto x = TRY(f());   gives the value, or returns f's error from the enclosing function.
#define TRY(...)                                              \
    ({                                                        \
        auto try_result_ = (__VA_ARGS__);                     \
        if (!try_result_) return std::move(try_result_.error()); \
        try_result_.take();                                  \
    })

}  // namespace tutela
