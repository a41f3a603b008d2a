"""Rows of workbooks become things: reading, mapping, validating, building, handing over."""
