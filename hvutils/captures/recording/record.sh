#!/bin/sh
# Records what this machine runs on, for "hv classify". It only reads; what it writes is one folder
# or one archive, named on the command line:
#
#   sh hv-record.sh [--no-redact] [FOLDER | FILE.tar.gz]
#
# It needs a POSIX shell and the usual small tools, and no root; root adds dmidecode and dmesg.
# Serial numbers, UUIDs, host and user names, IP addresses and the host part of MAC addresses are
# replaced as far as sed can, unless --no-redact is given. Exit code: 0, or 2 and one sentence.
set -u
umask 077
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export LC_ALL PATH
made_by=@MADE_BY@
seconds=@SECONDS@
most=@MOST@
# Names that are words of platforms are replaced nowhere: they would be everywhere.
words=@WORDS@

say() { printf 'hv-record: %s\n' "$*" >&2; }
die() { say "$@"; exit 2; }

redact=yes
output=
while [ $# -gt 0 ]; do
  case $1 in
    --no-redact) redact=no ;;
    -*) die "unknown option '$1': use --no-redact, or the name of a folder or of a FILE.tar.gz" ;;
    *) [ -z "$output" ] || die "more than one output: '$output' and '$1'"; output=$1 ;;
  esac
  shift
done
[ -n "$output" ] || output=hv-record-$(date -u +%Y%m%d-%H%M%S)
output=${output%/}
[ -n "$output" ] || die "'/' exists, and nothing is overwritten: give another name"
if [ -e "$output" ] || [ -h "$output" ]; then
  die "'$output' exists, and nothing is overwritten: give another name"
fi
for tool in sed grep tr cut head cat rm mkdir; do
  command -v $tool >/dev/null 2>&1 || die "$tool is missing, and nothing is recorded without it"
done
case $output in
  *.tar.gz)
    for tool in tar gzip; do
      command -v $tool >/dev/null 2>&1 || die "$tool is missing: give a folder's name instead"
    done
    base=$output.part ;;
  *) base=$output ;;
esac
mkdir "$base" 2>/dev/null || die "the folder '$base' cannot be made: give another place"
work=$base/.work
case $output in *.tar.gz) files=$base/recording ;; *) files=$base ;; esac
trap 'rm -rf "$base"; exit 2' HUP INT TERM
mkdir -p "$work" "$files" || die "'$base' cannot be written to: give another place"

# Old versions of busybox want another form of timeout; then there is none.
has_timeout=no
timeout 5 true >/dev/null 2>&1 && has_timeout=yes
limited() { if [ $has_timeout = yes ]; then timeout "$seconds" "$@"; else "$@"; fi; }
has_head=no
[ "$(printf 'ab' | head -c 1 2>/dev/null)" = a ] && has_head=yes
bounded() { if [ $has_head = yes ]; then head -c "$most"; else cat; fi; }
hash_of() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum <"$1"
  elif command -v shasum >/dev/null 2>&1; then shasum -a 256 <"$1"
  elif command -v openssl >/dev/null 2>&1; then openssl dgst -sha256 -r <"$1"
  fi | cut -c1-64
}
id=$(id -u 2>/dev/null) || id=unknown

rules=$work/rules
# name TOKEN NAME: rules that replace a name, in three spellings, wherever it is a word.
name() {
  case $2 in
    '' | ? | ?? | *[!A-Za-z0-9._-]*) return ;;
  esac
  lower=$(printf '%s' "$2" | tr '[:upper:]' '[:lower:]')
  upper=$(printf '%s' "$2" | tr '[:lower:]' '[:upper:]')
  case " $words " in *" $lower "*) return ;; esac
  for spelling in "$2" "$lower" "$upper"; do
    dotted=$(printf '%s' "$spelling" | sed 's/[.]/[.]/g')
    # Twice: two names in a row share the character between them.
    for _ in 1 2; do
      printf '%s\n' "s/(^|[^A-Za-z0-9])$dotted([^A-Za-z0-9]|\$)/\\1[$1]\\2/g"
    done
  done >>"$rules"
}
: >"$rules"
if [ $redact = yes ]; then
  host=$(uname -n)
  case $host in *.*) name domain-1 "${host#*.}" ;; esac
  name host-1 "${host%%.*}"
  number=0
  for user in "$(id -un 2>/dev/null)" "${USER:-}" "${LOGNAME:-}" "${SUDO_USER:-}"; do
    number=$((number + 1))
    name user-$number "$user"
  done
  cat >>"$rules" <<'RULES'
@RULES@
RULES
  printf 'x\n' | sed -E -f "$rules" >/dev/null 2>&1 || {
    rm -rf "$base"
    die "this sed cannot redact: use --no-redact, and redact with hv afterwards"
  }
fi
# What is one value without a label.
cat >"$work/tag" <<'RULES'
@TAG@
RULES

rows=$work/rows
adds=$work/adds
counts=$work/counts
: >"$rows"
: >"$adds"
: >"$counts"
recorded=0
said=no
comma=
adds_comma=
next=',
'

# What stands in place of a value, a kind a line.
tokens='serial [redacted]
uuid 0000-000000000001
host [host-1]
domain [domain-1]
user [user-
ipv4 198.18.0.1
ipv6 2001:db8::1
ipv6 fe80::1
mac :00:00:00'

# tally FILE: note how many lines have a token that they had not before.
tally() {
  if cmp -s "$work/kept" "$1" 2>/dev/null; then return; fi
  printf '%s\n' "$tokens" | while read -r kind token; do
    lines=$(($(grep -cF -e "$token" <"$1") - $(grep -cF -e "$token" <"$work/kept")))
    if [ $lines -gt 0 ]; then printf '%s %s %s\n' "$kind" "$token" "$lines" >>"$counts"; fi
  done
}

# replaced FORM BETWEEN: print the sum of each token, as printf's FORM has it.
replaced() {
  before=
  printf '%s\n' "$tokens" | while read -r kind token; do
    sum=0
    while read -r counted at lines; do
      if [ "$counted $at" = "$kind $token" ]; then sum=$((sum + lines)); fi
    done <"$counts"
    # shellcheck disable=SC2059 # The form is one of two below.
    if [ $sum -gt 0 ]; then
      printf '%s' "$before"
      printf "$1" "$kind" "$token" $sum
      before=$2
    fi
  done
}

# row FILE TITLE ROOT STATUS WHY CODE
row() {
  size=null sum=null
  if [ "$4" = recorded ]; then
    size=$(($(wc -c <"$files/$1")))
    sum=$(hash_of "$files/$1")
    if [ -n "$sum" ]; then sum="\"$sum\""; else sum=null; fi
    recorded=$((recorded + 1))
    if [ "$size" -gt 0 ]; then said=yes; fi
  elif [ -n "$3" ] && [ "$id" != 0 ] && [ "$4" != absent ]; then
    printf '%s    "%s: %s"' "$adds_comma" "$2" "$3" >>"$adds"
    adds_comma=$next
  fi
  cut=false
  [ "$4" = recorded ] && [ "$(($(wc -c <"$work/out")))" -ge "$most" ] && cut=true
  printf '%s    {"file": "%s", "probe": "%s", "status": "%s", "why": "%s", "exit_code": %s, ' \
    "$comma" "$1" "$2" "$4" "$5" "$6" >>"$rows"
  printf '"seconds": 0.0, "bytes": %s, "sha256": %s, "cut": %s}' "$size" "$sum" "$cut" >>"$rows"
  comma=$next
  if [ -t 2 ]; then say "$2: $4"; fi
}

# keep FILE TITLE ROOT LINES CODE MAY_BE_EMPTY
keep() {
  if [ -n "$4" ]; then
    tr '\000' '\n' <"$work/out" | grep -E "$4" >"$work/kept"
  else
    cat "$work/out" >"$work/kept"
  fi
  why=$(head -n 1 "$work/err" | sed -E -f "$rules" | tr -d '\042\134' | tr -cd '[:print:]' | cut -c1-200)
  refused=no
  if [ "$5" != 0 ] && cat "$work/err" "$work/out" |
    grep -iE 'permission denied|not permitted|must be root|are you root' >/dev/null; then
    refused=yes
  fi
  case $5 in
    124 | 137 | 143) row "$1" "$2" "$3" stopped "it took longer than $seconds seconds" null; return ;;
  esac
  if [ $refused = yes ]; then
    row "$1" "$2" "$3" denied "$why" "$5"
  elif [ -s "$work/kept" ] || { [ "$6" = yes ] && [ -z "$4" ]; }; then
    case $1 in */*) mkdir -p "$files/${1%/*}" ;; esac
    if [ $redact = no ]; then cat "$work/kept"
    else
      case $1 in
        */*_asset_tag) sed -E -f "$work/tag" <"$work/kept" ;;
        *) sed -E -f "$rules" <"$work/kept" ;;
      esac
    fi >"$files/$1"
    [ $redact = no ] || tally "$files/$1"
    row "$1" "$2" "$3" recorded "" "$5"
  else
    row "$1" "$2" "$3" 'nothing to say' "${why:-it printed nothing that is kept}" "$5"
  fi
}

# run FILE TITLE ROOT LINES COMMAND...
run() {
  file=$1 title=$2 root=$3 lines=$4
  shift 4
  if ! command -v "$1" >/dev/null 2>&1; then
    row "$file" "$title" "$root" absent "$1 is not installed" null
    return
  fi
  { limited "$@" 2>"$work/err" </dev/null; printf '%s' $? >"$work/code"; } | bounded >"$work/out"
  keep "$file" "$title" "$root" "$lines" "$(cat "$work/code")" no
}

# take FILE TITLE ROOT LINES
take() {
  if [ ! -e "/$1" ]; then
    row "$1" "$2" "$3" absent "$2 does not exist" null
  elif [ ! -f "/$1" ] || [ ! -r "/$1" ]; then
    row "$1" "$2" "$3" denied "$2 may not be read by this user" null
  else
    { limited cat "/$1" 2>"$work/err" </dev/null; printf '%s' $? >"$work/code"; } |
      bounded >"$work/out"
    keep "$1" "$2" "$3" "$4" "$(cat "$work/code")" yes
  fi
}

@PROBES@

if [ $said = no ]; then
  rm -rf "$base"
  die "none of the probes gave anything on this $(uname -s) machine: they are those of Linux"
fi
is_root=false
[ "$id" = 0 ] && is_root=true
redacted=true
[ $redact = no ] && redacted=false
{
  printf '{\n  "schema": @SCHEMA@,\n  "made_by": "%s",\n' "$made_by"
  printf '  "date": "%s",\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  printf '  "root": %s,\n  "redacted": %s,\n  "probes": [\n' $is_root $redacted
  cat "$rows"
  printf '\n  ],\n  "root_would_add": [\n'
  cat "$adds"
  printf '\n  ],\n  "replaced": [\n'
  replaced '    {"kind": "%s", "token": "%s", "times": %s}' "$next"
  printf '\n  ]\n}\n'
} >"$files/manifest.json"
sum=$(hash_of "$files/manifest.json")
report=$(replaced '  %s as %s, lines: %s' '
')
rm -rf "$work"
case $output in
  *.tar.gz)
    set -C
    tar -cf - -C "$base" recording | gzip >"$output" || {
      rm -rf "$base"
      die "'$output' cannot be written: give another name or another place"
    }
    rm -rf "$base" ;;
esac
[ $redact = yes ] || say "nothing was redacted: it names this machine, and stays with you"
[ -n "$sum" ] || say "there is no sha256sum: the recording has no hashes"
printf '%s: %s probes\n' "$output" "$recorded"
[ $redact = no ] || printf 'replaced:\n%s\n' "${report:-  nothing, for there was nothing to replace}"
printf 'sha256 of the manifest: %s\n' "${sum:-none}"
