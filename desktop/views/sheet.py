"""A document as the bytes of a PDF, made in memory: whoever keeps it writes it elsewhere."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from desktop import theme

_MARGIN = 18.0  # millimetres


def pdf(html: str) -> bytes:
    """Return a document in Qt's subset of HTML as a PDF of US letter pages."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("300Sync")
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.Letter),
        QPageLayout.Orientation.Portrait,
        margins,
        QPageLayout.Unit.Millimeter,
    )
    writer.setPageLayout(layout)
    document = QTextDocument()
    document.setDefaultFont(theme.font("body"))
    document.setHtml(html)
    document.print_(writer)
    buffer.close()
    return bytes(content.data())
