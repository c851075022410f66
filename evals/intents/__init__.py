"""How well it is told what a person wants with a message, beside baselines."""
