"""How well replies are read: element by element, beside baselines, on authors that nothing was made with."""
