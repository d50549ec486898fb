"""What is counted of the work of offices, by the day, and who reads it: staff in full, all rounded by the week."""
