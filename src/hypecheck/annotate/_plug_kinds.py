"""The kinds of plugs, in one table: what each is called, what it says of a page, and the cues that give it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PLUG_KINDS", "PlugKind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlugKind:
    """One kind of plug.

    ``firm`` kinds lead to something to buy or book; the others (urgency, disclosures, newsletters) stand on pages
    that sell nothing too. ``entries`` are the lexicon entries that can make a sentence one of this kind.
    """

    name: str
    explanation: str
    firm: bool
    entries: tuple[str, ...] = ()


#: From the surest to the softest: a sentence gives one plug, of the first kind that fits.
PLUG_KINDS: tuple[PlugKind, ...] = (
    PlugKind(
        name="purchase",
        explanation="Asks the reader to buy or order.",
        firm=True,
        entries=("call_to_action/buy", "call_to_action/cart", "call_to_action/order-product"),
    ),
    PlugKind(
        name="product_pointer",
        explanation="Points to a named product or range.",
        firm=True,
        entries=("call_to_action/discover-product", "call_to_action/discover", "call_to_action/shelf"),
    ),
    PlugKind(name="product_link", explanation="Links to a shop, product or affiliate page.", firm=True),
    PlugKind(
        name="booking",
        explanation="Asks the reader to book or call.",
        firm=True,
        entries=("call_to_action/book", "call_to_action/come-in"),
    ),
    PlugKind(
        name="guarantee",
        explanation="Offers a money-back or similar guarantee.",
        firm=True,
        entries=("guarantee/money-back", "guarantee/refund"),
    ),
    PlugKind(
        name="offer",
        explanation="Makes an offer: discount, free delivery, bundle.",
        firm=True,
        entries=("offer/percent-off", "offer/discount", "offer/deal", "offer/terms"),
    ),
    PlugKind(name="price", explanation="Shows a price as on a shelf.", firm=True),
    PlugKind(
        name="superiority",
        explanation="Sets its own product above others.",
        firm=True,
        entries=("superlative/only-product",),
    ),
    PlugKind(name="urgency", explanation="Hurries the purchase.", firm=False, entries=("urgency/hurry",)),
    PlugKind(
        name="call_to_action",
        explanation="Urges the reader to start, join or try.",
        firm=True,
        entries=("call_to_action/start",),
    ),
    PlugKind(
        name="recommendation",
        explanation="Recommends a product of its own choosing.",
        firm=True,
        entries=("call_to_action/soft-pointer",),
    ),
    PlugKind(
        name="affiliate",
        explanation="Discloses earnings from links or a sponsor.",
        firm=False,
        entries=("disclosure/affiliate", "disclosure/paid-by"),
    ),
    PlugKind(
        name="own_product",
        explanation="Praises its own product, team or service.",
        firm=True,
        entries=("ownership/our-named", "ownership/our-product", "ownership/our-clinic", "ownership/we-offer"),
    ),
    PlugKind(
        name="newsletter",
        explanation="Asks for a newsletter or account sign-up.",
        firm=False,
        entries=("call_to_action/sign-up",),
    ),
)
