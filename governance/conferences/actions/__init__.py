"""Steps of the joint conference and what they lead to."""
