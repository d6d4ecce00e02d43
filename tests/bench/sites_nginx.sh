#!/usr/bin/env bash
# Requests per second and per second of processor time of the server: `tidemark sites` and nginx with one worker, the
# same bytes over kept-alive HTTP and TLS, from wrk, in turn, several rounds in one sitting. Prints medians, spread
# and ratios.
#
#   tests/bench/sites_nginx.sh [ROUNDS=7] [SECONDS=2] [CONNECTIONS=16]
#
# nginx has its files open, sends them with sendfile and logs nothing. The processor time is the serving process's own
# (/proc/PID/stat), so that what the client and other programs do to the machine meanwhile changes little. A third
# server is `tidemark sites --log`. Needs nginx, wrk, curl and openssl (cmake/packages.sh --with-peers).
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-7}
seconds=${2:-2}
connections=${3:-16}
tidemark=$PWD/build/release/bin/tidemark
PATH=$PATH:/usr/sbin
command -v nginx wrk curl openssl >/dev/null || { echo "needs nginx, wrk, curl and openssl" >&2; exit 5; }

scratch=$(mktemp -d /tmp/tmbench-XXXX)
chmod 755 "$scratch"
started=()
finish() {
  [ ${#started[@]} -eq 0 ] || kill "${started[@]}" 2>/dev/null || true
  wait
  rm -rf "$scratch"
}
trap finish EXIT

echo '{"name": "bench", "sites": [{"hosts": ["bench.example"], "behavior": {"kind": "page"}}]}' >"$scratch/s.json"
# sites NAME OPTION...: starts a simulator; its ports in NAME_http and NAME_https, its process in NAME_pid.
sites() {
  local name=$1 line fd
  shift
  exec {fd}< <(exec env TMPDIR="$scratch" "$tidemark" sites "$scratch/s.json" --quiet "$@")
  printf -v "${name}_pid" %s $!
  started+=($!)
  read -r line <&"$fd"
  [[ $line =~ :80=127.0.0.1:([0-9]+).*:443=127.0.0.1:([0-9]+) ]]
  printf -v "${name}_http" %s "${BASH_REMATCH[1]}"
  printf -v "${name}_https" %s "${BASH_REMATCH[2]}"
}
sites tidemark
sites logging --log "$scratch/log"

free_ports() {
  node -e 'const net = require("net"), open = [1, 2].map(() => net.createServer().listen(0, "127.0.0.1"));
    setImmediate(() => { console.log(open.map((s) => s.address().port).join(" ")); open.forEach((s) => s.close()); })'
}
read -r nginx_http nginx_https < <(free_ports)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench.example \
  -keyout "$scratch/key.pem" -out "$scratch/cert.pem" 2>/dev/null
mkdir "$scratch/www"
# The ports are set by name above.
# shellcheck disable=SC2154
for path in index.html site.js; do
  curl -sSf -H 'Host: bench.example' "http://127.0.0.1:$tidemark_http/$path" -o "$scratch/www/$path"
done
cat >"$scratch/nginx.conf" <<CONF
worker_processes 1;
daemon off;
pid $scratch/nginx.pid;
error_log $scratch/error.log crit;
events { worker_connections 4096; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100 inactive=1h;
  open_file_cache_valid 1h;
  keepalive_requests 1000000000;
  types { text/html html; application/javascript js; }
  client_body_temp_path $scratch/t1; proxy_temp_path $scratch/t2; fastcgi_temp_path $scratch/t3;
  uwsgi_temp_path $scratch/t4; scgi_temp_path $scratch/t5;
  server {
    listen 127.0.0.1:$nginx_http;
    listen 127.0.0.1:$nginx_https ssl;
    ssl_certificate $scratch/cert.pem;
    ssl_certificate_key $scratch/key.pem;
    root $scratch/www;
  }
}
CONF
nginx -c "$scratch/nginx.conf" -e "$scratch/error.log" &
started+=($!)
for _ in $(seq 500); do
  curl -sf "http://127.0.0.1:$nginx_http/" -o "$scratch/nginx.html" && break
  kill -0 "$!"
done
cmp "$scratch/nginx.html" "$scratch/www/index.html"
# Read by name below.
# shellcheck disable=SC2034
nginx_pid=$(tr -d ' ' <"/proc/${started[-1]}/task/${started[-1]}/children")

# Processor time of a process and its threads so far, in ticks.
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }
# run SERVER SCHEME PATH: one line with what was served and what it cost.
run() {
  local pid=$1_pid port=$1_$2 before after
  before=$(ticks "${!pid}")
  wrk -t 1 -c "$connections" -d "$seconds" -H 'Host: bench.example' "$2://127.0.0.1:${!port}$3" >"$scratch/wrk"
  after=$(ticks "${!pid}")
  if grep -E 'Non-2xx|Socket errors' "$scratch/wrk" >&2; then exit 4; fi
  echo "$2 $3 $1 $(sed -nE 's/^ *([0-9]+) requests in ([0-9.]+)s.*/\1 \2/p' "$scratch/wrk") $((after - before))"
}
for server in nginx tidemark logging; do run "$server" https / >/dev/null; done
for _ in $(seq "$rounds"); do
  for what in "http /" "http /site.js" "https /" "https /site.js"; do
    # shellcheck disable=SC2086
    for server in nginx tidemark logging; do run $server $what; done
  done
done >"$scratch/rounds"

wc -c "$scratch/www/index.html" "$scratch/www/site.js" | sed '$d;s|/.*/www||'
node -e '
const hertz = Number(process.argv[1]);
const rows = require("fs").readFileSync(0, "utf8").trim().split("\n").map((line) => line.split(" "));
const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[values.length >> 1];
const spread = (values, digits) => `${median(values).toFixed(digits)} (${sorted(values)[0].toFixed(digits)}-` +
  `${sorted(values).at(-1).toFixed(digits)})`;
const figures = (what, server) => rows.filter((row) => row[0] + " " + row[1] === what && row[2] === server)
  .map((row) => ({wall: row[3] / row[4], core: row[3] / (row[5] / hertz)}));
for (const what of new Set(rows.map((row) => row[0] + " " + row[1]))) {
  const peer = figures(what, "nginx");
  for (const server of ["nginx", "tidemark", "logging"]) {
    const own = figures(what, server);
    const ratios = own.map((round, at) => round.core / peer[at].core);
    console.log(`${what.padEnd(14)} ${server.padEnd(9)} ${spread(own.map((r) => r.core), 0).padEnd(24)} per second of ` +
      `processor, ${spread(own.map((r) => r.wall), 0).padEnd(22)} per second` +
      (server === "nginx" ? "" : `, ratio per core ${spread(ratios, 2)}`));
  }
}' "$(getconf CLK_TCK)" <"$scratch/rounds"
