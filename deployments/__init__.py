"""When and where it runs: the command, the schedule, the cities' definitions."""
