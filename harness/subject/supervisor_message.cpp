#include "harness/subject/supervisor_message.hpp"

#include <nlohmann/json.hpp>

namespace tidemark::harness {
namespace {

using Json = nlohmann::json;

// Arguments and paths are bytes, JSON is UTF-8: each byte travels as the character of its number.
std::string to_utf8(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0U | (byte >> 6U));
      text += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return text;
}

std::string from_utf8(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80 || i + 1 == text.size()) {
      bytes += text[i];
      continue;
    }
    const auto second = static_cast<unsigned char>(text[++i]);
    bytes += static_cast<char>(((first & 0x03U) << 6U) | (second & 0x3FU));
  }
  return bytes;
}

Json to_json(const std::vector<std::string>& strings) {
  Json list = Json::array();
  for (const std::string& text : strings) list.push_back(to_utf8(text));
  return list;
}

std::vector<std::string> strings_in(const Json& list) {
  std::vector<std::string> strings;
  for (const Json& item : list) strings.push_back(from_utf8(item.get<std::string>()));
  return strings;
}

Json to_json(const StartSubject& start) {
  Json json = {
      {"start", to_json(start.command)},   {"environment", to_json(start.environment)},
      {"without", to_json(start.without)}, {"directory", to_utf8(start.directory.native())},
      {"limits", Json::array()},           {"reap_orphans", start.reap_orphans}};
  for (const probes::ResourceLimit& limit : start.limits) {
    json["limits"].push_back({limit.resource, limit.most});
  }
  if (const auto& who = start.run_as) {
    json["run_as"] = {{"user", who->user}, {"group", who->group}, {"groups", who->groups}};
  }
  return json;
}
Json to_json(const EndTree& end) { return {{"end_tree", end.grace.count()}}; }
Json to_json(const RemoveAtEnd& remove) {
  return {{"remove_at_end", to_utf8(remove.directory.native())}};
}
Json to_json(const UseCgroups& use) {
  Json json = {{"use_cgroups", Json::object()}};
  const auto put = [&](const char* key, const std::optional<std::filesystem::path>& path) {
    if (path) json["use_cgroups"][key] = to_utf8(path->native());
  };
  put("unified", use.groups.unified);
  put("memory", use.groups.memory);
  put("pids", use.groups.pids);
  put("cpu", use.groups.cpu);
  return json;
}

Json to_json(const BuildStage& build) {
  Json covers = Json::array();
  for (const Cover& cover : build.plan.covers) {
    covers.push_back({to_utf8(cover.ours.native()), to_utf8(cover.over.native())});
  }
  return {{"build_stage", to_json(build.plan.addresses)}, {"covers", std::move(covers)}};
}

Json to_json(const MountSmallDisk& mount) {
  return {{"mount_small_disk", to_utf8(mount.directory.native())}, {"bytes", mount.size.count}};
}

Json to_json(const SubjectStarted& started) {
  return {{"started", started.id.pid}, {"start_ticks", started.id.start_ticks}};
}
Json to_json(const StartFailed& failed) {
  return {{"not_started", to_utf8(failed.message)}, {"code", static_cast<int>(failed.code)}};
}
Json to_json(const SubjectEnded& ended) {
  Json json = {{"ended", ended.id.pid}, {"start_ticks", ended.id.start_ticks}};
  if (ended.status.code) json["exit_code"] = *ended.status.code;
  if (ended.status.signal) json["signal"] = *ended.status.signal;
  return json;
}
Json to_json(const TreeEnded& ended) {
  return {{"tree_ended", ended.killed}, {"left", ended.left}};
}
Json to_json(const StageBuilt& built) { return {{"stage_built", to_json(built.remarks)}}; }

Json to_json(const SmallDiskMounted& /*mounted*/) { return {{"small_disk_mounted", true}}; }

std::optional<int> number_in(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found == json.end() ? std::nullopt : std::optional(found->get<int>());
}

UseCgroups cgroups_in(const Json& json) {
  const auto path = [&](const char* key) -> std::optional<std::filesystem::path> {
    const auto found = json.find(key);
    if (found == json.end()) return {};
    return from_utf8(found->get<std::string>());
  };
  return {{.unified = path("unified"),
           .memory = path("memory"),
           .pids = path("pids"),
           .cpu = path("cpu")}};
}

BuildStage stage_in(const Json& json) {
  BuildStage build;
  build.plan.addresses = strings_in(json.at("build_stage"));
  for (const Json& cover : json.at("covers")) {
    build.plan.covers.push_back({.ours = from_utf8(cover.at(0).get<std::string>()),
                                 .over = from_utf8(cover.at(1).get<std::string>())});
  }
  return build;
}

StartSubject start_in(const Json& json) {
  StartSubject start{.command = strings_in(json.at("start")),
                     .environment = strings_in(json.at("environment")),
                     .without = strings_in(json.at("without")),
                     .directory = from_utf8(json.at("directory").get<std::string>()),
                     .reap_orphans = json.at("reap_orphans").get<bool>()};
  for (const Json& limit : json.at("limits")) {
    start.limits.push_back({.resource = limit.at(0).get<int>(), .most = limit.at(1).get<rlim_t>()});
  }
  if (const auto who = json.find("run_as"); who != json.end()) {
    start.run_as = probes::RunAs{.user = who->at("user").get<uid_t>(),
                                 .group = who->at("group").get<gid_t>(),
                                 .groups = who->at("groups").get<std::vector<gid_t>>()};
  }
  return start;
}

Order order_in(const Json& json) {
  if (json.contains("start")) return start_in(json);
  if (json.contains("end_tree")) return EndTree{Milliseconds(json.at("end_tree").get<long>())};
  if (json.contains("use_cgroups")) return cgroups_in(json.at("use_cgroups"));
  if (json.contains("build_stage")) return stage_in(json);
  if (json.contains("mount_small_disk")) {
    return MountSmallDisk{.directory = from_utf8(json.at("mount_small_disk").get<std::string>()),
                          .size = {json.at("bytes").get<std::uint64_t>()}};
  }
  return RemoveAtEnd{from_utf8(json.at("remove_at_end").get<std::string>())};
}

Report report_in(const Json& json) {
  if (json.contains("started")) {
    return SubjectStarted{{.pid = json.at("started").get<Pid>(),
                           .start_ticks = json.at("start_ticks").get<std::uint64_t>()}};
  }
  if (json.contains("not_started")) {
    return StartFailed{.code = static_cast<ErrorCode>(json.at("code").get<int>()),
                       .message = from_utf8(json.at("not_started").get<std::string>())};
  }
  if (json.contains("ended")) {
    return SubjectEnded{
        .id = {.pid = json.at("ended").get<Pid>(),
               .start_ticks = json.at("start_ticks").get<std::uint64_t>()},
        .status = {.code = number_in(json, "exit_code"), .signal = number_in(json, "signal")}};
  }
  if (json.contains("stage_built")) return StageBuilt{strings_in(json.at("stage_built"))};
  if (json.contains("small_disk_mounted")) return SmallDiskMounted{};
  return TreeEnded{.killed = json.at("tree_ended").get<int>(), .left = json.at("left").get<int>()};
}

template <typename T, T (*Read)(const Json&)>
Result<T> parse(std::string_view text) {
  try {
    return Read(Json::parse(text));
  } catch (const Json::exception& problem) {
    return failure(ErrorCode::kProtocol,
                   std::string("a message between harness and supervisor: ") + problem.what());
  }
}

}  // namespace

std::string to_text(const Order& order) {
  return std::visit([](const auto& each) { return to_json(each).dump(); }, order);
}
std::string to_text(const Report& report) {
  return std::visit([](const auto& each) { return to_json(each).dump(); }, report);
}
Result<Order> parse_order(std::string_view text) { return parse<Order, order_in>(text); }
Result<Report> parse_report(std::string_view text) { return parse<Report, report_in>(text); }

}  // namespace tidemark::harness
