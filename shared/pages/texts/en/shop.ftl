# The words of the pages, in English.
language = English
skip = Skip to the content
all-products = All products
browse = Browse the shop
categories = Categories
newest = New in the shop
welcome = Everything in one place
welcome-more = Honest prices, stock that is counted, and an order that is yours once it is placed.
home = Home
sort = Sort
sort-newest = Newest
sort-price = Price
sort-name = Name
more = Show more
products = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
in-stock = In stock
low = Only a few left
low-count = { $count ->
    [one] Only { $count } left
   *[other] Only { $count } left
}
out = Sold out
archived = No longer sold
was = was
from = from { $price }
not-priced = Not sold in this currency
details = Details
weight = Weight
grams = { $count } g
nothing-here = Nothing is for sale here at the moment.
not-found = This page does not exist
not-found-more = The address may be mistyped, or what stood here is gone.
trouble = The shop cannot answer now
trouble-more = Please try again in a moment.
choose = Variants
lead = { $name } at { $shop }: { $price }.
legal = Prices are shown as they are charged.
foreign-form = This form was not made for this browser
foreign-form-more = Go back, load the page again and send the form once more. Cookies must be allowed.
