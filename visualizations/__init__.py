"""What people look at: maps, reports, tables."""
