"""Planted defects: what the anomaly head learns from and is measured with."""

from engine.training.defects.planter import (
    ALL,
    FAMILIES,
    UNSEEN,
    Plant,
    Planted,
    graft,
    plant,
    visible_change,
)

__all__ = ["ALL", "FAMILIES", "UNSEEN", "Plant", "Planted", "graft", "plant", "visible_change"]
