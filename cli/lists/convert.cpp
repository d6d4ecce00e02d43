#include "cli/lists/convert.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/list_options.hpp"
#include "cli/lists/read_lists.hpp"
#include "cli/log.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/replace_file.hpp"

namespace tidemark::cli {
namespace {

using analyzer::ListFormat;
using analyzer::WrittenList;

constexpr std::size_t kRefusedShown = 20;

Result<void> put_on_stdout(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return failure(ErrorCode::kIo,
                   "write to standard output: nobody reads it, or the disk is full");
  }
  return {};
}

std::string summary_json(const ReadLists& lists, const WrittenList& list, ListFormat format) {
  nlohmann::ordered_json refused = nlohmann::ordered_json::array();
  for (const RefusedLine& line : lists.refused) {
    refused.push_back({{"source", line.source}, {"reason", line.reason}});
  }
  const nlohmann::ordered_json json{{"format", to_string(format)},
                                    {"rules", lists.taken},
                                    {"repeated", lists.rules.repeated()},
                                    {"entries", lists.rules.size()},
                                    {"written", list.written},
                                    {"covered", list.covered},
                                    {"taken_back", list.taken_back},
                                    {"narrowed", list.narrowed},
                                    {"noted", list.noted},
                                    {"weakened", list.weakened},
                                    {"rejected", std::move(refused)}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// What the format made of the rules, a line for each thing a maintainer should know.
void tell(const ReadLists& lists, const WrittenList& list, ListFormat format) {
  const auto name = to_string(format);
  spdlog::info("{} rules, {} written as {}; {} repeated, {} covered by other rules", lists.taken,
               list.written, name, lists.rules.repeated(), list.covered);
  if (list.taken_back > 0) {
    spdlog::info("{} left out: rules of the opposite kind take them back", list.taken_back);
  }
  if (list.narrowed > 0) {
    spdlog::warn("{} also blocked the names below, which {} cannot say: only the name is listed",
                 list.narrowed, name);
  }
  if (list.noted > 0) {
    spdlog::warn(
        "{} rules (allow rules, or names below only) cannot be said in {}: kept as comments",
        list.noted, name);
  }
  if (list.weakened > 0) {
    spdlog::warn("{} were $important, which {} cannot say", list.weakened, name);
  }
}

void tell_refused(const std::vector<RefusedLine>& refused) {
  for (std::size_t index = 0; index < std::min(refused.size(), kRefusedShown); ++index) {
    spdlog::warn("{}: {}", printable(refused[index].source), refused[index].reason);
  }
  if (refused.size() > kRefusedShown) {
    spdlog::warn("... and {} more that are no rules (all of them with --json)",
                 refused.size() - kRefusedShown);
  }
}

Result<void> put(const ConvertOptions& options, const ReadLists& lists, const WrittenList& list) {
  if (options.file.empty()) return put_on_stdout(list.text);
  if (auto written = replace_file(options.file, list.text); !written) return written;
  if (!options.json) return {};
  return put_on_stdout(summary_json(lists, list, options.write.format));
}

ExitCode fail(const Error& error) {
  spdlog::error("{}", printable(error.message, 500));
  return exit_code_of(error.code);
}

}  // namespace

ExitCode convert_lists(ConvertOptions options) {
  if (options.file == "-") options.file.clear();
  if (options.json && options.file.empty()) {
    return fail({ErrorCode::kBadInput,
                 "--json prints the summary where the list would go: give --output FILE, too"});
  }
  auto inputs = open_inputs(options.inputs);
  if (!inputs) return fail(inputs.error());
  const auto lists = read_lists(std::move(*inputs), options.dialect, options.trees);
  if (!lists) return fail(lists.error());
  tell_refused(lists->refused);
  if (lists->rules.size() == 0) return fail({ErrorCode::kBadInput, "the input has no rule"});
  const WrittenList list = write_list(lists->rules, options.write);
  if (const auto done = put(options, *lists, list); !done) return fail(done.error());
  tell(*lists, list, options.write.format);
  return options.strict && !lists->refused.empty() ? ExitCode::kUsage : ExitCode::kPass;
}

void add_convert_command(CLI::App& lists, ExitCode& exit) {
  const auto options = std::make_shared<ConvertOptions>();
  CLI::App* convert = lists.add_subcommand(
      "convert", "Read lists of any format, drop what is repeated or covered, write one list");
  options->inputs = {"-"};
  convert->add_option("INPUT", options->inputs,
                      "Lists in any format, domains, or - for standard input (the default)");
  static const std::map<std::string, ListFormat> kFormats = [] {
    std::map<std::string, ListFormat> formats;
    for (const auto format :
         {ListFormat::kHosts, ListFormat::kPlain, ListFormat::kWildcard, ListFormat::kAdblock,
          ListFormat::kDnsmasq, ListFormat::kUnbound, ListFormat::kRpz}) {
      formats.emplace(to_string(format), format);
    }
    return formats;
  }();
  convert
      ->add_option_function<std::string>(
          "--to", [options](const std::string& name) { options->write.format = kFormats.at(name); },
          "The format to write")
      ->check(CLI::IsMember(kFormats).description(""))
      ->type_name("hosts|plain|wildcard|adblock|dnsmasq|unbound|rpz")
      ->required();
  convert
      ->add_option("-o,--output", options->file,
                   "Write the list into this file, whole or not at all")
      ->type_name("FILE");
  add_dialect_option(*convert, options->dialect);
  convert->add_flag("--subdomains", options->trees,
                    "Block the names below every blocked name, too, as most lists in adblock, "
                    "dnsmasq or unbound format do");
  convert->add_flag("--keep-covered", options->write.keep_covered,
                    "Keep names that a rule for a name above reaches, too");
  convert->add_flag("--strict", options->strict, "Exit code 2 if any input line is rejected");
  convert->add_flag("--json", options->json,
                    "Print what was done as JSON on standard output, all rejected lines included");
  convert->add_flag("--quiet", options->quiet, "Print nothing but errors");
  convert->callback([options, &exit] {
    set_up_log(options->quiet);
    exit = convert_lists(*options);
  });
}

}  // namespace tidemark::cli
