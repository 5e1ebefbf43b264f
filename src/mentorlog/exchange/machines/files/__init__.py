"""The files of a shared journal: their forms, the folder or repository that has them, and what is kept beside it."""
