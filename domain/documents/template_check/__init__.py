"""The check of a template that staff wrote in Word: every fault with its place and its remedy, in Italian."""

from domain.documents.template_check.check import annotate, check_template

__all__ = ["annotate", "check_template"]
