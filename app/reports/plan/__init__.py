"""The plan in a workbook: what its columns are called, and how it is read back from whatever a file holds."""
