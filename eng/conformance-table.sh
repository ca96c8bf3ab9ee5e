#!/usr/bin/env bash
# Prints what the conformance suite found as a table, a test in each row and a runtime in each column.
#
#   conformance-table.sh [--groups] RESULTS.trx...              the columns are named as the tests name the runtimes
#   conformance-table.sh [--groups] NAME=RESULTS.trx...         a column for each of the files, under that name
#
# ✓ passed, ✗ failed, empty: not run. --groups: one row for each group of tests, with how many of them passed.
set -euo pipefail

groups=no
if [ "${1:-}" = --groups ]; then groups=yes; shift; fi
[ $# -gt 0 ] || { sed -n '2,/^set -euo/{/^set -euo/!s/^# \{0,1\}//p;}' "$0" >&2; exit 2; }

for file in "$@"; do
  name=''
  case $file in *=*) name=${file%%=*} file=${file#*=} ;; esac
  # One line for each result: column, group, test, outcome.
  sed -n 's/.*<UnitTestResult .*testName="[^"]*Conformance\.\([A-Za-z]*\)Tests\.\([A-Za-z0-9_]*\)(runtime: &quot;\([^&]*\)&quot;)".* outcome="\([A-Za-z]*\)".*/\3|\1|\2|\4/p' "$file" |
    awk -F'|' -v OFS='|' -v name="$name" '{ if (name != "") $1 = name; print }'
done | sort -t'|' -k2,3 | awk -F'|' -v groups="$groups" '
  {
    row = groups == "yes" ? $2 : $2 ": " $3
    if (!(row in seen)) { seen[row] = 1; rows[++r] = row }
    if (!($1 in column)) { column[$1] = 1; columns[++c] = $1 }
    tries[row, $1]++
    if ($4 == "Passed") passed[row, $1]++
  }
  # As people count: docker before podman before apple is chance, versions are not.
  function sorted(   i, j, t) {
    for (i = 2; i <= c; i++) for (j = i; j > 1 && key(columns[j - 1]) > key(columns[j]); j--) { t = columns[j]; columns[j] = columns[j - 1]; columns[j - 1] = t }
  }
  function key(name,   parts, n, i, k) {
    n = split(tolower(name), parts, /[. ]/)
    k = (tolower(name) ~ /^docker/ ? "1" : tolower(name) ~ /^podman/ ? "2" : "3")
    for (i = 2; i <= n; i++) k = k sprintf("%05d", parts[i])
    return k
  }
  END {
    sorted()
    printf "| %s |", groups == "yes" ? "tests" : "test"; for (i = 1; i <= c; i++) printf " %s |", columns[i]
    printf "\n| --- |"; for (i = 1; i <= c; i++) printf " --- |"
    print ""
    for (j = 1; j <= r; j++) {
      printf "| %s |", rows[j]
      for (i = 1; i <= c; i++) {
        n = tries[rows[j], columns[i]]; ok = passed[rows[j], columns[i]] + 0
        if (groups == "yes") printf " %s |", n ? ok "/" n : ""
        else printf " %s |", n ? (ok == n ? "✓" : "✗") : ""
      }
      print ""
    }
  }'
