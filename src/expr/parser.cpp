// Recursive descent over the grammar of cel-spec ("Syntax"), with the binary levels folded into one function.
#include "expr/parser.h"

#include <algorithm>
#include <limits>

#include "expr/lexer.h"
#include "expr/text.h"
#include "expr/trouble.h"

namespace tutela::expr {

namespace {

constexpr std::string_view reserved[] = {"as",  "break",  "const",     "continue", "else",   "for", "function", "if",   "import",
                                         "let", "loop",   "package",   "namespace", "return", "var", "void",     "while"};

struct Binary {
    std::string_view sign;
    int level;
    Op op;
};
constexpr Binary binaries[] = {
    {"==", 1, Op::equal}, {"!=", 1, Op::not_equal}, {"<", 1, Op::less}, {"<=", 1, Op::less_equal},
    {">", 1, Op::greater}, {">=", 1, Op::greater_equal}, {"in", 1, Op::in},
    {"+", 2, Op::add}, {"-", 2, Op::subtract}, {"*", 3, Op::multiply}, {"/", 3, Op::divide}, {"%", 3, Op::modulo}};

class Parser {
public:
    explicit Parser(std::string_view source) : lexer_(source) {
        ast_.source = source;
        token_ = lexer_.next();
    }

    Ast run() {
        ast_.root = expression();
        if (token_.token != Token::end) unexpected("the expression is complete before this; join the parts with an operator such as &&");
        return std::move(ast_);
    }

private:
    struct Depth {
        explicit Depth(Parser& p) : parser(p) {
            if (++parser.depth_ > max_nesting)
                throw Trouble{parser.token_.offset, "the expression is nested more than " + std::to_string(max_nesting) + " deep; split it", "cel_limit"};
        }
        ~Depth() { --parser.depth_; }
        Parser& parser;
    };

    // tokens
    bool at(std::string_view sign) const { return token_.token == Token::sign && token_.text == sign; }
    bool take(std::string_view sign) {
        if (!at(sign)) return false;
        advance();
        return true;
    }
    void advance() { token_ = lexer_.next(); }
    void expect(std::string_view sign, const std::string& why) {
        if (!take(sign)) unexpected("`" + std::string(sign) + "` is missing here" + why);
    }
    std::string shown() const {
        switch (token_.token) {
            case Token::end: return "the expression ends too early: ";
            case Token::literal: return "a value cannot stand here: ";
            default: return "`" + token_.text + "` cannot stand here: ";
        }
    }
    [[noreturn]] void unexpected(const std::string& remedy) const { throw Trouble{token_.offset, shown() + remedy}; }

    // nodes
    Node* make(NodeKind kind, uint32_t offset) {
        if (ast_.nodes.size() >= max_nodes)
            throw Trouble{offset, "the expression has more than " + std::to_string(max_nodes) + " parts; split it", "cel_limit"};
        Node& node = ast_.nodes.emplace_back();
        node.kind = kind;
        node.offset = offset;
        return &node;
    }
    void adopt(Node* parent, Node* child) {
        parent->args.push_back(child);
        int height = std::max<int>(parent->height, child->height + 1);
        if (height > max_height)
            throw Trouble{child->offset, "the expression is a chain of more than " + std::to_string(max_height) + " steps; split it", "cel_limit"};
        parent->height = static_cast<uint16_t>(height);
    }
    Node* call(Op op, uint32_t offset, std::initializer_list<Node*> args) {
        Node* node = make(NodeKind::call, offset);
        node->op = op;
        for (Node* arg : args) adopt(node, arg);
        return node;
    }
    Node* constant(Value value, uint32_t offset) {
        Node* node = make(NodeKind::constant, offset);
        node->value = std::move(value);
        return node;
    }

    Node* expression();
    Node* chain(std::string_view sign, Op op);
    Node* binary(int level);
    Node* unary();
    Node* member();
    Node* primary();
    Node* select(Node* of);
    Node* method(Node* of, std::string name, uint32_t offset);
    Node* macro(Node* range, Macro macro, std::string_view name, std::vector<Node*> args, uint32_t offset);
    Node* has(std::vector<Node*> args, uint32_t offset);
    Node* named(bool leading_dot);
    Node* list();
    Node* map();
    std::vector<Node*> arguments();
    const Binary* operator_at(int level) const;

    Lexer lexer_;
    Lexeme token_;
    Ast ast_;
    int depth_ = 0;
};

Node* Parser::expression() {
    Depth depth(*this);
    Node* condition = chain("||", Op::or_);
    if (!at("?")) return condition;
    uint32_t offset = token_.offset;
    advance();
    Node* yes = chain("||", Op::or_);
    expect(":", " (condition ? value : other value)");
    Node* no = expression();
    return call(Op::conditional, offset, {condition, yes, no});
}

// a || b || c is one node: long filters stay flat.
Node* Parser::chain(std::string_view sign, Op op) {
    auto operand = [&] { return op == Op::or_ ? chain("&&", Op::and_) : binary(1); };
    Node* first = operand();
    if (!at(sign)) return first;
    Node* node = call(op, token_.offset, {first});
    while (take(sign)) adopt(node, operand());
    return node;
}

const Binary* Parser::operator_at(int level) const {
    if (token_.token != Token::sign && !(token_.token == Token::identifier && token_.text == "in")) return nullptr;
    for (auto& b : binaries)
        if (b.level == level && b.sign == token_.text) return &b;
    return nullptr;
}

Node* Parser::binary(int level) {
    auto operand = [&] { return level == 3 ? unary() : binary(level + 1); };
    Node* left = operand();
    while (const Binary* found = operator_at(level)) {
        uint32_t offset = token_.offset;
        advance();
        Node* right = operand();
        left = call(found->op, offset, {left, right});
    }
    return left;
}

Node* Parser::unary() {
    if (!at("!") && !at("-")) return member();
    Depth depth(*this);
    uint32_t offset = token_.offset;
    bool minus = at("-");
    advance();
    bool number = token_.token == Token::literal && (token_.value.is(Kind::integer) || token_.value.is(Kind::real));
    if (!minus || !number) return call(minus ? Op::negate : Op::not_, offset, {unary()});
    if (token_.value.is(Kind::real)) {
        token_.value = Value::real(-token_.value.as_double());
    } else if (token_.least_integer) {
        token_.value = Value::integer(std::numeric_limits<int64_t>::min());
        token_.least_integer = false;
    } else {
        token_.value = Value::integer(-token_.value.as_int());
    }
    return member();
}

Node* Parser::member() {
    Node* node = primary();
    while (true) {
        uint32_t offset = token_.offset;
        if (take(".")) {
            node = select(node);
        } else if (take("[")) {
            Node* key = expression();
            expect("]", " to close the index");
            node = call(Op::index, offset, {node, key});
        } else if (at("{") && (node->kind == NodeKind::variable || node->kind == NodeKind::field)) {
            unexpected("records cannot be made inside an expression; a map is written {\"key\": value}");
        } else {
            return node;
        }
    }
}

Node* Parser::select(Node* of) {
    if (at("?")) unexpected("optional access is not part of this language; ask has(…) first");
    uint32_t offset = token_.offset;
    std::string name = token_.text;
    bool plain = token_.token == Token::identifier;
    if (!plain && token_.token != Token::quoted) unexpected("after the dot comes the name of a field or function");
    if (plain && (name == "in" || name == "true" || name == "false" || name == "null"))
        unexpected("this word is no field name; put it in backticks");
    advance();
    if (plain && at("(")) return method(of, std::move(name), offset);
    Node* node = make(NodeKind::field, offset);
    node->name = std::move(name);
    adopt(node, of);
    return node;
}

std::vector<Node*> Parser::arguments() {
    Depth depth(*this);
    std::vector<Node*> args;
    expect("(", "");
    if (take(")")) return args;
    do args.push_back(expression());
    while (take(","));
    expect(")", " to close the call");
    return args;
}

Node* Parser::method(Node* of, std::string name, uint32_t offset) {
    std::vector<Node*> args = arguments();
    struct Known { std::string_view name; Macro macro; };
    static constexpr Known macros[] = {{"all", Macro::all}, {"exists", Macro::exists}, {"exists_one", Macro::exists_one},
                                       {"existsOne", Macro::exists_one}, {"map", Macro::map}, {"filter", Macro::filter},
                                       {"transformList", Macro::transform_list}, {"transformMap", Macro::transform_map}};
    for (auto& known : macros)
        if (known.name == name) return macro(of, known.macro, name, std::move(args), offset);
    Node* node = call(Op::function, offset, {of});
    node->member = true;
    node->name = std::move(name);
    for (Node* arg : args) adopt(node, arg);
    return node;
}

Node* Parser::macro(Node* range, Macro macro, std::string_view name, std::vector<Node*> args, uint32_t offset) {
    bool transforms = macro == Macro::transform_list || macro == Macro::transform_map;
    bool simple = macro == Macro::map || macro == Macro::filter;
    size_t vars = transforms || (!simple && args.size() == 3) ? 2 : 1;
    bool filtered = args.size() == vars + 2 && (transforms || macro == Macro::map);
    if (args.size() != vars + 1 && !filtered)
        throw Trouble{offset, "`" + std::string(name) + "` takes " +
                                  (transforms ? "two variables, if wanted a condition, and a result: list." + std::string(name) + "(i, v, v)"
                                   : macro == Macro::map ? "a variable, if wanted a condition, and a result: list.map(x, x.name)"
                                                         : "a variable and a condition: list." + std::string(name) + "(x, x > 1)")};
    Node* node = make(NodeKind::comprehension, offset);
    node->macro = macro;
    node->key_value = vars == 2;
    for (size_t i = 0; i < vars; ++i) {
        const Node& var = *args[i];
        if (var.kind != NodeKind::variable || var.name.starts_with('.'))
            throw Trouble{var.offset, "here stands the name of a new variable, as x in list." + std::string(name) + "(x, …)"};
        node->vars.push_back(var.name);
    }
    if (vars == 2 && node->vars[0] == node->vars[1])
        throw Trouble{args[1]->offset, "the two variables need different names"};
    adopt(node, range);
    for (size_t i = vars; i < args.size(); ++i) adopt(node, args[i]);
    return node;
}

Node* Parser::has(std::vector<Node*> args, uint32_t offset) {
    bool named = args.size() == 1 && (args[0]->kind == NodeKind::field || args[0]->kind == NodeKind::variable);
    if (!named) throw Trouble{offset, "has(…) takes one field, as in has(this.owner)"};
    args[0]->kind = args[0]->kind == NodeKind::field ? NodeKind::has : args[0]->kind;
    if (args[0]->kind == NodeKind::has) return args[0];
    Node* node = make(NodeKind::has, offset);       // a bare field: the checker finds its `this`
    node->name = args[0]->name;
    return node;
}

Node* Parser::named(bool leading_dot) {
    uint32_t offset = token_.offset;
    if (token_.token != Token::identifier) unexpected("here a name is needed");
    std::string name = token_.text;
    if (std::find(std::begin(reserved), std::end(reserved), name) != std::end(reserved))
        unexpected("the word is reserved by the language; choose another name");
    advance();
    if (!at("(")) {
        if (!leading_dot && (name == "true" || name == "false")) return constant(Value::boolean(name == "true"), offset);
        if (!leading_dot && name == "null") return constant(Value::null(), offset);
        Node* node = make(NodeKind::variable, offset);
        node->name = (leading_dot ? "." : "") + name;
        return node;
    }
    std::vector<Node*> args = arguments();
    if (name == "has" && !leading_dot) return has(std::move(args), offset);
    Node* node = call(Op::function, offset, {});
    node->name = std::move(name);
    for (Node* arg : args) adopt(node, arg);
    return node;
}

Node* Parser::primary() {
    uint32_t offset = token_.offset;
    if (token_.token == Token::literal) {
        if (token_.least_integer) unexpected("the whole number is too large (64 bits); write it with a decimal point");
        Node* node = constant(std::move(token_.value), offset);
        advance();
        return node;
    }
    if (take("(")) {
        Node* inner = expression();
        expect(")", " to close the bracket");
        return inner;
    }
    if (at("[")) return list();
    if (at("{")) return map();
    if (take(".")) return named(true);
    if (token_.token == Token::identifier && token_.text != "in") return named(false);
    unexpected("here a value is needed, such as a name, a number, \"text\" or a bracket");
}

Node* Parser::list() {
    Node* node = make(NodeKind::list, token_.offset);
    advance();
    while (!at("]")) {
        if (at("?")) unexpected("optional elements are not part of this language");
        adopt(node, expression());
        if (!take(",")) break;
    }
    expect("]", " to close the list");
    return node;
}

Node* Parser::map() {
    Node* node = make(NodeKind::map, token_.offset);
    advance();
    while (!at("}")) {
        if (at("?")) unexpected("optional entries are not part of this language");
        adopt(node, expression());
        expect(":", " between key and value");
        adopt(node, expression());
        if (!take(",")) break;
    }
    expect("}", " to close the map");
    return node;
}

}  // namespace

Ast parse(std::string_view source) {
    if (source.size() > max_length)
        throw Trouble{0, "the expression is longer than " + std::to_string(max_length) + " bytes; split it", "cel_limit"};
    if (size_t bad = first_bad_utf8(source); bad != std::string_view::npos)
        throw Trouble{static_cast<uint32_t>(bad), "this byte is not UTF-8 text; save the text as UTF-8"};
    return Parser(source).run();
}

}  // namespace tutela::expr
