"""What happens, in order: each flow reads like the minutes of a meeting."""
