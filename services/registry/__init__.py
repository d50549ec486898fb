"""The registry: schools and institutions, calendars and prices, the lists they come with, and suggestions."""
