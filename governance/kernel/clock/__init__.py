"""Days, dated rules, deadlines and their reminders."""
