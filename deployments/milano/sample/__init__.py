"""The export on which the demonstration runs: invented comments in the layout of Milan's platform."""
