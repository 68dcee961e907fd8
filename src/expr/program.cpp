#include "expr/program.h"

#include <array>

#include "expr/checker.h"
#include "expr/parser.h"
#include "expr/step.h"
#include "expr/trouble.h"

namespace tutela::expr {

struct Program::Code {
    Ast ast;
    std::deque<Step> steps;
    const Step* root = nullptr;
};

Program::Program(std::unique_ptr<Code> code) : code_(std::move(code)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

const Ast& Program::ast() const { return code_->ast; }
const Type& Program::type() const { return code_->ast.root->type; }

Result<Ast> check(std::string_view source, const Schema& schema, const CheckOptions& options) {
    try {
        Ast ast = parse(source);
        check_types(ast, schema, options);
        return ast;
    } catch (const Trouble& trouble) {
        return invalid(place_of(source.substr(0, max_length), trouble.offset) + ": " + trouble.message, {}, trouble.code);
    }
}

Result<Program> Program::compile(std::string_view source, const Schema& schema, const CheckOptions& options) {
    auto code = std::make_unique<Code>();
    code->ast = TRY(check(source, schema, options));
    code->root = build(code->ast, code->steps);
    return Program(std::move(code));
}

Value Program::evaluate(std::span<const Value> variables) const {
    Run run;
    return evaluate(variables, run);
}

Value Program::evaluate(std::span<const Value> variables, Run& run) const {
    std::array<const Value*, 8> few;
    size_t wanted = static_cast<size_t>(code_->ast.locals);
    std::vector<const Value*> many(wanted > few.size() ? wanted : 0);
    run.steps = run.bytes = 0;
    Frame frame{variables, many.empty() ? few.data() : many.data(), run};
    if (!frame.work(code_->root->cost)) return over_budget();
    Value room;
    Value result = operand(*code_->root, frame, room);
    return frame.work(0) ? result : over_budget();
}

}  // namespace tutela::expr
