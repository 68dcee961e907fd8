#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/commands.h"
#include "cli/output.h"

namespace tutela::cli {
namespace {

// Whatever refuses a command is an error to a script; only `check`, `verify` and `import` speak with exit 1.
constexpr int failed = 2;

const char* const about =
    "Tutela runs a security management system: records, decisions and proofs, with conformity computed from them.\n"
    "Start with:  tutela init --data mydata --demo    then  tutela serve --data mydata";

// Everything a command may be given; filled by the parser, read by the one command that was called.
struct Given {
    Place place;
    Show show;
    std::string type, id, text, email, sort, move, reason, standard, at, until, name, file, listen = "127.0.0.1:8750", organisation, demo, person, checkpoint;
    std::string format;
    std::vector<std::string> pairs, files;
    ImportOptions import;
    int limit = 200, minutes = 15, days = 90;
};

using Act = std::function<Result<int>()>;

class Parser {
public:
    Parser(const Services& services, Given& given) : services_(services), g_(given), app_(about, "tutela") {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", "tutela " + services.version);
        app_.get_formatter()->column_width(34);
        records();
        conformity();
        house();
    }
    CLI::App& app() { return app_; }
    Act act;

private:
    Session session() const { return {services_, g_.place, g_.show}; }

    CLI::App* command(const std::string& name, const std::string& says, const std::string& example, Act body) {
        auto* c = app_.add_subcommand(name, says);
        c->footer("Example:  " + example);
        c->add_option("--data", g_.place.data, "data directory")->envname("TUTELA_DATA")->type_name("DIR");
        c->add_option("--server", g_.place.server, "a running server instead of a data directory")->envname("TUTELA_SERVER")->type_name("URL");
        c->add_option("--token", g_.place.token, "token for the server")->envname("TUTELA_TOKEN")->type_name("TOKEN");
        c->callback([this, body] { act = body; });
        names_.push_back(name);
        return c;
    }
    void format(CLI::App* c, std::vector<std::string> formats) { c->add_option("--format", g_.show.format, "text, json, …")->check(CLI::IsMember(std::move(formats)))->capture_default_str(); }
    void as_of(CLI::App* c) { c->add_option("--as-of", g_.show.as_of, "what was known on that day (2026-04-01) or at that position (#17204)")->type_name("P"); }

    void records() {
        auto* c = command("list", "Records of a type", "tutela list risk --where 'level > 8' --sort=-level", [this] { return list(session(), g_.type, g_.text, g_.sort, g_.limit); });
        c->add_option("type", g_.type, "record type, for example risk")->required();
        c->add_option("--where", g_.text, "condition in CEL")->type_name("CEL");
        c->add_option("--sort", g_.sort, "fields, - for descending");
        c->add_option("--limit", g_.limit, "at most so many")->check(CLI::Range(1, 1000000))->capture_default_str();
        format(c, {"text", "json", "csv"});
        as_of(c);
        c = command("show", "One record with its gaps", "tutela show R-014", [this] { return show(session(), g_.id); });
        c->add_option("id", g_.id, "id, for example R-014")->required();
        format(c, {"text", "json"});
        as_of(c);
        c = command("create", "A new record", "tutela create risk title='Stolen laptop' owner=P-003 likelihood=3 impact=4", [this] { return create(session(), g_.type, g_.pairs, g_.reason); });
        c->add_option("type", g_.type, "record type")->required();
        written(c);
        c = command("set", "Change fields of a record", "tutela set R-014 impact=5 --reason 'second site added'", [this] { return set(session(), g_.id, g_.pairs, g_.reason); });
        c->add_option("id", g_.id, "id")->required();
        written(c);
        c = command("move", "Move a record to its next state", "tutela move R-014 assess", [this] { return move(session(), g_.id, g_.move, g_.reason); });
        c->add_option("id", g_.id, "id")->required();
        c->add_option("move", g_.move, "name of the move")->required();
        c->add_option("--reason", g_.reason, "why");
        format(c, {"text", "json"});
        c = command("history", "All changes of a record", "tutela history R-014", [this] { return history(session(), g_.id); });
        c->add_option("id", g_.id, "id")->required();
        format(c, {"text", "json"});
        as_of(c);
        c = command("types", "The record types there are", "tutela types", [this] { return types(session()); });
        format(c, {"text", "json"});
        c = command("import", "Take registers from CSV and XLSX files", "tutela import risks.xlsx --dry-run", [this] { return import_files(session(), g_.files, g_.import); });
        c->add_option("file", g_.files, "files")->required();
        c->add_option("--type", g_.import.type, "record type, if it is not to be found out");
        c->add_option("--map", g_.import.map, "a saved mapping's name, or a mapping file (JSON)");
        c->add_option("--save-map", g_.import.save, "keep the mapping under this name");
        c->add_option("--answer", g_.import.answers, "decide on a column: C=dmy, C=owner, C=none, C='9 Élevé->9'");
        c->add_flag("--dry-run", g_.import.dry_run, "show what would happen, write nothing");
        c->add_flag("--partial", g_.import.partial, "take the good rows even if others are refused");
        format(c, {"text", "json"});
        c = command("undo", "Take an import or bulk change back", "tutela undo B-0003", [this] { return undo(session(), g_.id); });
        c->add_option("batch", g_.id, "id of the batch")->required();
        c = command("export", "All records, or those of a type, as a file", "tutela export --type risk --format xlsx -o risks.xlsx", [this] { return export_records(session(), g_.type, g_.format.empty() ? "csv" : g_.format, g_.file); });
        c->add_option("--type", g_.type, "record type; without it all, as JSON");
        c->add_option("--format", g_.format, "csv, xlsx or json")->check(CLI::IsMember({"csv", "xlsx", "json"}));
        c->add_option("-o,--output", g_.file, "file; without it standard output");
        as_of(c);
    }

    void written(CLI::App* c) {
        c->add_option("values", g_.pairs, "field=value, field= to unset, field:=JSON");
        c->add_option("--reason", g_.reason, "why");
        format(c, {"text", "json"});
    }

    void conformity() {
        auto* c = command("check", "The verdict for every clause, and the gaps (exit 0: none, 1: gaps, 2: error)", "tutela check --format sarif > gaps.sarif", [this] { return check(session(), g_.standard, g_.at); });
        c->add_option("--standard", g_.standard, "standard, for example 27001");
        c->add_option("--at", g_.at, "judge as on that day")->type_name("DATE");
        format(c, {"text", "json", "sarif"});
        as_of(c);
        c = command("forecast", "The days on which verdicts turn if nobody acts", "tutela forecast --until 2027-06-30", [this] { return forecast(session(), g_.until); });
        c->add_option("--until", g_.until, "last day; a year without it")->type_name("DATE");
        format(c, {"text", "json"});
        c = command("coverage", "Every item of a standard with the rules and records that answer it, or the hole", "tutela coverage", [this] { return coverage(session(), g_.standard); });
        c->add_option("--standard", g_.standard, "standard");
        format(c, {"text", "json"});
        c = command("explain", "What a rule, clause, type or field is", "tutela explain 27001:6.1.3.e", [this] { return explain(session(), g_.name); });
        c->add_option("name", g_.name, "rule, obligation, clause, type or type.field")->required();
        format(c, {"text", "json"});
        c = command("report", "A report as a file", "tutela report statement-of-applicability --format pdf", [this] { return report(session(), g_.name, g_.format.empty() ? "pdf" : g_.format, g_.file); });
        c->add_option("name", g_.name, "for example statement-of-applicability")->required();
        c->add_option("--format", g_.format, "pdf, xlsx, html, csv, md or json")->check(CLI::IsMember({"pdf", "docx", "xlsx", "html", "csv", "md", "json"}));
        c->add_option("-o,--output", g_.file, "file; - for standard output");
        as_of(c);
        c = command("eval", "Evaluate a CEL expression: for trying rules and filters", "tutela eval 'date(\"2026-01-31\") + months(1)'", [this] { return eval(g_.text, g_.file); });
        c->add_option("expression", g_.text, "CEL")->required();
        c->add_option("--with", g_.file, "JSON file of values")->type_name("FILE");
    }

    void house() {
        auto* c = command("init", "Make a data directory", "tutela init --data mydata --demo", [this] { return done(services_.init(g_.place, g_.organisation, g_.demo)); });
        c->add_option("--organisation", g_.organisation, "name of the organisation");
        c->add_option("--demo", g_.demo, "with the demonstration organisation; --demo=conformant without its gaps")->expected(0, 1)->default_str("gaps")->check(CLI::IsMember({"gaps", "conformant"}));
        c->add_option("--database", g_.place.database, "a PostgreSQL database instead of a file")->type_name("URL");
        c = command("serve", "Serve the web client and the API", "tutela serve --data mydata", [this] { return done(services_.serve(g_.place, g_.listen)); });
        c->add_option("--listen", g_.listen, "address and port")->capture_default_str();
        c->add_option("--database", g_.place.database, "a PostgreSQL database")->type_name("URL");
        c = command("verify", "Check the whole history and everything made from it", "tutela verify --checkpoint kept.txt", [this] { return verify(session(), g_.checkpoint); });
        c->add_option("--checkpoint", g_.checkpoint, "a checkpoint kept elsewhere");
        format(c, {"text", "json"});
        c = command("backup", "Copy everything to one file while the server runs", "tutela backup friday.tutela", [this] { return done(services_.backup(g_.place, g_.file)); });
        c->add_option("file", g_.file, "new file")->required();
        c = command("restore", "Make a data directory from a backup", "tutela restore friday.tutela --data fresh", [this] { return done(services_.restore(g_.place, g_.file)); });
        c->add_option("file", g_.file, "backup")->required();
        c = command("sign-in", "A one-time link for a person", "tutela sign-in --person P-001", [this] { return print(services_.sign_in_link(g_.place, g_.person, g_.minutes)); });
        c->add_option("--person", g_.person, "id of the person; without it the first ISMS manager");
        c->add_option("--minutes", g_.minutes, "how long it is good")->check(CLI::Range(1, 1440))->capture_default_str();
        c = command("user", "People who may sign in, and their roles", "tutela user add 'Ana Berg' --role isms_manager", [this] { return g_.name == "add" ? add_user(session(), g_.text, g_.email, g_.pairs) : list_users(session()); });
        c->add_option("act", g_.name, "list or add")->required()->check(CLI::IsMember({"list", "add"}));
        c->add_option("name", g_.text, "add: the person's name");
        c->add_option("--email", g_.email, "add: e-mail address");
        c->add_option("--role", g_.pairs, "add: role, for example isms_manager; several are possible");
        c = command("token", "A token for a program", "tutela token --person P-001 --name nightly --days 90", [this] { return print(services_.token(g_.place, g_.person, g_.name, g_.days)); });
        c->add_option("--person", g_.person, "whose rights it has")->required();
        c->add_option("--name", g_.name, "what it is for")->required();
        c->add_option("--days", g_.days, "until it ends")->check(CLI::Range(1, 366))->capture_default_str();
        c = command("completion", "Completion for bash or zsh", "source <(tutela completion bash)", [this]() -> Result<int> { std::cout << completion(g_.name, names_); return 0; });
        c->add_option("shell", g_.name, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
    }

    static Result<int> done(Result<void> r) { if (!r) return r.error(); return 0; }
    static Result<int> print(Result<std::string> r) { if (!r) return r.error(); std::cout << *r << "\n"; return 0; }

    const Services& services_;
    Given& g_;
    CLI::App app_;
    std::vector<std::string> names_;
};

}  // namespace

int run(int argc, char** argv, const Services& services) {
    Given given;
    Parser parser(services, given);
    try {
        parser.app().parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return parser.app().exit(e) == 0 ? 0 : 2;
    }
    auto code = parser.act();
    std::cout.flush();
    if (code) return *code;
    std::cerr << "tutela: " << text_of_error(code.error());
    return failed;
}

// Written from the list of commands, so that no command is forgotten.
std::string completion(const std::string& shell, const std::vector<std::string>& commands) {
    std::string words;
    for (const auto& c : commands) words += (words.empty() ? "" : " ") + c;
    if (shell == "zsh") return "#compdef tutela\n_tutela() {\n  if (( CURRENT == 2 )); then compadd -- " + words + "\n  else compadd -- ${(f)\"$(tutela ${words[2]} --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u)\"}; _files; fi\n}\ncompdef _tutela tutela\n";
    return "_tutela() {\n  local word=${COMP_WORDS[COMP_CWORD]}\n  if [ \"$COMP_CWORD\" = 1 ]; then COMPREPLY=($(compgen -W \"" + words + "\" -- \"$word\"))\n"
           "  elif [[ $word == -* ]]; then COMPREPLY=($(compgen -W \"$(tutela \"${COMP_WORDS[1]}\" --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u)\" -- \"$word\"))\n"
           "  else COMPREPLY=($(compgen -f -- \"$word\")); fi\n}\ncomplete -F _tutela tutela\n";
}

}  // namespace tutela::cli
