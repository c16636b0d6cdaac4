"""Reading what the platform exports or answers: layouts known by their header, every row taken or set aside."""

from domain.inquiry.reading.archive import read_platform_file
from domain.inquiry.reading.graphql import fetch_platform_api, read_platform_api
from domain.inquiry.reading.published import read_raw_proposals

__all__ = ["fetch_platform_api", "read_platform_api", "read_platform_file", "read_raw_proposals"]
