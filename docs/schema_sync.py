"""The answers of `sync`: their keys, and what each means."""

from schema_nodes import BOOLEAN, INTEGER, REF, REFS, TEXT, UTC_TIME, Node, about, array, map_of, nullable, object_with

_DRY_RUN = about("Whether nothing was written.", BOOLEAN)
_PLACE = about("The folder, or the address of the repository.", TEXT)
_JOURNAL = about("The id of the shared journal.", TEXT)
_LETTER = about("The letter of the machine, as it stands in refs.", TEXT)
_NAME = about("What the machine is called.", TEXT)
_ENCRYPTED = about("Whether what stands there is encrypted.", BOOLEAN)
_KEPT = about("The copy of the journal as it was before.", nullable(TEXT))
_WORDS = about("The four words to compare; none where nothing is encrypted.", array(TEXT))
_LEFT = about("Files that were left as they are.", array(object_with(
    file=about("The file, within the folder.", TEXT),
    machine=about("The letter of the machine that wrote it.", TEXT),
    why=about("What is wrong with it.", {"enum": [
        "cut", "altered", "foreign", "misplaced", "newer", "junk", "too large", "not here yet", "unreadable",
    ]}),
)))  # fmt: skip
_MISSING = about("Changes that have not arrived.", array(object_with(
    machine=_LETTER,
    first=about("The number of the first.", INTEGER),
    last=about("The number of the last.", INTEGER),
)))  # fmt: skip
_ANY: Node = {"type": ["string", "number", "boolean", "null"]}
_CONFLICTS = about("How many entries two machines changed at once.", INTEGER)


def sync() -> dict[str, Node]:
    """The answers by kind."""
    return {
        "sync": about("What was taken from the other machines, and given to them.", object_with(
            dry_run=_DRY_RUN,
            taken=about("How many changes were taken, by the name of their machine.", map_of(INTEGER)),
            sent=about("How many changes were given.", INTEGER),
            waiting=about("How many changes wait for others that have not arrived.", INTEGER),
            newer=about("How many changes need a newer mentorlog.", INTEGER),
            conflicts=_CONFLICTS,
            left=_LEFT,
            missing=_MISSING,
            clashes=about("How many pairs of entries do not go together, if anything was taken.", INTEGER),
            forgotten=about("The entries that another machine forgot, and this one with it.", REFS),
            inbox=about("The entries that were made of texts from a phone.", REFS),
            inbox_left=about("Files of the inbox that were left.", array(object_with(
                name=about("The file.", TEXT), why=about("Why.", TEXT)
            ))),
        )),
        "sync.start": about("A journal that is shared.", object_with(
            dry_run=_DRY_RUN, place=_PLACE, journal=_JOURNAL, letter=_LETTER, name=_NAME, encrypted=_ENCRYPTED,
            kept=_KEPT,
        )),
        "sync.join": about("A machine that takes part, or asks to.", object_with(
            dry_run=_DRY_RUN, place=_PLACE, journal=_JOURNAL, letter=_LETTER, name=_NAME, encrypted=_ENCRYPTED,
            waiting=about("Whether it waits to be let in.", BOOLEAN),
            words=_WORDS,
            changes=about("How many changes of other machines were taken.", INTEGER),
            moves=about("What this machine had before, by noun.", array(object_with(
                noun=about("The noun.", TEXT),
                new=about("Records that were taken along.", INTEGER),
                same=about("Records that are the same.", INTEGER),
                differing=about("Records that differed.", INTEGER),
            ))),
            kept=_KEPT,
        )),
        "sync.status": about("How the shared journal stands.", object_with(
            place=_PLACE, journal=_JOURNAL,
            generation=about("How often it was begun anew, and once.", INTEGER),
            encrypted=_ENCRYPTED,
            reachable=about("Whether the folder could be read.", BOOLEAN),
            machines=about("The machines.", array(object_with(
                letter=_LETTER, name=_NAME,
                own=about("Whether it is this one.", BOOLEAN),
                changes=about("The number of its last change that is here.", INTEGER),
                in_folder=about("The number of its last change in the folder.", INTEGER),
                heard_at=about("When it made the last one that is here.", nullable(UTC_TIME)),
                let_in=about("Whether it can read the journal.", BOOLEAN),
                left=about("Whether it takes part no longer.", BOOLEAN),
            ))),
            unsent=about("How many changes of this machine are not in the folder.", INTEGER),
            conflicts=_CONFLICTS, left=_LEFT, missing=_MISSING,
            forgotten=about("What was forgotten: by how many machines so far.", array(object_with(
                by=about("How many have.", INTEGER), of=about("How many there are.", INTEGER)
            ))),
        )),
        "sync.conflicts": about("What two machines left differently.", object_with(
            entries=about("The entries, each as often as it has parts that differ.", array(object_with(
                ref=about("The entry.", REF),
                kind=about("What happened.", {"enum": ["edited", "deleted", "brought back", "lost part"]}),
                machine=about("The name of the other machine.", nullable(TEXT)),
                fields=about("The fields that differ.", array(object_with(
                    field=about("The field.", TEXT),
                    ours=about("Its value as this machine left it.", _ANY),
                    theirs=about("Its value as the other one left it.", _ANY),
                ))),
            ))),
            clashes=about("Entries that do not go together, though each machine did right.", array(object_with(
                refs=about("The entries.", REFS),
                text=about("What is wrong.", TEXT),
                command=about("The command that settles it.", TEXT),
            ))),
        )),
        "sync.keep": about("What was settled.", object_with(
            dry_run=_DRY_RUN,
            ref=about("The entry.", REF),
            side=about("Which stands from now on.", {"enum": ["theirs", "ours", "both"]}),
            left=about("How many entries wait still.", INTEGER),
        )),
        "sync.leave": about("A machine that takes part no longer.", object_with(
            dry_run=_DRY_RUN, place=_PLACE, letter=_LETTER,
            others_know=about("Whether the others can see that.", BOOLEAN),
        )),
        "sync.admit": about("A machine that is let in.", object_with(
            dry_run=_DRY_RUN, letter=_LETTER, name=_NAME, words=_WORDS,
            before=about("Whether it was let in before.", BOOLEAN),
        )),
        "sync.renew": about("A shared journal that begins anew.", object_with(
            dry_run=_DRY_RUN,
            generation=about("How often it was begun anew, and once.", INTEGER),
            members=about("The letters of the machines that have the new key.", array(TEXT)),
            without_key=about("Those that have to join again.", array(TEXT)),
            left_out=about("Those that take part no longer.", array(TEXT)),
        )),
        "sync.key": about("The key of the shared journal.", object_with(
            file=about("The file that has it.", TEXT),
            generation=about("How often the journal was begun anew, and once.", INTEGER),
            key=about("The key itself, where it was asked for.", nullable(TEXT)),
        )),
    }  # fmt: skip
