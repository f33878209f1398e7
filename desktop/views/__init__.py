"""Widgets only: a view draws its presenter's state and passes wishes on; it decides nothing.

Whoever joins the program needs three names from here: `application.make_application`,
`main_window.MainWindow(main, overview, connections)` and `tray.Tray(main)`. Both follow their
presenters by themselves from then on; addresses to open and texts to copy are not theirs.
"""
