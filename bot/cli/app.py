"""The commands of `kinebot`."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import amounts as amounts_command
from bot.cli import ask as ask_command
from bot.cli import chat as chat_command
from bot.cli.batch import run_batch
from bot.cli.check import check as check_content
from bot.cli.compose import build_understanding, database_of, load_engine
from bot.cli.estimate import Estimator
from bot.content.loader import load_content
from bot.dialogue.guide.diagram import Diagram
from bot.dialogue.rendering import Renderer
from bot.errors import ContentError, KinebotError
from bot.evaluation.amounts import evaluate_amounts
from bot.evaluation.messages import Scores, evaluate_messages
from bot.knowledge.values import ValueReader
from bot.settings import PARIS, load_settings
from bot.storage.backup import back_up, file_of, restore
from bot.storage.database import default_url
from bot.storage.migrate import migrate, moved_name

app = typer.Typer(
    name="kinebot",
    help="Kinébot : règles, papiers et reste à payer chez le kiné.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
content_app = typer.Typer(help="Regarder le contenu.", no_args_is_help=True)
app.add_typer(content_app, name="content")
Json = Annotated[bool, typer.Option("--json", help="Écrire du JSON.")]


@app.command()
def ask(text: Annotated[str | None, typer.Argument(help="Un message.")] = None) -> None:
    """Montrer ce que le bot décide sur un premier message (JSON en entrée sans TEXT)."""
    engine = load_engine(load_settings())
    if text is None:
        raise typer.Exit(run_batch(sys.stdin, lambda row: ask_command.ask(engine, row)))
    row = ask_command.ask(engine, {"text": text})
    print(f"{row['decision']}  {', '.join(row['topics'])}\n\n{row['text']}")


@app.command()
def estimate() -> None:
    """Estimer un reste à charge par ligne JSON."""
    settings = load_settings()
    estimator = Estimator(load_content(settings.content_dir), settings.today())
    raise typer.Exit(run_batch(sys.stdin, estimator))


@app.command("read-amount")
def read_amount() -> None:
    """Lire un montant par ligne JSON."""
    reader = ValueReader(load_content(load_settings().content_dir).values)
    raise typer.Exit(run_batch(sys.stdin, lambda row: amounts_command.read_amount(reader, row)))


@app.command()
def chat(
    as_json: Json = False,
    today: Annotated[str | None, typer.Option(help="Jour de la conversation (AAAA-MM-JJ).")] = None,
    state: Annotated[Path | None, typer.Option(help="Dossier où garder la conversation.")] = None,
) -> None:
    """Parler au bot dans le terminal."""
    day = _day(today)
    engine = load_engine(load_settings(), day)
    if as_json:
        raise typer.Exit(asyncio.run(chat_command.chat_json(engine, state, sys.stdin)))
    asyncio.run(chat_command.chat_in_terminal(engine, state))


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter("écrivez un jour comme 2026-11-21", param_hint="--today") from None


@app.command()
def check() -> None:
    """Vérifier tout le contenu ; chaque erreur avec son fichier et sa ligne."""
    settings = load_settings()
    errors, warnings = check_content(settings.content_dir, settings.today())
    for problem in warnings:
        print(f"attention  {problem}")
    for problem in errors:
        print(f"erreur     {problem}")
    print(f"{len(errors)} erreur(s), {len(warnings)} avertissement(s)")
    raise typer.Exit(1 if errors else 0)


@app.command("eval")
def evaluate(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="Messages ou montants étiquetés (JSON par ligne)."
        ),
    ],
    groups: Annotated[
        str, typer.Option(help="Groupes comptés à part, séparés par des virgules.")
    ] = "",
    as_json: Json = False,
    mistakes: Annotated[bool, typer.Option(help="Montrer les lignes manquées.")] = False,
) -> None:
    """Mesurer la compréhension sur des messages étiquetés."""
    engine_settings = load_settings()
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    if rows and "field" in rows[0]:
        content = load_content(engine_settings.content_dir)
        scores = evaluate_amounts(rows, ValueReader(content.values))
    else:
        engine = load_engine(engine_settings)
        of_topic = {topic: str(entry.group) for topic, entry in engine.content.faq.items()}
        wanted = [group for group in groups.split(",") if group]
        scores = evaluate_messages(rows, engine.understanding, of_topic, wanted)
    _show(scores, as_json=as_json, with_mistakes=mistakes)


def _show(scores: Scores, *, as_json: bool, with_mistakes: bool) -> None:
    if as_json:
        row: dict[str, Any] = {name: rate.as_row() for name, rate in scores.rates.items()}
        row["ms"] = {"p50": round(scores.p50, 2), "p95": round(scores.p95, 2)}
        if with_mistakes:
            row["mistakes"] = list(scores.mistakes)
        print(json.dumps(row, ensure_ascii=False))
        return
    for name, rate in scores.rates.items():
        print(f"{name:18} {rate}")
    print(f"{'ms':18} p50 {scores.p50:.1f}   p95 {scores.p95:.1f}")
    for mistake in scores.mistakes if with_mistakes else ():
        print(json.dumps(mistake, ensure_ascii=False))


@content_app.command("tree")
def tree(name: Annotated[str, typer.Argument(help="estimate, two_kines, documents…")]) -> None:
    """Dessiner un dialogue (Mermaid), tel que le contenu le fait marcher."""
    settings = load_settings()
    diagram = Diagram(Renderer(load_content(settings.content_dir), settings.today()))
    if name not in diagram.names:
        known = ", ".join(diagram.names)
        raise typer.BadParameter(f"dialogues connus : {known}", param_hint="NAME")
    print(diagram.of(name), end="")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Où mettre la copie.")]) -> None:
    """Copier la base, même pendant que le bot marche."""
    size = back_up(database_of(load_settings()), file)
    print(f"{file} : {size} octets. Une copie contient des données de patients : effacez-la"
          " au bout de 24 heures.")  # fmt: skip


@app.command("restore")
def put_back(file: Annotated[Path, typer.Argument(help="La copie à remettre.")]) -> None:
    """Remettre une copie de la base, même pendant que le bot marche."""
    restore(database_of(load_settings()), file)
    print(f"{file} : remise en place.")


@app.command("migrate")
def move(
    source: Annotated[
        Path | None,
        typer.Option("--from", help="La base SQLite de départ ; par défaut, celle de STATE_DIR."),
    ] = None,
) -> None:
    """Déplacer les conversations de SQLite vers PostgreSQL (DATABASE_URL), le bot arrêté."""
    settings = load_settings()
    source = source or file_of(default_url(settings.state_dir))
    lifetime = load_engine(settings).lifetime
    moved = migrate(source, database_of(settings), lifetime, dt.datetime.now(PARIS))
    print(f"Dans PostgreSQL : {moved['sessions']} conversation(s), {moved['inbox']} message(s) sans"
          f" réponse, {moved['outbox']} réponse(s) à envoyer.")  # fmt: skip
    print(f"L’ancienne base s’appelle maintenant {moved_name(source)} : elle contient des données"
          " de patients, effacez-la au bout de 24 heures.")  # fmt: skip


@app.command()
def prepare() -> None:
    """Préparer l’index, s’il n’est pas déjà celui du contenu."""
    settings = load_settings()
    build_understanding(load_content(settings.content_dir), settings.state_dir)


@app.command()
def run(
    role: Annotated[
        str,
        typer.Option(help="receiver, worker, sender ou all ; à part avec PostgreSQL seulement."),
    ] = "all",
) -> None:
    """Démarrer le bot : Telegram avec un jeton, sinon le bac à sable."""
    from bot.cli.run import run_bot  # noqa: PLC0415 — the other commands need no network
    from bot.handlers.program import Role  # noqa: PLC0415

    if role not in list(Role):
        raise typer.BadParameter(", ".join(Role), param_hint="--role")
    raise typer.Exit(run_bot(load_settings(), Role(role)))


def main() -> None:
    """Run a command; a known error is told in a few lines, without a traceback."""
    try:
        app()
    except ContentError as error:
        print(error, file=sys.stderr)
        print(f"{len(error.problems)} erreur(s) dans le contenu.", file=sys.stderr)
        sys.exit(1)
    except KinebotError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
