"""Pixels in and out: files, colour, alpha, metadata, masks, tiles, tensors."""
