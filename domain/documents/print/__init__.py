"""The room that knows typst and segno: personal letters as tagged PDF, ready for the print shop."""
