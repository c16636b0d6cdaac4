"""The acts of an observatory: each does one thing, leaves one set of minutes, and may be done again."""
