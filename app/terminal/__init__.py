"""The interview in a terminal: what is shown (`face`), what is typed (`line`, `commands`), and the loop (`talk`)."""
