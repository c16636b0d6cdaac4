"""The one way a citizen's text is made safe to hash, print and compare."""
