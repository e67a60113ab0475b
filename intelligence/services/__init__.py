"""What people do with intelligence. The only rooms in this app that write."""
