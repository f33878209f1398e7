"""Where we knowingly differ from ServiceTitan's published schemas, and why.

The judge asks for each by name and counts; one that is never needed is a failing test.
"""

DEVIATIONS = {
    "null": "The crm family's document is Swagger 2.0, which cannot say that a value may be null;"
    " fields that it does not require answer null where they are empty, as the other families say.",
    "place": "PATCH requires latitude and longitude of an address, although a new street has"
    " none yet: null is sent, so that the old place on the map does not stay.",
}
