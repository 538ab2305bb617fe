"""The files that ship with the program; `engine.resources` knows where they are."""
