"""Makes the model that the local reader reads with: `make train`."""
