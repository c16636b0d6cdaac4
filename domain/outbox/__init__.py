"""Letters: to whom, what, once; how they look on the wire, when to try again, what comes back."""
