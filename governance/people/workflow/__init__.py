"""What happens to people: the states, steps and guards of persons, accounts and posts."""
