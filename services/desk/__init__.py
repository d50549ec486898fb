"""What an officer works with: the queue, the page of a case, and what is written and done there."""
