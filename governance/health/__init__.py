"""How the portal is, for the system administrator: the readings of `kernel.upkeep.conditions`, and the last runs."""
