//! What `backroom import --help` says.

pub(super) const LONG: &str = "\
Puts the products of a CSV file into the catalogue: the shop's own format, or another shop's export as it is.

The own format is UTF-8. Its first line names columns, in any order. These must be there:

    id           the product's own number: 1 to 128 letters, digits, '-', '_' or '.'
    name         1 to 200 characters
    description  up to 4,000 characters, several lines in quotes if need be; may be empty
    category     1 to 200 characters
    price_minor  the price in minor units, a whole number (1295 is 12.95 USD, or 1295 JPY)
    currency     three letters, ISO 4217
    stock        the opening stock, a whole number from 0 to 1000000; empty: none is booked

These may be there. Empty: it stays as it is.

    state        draft, active or archived; a new product is put on sale, which is active
    sku          the variant's own number; that of a product without options is `id`
    slug         what the product is called in addresses
    tax_class    the name of the rate at which it is taxed; that of a new product is `standard`
    weight_grams, compare_at_minor
                 the weight, and a price to show struck through. Empty: none
    option_1, value_1 to option_3, value_3
                 what the variants are chosen by, such as `Size`, and this one's value, such as `M`
    prices       further currencies, such as `EUR:1195 GBP:1099/1299`; after the stroke, what it is compared with

Lines one after the other with the same `id` are the variants of one product, if there is a column `option_1`. What is said
of the product on its first line may be repeated or left empty on the others.

A text with commas or quotes stands in double quotes, each quote in it doubled. A bad line is reported by its number with the
reason. It refuses its product, and no other.

It may be stopped and started again, and the same file imported twice: each product is set to what the file says, and the
opening stock of a SKU is booked only the first time. Later changes of stock go through
POST /v1/merchant/skus/{sku}/adjustments; a stock that differs in a later file is left alone, and counted in the summary.

Files of other shops need --currency, the currency of their prices. What is changed or left out of them is told at the end.";

pub(super) const EXAMPLES: &str = "\
Examples:
  PRODUCTS_TABLE=backroom-dev-products STOCK_TABLE=backroom-dev-stock AWS_REGION=eu-west-1 \\
    backroom import catalogue.csv
  backroom import --dry-run --from shopify --currency EUR products_export_1.csv
  backroom import --from woocommerce --currency USD --category Various wc-product-export.csv

Exit status: 0 all products are in the shop (or could be, with --dry-run), 1 some are not, 2 called wrongly.";
