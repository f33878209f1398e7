"""The tokens: every colour, size and font of the program, in one table each, and Qt's palette.

Two schemes, light and dark. Nobody else holds a colour or a measure. Knows no widget.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

FONTS = Path(__file__).resolve().parents[1] / "resources" / "fonts"
FAMILIES = ("Inter", "Segoe UI")

COLOURS = {  # name: (light, dark)
    "bg": ("#F5F6F8", "#14181E"),  # page behind cards
    "sidebar": ("#ECEFF3", "#0F1318"),
    "surface": ("#FFFFFF", "#1B2028"),  # cards, tables, inputs, popovers
    "surface-2": ("#F8F9FB", "#20262F"),  # table heads, inset panels
    "hover": ("#F0F3F7", "#262D37"),
    "pressed": ("#E4E9F0", "#2E3642"),
    "border": ("#DDE2E9", "#2D3541"),  # decorative
    "border-strong": ("#C5CCD7", "#3A4452"),  # secondary buttons, chips
    "border-input": ("#858E9E", "#6C7788"),  # where the edge is the only sign
    "text": ("#18202C", "#E9EDF3"),
    "text-2": ("#475264", "#B6BFCC"),
    "text-3": ("#606B7C", "#98A2B1"),  # captions, column heads, times
    "accent": ("#2457A6", "#86B4F4"),
    "accent-solid": ("#2457A6", "#2F67BE"),  # primary button
    "accent-hover": ("#1D4A90", "#3A74CE"),
    "accent-soft": ("#E6EEF9", "#1C2C44"),
    "on-accent": ("#FFFFFF", "#FFFFFF"),
    "chart": ("#7395C9", "#4A70AD"),  # past days
    "chart-now": ("#2457A6", "#86B4F4"),
    "success": ("#17693F", "#63CE95"),
    "success-soft": ("#E5F4EB", "#153022"),
    "success-line": ("#B5DCC5", "#23523A"),
    "success-fill": ("#2F8F5B", "#4FB884"),
    "attention": ("#845100", "#EDB656"),
    "attention-soft": ("#FDF3DE", "#33270F"),
    "attention-line": ("#EBCF95", "#594517"),
    "attention-fill": ("#BE7C10", "#DDA23E"),
    "error": ("#AF2A1E", "#F6938A"),
    "error-soft": ("#FCEBE9", "#3A1B19"),
    "error-line": ("#F0BDB8", "#632F2B"),
    "error-fill": ("#CB3A2C", "#E5695E"),
    "error-solid": ("#B42D20", "#BE3C30"),
    "paused": ("#565E78", "#AEB5CC"),
    "paused-soft": ("#ECEDF3", "#262A36"),
    "paused-line": ("#CDD0DD", "#3D4354"),
    "paused-fill": ("#7E86A0", "#8A92AB"),
    "syncing": ("#2457A6", "#86B4F4"),
    "syncing-soft": ("#E6EEF9", "#1C2C44"),
    "syncing-line": ("#BAD0EE", "#2E4A75"),
    "syncing-fill": ("#2457A6", "#86B4F4"),
    "shield": ("#6A4A8C", "#C3A6E6"),
    "shield-soft": ("#F2EDF8", "#2A2138"),
    "focus": ("#18202C", "#E9EDF3"),
    "shadow": ("#29141C28", "#8C000000"),  # alpha first, as Qt reads it
    "clio-bg": ("#DFEAF7", "#1E3350"),
    "clio-fg": ("#1F4F86", "#9CC4F2"),
    "hubspot-bg": ("#FBE8DF", "#452619"),
    "hubspot-fg": ("#8F3A16", "#F2B394"),
    "servicetitan-bg": ("#E5E6FA", "#2A2B55"),
    "servicetitan-fg": ("#40429B", "#B9BBF5"),
    "jobber-bg": ("#E6F0DA", "#2A3A18"),
    "jobber-fg": ("#41651A", "#B7D78F"),
    "buildium-bg": ("#DBF0EE", "#173937"),
    "buildium-fg": ("#175F5A", "#8CD3CC"),
    "opendental-bg": ("#DCEFF9", "#17374A"),
    "opendental-fg": ("#145A7C", "#92CDEB"),
    "boulevard-bg": ("#F6E3EF", "#43203A"),
    "boulevard-fg": ("#86305F", "#EDABD0"),
}

SPACE = (0, 4, 8, 12, 16, 20, 24, 32, 40, 48)
RADIUS = {"sm": 4, "md": 6, "lg": 8}

TYPE = {  # name: (pixels, line, weight)
    "caption": (11, 16, 500),
    "caption-strong": (11, 16, 600),
    "small": (12, 16, 400),
    "small-strong": (12, 16, 500),  # table heads, links in small text
    "counter": (12, 16, 600),  # badges, the ring
    "body": (13, 20, 400),
    "name": (13, 20, 500),  # names a thing
    "strong": (13, 20, 600),
    "section": (15, 22, 600),
    "title": (20, 28, 600),
    "status": (22, 30, 600),
    "status-rest": (22, 30, 400),  # what follows a headline in the same line
    "figure": (26, 32, 600),
}

LINE = 1
THICK = 2  # lanes, focus ring

# Heights
BADGE = 20
PILL = 22
PILL_START = 7  # before its icon
CONTROL = 32  # buttons and inputs
HEAD_BUTTON = 36
NAV_ITEM = 36
TABLE_ROW = 40
CARD_HEAD = 48
BAR = 4  # progress
FOOTER = 64
STEP = 44  # of the wizard's rail
STEP_DISC = 24
TRADE_TILE = 92
SYSTEM_CHOICE = 68
OPTION_TILE = 76
WAITING_ROW = 65  # of Review's list
MAP_HEAD = 56  # of the mapping editor
MAP_ROW = 28
MAP_GROUP = 26  # a heading among the rows
MAP_PROTECTED = 4  # rows of protected fields that are seen at once
PORT = 10  # where a link begins and ends
LINK_MARK = 26  # in the middle of a link
LINK_HANDLE = 110  # how far a link leaves its port straight
LINK_REACH = 14  # how near a press must be
ARROW = 8

# Widths
SIDEBAR = 216
RAIL = 56
STEPS = 248  # the wizard's rail
COMPACT_BELOW = 1120  # window width under which the sidebar is a rail
ONE_COLUMN_BELOW = 920  # page width under which two columns become one
PAGE_MAX = 1240
PAGE_MARGIN = 24
PAGE_MARGIN_COMPACT = 20
WIZARD_MARGIN = 40
WIZARD_MARGIN_COMPACT = 24
FORM = 640  # widest form
WAYS = 160  # a drop-down of directions
FACT_NAME = 128  # the names in a list of facts
RUN_INDENT = 36  # of what stands under a row of Activity
PLACES = 4  # records that a cause names at once
FIELD_NAME = 112  # beside two columns of values
FACT_GAP = 6  # between them
SYSTEM_TILE = (160, 102)
SWITCH = (36, 20)
SETTING = 48  # the least height of one setting
MAP_COLUMN = 272  # of fields, in the mapping editor
MAP_COLUMN_COMPACT = 224
MAP_INSPECTOR_COMPACT = 280
MAP_GAP = 180  # between the columns, at least
MAP_INSPECTOR = 312
WAIT_CARD = 448
DIALOG = 400
TOAST = 356
BESIDE = 184  # words at the right of a page's head
PANEL = 272  # a list beside what it lists
PANEL_COMPACT = 208
CHOICE = (240, 62)  # a value to choose
SIDEBAR_TOP = 14
SIDEBAR_GAP = 6  # under the office's name
TRAY_PANEL = (360, 267)  # without the entries at its foot
SHADOW_BLUR = 16
SHADOW_DROP = 4
NEEDS = 424
NEEDS_COMPACT = 408
WINDOW = (1280, 800)
WINDOW_MIN = (1024, 640)

ICON_SMALL = 14
ICON = 16
ICON_NAV = 18
DISC = 48
DISC_EMPTY = 56
CHART = 228
FIGURE_SIDE = 24  # height of the words beside a figure, so that both stand on one line
MEASURE = 240  # widest line of centred text
RING = 96
RING_WIDTH = 5
DOT = 8
RADIO = 18
TILE = {20: (5, 11), 24: (6, 11), 32: (8, 13), 40: (8, 15)}  # side: (radius, pixels of letters)

MOTION = {"progress": 250, "spin": 1200, "lane": 600, "toast_hold": 6000}  # milliseconds


def disc_icon(disc: int) -> int:
    """Return the size of the icon on a state's disc."""
    return {48: 26, 56: 26}.get(disc, disc // 2)


class Scheme(Enum):
    """Which half of the table is drawn from."""

    LIGHT = 0
    DARK = 1


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, by name."""

    scheme: Scheme

    def __getitem__(self, name: str) -> QColor:
        return QColor(COLOURS[name][self.scheme.value])

    def css(self, name: str) -> str:
        """Return the colour as style sheets and SVG read it."""
        colour = self[name]
        return f"rgba({colour.red()},{colour.green()},{colour.blue()},{colour.alphaF():.2f})"

    def tile(self, connector: str) -> tuple[QColor, QColor]:
        """Return fill and letters of a system's monogram; grey for one that has no colours."""
        if f"{connector}-bg" in COLOURS:
            return self[f"{connector}-bg"], self[f"{connector}-fg"]
        return self["paused-soft"], self["paused"]


def tokens() -> Tokens:
    """Return the tokens in force.

    They are read off the application's palette, so that whoever paints need not be told: when
    the palette changes Qt repaints everything.
    """
    dark = QGuiApplication.palette().window().color().lightness() < 128
    return Tokens(Scheme.DARK if dark else Scheme.LIGHT)


def system_scheme() -> Scheme:
    """Return what the desktop asks for; light where it does not say."""
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Scheme.DARK if dark else Scheme.LIGHT


def palette(scheme: Scheme) -> QPalette:
    """Return the scheme as Qt's palette, placeholder and disabled text included.

    Qt's own placeholder colour is half transparent and falls short of the contrast we promise.
    """
    colours, made, role = Tokens(scheme), QPalette(), QPalette.ColorRole
    for name, roles in _ROLES.items():
        for each in roles:
            made.setColor(each, colours[name])
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, colours["text-3"])
    return made


_ROLES: dict[str, Sequence[QPalette.ColorRole]] = {
    "bg": (QPalette.ColorRole.Window,),
    "surface": (
        QPalette.ColorRole.Base,
        QPalette.ColorRole.Button,
        QPalette.ColorRole.ToolTipBase,
        QPalette.ColorRole.Light,
    ),
    "surface-2": (QPalette.ColorRole.AlternateBase, QPalette.ColorRole.Midlight),
    "border": (QPalette.ColorRole.Mid,),
    "border-strong": (QPalette.ColorRole.Dark,),
    "text": (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.ToolTipText,
        QPalette.ColorRole.BrightText,
        QPalette.ColorRole.Shadow,
    ),
    "text-3": (QPalette.ColorRole.PlaceholderText,),
    "accent-solid": (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent),
    "on-accent": (QPalette.ColorRole.HighlightedText,),
    "accent": (QPalette.ColorRole.Link, QPalette.ColorRole.LinkVisited),
}


def load_fonts() -> bool:
    """Make Inter known to Qt; False where a file of it cannot be read.

    Three static files: Qt ignores the weight of a variable font.
    """
    files = sorted(FONTS.glob("Inter-*.ttf"))
    return bool(files) and all(QFontDatabase.addApplicationFont(str(file)) >= 0 for file in files)


def font(name: str, *, tabular: bool = False) -> QFont:
    """Return a font of TYPE.

    Tabular figures are for columns, counters and timers only: they widen the hyphen as well.
    """
    pixels, _line, weight = TYPE[name]
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made
