# The words of cart, checkout and payment, in English.
cart = Cart
head-account = Account
yours = Yours
search = Search
search-for = Search the shop
quantity = Quantity
add-to-cart = Add to cart
buy-now = Buy now
less = One less
more-of = One more
remove = Remove
update = Update the cart
sum = Total
subtotal = Subtotal
shipping = Shipping
tax = Tax
discount = Discount
refunded = Given back to you
to-checkout = Check out
to-cart = To the cart
change-cart = Change the cart
go-on-shopping = Go on shopping
cart-empty = There is nothing in your cart yet.
cart-added = It is in your cart.
cart-full = Your cart cannot hold more.
cart-not-added = This could not be put into your cart. It may be sold out.
cart-blocked = Something in your cart cannot be bought as it is.
line-not-sold = This is not for sale any more. Please remove it.
line-sold-out = This is sold out. Please remove it.
line-only = { $count ->
    [one] Only { $count } is left.
   *[other] Only { $count } are left.
}
line-price-changed = The price has changed. This is the new one.
checkout = Checkout
checkout-blocked = Something in your cart cannot be bought as it is.
checkout-changed = Something has changed meanwhile. Please look at your order and send it again.
checkout-check = Please look at what is marked.
checkout-used = This form has already placed an order. To order once more, send it again.
checkout-many = You have placed several orders without paying them. Please pay or cancel one of them, or wait a few minutes.
checkout-failed = Your order could not be placed. Nothing was charged. Please try again.
see-order = See that order
your-order = Your order
contact = Contact
contact-more = Your receipt goes there. You need no account.
log-in-instead = Log in instead
address = Delivery address
pay = Payment
pay-more = On the next page you choose how to pay. Until then nothing is charged.
to-payment = Continue to payment
pay-now = Pay now
pay-safe = Your card number goes to Stripe and never reaches this shop.
pay-failed = The payment form could not be loaded. Please reload this page.
needs-script = Paying needs JavaScript. Please allow it for this page.
pay-unavailable = This order cannot be paid now. Please try again in a moment.
held-for = { $count ->
    [one] What you ordered is kept for you for { $count } more minute.
   *[other] What you ordered is kept for you for { $count } more minutes.
}
optional = (optional)
choose-one = Please choose
field-email = E-mail
field-name = Full name
field-line1 = Street and number
field-line2 = Flat, floor, building
field-postal_code = Postal code
field-city = Town
field-region = State or province
field-country = Country
field-phone = Phone
field-missing = Please fill this in.
wrong-email = This is not an e-mail address.
wrong-phone = A phone number has 5 to 15 digits.
wrong-field = Please check this.
order-number = Order
order-pending = Your order waits for your payment
order-pending-more = { $count ->
    [one] It is kept for you for { $count } more minute. Nothing was charged yet.
   *[other] It is kept for you for { $count } more minutes. Nothing was charged yet.
}
order-settling = Your payment is on its way
order-settling-more = It usually takes a few seconds. This page looks again by itself.
order-processing = Your bank is working on your payment
order-processing-more = That can take a few days. We write to you as soon as it is done.
order-paid = Thank you. Your order is paid.
order-paid-more = We have sent you a receipt by e-mail.
order-refunding = Your money is on its way back
order-refunding-more = It goes to where you paid from, and takes a few days.
order-refunded = Your money was given back
order-refunded-more = It went to where you paid from.
order-ended = This order has ended
order-ended-more = It was not paid. Nothing was charged, and nothing is sent.
order-review = We are looking at your payment
order-review-more = Something about it needs a person. We write to you.
order-again = Put it into the cart again
order-not-cancelled = The order could not be cancelled: it may be paid already.
order-not-paid = The payment did not go through. Nothing was charged. You can try again.
cancel-order = Cancel the order
step-placed = Placed
step-paid = Paid
step-sent = Sent
step-partly-sent = Sent in part
step-delivered = Delivered
parcels = Parcels
parcel-sent = sent on { $date }
parcel-delivered = delivered on { $date }
track = Follow it
found = { $count ->
    [one] { $count } product found
   *[other] { $count } products found
}
found-nothing = Nothing was found. Try another word.
results-for = Results for “{ $words }”
checkout-refused = This shop takes no orders from your account.
checkout-amount = This amount cannot be paid: it is too small or too large.
