"""The acts of the assembly's year: each loads, decides and records one thing."""
