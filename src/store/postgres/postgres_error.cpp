#include "store/postgres/postgres_error.h"

#include "store/parameter.h"

namespace tutela::store {

static std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

Error connection_lost(std::string_view message) {
    return {ErrorKind::busy, "The database server cannot be reached; try again (" + first_line(message) + ").", {}, "connection_lost"};
}

Error postgres_error(std::string_view state, std::string message) {
    message = first_line(message);
    auto error = [&](ErrorKind kind, const char* code) { return Error{kind, message, {}, code}; };
    if (state == "23505")
        return conflict("There is already one with the same value where each must be different (" + message + ").", "unique");
    if (state == "23503") return error(ErrorKind::broken, "foreign_key");
    if (state.starts_with("23")) return error(ErrorKind::broken, "constraint");
    // 40: the transaction was ended for another's sake. 0A000 and 26000 come up when tables were changed under
    // a prepared statement: the statement is forgotten, a repetition prepares it anew.
    if (state.starts_with("40") || state == "26000" || message.find("cached plan must not change") != message.npos)
        return error(ErrorKind::busy, "serialization");
    if (state == "55P03") return error(ErrorKind::busy, "locked");
    if (state == "57014") return error(ErrorKind::busy, "interrupted");
    if (state.starts_with("08") || state.starts_with("57P") || state.starts_with("53300")) return connection_lost(message);
    if (state == "25006") return error(ErrorKind::broken, "read_only");
    if (state == "22021" || state == "22P05") return bad_text();
    if (state == "53100") return {ErrorKind::broken, "The disk of the database server is full (" + message + ").", {}, "disk_full"};
    if (state.starts_with("58")) return error(ErrorKind::broken, "io_failed");
    if (state == "XX001" || state == "XX002") return error(ErrorKind::broken, "corrupt");
    return broken(message + (state.empty() ? std::string() : " (" + std::string(state) + ")"));
}

}  // namespace tutela::store
