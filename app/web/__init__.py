"""The face of the interview in a browser: Chainlit's page, with our own elements in it."""
