"""An agent that reads a folder of notes: it counts, summarises and collects what is to be done, remembers all of it in one
local file, and syncs that file with its other places.
"""
