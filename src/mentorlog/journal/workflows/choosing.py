"""A weighted decision matrix for choosing a mentor: it informs the choice and does not make it.

total = sum(weight x score) / sum(weight x 5), over the needs that were scored; a missing score does not count as zero.
"""

from typing import TYPE_CHECKING

from mentorlog.journal.model.records.mentors import Mentor
from mentorlog.journal.model.records.needs import MAX_UNMET_SCORE, MUST_WEIGHT, Need, Score
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

TIE_MARGIN = 0.05  # totals closer than this count as equal


class CandidateScore(Frozen):
    """A candidate's scores by need, and their total."""

    mentor: Mentor
    scores: dict[int, int]  # by the number of the need; without those not scored
    total: float | None
    musts_not_met: list[int]
    same_as_above: bool


class DecisionMatrix(Frozen):
    """The needs, the weightiest first, and the candidates, the best first."""

    needs: list[Need]
    candidates: list[CandidateScore]


def decision_matrix(journal: "Journal") -> DecisionMatrix:
    """The needs, and all mentors and candidates who have not ended or declined."""
    needs = journal.read(Need)
    rows = [_candidate_score(journal, mentor, needs) for mentor in journal.read(Mentor, Mentor.live)]
    ranked = sorted(rows, key=lambda row: (row.total is None, -(row.total or 0), row.mentor.number))
    marked = [
        replace(row, same_as_above=at > 0 and _is_tie(ranked[at - 1].total, row.total)) for at, row in enumerate(ranked)
    ]
    return DecisionMatrix(needs, marked)


def _is_tie(left: float | None, right: float | None) -> bool:
    return left is not None and right is not None and round(abs(left - right), 4) < TIE_MARGIN


def _candidate_score(journal: "Journal", mentor: Mentor, needs: list[Need]) -> CandidateScore:
    latest = {score.need: score.value for score in journal.read(Score, "mentor = ?", (mentor.number,))}
    scored = [need for need in needs if need.number in latest]
    weights = sum(need.weight for need in scored)
    total = sum(need.weight * latest[need.number] for need in scored) / (weights * 5) if weights else None
    unmet = [need.number for need in scored if need.weight == MUST_WEIGHT and latest[need.number] <= MAX_UNMET_SCORE]
    return CandidateScore(mentor, latest, total, unmet, same_as_above=False)
