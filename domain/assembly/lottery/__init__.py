"""The lottery over panels: the fairest chances that the quotas allow, and the numbered panels from which one is drawn."""
