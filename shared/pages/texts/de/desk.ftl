# The words of the desk, for the shop's staff, in German.
