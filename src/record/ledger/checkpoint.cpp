#include "record/ledger/checkpoint.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace tutela::record {
namespace {

using KeyPointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string body_of(const Checkpoint& c) {
    return c.origin + "\n" + std::to_string(c.size) + "\n" + digest::base64(digest::bytes(c.root)) + "\n";
}

// The first four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key): tells readers which key to try.
std::string key_hash(std::string_view name, std::string_view public_key) {
    return std::string(digest::bytes(digest::sha256({name, "\n\x01", public_key})).substr(0, 4));
}

Error key_trouble(const std::string& path, const char* what) {
    return broken("The checkpoint key " + path + " " + what + ". Put the file back from a backup, or move it away to begin with a new key.");
}

}  // namespace

struct Signer::Key {
    KeyPointer pkey{nullptr, EVP_PKEY_free};
};

Result<Signer> Signer::open(const std::string& path) {
    auto key = std::make_shared<Key>();
    if (FILE* file = std::fopen(path.c_str(), "re")) {
        key->pkey.reset(PEM_read_PrivateKey(file, nullptr, nullptr, nullptr));
        std::fclose(file);
        if (!key->pkey || EVP_PKEY_base_id(key->pkey.get()) != EVP_PKEY_ED25519)
            return key_trouble(path, "holds no Ed25519 key");
    } else {
        key->pkey.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
        const int handle = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        if (!key->pkey || handle < 0) {
            if (handle >= 0) ::close(handle);
            return key_trouble(path, std::strerror(errno));
        }
        FILE* made = ::fdopen(handle, "w");
        const bool written = PEM_write_PrivateKey(made, key->pkey.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
                             std::fflush(made) == 0 && ::fsync(handle) == 0;
        std::fclose(made);
        if (!written) {
            ::unlink(path.c_str());
            return key_trouble(path, "could not be written");
        }
    }
    Signer signer;
    signer.key_ = std::move(key);
    return signer;
}

std::string Signer::public_key() const {
    unsigned char bytes[32];
    size_t length = sizeof bytes;
    if (EVP_PKEY_get_raw_public_key(key_->pkey.get(), bytes, &length) != 1) length = 0;
    return std::string(reinterpret_cast<char*>(bytes), length);
}

std::string Signer::sign(const Checkpoint& c) const {
    const std::string body = body_of(c);
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    unsigned char signature[64];
    size_t length = sizeof signature;
    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->pkey.get());
    EVP_DigestSign(context.get(), signature, &length, reinterpret_cast<const unsigned char*>(body.data()), body.size());
    const std::string named = key_hash(c.origin, public_key()) + std::string(reinterpret_cast<char*>(signature), length);
    return body + "\n\xE2\x80\x94 " + c.origin + " " + digest::base64(named) + "\n";
}

Result<Checkpoint> Signer::read(std::string_view note) const {
    const auto bad = [](const char* what) { return invalid(std::string("The checkpoint ") + what + ".", {}, "bad_checkpoint"); };
    const size_t gap = note.find("\n\n");
    if (gap == std::string_view::npos) return bad("has no signature part");
    const std::string_view body = note.substr(0, gap + 1), rest = note.substr(gap + 2);
    const size_t one = body.find('\n'), two = body.find('\n', one + 1);
    if (two == std::string_view::npos) return bad("does not hold origin, size and root");
    Checkpoint c;
    c.origin = std::string(body.substr(0, one));
    const std::string_view size = body.substr(one + 1, two - one - 1);
    if (auto [end, error] = std::from_chars(size.begin(), size.end(), c.size); error != std::errc() || end != size.end() || c.size < 0)
        return bad("has no number as its size");
    auto root = digest::from_base64(body.substr(two + 1, body.size() - two - 2));
    if (!root || root->size() != 32) return bad("has no root of 32 bytes");
    std::copy_n(root->begin(), 32, reinterpret_cast<char*>(c.root.data()));
    if (body_of(c) != body) return bad("is not written in the one form allowed");
    const std::string mark = "\xE2\x80\x94 " + c.origin + " ";
    if (rest.substr(0, mark.size()) != mark || rest.back() != '\n') return bad("is not signed in the name of its origin");
    auto named = digest::from_base64(rest.substr(mark.size(), rest.size() - mark.size() - 1));
    if (!named || named->size() != 68 || named->substr(0, 4) != key_hash(c.origin, public_key()))
        return bad("was signed with another key");
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_->pkey.get()) != 1 ||
        EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(named->data()) + 4, 64,
                         reinterpret_cast<const unsigned char*>(body.data()), body.size()) != 1)
        return bad("has a signature that does not fit its text");
    return c;
}

}  // namespace tutela::record
