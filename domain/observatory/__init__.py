"""The observatory of energy poverty: extracts and their faults, indicators as bands, protection, editions, what people see."""
