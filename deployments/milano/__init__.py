"""What is of Milan and not of the product."""
