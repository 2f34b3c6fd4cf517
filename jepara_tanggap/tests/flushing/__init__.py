"""An app of the test settings alone: lets tests empty the append-only tables."""
