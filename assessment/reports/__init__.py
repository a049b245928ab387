"""Reports: one structure filled from a snapshot, rendered as HTML, PDF and XLSX."""
