"""The acts of a public inquiry: each loads, decides, writes its documents and hands over its minutes."""
