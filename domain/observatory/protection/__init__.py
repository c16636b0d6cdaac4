"""What may be shown: primary rules, complementary suppression, and the audit that tries to recover what is hidden."""
