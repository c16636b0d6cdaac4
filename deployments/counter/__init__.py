"""The counter (sportello): where staff find documents, hand in files, take the calendar, and machines read numbers."""
