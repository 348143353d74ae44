# The words of cart, checkout and payment, in German.
