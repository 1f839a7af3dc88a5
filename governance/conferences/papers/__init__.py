"""The minutes of the joint conference (联席会议纪要): drafted as text, printed as an official paper."""
