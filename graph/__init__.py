"""The store, its questions, and the analyses of the network."""
