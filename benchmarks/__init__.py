"""What the bot is worth next to other ways of finding a topic. See README.md."""
