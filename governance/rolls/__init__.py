"""Who is entitled: owners' rolls, members, delegates and numbers of residents, filed with a date."""
