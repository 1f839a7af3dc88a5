"""The rules of the code itself: what may import what, who writes rows, where a word may be spelled.

`manage.py check` asks the cheap ones, the tests ask all of them (tests/house).
"""
