#!/usr/bin/env bash
# Charge du service, sur cette machine et pour elle seule (127.0.0.1) ; s'arrête de lui-même. Voir README.md.
#   benches/load/run.sh            débits et durées, à côté des mêmes documents sans service
#   benches/load/run.sh check      la même chose pour un seul : check, lettre, requete ou dossier
#   benches/load/run.sh double     le double de la capacité : que des succès et des 503 honnêtes, mémoire stable
# Variables : TEMPS (secondes par mesure, 10), CONNEXIONS ("1 2 8 64"), PROCESSUS (2), CREANCE (programme à mesurer).
set -euo pipefail
cd "$(dirname "$0")/../.."

TEMPS=${TEMPS:-10}
CONNEXIONS=${CONNEXIONS:-1 2 8 64}
PROCESSUS=${PROCESSUS:-2}
ALL="check lettre requete dossier"
WHAT=${1:-tout}
case " tout double $ALL " in *" $WHAT "*) ;; *) sed -n '2,6s/^# \?//p' "$0"; exit 2 ;; esac
[ "$TEMPS" -le 120 ] || { echo "TEMPS : 120 secondes au plus"; exit 2; }
for n in $CONNEXIONS; do [ "$n" -le 512 ] || { echo "CONNEXIONS : 512 au plus"; exit 2; }; done
command -v wrk >/dev/null || { echo "wrk manque : apt-get install wrk"; exit 2; }

if [ -z "${CREANCE:-}" ]; then
  cargo build --quiet --release --locked --bins
  CREANCE=$PWD/target/release/creance
fi
HOME_OF_RUN=$(mktemp -d)
SERVICE=
stop() {
  [ -z "$SERVICE" ] || { kill "$SERVICE" 2>/dev/null && wait "$SERVICE" 2>/dev/null; } || true
  SERVICE=
}
trap 'stop; rm -rf "$HOME_OF_RUN"' EXIT

# start LINES...: the service with these lines of configuration more; its address in $URL.
start() {
  stop
  printf 'listen = "127.0.0.1:0"\nworkers = %s\n' "$PROCESSUS" > "$HOME_OF_RUN/creance.toml"
  printf '%s\n' "$@" >> "$HOME_OF_RUN/creance.toml"
  XDG_STATE_HOME=$HOME_OF_RUN "$CREANCE" serve --config "$HOME_OF_RUN/creance.toml" \
    > "$HOME_OF_RUN/out" 2> "$HOME_OF_RUN/log" &
  SERVICE=$!
  URL=
  for _ in $(seq 300); do
    URL=$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$HOME_OF_RUN/out" || true)
    [ -n "$URL" ] && curl -sf -o /dev/null "$URL/readyz" && return
    kill -0 "$SERVICE" 2>/dev/null || break
    sleep 0.1
  done
  echo "le service n'a pas démarré :"; cat "$HOME_OF_RUN/log"; exit 1
}

# More than a worker remembers of: each is new to it when its turn comes again.
export LOAD_CLAIMS=$HOME_OF_RUN/claims
cargo bench --quiet --locked --bench load -- claims 1000 > "$LOAD_CLAIMS"
route() {
  unset LOAD_EXHIBITS
  case $1 in
    check) ROUTE=/v1/check ;;
    lettre) ROUTE=/v1/documents/mise_en_demeure ;;
    requete) ROUTE=/v1/documents/requete_injonction_de_payer ;;
    dossier) ROUTE=/v1/bundles/injonction_de_payer; export LOAD_EXHIBITS=$PWD/examples/exhibits ;;
  esac
}

# fire WHAT CONNECTIONS SECONDS: the line of figures of post.lua.
fire() {
  route "$1"
  wrk --threads 1 --connections "$2" --duration "$3s" --timeout 90s --script benches/load/post.lua "$URL$ROUTE" \
    | grep '^LOAD ' | cut -d' ' -f2-
}

status() { awk -v key="$1:" '$1 == key { print $2 }' "/proc/$SERVICE/status"; }
# Processor milliseconds so far, of the service, its workers and those it has replaced: one whose client went away is.
spent() {
  local of="/proc/$SERVICE/stat" child
  for child in $(cat "/proc/$SERVICE/task"/*/children 2>/dev/null); do of="$of /proc/$child/stat"; done
  # shellcheck disable=SC2086
  { cat $of 2>/dev/null || true; } | sed 's/.*) //' \
    | awk -v hz="$(getconf CLK_TCK)" '{ n += $12 + $13 + $14 + $15 } END { printf "%d", n * 1000 / hz }'
}
ms() { awk -v us="$1" 'BEGIN { printf (us < 10000 ? "%.1f" : "%.0f"), us / 1000 }' | tr . ,; }
rate() { awk -v n="$1" -v us="$2" 'BEGIN { r = n * 1e6 / us; printf (r < 1000 ? "%.1f" : "%.0f"), r }' | tr . ,; }

measured() {
  local bare bare_us bare_cpu
  read -r bare bare_us bare_cpu < <(cargo bench --quiet --locked --bench load -- "$1" "$TEMPS" "$PROCESSUS" | sed -n 's/^BARE //p')
  echo "| $1 | boucle nue, $PROCESSUS processus | $(rate "$bare" "$bare_us") | $(ms $((bare_cpu / bare))) | | | | |"
  # Everyone waits here for his turn: at 64 connections the queue of the service by default would turn most away at once.
  start 'render_queue = 512' 'compute_queue = 512' 'upload_slots = 512'
  fire "$1" 8 2 > /dev/null
  local n before took
  for n in $CONNEXIONS; do
    before=$(spent)
    local requests us refused errors p50 p95 p99 rest
    read -r requests us refused errors p50 p95 p99 rest < <(fire "$1" "$n" "$TEMPS")
    took=$(($(spent) - before))
    if [ "$refused" != 0 ] || [ "$errors" != 0 ]; then
      echo "$1, $n connexions : $refused refus et $errors erreurs"; exit 1
    fi
    echo "| $1 | HTTP, $n | $(rate "$requests" "$us") | $(ms $((took * 1000 / requests))) | $(ms "$p50") | $(ms "$p95") | $(ms "$p99") | $(awk -v a="$requests" -v b="$us" -v c="$bare" -v d="$bare_us" 'BEGIN { printf "%.0f", 100 * a * d / (b * c) }') % |"
  done
  stop
}

# At the default settings, twice as much as is made in the same time is asked for, by clients that do not wait in line.
double() {
  local failed=0
  start
  echo "| | capacité | demandé | 200 | 503 et Retry-After | autres | erreurs de connexion | mémoire du service : avant, après |"
  echo "|---|---|---|---|---|---|---|---|"
  for what in $ALL; do
    local requests us refused errors p50 p95 p99 sent answered good busy wrong first served before after
    read -r requests us rest < <(fire "$what" 8 "$TEMPS")
    # Clients who pause: while the queue is full they ask for 2.5 times the capacity or more.
    # Of computations no client on the same two cores can ask the double: these come without a pause.
    local clients=48
    export LOAD_COUNT=1 LOAD_DELAY=$((11 * us / requests / 1000))
    [ "$what" != check ] || export LOAD_DELAY=0
    # The first run takes what memory so many connections take; the second must not take more.
    fire "$what" $clients "$TEMPS" > /dev/null
    before=$(status VmRSS)
    read -r sent us refused errors p50 p95 p99 sent answered good busy wrong first < <(fire "$what" $clients "$TEMPS")
    after=$(status VmRSS)
    unset LOAD_COUNT LOAD_DELAY
    echo "| $what | $(rate "$requests" "$((TEMPS * 1000000))")/s | $(rate "$answered" "$us")/s | $good | $busy | $wrong $first | $errors | $((before / 1024)) Mio, $((after / 1024)) Mio |"
    [ "$wrong" = 0 ] || { echo "  ✗ des réponses ne sont ni des succès ni des 503 avec Retry-After"; failed=1; }
    [ "$good" -gt 0 ] || { echo "  ✗ personne n'a été servi"; failed=1; }
    [ "$errors" = 0 ] || { echo "  ✗ des connexions sont perdues"; failed=1; }
    # What is sent is answered, but for the last request of each connection, which wrk cuts at the end.
    [ $((sent - answered)) -le $clients ] || { echo "  ✗ $((sent - answered)) demandes sans réponse"; failed=1; }
    [ "$what" = check ] || [ "$answered" -ge $((requests * 2)) ] || { echo "  ✗ le double n'a pas été demandé"; failed=1; }
    [ "$after" -le $((before + 16384)) ] || { echo "  ✗ la mémoire du service monte"; failed=1; }
    curl -sf -o /dev/null "$URL/readyz" || { echo "  ✗ le service n'est plus prêt"; failed=1; }
  done
  stop
  return $failed
}

echo "$(date -u +%F), $(nproc) cœurs ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)), charge $(cut -d' ' -f1 /proc/loadavg), $TEMPS s par mesure"
echo
if [ "$WHAT" = double ]; then
  double
else
  echo "| | connexions | par seconde | processeur, ms | p50, ms | p95, ms | p99, ms | de la boucle |"
  echo "|---|---|---|---|---|---|---|---|"
  [ "$WHAT" != tout ] || WHAT=$ALL
  for what in $WHAT; do measured "$what"; done
fi
