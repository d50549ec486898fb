"""What several offices do about one case: the lead asks others for their share, each of which sees only its own."""
