"""Forms of intelligence. They parse; what is allowed is decided by services."""
