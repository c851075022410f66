"""How well a person's questions are answered, and those refused on which the guidance has nothing."""
