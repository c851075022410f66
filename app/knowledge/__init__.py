"""The guidance: read from files, indexed, and found again by criterion or by question."""
