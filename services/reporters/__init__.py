"""What the holder of a receipt does: look, answer, rate, appeal, withdraw, have pushes or not."""
