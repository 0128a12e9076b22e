"""The engine: (session, incoming, moment) → (session, replies). Pure and synchronous."""
