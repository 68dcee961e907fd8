#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <cstdlib>

namespace tutela::digest {

Hash sha256(std::string_view s) {
    Hash out;
    SHA256(reinterpret_cast<const unsigned char*>(s.data()), s.size(), out.data());
    return out;
}

Hash sha256(std::initializer_list<std::string_view> pieces) {
    std::string joined;
    for (auto p : pieces) joined += p;
    return sha256(joined);
}

std::string hex(std::string_view bytes) {
    static const char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (unsigned char c : bytes) { out += digits[c >> 4]; out += digits[c & 15]; }
    return out;
}

Result<std::string> from_hex(std::string_view s) {
    auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; };
    if (s.size() % 2) return invalid("A hexadecimal text has an odd number of digits.");
    std::string out;
    for (size_t i = 0; i < s.size(); i += 2) {
        const int a = digit(s[i]), b = digit(s[i + 1]);
        if (a < 0 || b < 0) return invalid("\"" + std::string(s.substr(0, 80)) + "\" is not hexadecimal.");
        out += static_cast<char>(a << 4 | b);
    }
    return out;
}

Result<Hash> hash_from_hex(std::string_view s) {
    const auto raw = TRY(from_hex(s));
    if (raw.size() != 32) return invalid("A SHA-256 has 64 hexadecimal digits, not " + std::to_string(s.size()) + ".");
    Hash out;
    std::copy(raw.begin(), raw.end(), out.begin());
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<size_t>(n));
    return out;
}

Result<std::string> from_base64(std::string_view s) {
    if (s.size() % 4) return invalid("Base64 text comes in groups of four characters; this has " + std::to_string(s.size()) + ".");
    std::string out(s.size() / 4 * 3 + 1, '\0');
    const int n = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(s.data()), static_cast<int>(s.size()));
    if (n < 0) return invalid("The text is not base64.");
    size_t padding = 0;
    while (padding < 2 && padding < s.size() && s[s.size() - 1 - padding] == '=') ++padding;
    out.resize(static_cast<size_t>(n) - padding);
    // The bits behind the last byte must be zero: every text has one base64, so a changed character is a changed text.
    if (base64(out) != s) return invalid("The text is not base64 in its one canonical form.");
    return out;
}

std::string random_bytes(size_t n) {
    std::string out(n, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(n)) != 1) std::abort();   // without randomness nothing may go on
    return out;
}

std::string random_token() { return hex(random_bytes(16)); }

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace tutela::digest
