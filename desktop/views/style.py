"""The style sheet: what Fusion is told beyond the palette. Colours come by name from the tokens."""

import re

from desktop import theme

_SHEET = """
QWidget { font-family: "Inter", "Segoe UI"; font-size: 13px; }
QToolTip { background: @surface; color: @text; border: 1px solid @border-strong; padding: 4px; }

QWidget[kind="page"], QScrollArea[kind="page"] { background: @bg; }
QWidget[kind="aside"], QScrollArea[kind="aside"] { background: @surface; }
QWidget[kind="sidebar"] { background: @sidebar; border-right: 1px solid @border; }
QDialog[kind="dialog"] {
  background: @surface; border: 1px solid @border-strong; border-radius: 8px;
}
QWidget[kind="footer"] { background: @surface; border-top: 1px solid @border; }
QFrame[kind="line"] { background: @border; border: none; }
QFrame[kind="card"] { background: @surface; border: 1px solid @border; border-radius: 8px; }
QFrame[kind="card"][tone="error"] { border-color: @error-line; }
QFrame[kind="card"][tone="attention"] { border-color: @attention-line; }
QFrame[kind="card"][tone="paused"] { border-color: @paused-line; }
QFrame[kind="popover"] {
  background: @surface; border: 1px solid @border-strong; border-radius: 8px;
}
QFrame[kind="inset"] { background: @surface-2; border: 1px solid @border; border-radius: 8px; }
QFrame[kind="notice"] { background: @surface; border: 1px solid @border; border-radius: 8px; }
QFrame[kind="notice"][tone="success"] { background: @success-soft; border-color: @success-line; }
QFrame[kind="notice"][tone="syncing"] { background: @syncing-soft; border-color: @syncing-line; }
QFrame[kind="notice"][tone="attention"] {
  background: @attention-soft; border-color: @attention-line;
}
QFrame[kind="notice"][tone="error"] { background: @error-soft; border-color: @error-line; }
QFrame[kind="notice"][tone="paused"] { background: @paused-soft; border-color: @paused-line; }
QPushButton {
  min-height: 30px; padding: 0 12px; border: 1px solid @border-strong; border-radius: 6px;
  background: @surface; color: @text; font-weight: 500;
}
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @pressed; }
QPushButton:disabled { background: @surface-2; color: @text-3; border-color: @border; }
QPushButton[kind="primary"] {
  background: @accent-solid; border-color: @accent-solid; color: @on-accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {
  background: @accent-hover; border-color: @accent-hover;
}
QPushButton[kind="danger"] { border-color: @error-line; color: @error; }
QPushButton[kind="danger"]:hover { background: @error-soft; }
QPushButton[kind="danger-solid"] {
  background: @error-solid; border-color: @error-solid; color: @on-accent; font-weight: 600;
}
QPushButton[kind="danger-solid"]:hover { background: @error; border-color: @error; }
QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled,
QPushButton[kind="danger-solid"]:disabled {
  background: @surface-2; color: @text-3; border-color: @border;
}
QPushButton[pictured="true"] { padding-right: 10px; }
QPushButton[head="true"] { min-height: 34px; padding: 0 16px; }
QPushButton[head="true"][pictured="true"] { padding-right: 14px; }
QPushButton[part="left"] {
  border-top-right-radius: 0; border-bottom-right-radius: 0; border-right: none;
}
QPushButton[head="true"][part="right"] {
  min-height: 34px; padding: 0 7px; border-top-left-radius: 0; border-bottom-left-radius: 0;
  border-left: 1px solid @chart;
}
QPushButton[kind="link"] {
  background: transparent; border: none; padding: 0; color: @accent;
}
QPushButton[kind="link"]:hover { color: @accent-hover; }
QPushButton[kind="plain"] {
  background: transparent; border: none; padding: 0 8px; min-height: 32px;
}
QPushButton[kind="plain"][entry="true"] {
  min-height: 36px; padding: 0 12px; text-align: left; font-weight: 400;
}
QPushButton[kind="plain"]:hover { background: @hover; }

QPushButton[kind="tile"] { border-radius: 8px; padding: 0; min-height: 100px; }

QLineEdit, QComboBox, QTimeEdit {
  min-height: 30px; padding: 0 8px; border: 1px solid @border-input; border-radius: 6px;
  background: @surface; color: @text; selection-background-color: @accent-solid;
}
QLineEdit:focus, QComboBox:focus, QTimeEdit:focus {
  border: 2px solid @accent; padding: 0 7px; min-height: 28px;
}
QLineEdit[problem="true"], QComboBox[problem="true"] {
  border: 2px solid @error; padding: 0 7px; min-height: 28px;
}
QLineEdit:read-only { background: @surface-2; color: @text-2; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
  background: @surface; border: 1px solid @border-strong; selection-background-color: @hover;
  selection-color: @text; outline: none;
}
QRadioButton { spacing: 8px; min-height: 28px; color: @text; background: transparent; }
QRadioButton::indicator {
  width: 14px; height: 14px; border: 1px solid @border-input; border-radius: 8px;
  background: @surface;
}
QRadioButton::indicator:checked {
  width: 6px; height: 6px; border: 5px solid @accent-solid; background: @on-accent;
}

QWidget[kind="inset-row"] { background: @surface-2; }
QFrame[kind="day"] { background: @surface-2; border-top: 1px solid @border; }
QPushButton[kind="chip"] {
  min-height: 26px; padding: 0 12px; border: 1px solid @border-strong; border-radius: 14px;
  background: @surface; color: @text-2;
}
QPushButton[kind="chip"]:hover { background: @hover; }
QPushButton[kind="chip"]:checked {
  background: @accent-soft; border-color: @accent; color: @accent; font-weight: 600;
}
QPushButton[kind="place"] {
  min-height: 24px; padding: 0 8px; color: @accent; font-weight: 500; font-size: 12px;
}
QWidget[kind="panel"] { background: @surface; border-right: 1px solid @border; }
QListView[kind="waiting"] {
  background: @surface; border: none; border-top: 1px solid @border;
  border-right: 1px solid @border; outline: none;
}
QListView[kind="fields"] { background: @surface; border: none; outline: none; }
QWidget[kind="head"] { background: @surface; border-bottom: 1px solid @border; }
QStackedWidget[kind="beside"] { background: @surface; border-left: 1px solid @border; }
QFrame[kind="protected"] { background: @shield-soft; border: none; border-radius: 0; }
QPushButton[kind="segment"] {
  min-height: 30px; padding: 0 10px; border: 1px solid @border-input; border-radius: 0;
  background: @surface; color: @text-2;
}
QPushButton[kind="segment"]:hover { background: @hover; }
QPushButton[kind="segment"]:checked {
  background: @accent-soft; color: @accent; font-weight: 600;
}
QPushButton[kind="segment"]:disabled { color: @text-3; background: @surface-2; }
QPushButton[kind="segment"][part="left"] {
  border-top-left-radius: 6px; border-bottom-left-radius: 6px;
}
QPushButton[kind="segment"][part="middle"] { border-left: none; border-right: none; }
QPushButton[kind="segment"][part="right"] {
  border-left: none; border-top-right-radius: 6px; border-bottom-right-radius: 6px;
}
QComboBox[kind="title"] {
  border: none; font-size: 18px; font-weight: 600; padding: 0 28px 0 0; background: transparent;
}
QListView[kind="navigation"] { background: transparent; border: none; outline: none; }
QTableView {
  background: @surface; border: none; outline: none; color: @text;
  selection-background-color: @accent-soft; selection-color: @text;
}
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; border: none; }
QTableView QTableCornerButton::section { background: transparent; border: none; }

QMenu {
  background: @surface; border: 1px solid @border-strong; border-radius: 8px; padding: 4px;
  color: @text;
}
QMenu::item { min-height: 32px; padding: 0 16px; border-radius: 4px; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @text-3; }
QMenu::icon { margin-left: 24px; }
QMenu::separator { height: 1px; background: @border; margin: 4px 0; }

QScrollBar:vertical { background: transparent; width: 14px; margin: 8px 4px 8px 4px; }
QScrollBar::handle:vertical { background: @border-input; border-radius: 3px; min-height: 40px; }
QScrollBar:horizontal { background: transparent; height: 14px; margin: 4px 8px 4px 8px; }
QScrollBar::handle:horizontal { background: @border-input; border-radius: 3px; min-width: 40px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

INKS = (
    "text",
    "text-2",
    "text-3",
    "accent",
    "success",
    "attention",
    "error",
    "paused",
    "syncing",
    "shield",
    "on-accent",
)


def sheet(scheme: theme.Scheme) -> str:
    """Return the whole style sheet in one scheme's colours."""
    colours = theme.Tokens(scheme)
    labels = [
        f'QLabel[type="{name}"] {{ font-size: {pixels}px; font-weight: {weight}; }}'
        for name, (pixels, _line, weight) in theme.TYPE.items()
    ]
    inks = [f'QLabel[ink="{ink}"] {{ color: @{ink}; }}' for ink in INKS]
    text = "\n".join(["QLabel { background: transparent; border: none; }", *labels, *inks])
    return re.sub(r"@([a-z0-9-]+)", lambda found: colours.css(found[1]), _SHEET + text)
