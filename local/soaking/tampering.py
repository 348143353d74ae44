"""Whether the audit has teeth: three wrongs, done by hand to books that are in order, each to be found and put back."""

from console import Trouble


def wrong_stock(books):
    """One unit too many of a product."""
    row = next(row for row in books.rows("stock") if row["row"]["S"].startswith("shard#"))
    more = {"N": str(int(row["available"]["N"]) + 1)}
    return "stock", row, {**row, "available": more}, row["sku"]["S"]


def paid_for_nothing(books):
    """An order that expired or was cancelled is marked paid: no charge is behind it."""
    row = some_order(books, "expired", "cancelled")
    return "orders", row, {**row, "state": {"S": "paid"}, "receipt": {"S": "sent"}}, row["id"]["S"]


def charged_for_nothing(books):
    """A paid order is pending again and nobody will look at it: the charge has no paid order."""
    row = some_order(books, "paid")
    return "orders", row, {**row, "state": {"S": "pending"}}, row["id"]["S"]


WRONGS = {"stock off by one": wrong_stock, "paid order without a charge": paid_for_nothing, "charge without a paid order": charged_for_nothing}


def some_order(books, *states):
    """An order that ended so."""
    for row in books.orders().values():
        if row["state"]["S"] in states:
            return row
    raise Trouble(f"no order is {' or '.join(states)}, so there is none to tamper with.", "let the soak last longer")


def each_found(books):
    """Does each wrong, asks the audit, and puts it right. Whether each was found: the audit must fail, and name what was changed."""
    found = {}
    for name, wrong in WRONGS.items():
        table, right, changed, named = wrong(books)
        books.put(table, changed)
        try:
            agrees, said = books.audit()
        finally:
            books.put(table, right)
        found[name] = not agrees and named in said
    return found
