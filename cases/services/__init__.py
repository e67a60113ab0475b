"""What people do with plans and operations, by use case: drafting, approval, partners, the day."""
