"""Training of the shipped models; nothing else in the engine imports this package."""
