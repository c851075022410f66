"""Those who read: each implements the Assessor port, and one contract suite holds for all."""
