"""The first draw and the drawing of a ticket, so that anyone can check them: commitment, seed, tickets, publication."""
