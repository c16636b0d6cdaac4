"""The permanent citizens' assembly (assemblea permanente): draw, selection, terms, meetings, report and dossier."""
