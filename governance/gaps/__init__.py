"""What the register lacks: places without leads, terms that end, missing telephones, registers nobody touches."""
