"""Who the bot says it is: names, descriptions, commands and menu button, by language and scope."""

from __future__ import annotations

from dataclasses import dataclass, field

DEFAULT_SCOPE = "default"
PRIVATE_SCOPE = "all_private_chats"


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the command menu; `name` has no slash."""

    name: str
    description: str

    def as_json(self) -> dict[str, object]:
        """Return the `BotCommand` of the Bot API."""
        return {"command": self.name, "description": self.description}


@dataclass(slots=True)
class Identity:
    """The bot's profile; texts are kept by language code, "" for everybody."""

    id: int = 1_000_000_001
    username: str = "kinebot_sandbox_bot"
    names: dict[str, str] = field(default_factory=lambda: {"": "Kinébot"})
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], tuple[Command, ...]] = field(default_factory=dict)
    menu_buttons: dict[int, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name everybody sees."""
        return self.names.get("", "")

    def commands_for(self, chat_id: int, language: str) -> tuple[Command, ...]:
        """Return what the menu of a private chat lists: the narrowest scope that has commands."""
        for scope in (f"chat:{chat_id}", PRIVATE_SCOPE, DEFAULT_SCOPE):
            for code in (language, ""):
                if found := self.commands.get((scope, code)):
                    return found
        return ()

    def as_user(self) -> dict[str, object]:
        """Return the bot as the `User` of the Bot API that signs its messages."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }


def in_language(texts: dict[str, str], language: str) -> str:
    """Return the text of a language, or else the one for everybody, or else nothing."""
    return texts.get(language) or texts.get("", "")
