"""A scripted stakeholder who goes through the real interview, and what is counted of it."""
