"""What the product costs, measured side by side with a named alternative in one run (`make bench`)."""
