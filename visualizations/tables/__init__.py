"""How results are shown to people: which columns, under which headers, with which words below."""
