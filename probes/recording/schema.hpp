// The tables of samples.sqlite; docs/recording.md explains them to people.
#pragma once

#include <cstdint>

namespace tidemark::probes {

// "Tide" in PRAGMA application_id tells our files from other SQLite databases.
inline constexpr std::int64_t kRecordingApplicationId = 0x54696465;
// PRAGMA user_version. Raise it with every change that an older reader would misread.
inline constexpr std::int64_t kRecordingVersion = 2;

inline constexpr const char* kRecordingSchema = R"sql(
CREATE TABLE run (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE clock (
  steady_us INTEGER NOT NULL,
  wall_us INTEGER NOT NULL
) STRICT;

CREATE TABLE processes (
  process INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  start_ticks INTEGER NOT NULL,
  parent_pid INTEGER NOT NULL,
  name TEXT NOT NULL,
  command_line TEXT NOT NULL,
  role TEXT NOT NULL,
  task TEXT,
  started_us INTEGER NOT NULL,
  first_seen_us INTEGER NOT NULL,
  ended_us INTEGER,
  exit_code INTEGER,
  exit_signal INTEGER,
  sampled INTEGER NOT NULL
) STRICT;

CREATE TABLE parents (
  process INTEGER NOT NULL REFERENCES processes,
  at_us INTEGER NOT NULL,
  parent_pid INTEGER NOT NULL,
  PRIMARY KEY (process, at_us)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticks (
  tick INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  with_detail INTEGER NOT NULL,
  processes INTEGER NOT NULL,
  zombies INTEGER NOT NULL,
  orphans INTEGER NOT NULL,
  rss INTEGER,
  threads INTEGER,
  descriptors INTEGER,
  cpu_us INTEGER NOT NULL,
  pss INTEGER,
  uss INTEGER,
  sweep_wall_us INTEGER NOT NULL,
  sweep_cpu_us INTEGER NOT NULL
) STRICT;

CREATE TABLE samples (
  tick INTEGER NOT NULL REFERENCES ticks,
  process INTEGER NOT NULL REFERENCES processes,
  state TEXT NOT NULL,
  rss INTEGER,
  threads INTEGER,
  descriptors INTEGER,
  cpu_us INTEGER NOT NULL,
  PRIMARY KEY (tick, process)
) STRICT, WITHOUT ROWID;

CREATE TABLE details (
  tick INTEGER NOT NULL REFERENCES ticks,
  process INTEGER NOT NULL REFERENCES processes,
  pss INTEGER,
  uss INTEGER,
  pss_anon INTEGER,
  swap_pss INTEGER,
  read INTEGER,
  written INTEGER,
  read_from_disk INTEGER,
  written_to_disk INTEGER,
  memory_took_us INTEGER,
  PRIMARY KEY (tick, process)
) STRICT, WITHOUT ROWID;

CREATE TABLE cgroup (
  tick INTEGER PRIMARY KEY REFERENCES ticks,
  version INTEGER NOT NULL,
  current INTEGER,
  peak INTEGER,
  anon INTEGER,
  file INTEGER,
  kernel INTEGER,
  pids INTEGER,
  pids_peak INTEGER
) STRICT;

CREATE TABLE descriptor_kinds (
  tick INTEGER NOT NULL REFERENCES ticks,
  process INTEGER NOT NULL REFERENCES processes,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (tick, process, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE withheld (
  process INTEGER NOT NULL REFERENCES processes,
  fact TEXT NOT NULL,
  why TEXT NOT NULL,
  tick INTEGER NOT NULL REFERENCES ticks,
  PRIMARY KEY (process, fact, why)
) STRICT, WITHOUT ROWID;

CREATE TABLE holdings (
  tick INTEGER NOT NULL REFERENCES ticks,
  kind TEXT NOT NULL,
  process INTEGER REFERENCES processes,
  name TEXT NOT NULL,
  bytes INTEGER
) STRICT;

CREATE TABLE events (
  event INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;

CREATE TABLE requests (
  request INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  took_us INTEGER NOT NULL,
  via TEXT NOT NULL,
  client TEXT NOT NULL,
  host TEXT NOT NULL,
  asked TEXT NOT NULL,
  behavior TEXT,
  outcome TEXT NOT NULL,
  status INTEGER,
  sent INTEGER NOT NULL,
  answer TEXT
) STRICT;
)sql";

}  // namespace tidemark::probes
