"""What a copy of the portal that followed the README's recipes is asked; run by tests/test_recipes.py."""
