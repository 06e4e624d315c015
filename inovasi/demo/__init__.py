"""A believable regency, played through the same deeds that people do. All of it sample data."""
