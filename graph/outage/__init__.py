"""What would be lost if actors left."""
