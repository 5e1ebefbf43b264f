"""What of the test run another system cannot do: left out by name, with its reason. `.ci/windows` runs the rest."""

import fnmatch
import signal
import stat
import sys
import time
from pathlib import Path

import pytest

IS_WINDOWS = sys.platform == "win32"
HANG_UP = getattr(signal, "SIGHUP", signal.SIGTERM)  # as a terminal that is closed
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)

# By the reason: fixtures that a test asks for, and patterns of its address.
_LEFT_OUT: dict[str, tuple[str, ...]] = {
    "needs a pseudo-terminal": (
        "tests/terminal/test_ground.py*shell*", "tests/terminal/test_ground.py*typed_ahead*",
        "tests/terminal/test_ground.py*stdin*", "tests/terminal/test_ground.py*not_answer*",
        "tests/terminal/test_completion.py*", "tests/house/test_readme.py::*run*", "tests/terminal/test_forked.py*",
        "*test_columns_say_how_wide_it_is", "*test_without_a_line_to_edit_the_keys_are_the_same",
        "tests/house/test_budgets.py::*on_a_terminal*",
    ),
    "needs a line that can be edited": (
        "*test_the_arrow_up_brings_the_earlier_answer*", "*test_lines_of_one_answer_are_gone_through*",
        "*test_a_full_stop_at_once_notes_nothing", "*test_what_was_typed_survives_an_error_at_the_end",
        "*test_questions_one_a_line_until_an_empty_one", "*test_a_session_feedback_and_a_win_are_asked_for",
        "*test_read_aloud_a_prompt_stands_behind_its_label",
    ),
    "needs a terminal that takes ASCII alone": (
        "*test_the_c_locale_gets_ascii*", "*test_an_ascii_terminal_gets_ascii",
        "*test_letters_that_a_terminal_lacks_are_named", "*test_a_celebration_is_framed",
    ),
    "needs bash": ("tests/terminal/test_signals.py*", "*test_bash_reads_every_candidate*"),
    "needs scripts of a POSIX shell": (
        "tests/terminal/test_pager.py*", "tests/terminal/test_edges.py*editor*",
        "tests/terminal/test_edges.py*pager*", "*test_less_keeps_no_word*", "tests/terminal/test_editor.py*",
    ),
    "looks at modes of files": ("tests/store/test_modes.py*",),
    "needs a place that XDG_CONFIG_HOME and the like name": (
        "*test_the_first_entry_makes_the_file_in_the_usual_place", "*test_a_persons_own_template_takes_precedence",
        "*test_open_shows_one_page_that_the_next_takes_over", "*test_forgetting_removes_the_pages_that_were_shown_and*",
        "*test_the_places_are_those_that_platformdirs_names*",
    ),
    "needs a name that Windows gives to no file": (
        "*test_names_are_never_followed_nor_shown_as_they_are",
        "tests/exchange/machines/test_folder.py::test_only_names_of_ours_are_read",  # b and B are one
        "*test_any_name_will_do[[]what*",
        "*test_any_name_will_do[[]new*",
        "*test_only_our_own_temporary_files_are_removed[[][*]*",
    ),
    "forks processes, closes their streams, or takes away their HOME, which Windows does not have": (
        "*test_a_stream_ends_in_a_process_of_its_own*",
        "*test_completion_that_cannot_be_written_is_quiet", "*test_without_a_home_nothing_is_made_anywhere*",
        "*test_what_needs_no_home_goes_on_without*", "*test_a_home_that_is_not_there_or_not_a_folder*",
        "*test_a_folder_that_was_removed_*", "*test_a_disk_without_inodes_is_named*",
        "*test_a_journal_that_lacks_an_inode_is_not*", "*test_settings_behind_a_link_stay_behind_it",
        "*test_a_temporary_folder_that_is_not_there_stops_nothing", "*test_the_whole_of_a_pipe_is_written_however*",
        "tests/terminal/test_edges.py::test_an_answer_that_cannot_be_written_is_said_on_stderr*",
    ),
    "needs limits of a process, closed descriptors or another user": (
        "*test_a_full_disk_is_said_and_the_file_stays*", "*test_a_disk_too_full_for_a_new_journal*",
        "*where_no_memory_is_left_to_bring_it_up", "*test_closed_streams_give_no_traceback*",
        "*test_a_file_and_a_folder_that_may_not_be_written", "*test_a_change_made_while_going_back_is_never_in*",
    ),
    "needs a device": (
        "*test_a_file_that_never_ends_is_refused*zero*", "*test_a_table_is_read_in_any_form_and_from*dev*fd*",
    ),
    "needs links, FIFOs, sockets or modes": (
        "*test_only_the_owner_can_read_whatever_the_umask*", "*test_what_is_not_ours_is_refused_untouched[[]fifo*",
        "*test_a_link_is_followed_and_kept", "*test_a_link_that_leads_nowhere_makes_nothing",
        "*test_a_link_to_a_journal_is_followed_and_kept", "*test_no_export_is_ever_written_over_a_journal*link.db[]]",
        "*test_what_is_no_journal_is_refused_and_stays*link*[]]", "*test_what_is_no_journal_is_refused_and*FIFO[]]",
        "*test_what_is_no_journal_is_refused_and*socket[]]", "*test_what_is_no_journal_is_refused_and*device[]]",
        "*test_what_is_no_journal_is_refused_and*terminal[]]",
    ),
    "needs the number of a file's blocks": ("*test_size_without_blocks_says_that_the_content_is_elsewhere",),
    "forks processes, or stops one from within": ("tests/exchange/machines/test_kills.py*",),
    "needs links or FIFOs": (
        "*test_nothing_is_read_or_written_through_a_link", "*test_a_device_or_a_pipe_is_not_waited_for",
    ),
    "needs a link": ("*test_what_is_no_file_is_never_written_over", "*test_a_link_stays_a_link"),
    "needs a folder that says of itself that it is one": ("*test_a_folder_in_its_place_is_reported",),
    "needs modes, or /proc": ("*test_files_that_others_may_read_are_closed", "*test_a_network_file_system_is*"),
    "needs sh": (
        "*test_a_pipe_or_a_file_is_read_without_a_dash", "*test_what_is_typed_is_taken_and_the_pipe_is_left_alone",
        "*test_nothing_hangs_on_a_stdin_that_says_nothing*", "*test_a_pipe_that_stays_silent_is_not_waited_for_long",
        "*test_an_unsaved_command_is_removed_whatever_stands_in_the_words",
        "*test_bytes_that_are_no_text_are_kept_as_they_were*", "*test_a_word_is_kept_in_the_encoding_that_it_came_in",
        "*test_an_answer_that_cannot_be_printed_is_in_the_journal*",
    ),
    "forks, or follows descriptors by /proc": (
        "tests/store/test_cuts.py::test_the_program_does*", "*test_a_transaction_that_was_cut_off_is_rolled_back*",
        "*test_what_fails_once_a_copy_is_back_is_not_said*",
        "tests/store/test_full.py*", "*test_the_first_change_of_a_day_syncs_no_more_than_any_other",
    ),
    "checks sources, which are the same everywhere": (
        "*test_a_checker_finds_no_fault*", "tests/house/test_new_noun.py*", "*test_a_guide_is_what_running_it_gives*",
    ),
    "needs the newer jsonschema, whose extension in Rust Wine does not load": (
        "*test_it_is_a_schema_with_an_identity_whose_references*",
        "*test_an_answer_and_an_error_are_as_the_schema_says_to_whoever*",
    ),
    "needs pyrage, an extension in Rust, which Wine does not load": (
        "tests/exchange/sealed/test_age.py*", "tests/exchange/sealed/test_seal.py::test_what_*",
        "tests/exchange/sealed/test_seal.py::test_a_*", "tests/exchange/sealed/test_seal.py::test_the_*",
        "tests/exchange/sealed/test_seal.py::test_keys_*",
        "tests/exchange/sealed/test_commands.py::test_[!a]*", "tests/exchange/sealed/test_commands.py::test_a_*",
        "tests/exchange/sealed/test_commands.py::test_another*", "tests/exchange/sealed/test_commands.py::test_an_e*",
        "tests/exchange/machines/test_encrypted.py*", "tests/exchange/machines/test_renewal.py*options1*",
        "tests/exchange/machines/test_renewal.py::test_a_*", "tests/exchange/machines/test_renewal.py::test_who_*",
        "*examples_run_on_the_demos_journal[[]sync admit]", "*examples_run_on_the_demos_journal[[]sync renew]",
        "*examples_run_on_the_demos_journal[[]sync key]", "*test_a_command_loads_what_it_needs*encrypt-to*",
    ),
    "counts what Python on Linux loads": (
        "*test_an_everyday_command_loads_of_the_standard_library*", "*test_the_default_place_costs_nothing_on_linux",
    ),
}  # fmt: skip


def apply_zone() -> None:
    """Let the C library read TZ again. On Windows the zone is the machine's: `.ci/windows` sets it to that of tests."""
    if not IS_WINDOWS:
        time.tzset()


def has_mode(path: Path, mode: int) -> bool:
    """Whether a file or folder has exactly these permissions; on Windows they say nothing."""
    return IS_WINDOWS or stat.S_IMODE(path.stat().st_mode) == mode


def leave_out(items: list[pytest.Item]) -> None:
    """Skip what this system cannot do."""
    if not IS_WINDOWS:
        return
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        for reason, names in _LEFT_OUT.items():
            if any(name in asked or fnmatch.fnmatchcase(item.nodeid, name) for name in names):
                item.add_marker(pytest.mark.skip(reason=reason))
                break
