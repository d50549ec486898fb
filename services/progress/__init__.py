"""How far the programme is: what everybody may read of it."""
