"""Databases beside each other: `compare_aws.py` runs it."""
