"""Thin Qt tables over what presenters say; a column is a title and a function. No widgets."""
