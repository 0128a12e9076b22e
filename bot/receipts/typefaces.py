"""The letters of pictures and sheets: Open Sans, free (SIL OFL, fonts/OFL.txt).

Legible when small, digits of one width; the files come with the program, so that nothing depends
on the machine.
"""

from __future__ import annotations

from pathlib import Path

_FONTS = Path(__file__).parent / "fonts"
REGULAR = _FONTS / "OpenSans-Regular.ttf"
BOLD = _FONTS / "OpenSans-Bold.ttf"
