#include "engine/verdict.h"

namespace tutela::engine {

const char* name_of(Verdict v) {
    switch (v) {
        case Verdict::nothing: return "nothing";
        case Verdict::conforms: return "conforms";
        case Verdict::excused: return "excused";
        case Verdict::cannot_judge: return "cannot_judge";
        case Verdict::gap: return "gap";
    }
    return "";
}

const char* words_of(Verdict v) {
    switch (v) {
        case Verdict::nothing: return "nothing to judge";
        case Verdict::conforms: return "conforms";
        case Verdict::excused: return "excused";
        case Verdict::cannot_judge: return "cannot judge";
        case Verdict::gap: return "gap";
    }
    return "";
}

const char* name_of(Severity s) {
    switch (s) {
        case Severity::none: return "";
        case Severity::observation: return "observation";
        case Severity::minor: return "minor";
        case Severity::major: return "major";
    }
    return "";
}

}  // namespace tutela::engine
