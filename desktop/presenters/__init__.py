"""One presenter a page: they decide what is shown and carry out what is wished for. No widgets.

A view draws its presenter's `state` on `changed`, and passes on a `Wish` through `do`.
"""
