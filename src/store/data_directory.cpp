#include "store/data_directory.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tutela::store {

static Error failed(const std::filesystem::path& path, const char* what) {
    return invalid(path.string() + " " + what + ": " + std::strerror(errno) + ".");
}

static std::string content_of(int file) {
    char text[256];
    ssize_t size = ::pread(file, text, sizeof text, 0);
    return size > 0 ? std::string(text, static_cast<size_t>(size)) : std::string();
}

static Result<void> make_directory(const std::filesystem::path& path) {
    std::error_code error;
    if (!path.parent_path().empty()) std::filesystem::create_directories(path.parent_path(), error);
    if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST) return failed(path, "cannot be made");
    if (!std::filesystem::is_directory(path, error)) return invalid(path.string() + " is not a directory; name another.");
    return {};
}

Result<DataDirectory> DataDirectory::own(const std::filesystem::path& path, std::string_view owner) {
    TRY(make_directory(path));
    const std::filesystem::path name = path / "lock";
    const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file < 0) return failed(name, "cannot be opened");
    DataDirectory directory(path, file);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return failed(name, "cannot be locked");
        std::string by = content_of(file);
        return Error{ErrorKind::busy, path.string() + " belongs to " + (by.empty() ? "another process" : by) +
                     "; end that first, or work through it.", {}, "data_directory_owned"};
    }
    const std::string text = "process " + std::to_string(::getpid()) + " (" + std::string(owner) + ")";
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        return failed(name, "cannot be written");
    return directory;
}

DataDirectory::DataDirectory(DataDirectory&& o) noexcept : path_(std::move(o.path_)), lock_(std::exchange(o.lock_, -1)) {}

DataDirectory::~DataDirectory() {
    if (lock_ >= 0) ::close(lock_);
}

}  // namespace tutela::store
