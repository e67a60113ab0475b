"""What people read of intelligence."""
