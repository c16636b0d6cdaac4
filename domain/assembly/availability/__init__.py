"""Who is available: the help desk's workbook and the online form's export, read row by row (promise A3)."""

from domain.assembly.availability.form import availability_form
from domain.assembly.availability.reading import read_availability
from domain.assembly.availability.said import Answer, ContactDetails, Question, ReadAnswers, latest_answers

__all__ = [
    "Answer",
    "ContactDetails",
    "Question",
    "ReadAnswers",
    "availability_form",
    "latest_answers",
    "read_availability",
]
