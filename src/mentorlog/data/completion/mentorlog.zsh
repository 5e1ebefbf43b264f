#compdef mentorlog
# Completion of mentorlog for zsh. In ~/.zshrc, after compinit:  eval "$(mentorlog completion zsh)"
# The program gives one candidate a line, a tab, and what it is about; compadd quotes what is inserted.
_mentorlog() {
    local line tab=$'\t' width=0
    local -a typed values abouts shown
    typed=("${(@Q)words[2,CURRENT-1]}")
    ((CURRENT > 2)) || typed=()
    while IFS= read -r line; do
        values+=("${line%%$tab*}")
        abouts+=("${line#*$tab}")
        (( ${#line%%$tab*} > width )) && width=${#line%%$tab*}
    done < <(_MENTORLOG_COMPLETE=zsh command mentorlog "${typed[@]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)
    (( ${#values} )) || return 1
    if [[ -z ${values[1]} ]]; then # a file is wanted
        _files
        return
    fi
    local at
    for at in {1..${#values}}; do
        shown+=("${(r:$width:)values[at]}${abouts[at]:+  ${abouts[at]}}")
    done
    local -a after
    [[ ${values[1]} == *= ]] && after=(-S '')
    compadd -U -V mentorlog -l -d shown "${after[@]}" -- "${values[@]}"
}
if [[ ${funcstack[1]} == _mentorlog ]]; then
    _mentorlog "$@"
else
    compdef _mentorlog mentorlog
fi
