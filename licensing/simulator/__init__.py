"""Stripe in memory, as far as the endpoint uses it: to test against, and to show the whole story.

Nothing that is deployed imports it.
"""

from licensing.simulator.stripe import StripeSimulator as StripeSimulator
