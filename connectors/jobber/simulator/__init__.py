"""Jobber's API in memory."""
