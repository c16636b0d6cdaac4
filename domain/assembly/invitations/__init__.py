"""Invitations (A2, A14): who is written to by which channel, the letters for the print shop and the e-mails."""
