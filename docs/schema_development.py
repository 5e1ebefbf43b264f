"""The answers about professional development: the record, the year, the evidence, a framework."""

from schema_nodes import (
    BOOLEAN,
    INTEGER,
    ISO_DATE,
    NUMBER,
    PERIOD,
    REF,
    REFS,
    SHARED_WITH,
    TEXT,
    Node,
    about,
    array,
    definition,
    map_of,
    nullable,
    object_node,
    object_with,
)


def development() -> dict[str, Node]:
    """The answers, by kind."""
    return {
        "cpd": about("A record of professional development.", object_node(
            {
                "period": about("The period.", PERIOD),
                "hours": about("The hours of all activities.", NUMBER),
                "activities": about("What was done, by day.", array(_activity())),
                "without_reflection": about("How many activities have no word about what was learned.", INTEGER),
                "year": about("Where the year stands.", _year()),
            },
            **SHARED_WITH,
        )),
        "portfolio": about("Evidence of a competence, or of work on a project.", object_node(
            {
                "competence": about("The competence; null for all.", nullable(TEXT)),
                "project": about("What each piece mentions; null for anything.", nullable(TEXT)),
                "limit": about("How many words a piece may have.", INTEGER),
                "statements": about("The pieces, those with the fewest gaps first.", array(_statement())),
            },
            **SHARED_WITH,
        )),
        "config.texts": about("The texts that may be replaced by one's own.", array(object_with(
            name=about("What it is called.", TEXT),
            file=about("The file of one's own that is read in its place.", TEXT),
            own=about("Whether there is such a file.", BOOLEAN),
            fault=about("What is wrong with it.", nullable(TEXT)),
        ))),
        "skill.assessment": about("What an assessment against a framework gave.", object_with(
            framework=about("The word for the framework.", TEXT),
            aspect=about("Of what is known, or of what is done.", TEXT),
            ratings=about("The ratings that were noted.", array(definition("rating"))),
            gaps=about("The largest gaps, the widest first.", array(object_with(
                skill=about("The skill.", REF),
                level=about("The level now.", INTEGER),
                target=about("The level to reach.", INTEGER),
            ))),
        )),
        "skill.framework": about("The competences of a framework, as they were rated.", object_with(
            framework=about("The word for it in options.", TEXT),
            name=about("Its name.", TEXT),
            body=about("Whose it is.", TEXT),
            competences=about("Its competences, in their order.", array(_competence())),
        )),
    }  # fmt: skip


def _activity() -> Node:
    return object_with(
        date=about("The day.", ISO_DATE),
        title=about("What it is called.", TEXT),
        kind=about("What sort of learning it is.", {"enum": ["formal", "informal"]}),
        activity=about("What was done.", TEXT),
        hours=about("How long it took.", NUMBER),
        objective=about("The goal that it serves.", TEXT),
        competence=about("The competence that it trains.", TEXT),
        learned=about("What was learned.", TEXT),
        applied=about("Where that was applied.", TEXT),
        evidence=about("What shows it.", TEXT),
        ref=about("The entry.", REF),
    )


def _year() -> Node:
    minimum = object_with(
        name=about("What the body asks for.", TEXT),
        hours=about("How many there are.", NUMBER),
        needed=about("How many there should be.", INTEGER),
    )
    return object_with(
        since=about("Its first day.", ISO_DATE),
        until=about("Its last day.", ISO_DATE),
        body=about("The professional body that counts it.", nullable(TEXT)),
        unit=about("What the body counts: hours, or units of one hour.", TEXT),
        needed=about("How many it asks for; null where it asks for none.", nullable(INTEGER)),
        left=about("How many are missing.", nullable(NUMBER)),
        per_month=about("How many a month it takes to the year's end.", nullable(NUMBER)),
        rag=about("How far that is on plan.", {"enum": ["green", "amber", "red", "none"]}),
        kinds=about("Hours by kind, formal and informal.", map_of(NUMBER)),
        kinds_needed=about("How many kinds there should be.", INTEGER),
        types=about("Hours by what was done.", map_of(NUMBER)),
        types_needed=about("How many types there should be.", INTEGER),
        competences=about("Hours by competence.", map_of(NUMBER)),
        minima=about("What the body asks for in parts.", array(minimum)),
        months=about("Hours by month, YYYY-MM.", map_of(NUMBER)),
        without_reflection=about("What lacks a word about what was learned.", REFS),
        without_evidence=about("What nothing shows yet.", REFS),
        without_time=about("What cannot count, having no length.", REFS),
    )


def _statement() -> Node:
    return object_with(
        title=about("What it is called.", TEXT),
        competences=about("The competences that it shows.", array(TEXT)),
        situation=about("What the situation was.", TEXT),
        task=about("What was to be done.", TEXT),
        action=about("What was done.", TEXT),
        result=about("What came of it.", TEXT),
        words=about("How many words it has.", INTEGER),
        gaps=about("The parts that nothing is written for.", array(TEXT)),
        refs=about("The entries that it is from.", REFS),
    )


def _competence() -> Node:
    return object_with(
        name=about("Its name.", TEXT),
        group=about("The group that it is in.", TEXT),
        skill=about("The skill that stands for it; null where there is none yet.", nullable(REF)),
        self=about("The last rating by its owner.", nullable(INTEGER)),
        mentor=about("The last rating by a mentor.", nullable(INTEGER)),
        target=about("The level to reach.", nullable(INTEGER)),
    )
