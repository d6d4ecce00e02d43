// The tables of samples.sqlite; docs/recording.md explains them to people.
#pragma once

#include <cstdint>

namespace tidemark::probes {

// "Tide" in PRAGMA application_id tells our files from other SQLite databases.
inline constexpr std::int64_t kRecordingApplicationId = 0x54696465;
// PRAGMA user_version. Raise it with every change that an older reader would misread.
inline constexpr std::int64_t kRecordingVersion = 1;

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
  UNIQUE (pid, start_ticks)
) STRICT;

CREATE TABLE ticks (
  tick INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  with_memory INTEGER NOT NULL,
  processes INTEGER NOT NULL,
  zombies INTEGER NOT NULL,
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
  parent_pid INTEGER NOT NULL,
  state TEXT NOT NULL,
  rss INTEGER,
  threads INTEGER,
  descriptors INTEGER,
  cpu_us INTEGER NOT NULL,
  pss INTEGER,
  uss INTEGER,
  pss_anon INTEGER,
  swap_pss INTEGER,
  PRIMARY KEY (tick, process)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  event INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
)sql";

}  // namespace tidemark::probes
