"""Storage: sessions, received updates, replies to send. One schema, SQLite or PostgreSQL."""
