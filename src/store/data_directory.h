// A data directory and the lock that gives it one owner at a time.
#pragma once
#include "base/result.h"

#include <filesystem>
#include <string>

namespace tutela::store {

class DataDirectory {
public:
    // Makes the directory if needed (readable by its owner alone) and locks it by flock on its file `lock`, into
    // which process number and `owner` ("tutela serve") are written for people. The kernel frees the lock when the
    // process ends, however it ends; child processes do not inherit it.
    // Errors: busy "data_directory_owned", naming the owner; invalid (not a directory); broken.
    static Result<DataDirectory> own(const std::filesystem::path&, std::string_view owner);
    DataDirectory(DataDirectory&&) noexcept;
    DataDirectory& operator=(DataDirectory&&) = delete;
    ~DataDirectory();

    const std::filesystem::path& path() const { return path_; }

private:
    DataDirectory(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::filesystem::path path_;
    int lock_;
};

}  // namespace tutela::store
