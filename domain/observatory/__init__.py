"""The observatory of energy poverty: extracts, indicators as bands, protection, editions, and what people see."""
