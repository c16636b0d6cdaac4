"""Whole years of the assembly on a simulated clock: the same acts and steps as in service, without the engine."""

from flows.assembly_rehearsal.playing_years import AssemblyRehearsal, AssemblyScript

__all__ = ["AssemblyRehearsal", "AssemblyScript"]
