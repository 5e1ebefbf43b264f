# Completion of mentorlog for fish. In ~/.config/fish/config.fish:  mentorlog completion fish | source
# The program gives one candidate a line, a tab, and what it is about; fish quotes what is inserted.
function __mentorlog_complete
    set -l typed (commandline -cp | string collect)
    set -l found (_MENTORLOG_COMPLETE=fish command mentorlog "$typed" 2>/dev/null </dev/null)
    if string match -q -- \t'*' "$found[1]" # a file is wanted
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $found
    end
end
complete --command mentorlog --no-files --keep-order --arguments '(__mentorlog_complete)'
