"""Understanding: a message becomes topics, values, an emergency, or « not understood »."""
