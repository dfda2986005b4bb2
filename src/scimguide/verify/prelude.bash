# Typed into each page's bash before its first snippet.
#
# A command that fails is reported on the control channel with its status, line and file, wherever it stands:
# in a function, a subshell, a substitution, a pipe or a loop, and under an ERR trap of the snippet's own.

set -o errtrace -o pipefail

__report='builtin printf "failed %s %s %s\n" "$?" "$LINENO" "${BASH_SOURCE[0]}" >&9'
builtin trap "$__report" ERR

trap() {
    local action=$1 signal others=() on_error=
    if [[ $# -ge 2 && $action != -[lp]* ]]; then
        for signal in "${@:2}"; do
            if [[ $signal == ERR ]]; then on_error=1; else others+=("$signal"); fi
        done
    fi
    if [[ -z $on_error ]]; then
        builtin trap "$@"
        return
    fi
    [[ $action == - ]] && action=
    builtin trap "$__report"$'\n'"$action" ERR
    [[ ${#others[@]} == 0 ]] || builtin trap "$1" "${others[@]}"
}
