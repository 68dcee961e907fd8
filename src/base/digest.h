// SHA-256 (FIPS 180-4), HMAC-free: what the ledger hashes with. Base64 and hex beside it.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tutela::digest {

using Hash = std::array<uint8_t, 32>;

Hash sha256(std::string_view);
Hash sha256(std::initializer_list<std::string_view> pieces);     // of their concatenation
inline std::string_view bytes(const Hash& h) { return {reinterpret_cast<const char*>(h.data()), h.size()}; }

std::string hex(std::string_view bytes);
inline std::string hex(const Hash& h) { return hex(bytes(h)); }
Result<std::string> from_hex(std::string_view);
Result<Hash> hash_from_hex(std::string_view);
std::string base64(std::string_view bytes);
Result<std::string> from_base64(std::string_view);

// n bytes from the system's generator (the one random source of the house).
std::string random_bytes(size_t n);
// 128 bits as 32 hex digits: session tokens, idempotency keys, request ids.
std::string random_token();
// The same length and content, compared in constant time.
bool same_secret(std::string_view, std::string_view);

}  // namespace tutela::digest
