#include "cli/lists/variants.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "analyzer/advice/advice.hpp"
#include "analyzer/advice/recommendation_file.hpp"
#include "analyzer/advice/variant_lookup.hpp"
#include "analyzer/categories/category_files.hpp"
#include "cli/list_options.hpp"
#include "cli/lists/read_lists.hpp"
#include "cli/log.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/replace_file.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using analyzer::FoundVariants;
using analyzer::VariantCandidate;

struct VariantsOptions {
  std::vector<std::string> lists;
  std::vector<std::string> resolvers;
  fs::path guard;
  std::string output;  // empty: standard output
  double per_second = 100;
  bool quiet = false;
};

ExitCode fail(const Error& error) {
  spdlog::error("{}", printable(error.message, 500));
  return exit_code_of(error.code);
}

// The lists of some categories, each by itself and all of them together.
struct CategoryLists {
  std::vector<std::pair<std::string, ReadLists>> each;
  ReadLists all;
};

Result<CategoryLists> read_categories(const std::vector<std::string>& files) {
  CategoryLists lists;
  const auto read = [](const std::vector<std::string>& some) -> Result<ReadLists> {
    auto inputs = open_inputs(some);
    if (!inputs) return std::unexpected(inputs.error());
    return read_lists(*std::move(inputs), analyzer::Dialect::kAny, false);
  };
  if (auto distinct = analyzer::check_category_names({files.begin(), files.end()}); !distinct) {
    return std::unexpected(distinct.error());
  }
  for (const std::string& file : files) {
    auto list = read({file});
    if (!list) return std::unexpected(list.error());
    lists.each.emplace_back(analyzer::category_name(file), *std::move(list));
  }
  auto all = read(files);
  if (!all) return std::unexpected(all.error());
  lists.all = *std::move(all);
  return lists;
}

Result<std::vector<VariantCandidate>> find_candidates(const VariantsOptions& options,
                                                      const analyzer::VariantData& data) {
  auto guard = options.guard.empty() ? Result<analyzer::GuardList>(analyzer::GuardList::built_in())
                                     : analyzer::GuardList::load(options.guard);
  if (!guard) return std::unexpected(guard.error());
  const auto lists = read_categories(options.lists);
  if (!lists) return std::unexpected(lists.error());
  const analyzer::ListedNames everywhere(lists->all.rules);
  std::vector<VariantCandidate> candidates;
  for (const auto& [category, list] : lists->each) {
    for (VariantCandidate& candidate :
         analyzer::variant_candidates(category, list.rules, everywhere, *guard, data)) {
      candidates.push_back(std::move(candidate));
    }
  }
  return candidates;
}

Result<FoundVariants> look_up(const VariantsOptions& options,
                              const std::vector<VariantCandidate>& candidates,
                              const analyzer::VariantData& data) {
  boost::asio::io_context loop(1);
  auto resolver = analyzer::Resolver::create(loop.get_executor(), options.resolvers);
  if (!resolver) return std::unexpected(resolver.error());
  std::size_t last_told = 0;
  const auto progress = [&](std::size_t done) {
    constexpr std::size_t kEvery = 1000;
    if (done / kEvery == last_told) return;
    last_told = done / kEvery;
    spdlog::info("{} names looked up", done);
  };
  Result<FoundVariants> found = failure(ErrorCode::kCancelled, "the lookups were broken off");
  boost::asio::co_spawn(loop,
                        analyzer::look_up_variants(**resolver, candidates, data,
                                                   {.per_second = options.per_second}, progress),
                        [&](const std::exception_ptr& thrown, FoundVariants variants) {
                          if (thrown == nullptr) found = std::move(variants);
                        });
  loop.run();
  return found;
}

Result<void> put(const VariantsOptions& options, FoundVariants found) {
  analyzer::RecommendationFile file{.made_at = std::chrono::system_clock::now()};
  for (const std::string& list : options.lists) {
    auto advised = analyzer::advised_list(analyzer::category_name(list), list);
    if (!advised) return std::unexpected(advised.error());
    file.lists.push_back(*std::move(advised));
  }
  file.recommendations = std::move(found.recommendations);
  const std::string text = analyzer::recommendations_text(file);
  if (!options.output.empty()) return replace_file(options.output, text);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return failure(ErrorCode::kIo,
                   "write to standard output: nobody reads it, or the disk is full");
  }
  return {};
}

ExitCode find_variants(const VariantsOptions& options) {
  const auto data = analyzer::VariantData::built_in();
  const auto candidates = find_candidates(options, data);
  if (!candidates) return fail(candidates.error());
  spdlog::info("{} names to look up", candidates->size());
  auto found = look_up(options, *candidates, data);
  if (!found) return fail(found.error());
  spdlog::info("{} resolve, {} do not exist, {} are parked or wildcards, {} could not be found out",
               found->recommendations.size(), found->absent, found->nobodys, found->unknown);
  if (const auto done = put(options, *std::move(found)); !done) return fail(done.error());
  return ExitCode::kPass;
}

}  // namespace

void add_variants_command(CLI::App& lists, ExitCode& exit) {
  const auto options = std::make_shared<VariantsOptions>();
  CLI::App* variants = lists.add_subcommand(
      "variants",
      "Ask DNS which twins of listed names there are (other endings, www or apex); write "
      "recommendations for review and apply");
  variants->add_option("LIST", options->lists, "List files; a category each, called as the file")
      ->required();
  variants->add_option("-o,--output", options->output, "Write the recommendations into this file")
      ->type_name("FILE");
  variants
      ->add_option("--resolver", options->resolvers,
                   "ADDR[:PORT] of a DNS server to ask instead of the system's; repeatable")
      ->allow_extra_args(false);
  variants
      ->add_option("--guard", options->guard, "Names never to recommend, besides the built-in ones")
      ->type_name("FILE");
  variants->add_option("--rate", options->per_second, "Names to ask for in a second (default: 100)")
      ->check(CLI::Range(0.1, 10000.0).description(""))
      ->type_name("N");
  variants->add_flag("--quiet", options->quiet, "Print nothing but errors on standard error");
  variants->callback([options, &exit] {
    set_up_log(options->quiet);
    exit = find_variants(*options);
  });
}

}  // namespace tidemark::cli
