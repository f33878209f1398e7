"""The sync itself. Knows neither Qt nor HTTP nor any vendor."""
