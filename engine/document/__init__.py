"""What is being edited: pictures, mask, parameters, and the history of how they came about."""

from engine.document.document import Document, Part, StaleResult
from engine.document.history import Edit, History, MaskPatch, Past, RepairProof
from engine.document.project import OpenedProject, load_project, save_project
from engine.document.review import Review

__all__ = [
    "Document",
    "Edit",
    "History",
    "MaskPatch",
    "OpenedProject",
    "Part",
    "Past",
    "RepairProof",
    "Review",
    "StaleResult",
    "load_project",
    "save_project",
]
