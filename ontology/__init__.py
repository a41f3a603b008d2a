"""The vocabulary: terms, code lists and their names in German and English."""
