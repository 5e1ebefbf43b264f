"""Professional development: the record of it, where the year stands, and evidence of a competence."""
