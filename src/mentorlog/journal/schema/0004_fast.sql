-- The same cost with a hundred entries and with a hundred thousand: each everyday question has an index whose part is
-- small however long the journal grows. The state stands in each, so that counting needs no row of the table.

DROP INDEX questions_open;
CREATE INDEX questions_open ON questions (state, priority, number) WHERE state = 'open';

DROP INDEX actions_open;
CREATE INDEX actions_open ON actions (state, who, due, number) WHERE state = 'open';
DROP INDEX actions_done;
CREATE INDEX actions_done ON actions (done_on, who, due) WHERE done_on IS NOT NULL;
DROP INDEX actions_created;

DROP INDEX lessons_open;
CREATE INDEX lessons_open ON lessons (state, created_at) WHERE state = 'open';

DROP INDEX challenges_live;
CREATE INDEX challenges_live ON challenges (number, state) WHERE state <> 'resolved';

DROP INDEX contacts_live;
CREATE INDEX contacts_live ON contacts (state) WHERE state = 'open';

-- Praise asks for no answer and stays open for good.
DROP INDEX feedback_open;
CREATE INDEX feedback_waiting ON feedback (day, state, kind) WHERE state = 'open' AND kind IS NOT 'praise';

-- The log of everything reads the newest of each noun by their days.
CREATE INDEX progress_day ON progress (day, number);
CREATE INDEX actions_due ON actions (due, number) WHERE due IS NOT NULL;
CREATE INDEX actions_undated ON actions (created_at, number) WHERE due IS NULL;

-- Few changes revert another: the others need no row in the index.
DROP INDEX changes_reverts;
CREATE INDEX changes_reverts ON changes (reverts) WHERE reverts IS NOT NULL;
