"""Buildium's API in memory."""
