"""Whether anything may move: not where animations are switched off, nor over Remote Desktop."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

_SM_REMOTESESSION = 0x1000
CALM = "calm"  # property of the application: nothing moves, as for pictures


def allowed() -> bool:
    app = QApplication.instance()
    if app is None or app.property(CALM):
        return False
    return QApplication.isEffectEnabled(Qt.UIEffect.UI_General) and not remote()


def remote() -> bool:
    """Tell whether this is a Remote Desktop session, where each repaint costs."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetSystemMetrics(_SM_REMOTESESSION))
    return False
