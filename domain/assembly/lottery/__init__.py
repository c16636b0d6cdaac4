"""The lottery over panels: the fairest chances the quotas allow, and the numbered panels from which one is drawn."""
