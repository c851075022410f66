"""The embedding model: what the local reader and the guidance index share."""
