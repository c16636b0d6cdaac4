"""Letters: to whom, what, once; how they look on the wire, when to try again, when to give up."""
