"""The parts of `local/soak.py`: buyers, a proxy and a chaos that give them a bad day, and what must be true afterwards."""
