"""The tables of people: persons, the posts that they hold, the accounts that some of them have."""
