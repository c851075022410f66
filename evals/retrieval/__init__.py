"""How well searches find: questions of stakeholders, and what is counted over them."""
