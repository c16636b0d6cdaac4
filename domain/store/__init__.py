"""Every question to the database; the only room that opens a Session."""
