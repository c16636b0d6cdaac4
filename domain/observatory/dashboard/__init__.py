"""The dashboard (cruscotto): one page with everything in it, made from what an edition may tell and from the shapes."""

from domain.observatory.dashboard.page import dashboard

__all__ = ["dashboard"]
