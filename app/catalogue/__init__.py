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
from app.catalogue.loader import load_catalogue
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
    "Material",
    "Need",
    "PaperForm",
    "Platform",
    "Predecessor",
    "Regulation",
    "SameField",
    "Seal",
    "Share",
    "Signer",
    "Statement",
    "Term",
    "When",
    "load_catalogue",
]
