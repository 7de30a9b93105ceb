# Sourced by the scripts beside it, which each run one private server in the foreground.

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# claim FOLDER USER: makes the folder, for the server's own user when we are root (the servers refuse, or
# should not have, root), and holds a lock on it until the last process of this run has ended, so that a
# server left over from a killed run and this one never write to it at once. Sets as_user, the command prefix.
claim() {
    local folder=$1 user=$2
    mkdir -p "$folder"
    chmod 700 "$folder"
    as_user=(env)
    if [ "$(id -u)" = 0 ]; then
        id "$user" >/dev/null 2>&1 || fail "there is no user '$user': install the server's Debian package, or run as another user than root."
        as_user=(setpriv --reuid="$user" --regid="$user" --init-groups --)
        [ "$(stat -c %U "$folder")" = "$user" ] || chown -R "$user:" "$folder"
        "${as_user[@]}" test -w "$folder" || fail "the user '$user' can't reach $folder: a folder above it is closed to others."
    fi
    exec 9>>"$folder/.lock"
    flock -w 20 9 || fail "another run uses $folder."
}

# private_file PATH: writes standard input to a file that only the server's user can read. As that user, for the folder
# is theirs: root must not follow a link that they could have put there.
private_file() {
    "${as_user[@]}" sh -c 'umask 077 && cat >"$1"' private_file "$1"
}

# supervise SIGNAL COMMAND...: runs the command and ends as it does; asked to stop, sends it the signal.
supervise() {
    local signal=$1 status=0
    shift
    "$@" &
    local child=$!
    trap 'kill -s "$signal" "$child" 2>/dev/null' TERM INT
    while :; do
        wait "$child" && status=0 || status=$?
        kill -0 "$child" 2>/dev/null || break
    done
    return "$status"
}
