"""Everything that seals, opens, signs, counts or proves; knows no row, no HTTP and no policy."""
