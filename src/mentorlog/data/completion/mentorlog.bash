# Completion of mentorlog for bash. In ~/.bashrc:  eval "$(mentorlog completion bash)"
# The program gives one candidate a line, quoted for this line, a tab, and what it is about.
_mentorlog() {
    local line width=0 tab=$'\t' text
    local -a values=() abouts=()
    COMPREPLY=()
    while IFS= read -r line; do
        values+=("${line%%"$tab"*}")
        abouts+=("${line#*"$tab"}")
        text=${line%%"$tab"*}
        ((${#text} > width)) && width=${#text}
    done < <(_MENTORLOG_COMPLETE=bash command mentorlog "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null </dev/null)
    ((${#values[@]})) || return 0
    if [[ -z ${values[0]} ]]; then # a file is wanted
        # bash 3.2, as macOS has it, knows no compopt; it lists files without marking folders
        compopt -o default 2>/dev/null || while IFS= read -r line; do
            COMPREPLY+=("$line")
        done < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
        return 0
    fi
    compopt -o nosort 2>/dev/null
    [[ ${values[0]} == *= ]] && compopt -o nospace 2>/dev/null
    local at
    for at in "${!values[@]}"; do
        text=${values[at]}
        # What it is about is shown where candidates are listed, and never inserted.
        if ((${#values[@]} > 1)) && [[ ${COMP_TYPE-} == 63 || ${COMP_TYPE-} == 33 || ${COMP_TYPE-} == 64 ]]; then
            [[ -n ${abouts[at]} ]] && printf -v text '%-*s  %s' "$width" "$text" "${abouts[at]}"
        fi
        COMPREPLY+=("$text")
    done
}
complete -F _mentorlog mentorlog
