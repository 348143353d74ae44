# The words of the pages of an account, in English.
