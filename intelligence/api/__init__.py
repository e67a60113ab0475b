"""Intelligence for machines: the same services, queries and refusals as the pages."""
