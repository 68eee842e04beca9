# shellcheck shell=sh
# What watch-api.sh has seen, in a sentence; it ends by that.
[ -s "$FILE" ] || { rm -f "$FILE"; echo 'was not watched: curl is not here'; exit; }
printf '%s end\n' "$(date +%s.%N)" >>"$FILE"
awk '
    NR == 1 { began = $1 }
    since { length_of = $1 - since; total += length_of; if (length_of > longest) longest = length_of; since = 0 }
    $2 == "down" { since = $1; times++ }
    END {
        if (times) printf "did not answer for %.1f s of %.0f s (%d times, the longest %.1f s)\n", total, $1 - began, times, longest
        else printf "answered all the time (%.0f s)\n", $1 - began
    }' "$FILE"
rm -f "$FILE"
