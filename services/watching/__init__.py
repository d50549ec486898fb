"""What offices do with their time, and the offices above with theirs: warnings, more time, urging, how offices work."""
