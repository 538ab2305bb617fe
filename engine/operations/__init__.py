"""What a person can do to a picture: transfer, inspect, repair, evaluate.

Nothing is imported here on purpose: `engine.operations.params` and `engine.operations.results`
must stay importable without torch.
"""
