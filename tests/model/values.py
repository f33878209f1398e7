"""What people in the modelled office type, and what goes wrong there: strategies."""

from hypothesis import strategies as st

Edit = tuple[str, str | None]  # a HubSpot property, and what is typed

DAY = 86_400  # seconds
FIRSTS = ("Qzana", "Qzbob", None)
MAILS = ("qzana@example.com", "QZruiz@example.com", "qzlee@example.com", None)
PHONES = ("(303) 555-0101", "303-555-0102", None)
CITIES = ("Qzdenver", " Qzboulder ", "Qzønsk", None)
TITLES = ("Qzpartner", "Qzclerk", None)
CONSENTS = ("yes", "no", None)
VALUES = {
    "firstname": FIRSTS,
    "email": MAILS,
    "phone": PHONES,
    "city": CITIES,
    "office_title": TITLES,
    "salutation": TITLES,
    "may_mail": CONSENTS,
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
        st.sampled_from(("edit here", "edit in HubSpot", "come here", "come to HubSpot")),
        picks,
        edits,
    ),
    min_size=1,
    max_size=2,
)
