"""Networks that see tensors only, the bundles they ship in, and the device they run on."""
