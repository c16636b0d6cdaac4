"""The selection (composizione): quotas, all cohorts of a year drawn jointly, relaxations, replacements, forecast."""
