# Outlives the AppHost by a moment. Reads a line "+PID" for each process that started (each leads a group
# of its own) and "-PID" for each that ended. When the pipe closes and processes are left, the AppHost was
# killed: asks them to stop, and after a few seconds makes them. $1 marks the environment of all of them,
# so that what left its group (a daemon) is found, too.
trap '' INT TERM HUP QUIT
declare -A alive
while read -r line; do
    case $line in
        +*) alive[${line#+}]=1 ;;
        -*) unset "alive[${line#-}]" ;;
    esac
done

# Everything with the mark, but this script and what it runs.
marked() {
    local folder pid
    for folder in /proc/[0-9]*; do
        pid=${folder#/proc/}
        if [ "$pid" != "$$" ] && [ "$pid" != "$BASHPID" ] && grep -qzxF "$1" "$folder/environ" 2>/dev/null; then
            echo "$pid"
        fi
    done
}

left=$(marked "$1")
[ -n "$left" ] || [ ${#alive[@]} -gt 0 ] || exit 0
for pid in "${!alive[@]}"; do kill -TERM "$pid" 2>/dev/null; done
# By the clock: looking takes seconds itself where many processes run.
end=$((SECONDS + 6))
while [ $SECONDS -lt $end ]; do
    sleep 0.2
    left=$(marked "$1")
    [ -n "$left" ] || exit 0
done
for pid in "${!alive[@]}"; do kill -KILL -- "-$pid" 2>/dev/null; done
for pid in $left; do kill -KILL "$pid" 2>/dev/null; done
exit 0
