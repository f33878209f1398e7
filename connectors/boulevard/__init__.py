"""Boulevard: the booking and client system of a salon or med-spa."""
