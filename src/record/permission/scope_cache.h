// Scopes already worked out, until a person, role, assignment or domain changes: sign-ins ask for theirs at every request.
#pragma once
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "record/permission/scope.h"

namespace tutela::record {

class ScopeCache {
public:
    // `shortly`: others write to the same database unseen, so nothing is kept longer than 50 ms.
    explicit ScopeCache(bool shortly = false) : shortly_(shortly) {}

    uint64_t generation() const { return generation_.load(); }
    void forget() {
        const std::lock_guard lock(mutex_);
        ++generation_;
        scopes_.clear();
    }
    std::optional<Scope> find(const std::string& person, int32_t day) const {
        const std::lock_guard lock(mutex_);
        const auto found = scopes_.find(person);
        if (found == scopes_.end() || found->second.day != day) return std::nullopt;
        if (shortly_ && std::chrono::steady_clock::now() - found->second.since > std::chrono::milliseconds(50)) return std::nullopt;
        return found->second.scope;
    }
    // Kept only if nothing was forgotten since `generation` was asked for, before the records were read.
    void keep(const std::string& person, int32_t day, uint64_t generation, const Scope& scope) {
        const std::lock_guard lock(mutex_);
        if (generation != generation_) return;
        if (scopes_.size() >= 10'000) scopes_.clear();
        scopes_.insert_or_assign(person, Known{scope, day, std::chrono::steady_clock::now()});
    }

private:
    struct Known { Scope scope; int32_t day; std::chrono::steady_clock::time_point since; };
    const bool shortly_;
    std::atomic<uint64_t> generation_{0};
    mutable std::mutex mutex_;
    std::map<std::string, Known> scopes_;
};

}  // namespace tutela::record
