// How the command line reaches the house: always through the HTTP contract, whether the router stands in this
// process (the data directory is ours), behind the directory's socket, or on a server.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace tutela::cli {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Reply { int status = 0; std::string type, body; Pairs headers; };
struct Ask { std::string method = "GET", path; Pairs query, headers; std::string body; };
using Transport = std::function<Result<Reply>(const Ask&)>;

// Sends and turns an error answer back into the Error it was made from.
Result<Reply> send(const Transport&, const Ask&);
Result<json::value> send_json(const Transport&, const Ask&);

}  // namespace tutela::cli
