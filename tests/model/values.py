"""What people in the modelled office type, and what goes wrong there: strategies."""

from hypothesis import strategies as st

from connectors.kit.simulator import Fault

Edit = tuple[str, str | None]  # a HubSpot property, and what is typed

DAY = 86_400  # seconds
FIRSTS = ("Qzana", "Qzbob", None)
MAILS = ("qzana@example.com", "QZruiz@example.com", "qzlee@example.com", None)
PHONES = ("(303) 555-0101", "303-555-0102", None)
CITIES = ("Qzdenver", " Qzboulder ", "Qzønsk", None)
TITLES = ("Qzpartner", "Qzclerk", None)
VALUES = {
    "firstname": FIRSTS,
    "email": MAILS,
    "phone": PHONES,
    "city": CITIES,
    "office_title": TITLES,
    "salutation": TITLES,
}
_WORDS = ("vx", "ana", "bob", "ruiz", "lee", "denver", "boulder", "partner", "clerk")
CANARIES = (b"555-01", b"55501", *(f"qz{word}".encode() for word in _WORDS))
"""What may never be at rest, in small letters: at least a piece of every value."""

newcomers = st.fixed_dictionaries(
    {"firstname": st.sampled_from(FIRSTS), "email": st.sampled_from(MAILS)},
    optional={"phone": st.sampled_from(PHONES), "city": st.sampled_from(CITIES)},
)
edits = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(VALUES[name]))
)
picks = st.integers(0, 12)
edges = st.integers(1, 70)
requests = st.integers(1, 14)
acts = st.dictionaries(
    edges,
    st.tuples(
        st.sampled_from(("edit in Clio", "edit in HubSpot", "come to Clio", "come to HubSpot")),
        picks,
        edits,
    ),
    min_size=1,
    max_size=2,
)
faults = st.sampled_from(
    (
        Fault("drop_before"),
        Fault("drop_after"),
        Fault("status", status=500),
        Fault("status", status=429),
        Fault("status", status=429, headers={"Retry-After": "20"}),
        Fault("truncate"),
        Fault("html"),
    )
)
