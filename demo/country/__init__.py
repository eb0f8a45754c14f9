"""The Republic of Velmar: what the demo knows of it, by noun. Every date is counted from the day of loading."""
