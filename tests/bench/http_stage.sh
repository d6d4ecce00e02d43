#!/usr/bin/env bash
# Domains per second over HTTPS, without browsers: tidemark analyze and curl --parallel on the same hosts, with the
# same concurrency, in turn, several rounds in one sitting. Each host is a name of its own, so every domain costs both
# a connection and a verified handshake; the server is nginx on loopback and takes its share of the same cores. Then
# the peak of tidemark's resident memory for few and for many domains. Prints medians, spread and ratios.
#
#   tests/bench/http_stage.sh [HOSTS=2000] [CONCURRENCY=100] [ROUNDS=7] [MANY=100000]
#
# MANY=0 leaves the memory out. Both know the address beforehand (--map, --connect-to) and ask for compressed HTTP/2.
# tidemark also reads the page and writes a result line; curl throws away what it gets. Needs nginx and curl.
set -euo pipefail
cd "$(dirname "$0")/../.."
hosts=${1:-2000}
concurrency=${2:-100}
rounds=${3:-7}
many=${4:-100000}
tidemark=$PWD/build/release/bin/tidemark
PATH=$PATH:/usr/sbin
command -v nginx curl openssl >/dev/null || { echo "needs nginx, curl and openssl" >&2; exit 5; }

scratch=$(mktemp -d /tmp/tmbench-XXXX)
trap '[ ! -s "$scratch/nginx.pid" ] || kill "$(cat "$scratch/nginx.pid")"; sleep 0.2; rm -rf "$scratch"' EXIT

# An authority and a certificate for every name of the benchmark.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench-authority \
  -keyout "$scratch/ca.key" -out "$scratch/ca.pem" 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=bench -keyout "$scratch/site.key" \
  -out "$scratch/site.csr" 2>/dev/null
openssl x509 -req -in "$scratch/site.csr" -CA "$scratch/ca.pem" -CAkey "$scratch/ca.key" -CAcreateserial -days 2 \
  -extfile <(echo "subjectAltName=DNS:*.bench.example") -out "$scratch/site.pem" 2>/dev/null

# A page of some 12 KiB with links, as small sites have them.
mkdir "$scratch/www"
{
  echo '<!doctype html><html lang="en"><head><title>A page</title><meta name="description" content="Bench"></head><body>'
  for i in $(seq 100); do
    echo "<p>Paragraph $i has <a href=\"https://other$i.example/\">a link</a> and a few words more than that.</p>"
  done
  echo '</body></html>'
} >"$scratch/www/index.html"

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
cat >"$scratch/nginx.conf" <<CONF
worker_processes 2;
pid $scratch/nginx.pid;
error_log $scratch/error.log crit;
events { worker_connections 4096; }
http {
  access_log off;
  types { text/html html; }
  gzip on;
  client_body_temp_path $scratch/t1; proxy_temp_path $scratch/t2; fastcgi_temp_path $scratch/t3;
  uwsgi_temp_path $scratch/t4; scgi_temp_path $scratch/t5;
  server {
    listen 127.0.0.1:$port ssl http2 backlog=4096;
    ssl_certificate $scratch/site.pem;
    ssl_certificate_key $scratch/site.key;
    root $scratch/www;
  }
}
CONF
chmod 755 "$scratch"
nginx -c "$scratch/nginx.conf" -e "$scratch/error.log"

# names COUNT: the list for tidemark; urls COUNT: curl's configuration for the same.
names() { seq -f 'h%.0f.bench.example' "$1"; }
urls() { seq -f $'url = "https://h%.0f.bench.example/"\noutput = "/dev/null"' "$1"; }
names "$hosts" >"$scratch/list.txt"
urls "$hosts" >"$scratch/curl.conf"

ours() {
  "$tidemark" analyze "$1" --map "*=127.0.0.1:$port" --ca "$scratch/ca.pem" --browsers 0 \
    --workers "$concurrency" --json --quiet
}
check() { [ "$(ours "$1" | grep -c '"state":"alive"')" -eq "$2" ] || { echo "not all hosts answered" >&2; exit 4; }; }
peers() {
  curl --parallel --parallel-immediate --parallel-max "$concurrency" --connect-to "::127.0.0.1:$port" \
    --cacert "$scratch/ca.pem" --compressed --silent --show-error --fail --no-progress-meter --config "$scratch/curl.conf"
}
# seconds COMMAND...: its wall clock and its processor time.
seconds() {
  local TIMEFORMAT='%R %U %S'
  { time "$@" >/dev/null 2>"$scratch/err"; } 2>&1 || { cat "$scratch/err" >&2; exit 4; }
}

check "$scratch/list.txt" "$hosts"
peers 2>/dev/null
for round in $(seq "$rounds"); do
  echo "tidemark $(seconds ours "$scratch/list.txt")"
  echo "curl $(seconds peers)"
done >"$scratch/times"
node -e '
const hosts = Number(process.argv[1]);
const lines = require("fs").readFileSync(0, "utf8").trim().split("\n").map((line) => line.split(" "));
const of = (who) => lines.filter((line) => line[0] === who).map(([, wall, user, system]) =>
  ({rate: hosts / wall, cpu: (Number(user) + Number(system)) / hosts * 1e6}));
const median = (values) => values.toSorted ? values.toSorted((a, b) => a - b)[values.length >> 1]
  : [...values].sort((a, b) => a - b)[values.length >> 1];
for (const who of ["tidemark", "curl"]) {
  const rates = of(who).map((run) => run.rate);
  console.log(`${who.padEnd(9)} ${median(rates).toFixed(0).padStart(6)} domains/s (${Math.min(...rates).toFixed(0)}-` +
    `${Math.max(...rates).toFixed(0)}), ${median(of(who).map((run) => run.cpu)).toFixed(0)} us of processor each`);
}
const ratios = of("tidemark").map((run, at) => run.rate / of("curl")[at].rate);
console.log(`tidemark / curl: ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)})`);
' "$hosts" <"$scratch/times"

[ "$many" -gt 0 ] || exit 0
# The kernel's own account of the peak, asked of a waiting parent.
peak() {
  python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)' "$@"
}
for count in 1000 "$many"; do
  names "$count" >"$scratch/memory.txt"
  echo "$count domains: peak of $(peak "$tidemark" analyze "$scratch/memory.txt" --map "*=127.0.0.1:$port" \
    --ca "$scratch/ca.pem" --browsers 0 --workers "$concurrency" --json --quiet) MiB"
done
