"""The parts of `local/attack.py`, each a module with a function `attack`, and the tables of what came of them."""
