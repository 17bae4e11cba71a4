"""What platforms want: validated entries with their evidence, read from YAML.

This room knows no firm, no case and no clock.
"""

from app.catalogue.entries import (
    BatchRule,
    Catalogue,
    DayRange,
    Effort,
    Evidence,
    FileLimits,
    Material,
    Platform,
    Predecessor,
    Regulation,
    Statement,
    Term,
)
from app.catalogue.loader import load_catalogue, read_platform
from app.catalogue.overlay import LeftOut, LookUp, OwnRule, OwnRules, Rulebook, lay_over
from app.catalogue.words import (
    BatchSupport,
    FileFormat,
    Need,
    PaperForm,
    SameField,
    Seal,
    Share,
    Signer,
    When,
)

__all__ = [
    "BatchRule",
    "BatchSupport",
    "Catalogue",
    "DayRange",
    "Effort",
    "Evidence",
    "FileFormat",
    "FileLimits",
    "LeftOut",
    "LookUp",
    "Material",
    "Need",
    "OwnRule",
    "OwnRules",
    "PaperForm",
    "Platform",
    "Predecessor",
    "Regulation",
    "Rulebook",
    "SameField",
    "Seal",
    "Share",
    "Signer",
    "Statement",
    "Term",
    "When",
    "lay_over",
    "load_catalogue",
    "read_platform",
]
