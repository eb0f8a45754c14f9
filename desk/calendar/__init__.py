"""What falls on which day, as a month, as a list and as iCalendar; it reads and writes nothing."""
