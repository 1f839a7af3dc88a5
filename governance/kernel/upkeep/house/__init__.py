"""The rules of the code itself: what may import what, where rows are written, where a value may be spelled.

`manage.py check` runs the quick ones, the tests run all of them (tests/house).
"""
