"""The parts of `local/attack.py`: who asks, how the description is put to the test, and the table of what came of it."""
