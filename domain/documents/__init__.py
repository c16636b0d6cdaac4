"""The only rooms that know Word, Excel, Jinja and charts."""
