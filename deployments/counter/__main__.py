"""Runs the counter as a part of the house."""

from __future__ import annotations

from deployments.counter.service import main

main()
