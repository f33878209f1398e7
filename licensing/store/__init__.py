"""All state of the endpoint: its processes hold none, and any of them can answer any request."""
