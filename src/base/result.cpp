#include "base/result.h"

namespace tutela {

const char* name_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid: return "invalid";
        case ErrorKind::forbidden: return "forbidden";
        case ErrorKind::missing: return "missing";
        case ErrorKind::conflict: return "conflict";
        case ErrorKind::busy: return "busy";
        case ErrorKind::broken: return "broken";
    }
    return "broken";
}

}  // namespace tutela
