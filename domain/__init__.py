"""The process itself: rules, records and documents, with no engine, no clock and no wire."""
