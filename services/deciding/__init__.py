"""How an office comes to an answer: what it looks at, whom it hears, who proposes it and who agrees."""
