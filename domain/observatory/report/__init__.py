"""The annual report of the observatory: what it says, its pictures, and the finished Word document."""

from domain.observatory.contexts import ReportContext
from domain.observatory.report.pictures import report_pictures
from domain.observatory.report.telling import report_context
from domain.observatory.report.writing import write_report

__all__ = ["ReportContext", "report_context", "report_pictures", "write_report"]
