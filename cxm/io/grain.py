"""Grain: what the cells of a hand-made file prove about its rows: orders, or the lines of orders. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping

from cxm.errors import AmbiguousError
from cxm.io.evidence import answered
from cxm.io.roles import DECLARED, Columns, Role
from cxm.io.spec import spoken

IF_PROVEN = "order_lines_if_proven"
"""What a reader says whose rows are order lines if the cells prove it."""
LINES = {"lines": "order_lines", "totals": "order_lines_with_totals"}
"""What a user may declare of rows with one order id: each has its own amount, or they repeat that of the order."""
PRICES = ("price", "harga", "kaina")
ENOUGH = 3
"""Orders of several lines that all show one amount, until that is taken for the amount of the order."""


def order_lines(roles: Mapping[str, Role], units: Mapping[str, str], columns: Columns, where: str) -> str:
    """The preparation that makes orders of the rows of a hand-made file, '' if the rows are orders.

    Lines are proven by a price per item with a quantity, or by an order that has several products.

    Raises:
        AmbiguousError: the amount may be that of the line or of the order, or the price that of an item or of the order.
    """
    _refuse_price(roles, columns, where)
    if "order_id" not in roles:
        return ""
    if (declared := units.get("order_id")) in LINES:
        return LINES[declared]
    if {"price", "quantity"} <= roles.keys() and "revenue" not in roles:
        return "order_lines"
    amounts = _amounts(roles, columns)
    if not amounts:
        return ""
    if "revenue" not in roles or any(len(found) > 1 for found in amounts):
        return "order_lines"
    if len(amounts) >= ENOUGH:
        return "order_lines_with_totals"
    column = roles["order_id"].column
    raise AmbiguousError(
        "an order has several products, and its amount could be that of the line or that of the order",
        where=where,
        cure=f"--map 'order_id={column}@lines' if each line has its own amount, '{column}@totals' if lines repeat that of the order",
    )


def _amounts(roles: Mapping[str, Role], columns: Columns) -> list[set[str | None]]:
    """The different amounts on the lines of each order that has several products."""
    if "product" not in roles:
        return []
    orders, products = (columns.cells.get(roles[name].column, ()) for name in ("order_id", "product"))
    amounts = columns.cells.get(roles["revenue"].column, ()) if "revenue" in roles else [None] * len(orders)
    sold: dict[str, set[str | None]] = {}
    found: dict[str, set[str | None]] = {}
    for order, product, amount in zip(orders, products, amounts, strict=False):
        if order:
            sold.setdefault(order, set()).add(product)
            found.setdefault(order, set()).add(amount)
    return [found[order] for order, items in sold.items() if len(items) > 1]


def _refuse_price(roles: Mapping[str, Role], columns: Columns, where: str) -> None:
    """Raise if a column called price may be that of one item or that of the order: some orders have several items."""
    amount, number = roles.get("revenue"), roles.get("quantity")
    if amount is None or number is None or amount.strength >= DECLARED or spoken(amount.column) not in PRICES:
        return
    if any(cell not in ("1", "1.0") for cell in answered(columns.cells.get(number.column, ()))):
        raise AmbiguousError(
            f"'{amount.column}' could be the price of one item or the amount of the order",
            where=where,
            cure=f"--map price={amount.column} with --map revenue=-, or --map revenue={amount.column}",
        )
